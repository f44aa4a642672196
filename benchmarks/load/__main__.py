"""`python -m benchmarks.load`: Hotseat beside SimPy, Ciw, happy-simulator and a hand-written loop, in one run.

    python -m benchmarks.load            about a quarter of an hour; nothing else should be running
    python -m benchmarks.load --quick    a smoke test of a minute or two: the numbers are too short to quote

How to read what it prints is in docs/benchmarks.md. Exit status: 0 when no goal fell below its floor (always with
`--quick`), 1 when one did.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
from statistics import fmean, median, variance
from typing import TYPE_CHECKING

from benchmarks.load import goals, measure
from benchmarks.load.workloads import WORKLOADS
from validation.theory.solve import student_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.load.measure import Measured

REPEATS = 5
FEWEST = 3
"""Repeats below which nothing is said about agreement."""


def spread(values: Sequence[float], scale: float = 1.0) -> str:
    """The median and the range of the repeats."""
    if not values:
        return "-"
    ordered = sorted(value / scale for value in values)
    return f"{median(ordered):,.0f} ({ordered[0]:,.0f}-{ordered[-1]:,.0f})"


def agreement(mine: Measured, theirs: Measured) -> str:
    """Whether two simulators found the same median latency, by a 99% interval of its difference; how wide that was."""
    a, b = mine.of("p50"), theirs.of("p50")
    fewest = min(len(a), len(b))
    if fewest < FEWEST:
        return "too few repeats to say whether it agrees"
    error = math.sqrt(variance(a) / len(a) + variance(b) / len(b)) * student_quantile(0.99, fewest - 1)
    off = abs(fmean(a) - fmean(b))
    return f"{'agrees' if off <= error else 'DIFFERS'}: p50 {off / fmean(a):.1%} off, interval ±{error / fmean(a):.1%}"


def remark(peer: measure.Peer, workload: str) -> str:
    """What this peer leaves out of this workload, which makes its latencies those of another system."""
    return peer.remark if workload != "W1" else ""


def print_workload(workload: str, table: dict[str, Measured]) -> None:
    """One workload's table."""
    print(f"\n{workload}")
    head = f"  {'':<9} {'requests/s':>31} {'events/s':>31} {'MB':>6} {'hotseat is':>11} {'(by CPU)':>9}"
    print(f"{head} {'mean':>9} {'p50':>9} {'p99':>9} {'p99.9':>9}")
    mine = table["hotseat"]
    for peer in measure.PEERS:
        cell = table[peer.name]
        if not cell.runs:
            print(f"  {peer.name:<9} {cell.problem}")
            continue
        ratio = mine.median("requests/s") / cell.median("requests/s")
        by_cpu = mine.median("requests/cpu") / cell.median("requests/cpu")
        latency = " ".join(f"{fmean(cell.of(q)):>9.5f}" for q in ("mean", "p50", "p99", "p99.9"))
        same = (
            ""
            if peer.name == "hotseat"
            else f"  {peer.remark if workload != 'W1' and peer.remark else agreement(mine, cell)}"
        )
        print(
            f"  {peer.name:<9} {spread(cell.of('requests/s')):>31} {spread(cell.of('events/s')):>31}"
            f" {cell.median('memory'):>6.0f} {ratio:>10.1f}x {by_cpu:>8.1f}x {latency}{same}"
        )


def print_goal(goal: goals.Goal) -> None:
    """One goal's line."""
    remark = f"  {goal.remark}" if goal.remark else ""
    bounds = f"floor {goal.floor:g} {goal.unit}, aim {goal.aim:g} {goal.unit}" if goal.unit else ""
    print(f"  {goal.name:<52} {goal.measured:>9.2f} {goal.unit:<4} {bounds:<30} {goal.verdict}{remark}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a smoke test: short, few repeats, not to be quoted")
    parser.add_argument("--repeats", type=int, default=0, help=f"interleaved repeats (default {REPEATS}, quick 2)")
    parser.add_argument("--newer", default=sys.executable, help="a Python for the peers that need 3.13 (this one)")
    options = parser.parse_args(arguments)
    repeats = options.repeats or (2 if options.quick else REPEATS)
    share = 0.1 if options.quick else 1.0
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}"
    )
    if options.quick:
        print("a smoke test: these numbers are too short to quote")
    absent = {peer.name: why for peer in measure.PEERS if (why := measure.missing(peer, options.newer))}
    tables = {}
    for workload in WORKLOADS:
        tables[workload] = measure.compare(workload, repeats=repeats, share=share, absent=absent, newer=options.newer)
        if workload == WORKLOADS[0]:
            firsts = [cell.runs[0] for cell in tables[workload].values() if cell.runs]
            versions = [f"{first['version']} on CPython {first['python']}" for first in firsts]
            print("; ".join(versions))
        print_workload(workload, tables[workload])
    print("\nGoals")
    missed = False
    for goal in goals.every(tables, quick=options.quick):
        print_goal(goal)
        missed = missed or goal.verdict == "missed"
    return 1 if missed and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
