"""Schedules a second on the 52-step program, and the time of whole searches. `python benchmarks/fault/bench_fault.py`

Prints medians of seven rounds. Peers, where they are installed in the environment, are measured in the same run.
"""

import statistics
import sys
import time

import program

from hotseat.fault import explore, find_world
from hotseat.fault.bench import make_bench
from hotseat.fault.loop import Loop, running


def ours():
    loop = Loop()
    running(loop)
    try:
        task = loop.create_task(program.main())
        loop.run(horizon=1000.0, settled=task.done, grace=0.0)
        assert task.result() == 40
        return loop.steps
    finally:
        loop.bury()
        running(None)


def rate(play, seconds=0.6):
    started = time.perf_counter()
    runs = 0
    while time.perf_counter() - started < seconds:
        play()
        runs += 1
    return runs / (time.perf_counter() - started)


def main():
    print(f"Python {sys.version.split()[0]}, {ours()} steps")
    rates = [rate(ours) for _ in range(7)]
    print(
        f"52-step program       {statistics.median(rates):8,.0f} schedules/s  [{min(rates):,.0f} to {max(rates):,.0f}]"
    )
    world = find_world("webhooks")
    for name in ("right_outbox", "right_leases", "right_unique_charge"):
        path = world.folder / f"{name}.py"
        bench = make_bench(world, path)
        runs = [rate(bench.run, 0.3) for _ in range(5)]
        started = time.perf_counter()
        coverage = explore(world, path).findings.coverage
        seconds = time.perf_counter() - started
        points = len(bench.run().choices)
        line = f"{name:<21} {statistics.median(runs):8,.0f} runs/s; {points} choice points"
        print(f"{line}; {coverage.sentence()}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
