"""What Hotseat is asked to do besides the workloads, each in a process of its own: `python -m benchmarks.load.tasks
NAME`.

- `thousand SECONDS`: a design of 1000 nodes whose requests go ten calls deep, about 3 x 10^5 of them alive at once.
- `replications REQUESTS`: eight seeds of W2 one after another, then the same eight in two threads.
- `what-if REQUESTS SEEDS`: how much the effect of a change on W2 scatters, with Hotseat's random numbers (the same in
  both runs for what did not change), and with one stream from the same seed, drawn in the order of events.
- `memory REQUESTS`: W2 for so long, then the most memory the process has held.
- `first`: read W2, simulate 1000 requests; whoever starts the process takes the time.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import variance

import hotseat
from benchmarks.load.peers.heapq_peer import what_if as what_if_by_heapq
from benchmarks.load.workloads import ARRIVALS, CONNECTIONS, DESIGNS, peak_memory

W2 = DESIGNS / "w2.yaml"
CHAINS, DEPTH = 100, 10
FEWER = 8
"""The change of the what-if: W2's database with half its sixteen connections, which puts it at 80%."""


def thousand_nodes() -> str:
    """A hundred traffics, each entering a chain of ten services that hold their workers while the rest of it works."""
    traffic = "".join(f"  t{c}: {{to: n{c}x0.serve, rate: 500/s}}\n" for c in range(CHAINS))
    nodes = []
    for depth in range(DEPTH):
        for c in range(CHAINS):
            deeper = f", {{call: n{(7 * c + 1) % CHAINS}x{depth + 1}.serve}}" if depth < DEPTH - 1 else ""
            serve = f"[{{work: {{exp: 100ms}}}}{deeper}]"
            nodes.append(f"  n{c}x{depth}: {{kind: service, concurrency: 1000, on: {{serve: {serve}}}}}\n")
    return f"hotseat: 1\nname: a thousand nodes\ntraffic:\n{traffic}nodes:\n{''.join(nodes)}"


def thousand(seconds: str) -> dict[str, float]:
    """Events a second on the big design, after a short first run that compiles."""
    design = hotseat.read_design(thousand_nodes())
    hotseat.simulate(design, seed=1, duration=0.1, warmup=0.0)
    started = time.perf_counter()
    result = hotseat.simulate(design, seed=1, duration=float(seconds), warmup=0.0)
    taken = time.perf_counter() - started
    alive = sum(traffic.in_flight for traffic in result.traffic.values())
    generated = sum(traffic.generated for traffic in result.traffic.values())
    return {"seconds": taken, "events": result.events, "alive": alive, "requests": generated, "memory": peak_memory()}


def replications(requests: str) -> dict[str, float]:
    """How much faster eight replications are with two threads."""
    design = hotseat.read_design(W2)
    duration = float(requests) / ARRIVALS

    def run(seed: int) -> int:
        return hotseat.simulate(design, seed=seed, duration=duration, warmup=0.0).events

    hotseat.simulate(design, seed=1, duration=0.1, warmup=0.0)
    seeds = range(1, 9)
    started = time.perf_counter()
    alone = [run(seed) for seed in seeds]
    middle = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(run, seeds))
    ended = time.perf_counter()
    if alone != together:
        raise SystemExit("threads changed the outcome")
    return {"alone": middle - started, "together": ended - middle}


def what_if(requests: str, seeds: str) -> dict[str, float]:
    """Variance of the effect of fewer connections, on the mean and the p99, for three ways to draw random numbers."""
    number = int(seeds)
    text = W2.read_text("utf-8")
    before = hotseat.read_design(W2)
    after = hotseat.read_design(text.replace(f"connections: {CONNECTIONS}", f"connections: {FEWER}"))
    duration = int(float(requests)) / ARRIVALS

    def latency(design: hotseat.Design, seed: int) -> tuple[float, float]:
        found = hotseat.simulate(design, seed=seed, duration=duration, warmup=0.0).traffic["client"].latency
        return found.mean, found.p99

    base = [latency(before, seed) for seed in range(1, number + 1)]
    same = [latency(after, seed) for seed in range(1, number + 1)]
    other = [latency(after, seed) for seed in range(1001, 1001 + number)]
    stream = [what_if_by_heapq(int(float(requests)), seed, FEWER) for seed in range(1, number + 1)]
    found = {}
    for index, name in enumerate(("mean", "p99")):
        found[f"{name} keyed"] = variance(b[index] - a[index] for a, b in zip(base, same, strict=True))
        found[f"{name} independent"] = variance(b[index] - a[index] for a, b in zip(base, other, strict=True))
        found[f"{name} stream"] = variance(difference[name] for difference in stream)
        found[f"{name} effect"] = sum(b[index] - a[index] for a, b in zip(base, same, strict=True)) / number
        found[f"{name} effect by stream"] = sum(difference[name] for difference in stream) / number
    return found


def memory(requests: str) -> dict[str, float]:
    """The most memory a run of so many requests needs."""
    result = hotseat.simulate(hotseat.read_design(W2), seed=1, duration=float(requests) / ARRIVALS, warmup=0.0)
    return {"memory": peak_memory(), "requests": result.traffic["client"].generated}


def first() -> dict[str, float]:
    """A first result."""
    result = hotseat.simulate(hotseat.read_design(W2), seed=1, duration=1000 / ARRIVALS, warmup=0.0)
    return {"mean": result.traffic["client"].latency.mean}


TASKS = {
    "thousand": thousand,
    "replications": replications,
    "what-if": what_if,
    "memory": memory,
    "first": first,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
