"""The highest load that a design bears: all its traffic multiplied, until an objective breaks; and what breaks first.

The load is doubled (or halved) until one factor keeps every objective and the next does not; the gap between them is then
halved, on a logarithmic scale, until it is as narrow as asked. Every factor is run with the same seeds, so that a step from
met to missed is the load's doing. If the objectives do not break in order (a closed circle of retries may settle at a higher
load again), what is found is one of the edges, and the table shows the points it stands on.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.analysis.executor import Digest, Progress, Stop, digest_job, open_executor, run_all
from hotseat.analysis.plan import Judged, Plan, Watch, judged, plan_of, with_length
from hotseat.design.overrides import scale_load
from hotseat.errors import DesignError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from hotseat.design.design import Design
    from hotseat.load.price import Price
    from hotseat.load.result import Blame, Growth

PLACES = {
    "network": "on the network to",
    "waiting": "waiting in line at",
    "working": "working at",
    "sleeping": "sleeping at",
    "backoff": "waiting to try again to reach",
    "timed_out": "in tries given up at",
}
"""The states of a blame as the words before its node."""
LEAST, MOST = 2.0**-4, 2.0**10
"""The factors between which the edge is looked for. What breaks at a sixteenth of the load is not broken by load."""


@dataclass(frozen=True, slots=True)
class Point:
    """One load: the factor, the requests a second that came in, and what the objectives came to over the seeds."""

    factor: float
    rate: float
    objectives: tuple[Judged, ...]
    unstable: tuple[Growth, ...]
    why: Mapping[str, tuple[Blame, ...]]
    measures: Mapping[str, float]
    steady: bool
    """Whether nothing grew without bound: what counts where a design has no objectives."""

    @property
    def met(self) -> bool:
        """Whether every objective was met."""
        return all(one.met for one in self.objectives) if self.objectives else self.steady


@dataclass(frozen=True, slots=True)
class Breaking:
    """The objective that broke first, `because` in sentences, each a measured fact; `name` is what broke."""

    name: str
    measured: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stress:
    """What `stress` found. `highest` met everything and `lowest_broken` did not (None: not found within the range)."""

    design: Design
    seeds: tuple[int, ...]
    duration: float
    points: tuple[Point, ...]
    highest: Point | None
    lowest_broken: Point | None
    breaking: tuple[Breaking, ...]
    unfinished: bool = False


def stress(
    design: Design,
    *,
    precision: float = 0.03,
    seeds: int = 3,
    seed: int = 1,
    duration: float | None = None,
    warmup: float | None = None,
    prices: Mapping[str, Price] | None = None,
    most: float = MOST,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Stress:
    """Looks for the highest load (as a factor of the design's own) that meets every objective.

    `precision` is how narrow the gap between the highest load that holds and the lowest that does not shall be, as a share
    of the load; `most` the highest factor to try. Other options as in `compare`. A design without objectives is held to
    one: that nothing grows without bound. Raises DesignError where the design cannot be run.
    """
    if not 0 < precision < 1:
        raise DesignError(f"precision: {precision:g}; write a share such as 0.03")
    plan = with_length(design, plan_of(seeds, seed, duration, warmup, prices))
    watch = Watch(progress, stop)
    with open_executor() as executor:
        search = Search(design, plan, executor, watch, expected_steps(precision))
        highest, broken = search.bracket(most)
        highest, broken = search.narrow(highest, broken, precision)
    points = tuple(search.points[factor] for factor in sorted(search.points))
    return Stress(
        design,
        tuple(range(plan.seed, plan.seed + plan.seeds)),
        plan.duration or 0.0,
        points,
        highest,
        broken,
        breaking_of(highest, broken),
        unfinished=watch.stopped,
    )


def expected_steps(precision: float) -> int:
    """About how many loads will be tried, for the progress bar."""
    return 4 + math.ceil(math.log2(math.log(2) / math.log1p(precision)))


@dataclass(slots=True)
class Search:
    """The loads tried so far."""

    design: Design
    plan: Plan
    executor: Executor
    watch: Watch
    expected: int
    points: dict[float, Point] = dataclasses.field(default_factory=dict)

    def at(self, factor: float) -> Point | None:
        """The design at a load; None when it was stopped before all its seeds were run, or has no such load."""
        if factor in self.points:
            return self.points[factor]
        try:
            jobs = self.plan.jobs(scale_load(self.design, factor))
        except DesignError:
            return None
        done = len(self.points)
        part = self.watch.part(done, max(self.expected, done + 2))
        try:
            digests = run_all(digest_job, jobs, executor=self.executor, stop=self.watch.stop, progress=part)
        except DesignError:
            if self.points:
                return None  # more requests than can be run: the end of the range
            raise
        if len(digests) < len(jobs) or any(digest.interrupted for digest in digests):
            return None
        self.points[factor] = point_of(self.design, factor, digests)
        return self.points[factor]

    def bracket(self, most: float) -> tuple[Point | None, Point | None]:
        """The highest power of two that holds, and the lowest that does not."""
        first = self.at(1.0)
        if first is None:
            if self.watch.stopped:
                raise KeyboardInterrupt
            return None, None
        met, broken = (first, None) if first.met else (None, first)
        factor = 1.0
        while not self.watch.stopped and LEAST <= factor <= most and (met is None or broken is None):
            factor = factor * 2 if broken is None else factor / 2
            if not LEAST <= factor <= most:
                break
            point = self.at(factor)
            if point is None:
                break
            met, broken = (point, broken) if point.met else (met, point)
        return met, broken

    def narrow(self, met: Point | None, broken: Point | None, precision: float) -> tuple[Point | None, Point | None]:
        """Halves the gap, on a logarithmic scale, until it is narrow."""
        while met and broken and broken.factor / met.factor > 1 + precision and not self.watch.stopped:
            point = self.at(float(f"{math.sqrt(met.factor * broken.factor):.4g}"))
            if point is None or point in (met, broken):
                break
            met, broken = (point, broken) if point.met else (met, point)
        return met, broken


def point_of(design: Design, factor: float, digests: Sequence[Digest]) -> Point:
    """What several seeds at one load come to."""
    names = digests[0].measures
    measures = {name: math.fsum(digest.measures[name] for digest in digests) / len(digests) for name in names}
    grown = {growth.what: growth for digest in digests for growth in digest.unstable}
    rate = math.fsum(
        value for name, value in measures.items() if name.startswith("traffic.") and name.endswith(".rate")
    )
    objectives = judged(design, digests)
    return Point(factor, rate, objectives, tuple(grown.values()), digests[0].why, measures, steady=not grown)


def breaking_of(met: Point | None, broken: Point | None) -> tuple[Breaking, ...]:
    """What was missed at the lowest load that broke, the most plainly missed first, with the reasons that were measured."""
    if broken is None:
        return ()
    if not broken.objectives:
        return (Breaking("steadiness", math.nan, reasons(broken, met, "")),)
    missed = [one for one in broken.objectives if not one.met]
    missed.sort(key=lambda one: -excess(one))
    return tuple(Breaking(one.name, one.measured, reasons(broken, met, one.subject)) for one in missed)


def excess(one: Judged) -> float:
    """By how much of itself a threshold was missed."""
    value = one.threshold.value
    return abs(one.measured - value) / abs(value) if value and math.isfinite(one.measured) else math.inf


def reasons(broken: Point, met: Point | None, subject: str) -> tuple[str, ...]:
    """Facts that were measured where it broke: whose the slow requests' time is, who is busiest, what grows, who rejects."""
    told = []
    for blame in broken.why.get(subject, ())[:2]:
        if blame.share >= 0.1:
            told.append(f"{blame.share:.0%} of the slowest 1%'s time is spent {PLACES[blame.state]} {blame.node}")
    busy = {
        name.split(".")[1]: value
        for name, value in broken.measures.items()
        if name.startswith("nodes.") and name.endswith(".utilisation") and math.isfinite(value)
    }
    if busy and max(busy.values()) >= 0.5:
        most = max(busy, key=lambda name: busy[name])
        before = (
            "" if met is None else f" ({met.measures[f'nodes.{most}.utilisation']:.0%} at the highest load that holds)"
        )
        told.append(f"{most} is the busiest node, at {busy[most]:.0%}{before}")
    told += [f"{growth.what} grows by {growth.per_second:,.0f} a second" for growth in broken.unstable[:2]]
    for kind in ("rejected", "redelivered"):
        counts = {
            name.split(".")[1]: value
            for name, value in broken.measures.items()
            if name.startswith("nodes.") and name.endswith(f".{kind}")
        }
        worst = max(counts, key=lambda name: counts[name], default="")
        if worst and counts[worst] >= 0.5:
            verb = "rejected requests" if kind == "rejected" else "messages delivered again"
            told.append(f"{worst}: {counts[worst]:,.0f} {verb} a run")
    return tuple(told)
