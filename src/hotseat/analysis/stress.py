"""The highest load that a design bears: all its traffic multiplied, until an objective breaks; and what breaks first.

The load is doubled (or halved) until one factor keeps every objective and the next does not; the gap between them is then
halved, on a logarithmic scale, until it is as narrow as asked. Every factor is run with the same seeds, so that a step from
met to missed is the load's doing. A run is as long as brings the requests that an analysis needs (`hotseat.analysis.plan`),
so at twice the load half as long, unless a fault or a ramp asks for more; a load whose runs would have more than ten
million requests is tried only where that was asked for. If the objectives do not break in order (a closed circle of
retries may settle at a higher load again), what is found is one of the edges, and the table shows the points it stands on.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.analysis.executor import Digest, Progress, Stop, digest_job, open_executor, run_all
from hotseat.analysis.plan import Judged, Plan, Watch, judged, length, plan_of, requests_a_second
from hotseat.analysis.reasons import reasons
from hotseat.design.overrides import scale_load
from hotseat.errors import DesignError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from hotseat.design.design import Design
    from hotseat.load.price import Price
    from hotseat.load.result import Blame, Growth

LEAST, MOST = 2.0**-4, 2.0**10
"""The factors between which the edge is looked for. What breaks at a sixteenth of the load is not broken by load."""
LARGEST = 10_000_000
"""The most requests of one run, where nobody has said how far to go."""


@dataclass(frozen=True, slots=True)
class Point:
    """One load: the factor, the seconds of a run, the requests a second, and what the objectives came to over the seeds."""

    factor: float
    duration: float
    rate: float
    objectives: tuple[Judged, ...]
    unstable: tuple[Growth, ...]
    why: Mapping[str, tuple[Blame, ...]]
    measures: Mapping[str, float]
    full: Mapping[str, float]
    """The share of the time in which all workers of a node were busy."""
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
    """What `stress` found. `highest` met everything and `lowest_broken` did not (None: not found within the range).

    `unmeasured` are the objectives of which the design's own load measured nothing: they are left out. `too_large` is the
    load that was not tried for its size, and the requests that a run of it would have.
    """

    design: Design
    seeds: tuple[int, ...]
    duration: float
    points: tuple[Point, ...]
    highest: Point | None
    lowest_broken: Point | None
    breaking: tuple[Breaking, ...]
    unmeasured: tuple[Judged, ...] = ()
    too_large: tuple[float, float] | None = None
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
    most: float | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Stress:
    """Looks for the highest load (as a factor of the design's own) that meets every objective.

    `precision` is how narrow the gap between the highest load that holds and the lowest that does not shall be, as a share
    of the load; `most` the highest factor to try, at whatever size (default: 1024, while a run has at most ten million
    requests). Other options as in `compare`. A design without objectives is held to one: that nothing grows without bound.
    Raises DesignError where the design cannot be run.
    """
    if not 0 < precision < 1:
        raise DesignError(f"precision: {precision:g}; write a share such as 0.03")
    if most is not None and not 1 <= most <= MOST:
        raise DesignError(f"most: {most:g} times the load; write a number from 1 to {MOST:.0f}")
    plan = plan_of(seeds, seed, duration, warmup, prices)
    watch = Watch(progress, stop)
    with open_executor() as executor:
        search = Search(design, plan, executor, watch, expected_steps(precision), LARGEST if most is None else math.inf)
        highest, broken = search.bracket(MOST if most is None else most)
        highest, broken = search.narrow(highest, broken, precision)
    points = tuple(search.points[factor] for factor in sorted(search.points))
    return Stress(
        design,
        tuple(range(plan.seed, plan.seed + plan.seeds)),
        max((point.duration for point in points), default=plan.duration or 0.0),
        points,
        highest,
        broken,
        breaking_of(design, highest, broken),
        tuple(search.unmeasured.values()),
        search.too_large if broken is None else None,
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
    largest: float
    points: dict[float, Point] = dataclasses.field(default_factory=dict)
    unmeasured: dict[str, Judged] = dataclasses.field(default_factory=dict)
    too_large: tuple[float, float] | None = None

    def at(self, factor: float) -> Point | None:
        """The design at a load; None when it was stopped before all its seeds were run, or has no such load."""
        if factor in self.points:
            return self.points[factor]
        plan = self.plan_at(factor)
        requests = factor * requests_a_second(self.design) * (plan.duration or 0.0)
        if factor > 1 and requests > self.largest:
            self.too_large = (factor, requests)
            return None
        try:
            jobs = plan.jobs(scale_load(self.design, factor))
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
        point = point_of(self.design, factor, plan.duration or 0.0, digests)
        if not self.points:
            self.unmeasured = {one.name: one for one in point.objectives if not one.known}
        held_to = tuple(one for one in point.objectives if one.name not in self.unmeasured)
        self.points[factor] = dataclasses.replace(point, objectives=held_to)
        return self.points[factor]

    def plan_at(self, factor: float) -> Plan:
        """The plan with the length of a run at this load: that of the next power of two, so near loads are run alike."""
        if self.plan.duration is not None:
            return self.plan
        octave = 2.0 ** math.ceil(math.log2(factor))
        return dataclasses.replace(self.plan, duration=length(scale_load(self.design, octave)))

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
            if factor > most > factor / 2:
                factor = most
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


def point_of(design: Design, factor: float, duration: float, digests: Sequence[Digest]) -> Point:
    """What several seeds at one load come to."""
    names = digests[0].measures
    measures = {name: math.fsum(digest.measures[name] for digest in digests) / len(digests) for name in names}
    grown = {growth.what: growth for digest in digests for growth in digest.unstable}
    rate = math.fsum(
        value for name, value in measures.items() if name.startswith("traffic.") and name.endswith(".rate")
    )
    objectives = judged(design, digests)
    return Point(
        factor,
        duration,
        rate,
        objectives,
        tuple(grown.values()),
        digests[0].why,
        measures,
        {name: math.fsum(digest.full[name] for digest in digests) / len(digests) for name in digests[0].full},
        steady=not grown,
    )


def breaking_of(design: Design, met: Point | None, broken: Point | None) -> tuple[Breaking, ...]:
    """What was missed at the lowest load that broke, the most plainly missed first, with the reasons that were measured."""
    if broken is None:
        return ()
    if not broken.objectives:
        return (Breaking("steadiness", math.nan, reasons(design, broken, met, None)),)
    missed = [one for one in broken.objectives if not one.met]
    missed.sort(key=lambda one: -excess(one))
    return tuple(Breaking(one.name, one.measured, reasons(design, broken, met, one)) for one in missed)


def excess(one: Judged) -> float:
    """By how much of itself a threshold was missed."""
    value = one.threshold.value
    return abs(one.measured - value) / abs(value) if value and math.isfinite(one.measured) else math.inf
