"""The workloads in SimPy: processes as generators, servers as resources."""

import random
from collections.abc import Generator

import simpy

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

Process = Generator[simpy.Event, object, None]


class SingleServer:
    """W1."""

    def __init__(self, env: simpy.Environment, task: Task) -> None:
        self.env, self.task = env, task
        self.draw = random.Random(task.seed)
        self.server = simpy.Resource(env, 1)
        self.latencies: list[float] = []

    def customer(self) -> Process:
        start = self.env.now
        with self.server.request() as turn:
            yield turn
            yield self.env.timeout(self.draw.expovariate(1 / W1_SERVICE))
        self.latencies.append(self.env.now - start)

    def arrivals(self) -> Process:
        for _ in range(self.task.requests):
            yield self.env.timeout(self.draw.expovariate(W1_ARRIVALS))
            self.env.process(self.customer())


class Cluster:
    """W2 and W2lc."""

    def __init__(self, env: simpy.Environment, task: Task) -> None:
        self.env, self.task = env, task
        self.draw = random.Random(task.seed)
        self.servers = [simpy.Resource(env, WORKERS) for _ in range(SERVERS)]
        self.outstanding = [0] * SERVERS
        self.database = simpy.Resource(env, CONNECTIONS)
        self.latencies: list[float] = []

    def pick(self) -> int:
        if self.task.least:
            return min(range(SERVERS), key=self.outstanding.__getitem__)
        return int(self.draw.random() * SERVERS)

    def attempt(self) -> Process:
        env, draw = self.env, self.draw
        yield env.timeout(HOP)
        k = self.pick()
        self.outstanding[k] += 1
        yield env.timeout(HOP)
        with self.servers[k].request() as turn:
            yield turn
            mean = RARE if draw.random() < RARE_SHARE else USUAL
            yield env.timeout(draw.expovariate(1 / mean))
            if draw.random() < MISS:
                yield env.timeout(HOP)
                with self.database.request() as connection:
                    yield connection
                    yield env.timeout(draw.expovariate(1 / QUERY))
                yield env.timeout(HOP)
        self.outstanding[k] -= 1
        yield env.timeout(REPLY)

    def client(self) -> Process:
        start = self.env.now
        for tries_left in (1, 0):
            attempt = self.env.process(self.attempt())
            yield attempt | self.env.timeout(TIMEOUT)
            if attempt.triggered:
                self.latencies.append(self.env.now - start)
                return
            if tries_left:
                yield self.env.timeout(BACKOFF * (0.5 + self.draw.random()))

    def arrivals(self) -> Process:
        for _ in range(self.task.requests):
            yield self.env.timeout(self.draw.expovariate(ARRIVALS))
            self.env.process(self.client())


def main() -> None:
    task = asked()
    watch = Stopwatch()
    env = simpy.Environment()
    model = SingleServer(env, task) if task.workload == "W1" else Cluster(env, task)
    env.process(model.arrivals())
    env.run()
    watch.stop()
    say(
        watch=watch,
        requests=task.requests,
        latency=summary(model.latencies),
        events=next(env._eid),  # noqa: SLF001 (its count of events has no public name)
        version=f"SimPy {simpy.__version__}",
    )


if __name__ == "__main__":
    main()
