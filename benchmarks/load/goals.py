"""The goals of the load engine, each with what it may not fall below (floor) and what it should reach (aim)."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.load import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.load.measure import Measured

Tables = dict[str, dict[str, "Measured"]]

WHOLE = 200_000
"""Requests of W2 in the comparison of whole processes."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal and what was measured. `unit` is `x` for a ratio; `higher` says which way is better."""

    name: str
    floor: float
    aim: float
    unit: str
    measured: float
    higher: bool = True
    remark: str = ""

    @property
    def verdict(self) -> str:
        """`aim`, `floor` or `missed`; `not measured` without a number."""
        if self.measured != self.measured:  # NaN
            return "not measured"
        sign = 1 if self.higher else -1
        if sign * self.measured >= sign * self.aim:
            return "aim"
        return "floor" if sign * self.measured >= sign * self.floor else "missed"


def attempt(build: Callable[..., list[Goal]], names: tuple[str, ...], *, quick: bool) -> list[Goal]:
    """The goals that `build` measures, or the same names without a number when its process fails."""
    try:
        return build(quick=quick)
    except RuntimeError as error:
        return [Goal(name, 0.0, 0.0, "", float("nan"), remark=str(error)) for name in names]


def ratios(tables: Tables) -> list[Goal]:
    """Requests a second against each peer, from the tables already measured."""
    rows = (("W2", "simpy", 100, 150), ("W1", "simpy", 80, 115), ("W2", "heapq", 30, 50), ("W2", "happysim", 500, 900))
    goals = []
    for workload, peer, floor, aim in rows:
        table = tables[workload]
        ratio = table["hotseat"].median("requests/s") / table[peer].median("requests/s")
        runs = table[peer].runs
        remark = table[peer].problem or f"{peer} on CPython {runs[0]['python']}"
        goals.append(Goal(f"{workload} against {peer}, in process", floor, aim, "x", ratio, remark=remark))
    events = tables["W2"]["hotseat"].median("events/s")
    goals.append(Goal("events a second on one core, W2", 8.0, 13.0, "M/s", events / 1e6))
    return goals


def thousand(*, quick: bool) -> list[Goal]:
    """Events a second on a design of a thousand nodes."""
    runs = [measure.run("benchmarks.load.tasks", "thousand", "3" if quick else "20") for _ in range(1 if quick else 3)]
    speed = median(found["events"] / found["seconds"] for found in runs)
    remark = f"{runs[0]['alive']:.0f} requests in flight at the end, {runs[0]['memory']:.0f} MB"
    return [Goal("events a second, 1000 nodes, calls 10 deep", 5.0, 7.0, "M/s", speed / 1e6, remark=remark)]


def replications(*, quick: bool) -> list[Goal]:
    """Two threads against one."""
    found = measure.run("benchmarks.load.tasks", "replications", "1e5" if quick else "1e6")
    ratio = found["alone"] / found["together"]
    return [Goal("8 replications on 2 cores (threads)", 1.8, 1.9, "x", ratio)]


def what_if(*, quick: bool) -> list[Goal]:
    """How much sharper a what-if is than with one stream and the same seed."""
    found = measure.run("benchmarks.load.tasks", "what-if", *(("5e3", "8") if quick else ("5e4", "40")))
    goals = []
    for name, aim in (("mean", 40.0), ("p99", 17.0)):
        keyed = found[f"{name} keyed"] or float("nan")
        ratio, independent = found[f"{name} stream"] / keyed, found[f"{name} independent"] / keyed
        mine, loop = found[f"{name} effect"] * 1e3, found[f"{name} effect by stream"] * 1e3
        remark = f"effect {mine:.3f} ms ({loop:.3f} by the loop); {independent:.1f}x less than with independent seeds"
        goals.append(Goal(f"variance of a what-if, {name}: less by", 10.0, aim, "x", ratio, remark=remark))
    return goals


def whole_process(*, quick: bool) -> list[Goal]:
    """From starting Python to the result, 200,000 requests of W2."""
    requests, repeats = (20_000, 1) if quick else (WHOLE, 3)
    times: dict[str, list[float]] = {"hotseat": [], "simpy": []}
    for seed in range(1, repeats + 1):
        for name, taken in times.items():
            found = measure.run(f"benchmarks.load.peers.{name}_peer", "W2", str(requests), str(seed))
            taken.append(found["process"])
    mine, theirs = median(times["hotseat"]), median(times["simpy"])
    remark = f"{mine:.2f} s against {theirs:.2f} s"
    return [
        Goal(
            f"whole process, {requests // 1000}k W2 requests, against simpy",
            10.0,
            12.0,
            "x",
            theirs / mine,
            remark=remark,
        )
    ]


def first_result(*, quick: bool) -> list[Goal]:
    """From starting Python to a first result, with the compiled kernel on disk and without."""
    warm = median(measure.run("benchmarks.load.tasks", "first")["process"] for _ in range(2 if quick else 5))
    goals = [Goal("first result of a process, warm", 1.2, 0.9, "s", warm, higher=False)]
    with tempfile.TemporaryDirectory() as empty:
        cold = measure.run("benchmarks.load.tasks", "first", environment={"HOTSEAT_CACHE_DIR": empty})["process"]
    goals.append(Goal("first result of a process, cold", 10.0, 6.0, "s", cold, higher=False))
    return goals


def memory(*, quick: bool) -> list[Goal]:
    """Peak memory must not grow with the length of the run."""
    goals = []
    for millions in (1,) if quick else (1, 100):
        found = measure.run("benchmarks.load.tasks", "memory", str(millions * 1_000_000))
        goals.append(Goal(f"peak memory, {millions} M W2 requests", 200.0, 150.0, "MB", found["memory"], higher=False))
    return goals


def every(tables: Tables, *, quick: bool) -> Iterator[Goal]:
    """All goals, measured one after another."""
    yield from ratios(tables)
    for build, names in (
        (thousand, ("events a second, 1000 nodes, calls 10 deep",)),
        (replications, ("8 replications on 2 cores (threads)",)),
        (what_if, ("variance of a what-if, mean", "variance of a what-if, p99")),
        (whole_process, ("whole process, W2, against simpy",)),
        (first_result, ("first result of a process, warm", "first result of a process, cold")),
        (memory, ("peak memory, W2 requests",)),
    ):
        yield from attempt(build, names, quick=quick)
