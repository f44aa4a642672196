"""The workloads as a loop written by hand around `heapq`: the least that Python can do, and what an expert would write.

Also the yardstick of a what-if with one stream of random numbers drawn in the order of events (`what_if`): with the
same seed, one change early on reshuffles every draw after it.
"""

import platform
import random
from collections import deque
from heapq import heappop, heappush

from benchmarks.load.workloads import (
    ARRIVALS,
    BACKOFF,
    CONNECTIONS,
    HOP,
    MISS,
    QUERY,
    RARE,
    RARE_SHARE,
    REPLY,
    SERVERS,
    TIMEOUT,
    USUAL,
    W1_ARRIVALS,
    W1_SERVICE,
    WORKERS,
    Stopwatch,
    Task,
    asked,
    say,
    summary,
)


def single_server(task: Task) -> tuple[list[float], int]:
    """W1: latencies and the number of events."""
    exponential = random.Random(task.seed).expovariate
    arrival, departure = 0, 1
    heap = [(exponential(W1_ARRIVALS), 0, arrival)]
    sequence, events, left = 1, 0, task.requests
    waiting: deque[float] = deque()
    latencies: list[float] = []
    serving = -1.0
    while heap:
        now, _, kind = heappop(heap)
        events += 1
        if kind == arrival:
            left -= 1
            if left:
                heappush(heap, (now + exponential(W1_ARRIVALS), sequence, arrival))
                sequence += 1
            if serving >= 0.0:
                waiting.append(now)
                continue
            serving = now
        else:
            latencies.append(now - serving)
            if not waiting:
                serving = -1.0
                continue
            serving = waiting.popleft()
        heappush(heap, (now + exponential(1 / W1_SERVICE), sequence, departure))
        sequence += 1
    return latencies, events


class Try:
    """One try of a request: when the request began, which try this is, where it went, whether anybody still waits."""

    __slots__ = ("last", "live", "server", "start")

    def __init__(self, start: float, *, last: bool) -> None:
        self.start, self.last, self.live, self.server = start, last, True, 0


ARRIVE, BALANCE, ENTER, WORKED, QUERIED_AT, QUERIED, BACK, REPLIED, TIMED_OUT, RETRY = range(10)


def cluster(task: Task, connections: int = CONNECTIONS) -> tuple[list[float], int]:  # noqa: C901
    """W2 and W2lc: latencies and the number of events. One long loop: a call costs more than an event's work."""
    draw = random.Random(task.seed)
    uniform, exponential = draw.random, draw.expovariate
    heap: list[tuple[float, int, int, Try | None]] = []
    sequence = events = 0
    busy, outstanding = [0] * SERVERS, [0] * SERVERS
    lines: list[deque[Try]] = [deque() for _ in range(SERVERS)]
    querying, query_line = 0, deque()
    latencies: list[float] = []
    left = task.requests

    def later(when: float, kind: int, who: Try | None) -> None:
        nonlocal sequence
        sequence += 1
        heappush(heap, (when, sequence, kind, who))

    def service() -> float:
        return exponential(1 / RARE) if uniform() < RARE_SHARE else exponential(1 / USUAL)

    later(exponential(ARRIVALS), ARRIVE, None)
    while heap:
        now, _, kind, who = heappop(heap)
        events += 1
        if kind == ARRIVE:
            left -= 1
            if left:
                later(now + exponential(ARRIVALS), ARRIVE, None)
            who = Try(now, last=False)
            later(now + HOP, BALANCE, who)
            later(now + TIMEOUT, TIMED_OUT, who)
        elif kind == BALANCE:
            k = min(range(SERVERS), key=outstanding.__getitem__) if task.least else int(uniform() * SERVERS)
            outstanding[k] += 1
            who.server = k
            later(now + HOP, ENTER, who)
        elif kind == ENTER:
            k = who.server
            if busy[k] < WORKERS:
                busy[k] += 1
                later(now + service(), WORKED, who)
            else:
                lines[k].append(who)
        elif kind == WORKED and uniform() < MISS:
            later(now + HOP, QUERIED_AT, who)
        elif kind in (WORKED, BACK):
            k = who.server
            outstanding[k] -= 1
            if lines[k]:
                later(now + service(), WORKED, lines[k].popleft())
            else:
                busy[k] -= 1
            later(now + REPLY, REPLIED, who)
        elif kind == QUERIED_AT:
            if querying < connections:
                querying += 1
                later(now + exponential(1 / QUERY), QUERIED, who)
            else:
                query_line.append(who)
        elif kind == QUERIED:
            later(now + HOP, BACK, who)
            if query_line:
                later(now + exponential(1 / QUERY), QUERIED, query_line.popleft())
            else:
                querying -= 1
        elif kind == REPLIED:
            if who.live:
                who.live = False
                latencies.append(now - who.start)
        elif kind == TIMED_OUT:
            if who.live:
                who.live = False
                if not who.last:
                    later(now + BACKOFF * (0.5 + uniform()), RETRY, who)
        else:
            again = Try(who.start, last=True)
            later(now + HOP, BALANCE, again)
            later(now + TIMEOUT, TIMED_OUT, again)
    return latencies, events


def what_if(requests: int, seed: int, connections: int) -> dict[str, float]:
    """The effect of other `connections` on W2's latency, both runs with the same seed and one stream each."""
    task = Task("W2", requests, seed)
    before, after = summary(cluster(task)[0]), summary(cluster(task, connections)[0])
    return {name: after[name] - before[name] for name in ("mean", "p99")}


def main() -> None:
    task = asked()
    watch = Stopwatch()
    latencies, events = single_server(task) if task.workload == "W1" else cluster(task)
    watch.stop()
    version = f"heapq, {platform.python_implementation()} {platform.python_version()}"
    say(watch=watch, requests=task.requests, latency=summary(latencies), events=events, version=version)


if __name__ == "__main__":
    main()
