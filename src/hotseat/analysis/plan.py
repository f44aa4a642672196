"""How often and how long an analysis runs a design, and what an objective comes to over several seeds.

An analysis makes dozens of runs. Unless told otherwise it shortens them: to as many seconds as bring 100,000 requests, but
past twice the last planned change (a fault, a ramp's end) and the longest wait (a visibility timeout), at least 10 s and at
most the design's own duration. The rule looks at the design alone, so an analysis does not depend on the machine.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.analysis.executor import Digest, Job, Progress, Stop
from hotseat.design.checks_traffic import offered_rate
from hotseat.errors import DesignError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotseat.design.design import Design
    from hotseat.design.objectives import Threshold
    from hotseat.load.price import Price

REQUESTS = 100_000
SHORTEST = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How each run of an analysis is made: `seeds` runs a design, from `seed` on; `duration` None lets `length` decide."""

    seeds: int = 5
    seed: int = 1
    duration: float | None = None
    warmup: float | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)

    def jobs(self, design: Design) -> list[Job]:
        """A job for each seed: the same seeds for every design, which makes their differences sharp."""
        seeds = range(self.seed, self.seed + self.seeds)
        return [Job(design, seed, self.seconds(design), self.warmup, self.prices) for seed in seeds]

    def seconds(self, design: Design) -> float:
        """How long each run of a design is."""
        return length(design) if self.duration is None else self.duration


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told how far an analysis is, and who may end it early."""

    progress: Progress | None = None
    stop: Stop | None = None

    def part(self, done: int, whole: int) -> Progress | None:
        """Progress of one part out of `whole`, `done` of which are over."""
        progress = self.progress
        return None if progress is None else lambda share: progress((done + share) / max(whole, 1))

    @property
    def stopped(self) -> bool:
        """Whether somebody has said stop."""
        return self.stop is not None and self.stop()


def plan_of(
    seeds: int, seed: int, duration: float | None, warmup: float | None, prices: Mapping[str, Price] | None
) -> Plan:
    """A plan from an analysis's options. Raises DesignError for a number of seeds that is none."""
    if not 1 <= seeds <= 1000:
        raise DesignError(f"seeds: {seeds} runs a design; write a number from 1 to 1000")
    return Plan(seeds, seed, duration, warmup, prices or {})


def length(design: Design) -> float:
    """Seconds that an analysis simulates of a design."""
    rate = requests_a_second(design)
    wanted = REQUESTS / rate if rate > 0 else design.duration
    return min(design.duration, max(SHORTEST, float(f"{wanted:.3g}"), 2 * max(moments(design), default=0.0)))


def requests_a_second(design: Design) -> float:
    """What all its traffic offers, on average."""
    return math.fsum(offered_rate(traffic, design.duration) for traffic in design.traffic.values())


def moments(design: Design) -> Iterator[float]:
    """When something changes by plan (faults, ramps, bursts, the warm-up's end), and how long its waits are."""
    for fault in design.faults:
        start = getattr(fault, "at", None) or 0.0
        yield start + (getattr(fault, "lasting", None) or 0.0)
    for traffic in design.traffic.values():
        yield from (point.at for point in traffic.ramp or ())
        if traffic.burst is not None:
            yield traffic.burst.every
        if traffic.diurnal is not None:
            yield traffic.diurnal.period
        if traffic.trace is not None:
            yield traffic.trace.times[-1] if traffic.trace.times else 0.0
    for node in design.nodes.values():
        yield from (wait for wait in (node.visibility_timeout, node.failover_time) if wait is not None)
    yield design.warmup or 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """An objective over several seeds: `values` one a seed, `measured` their mean (of maxima the largest).

    Infinity is a measurement (a broadcast that never reached everyone); NaN says that nothing was measured: not met.
    """

    subject: str
    threshold: Threshold
    measured: float
    met: bool
    values: tuple[float, ...]

    @property
    def name(self) -> str:
        """`events: p(99) < 250ms`."""
        return f"{self.subject}: {self.threshold.text}"

    @property
    def known(self) -> bool:
        """Whether anything was measured."""
        return not math.isnan(self.measured)


def judged(design: Design, digests: Sequence[Digest]) -> tuple[Judged, ...]:
    """The design's objectives over its runs, in the design's order."""
    found = []
    for place, (subject, threshold) in enumerate(thresholds_of(design)):
        values = tuple(digest.objectives[place].measured for digest in digests)
        known = [value for value in values if not math.isnan(value)]
        measured = math.nan
        if known:
            measured = max(known) if threshold.metric.endswith("max") else math.fsum(known) / len(known)
        found.append(Judged(subject, threshold, measured, threshold.met_by(measured), values))
    return tuple(found)


def thresholds_of(design: Design) -> list[tuple[str, Threshold]]:
    """The objectives one by one, in the order in which a result has them."""
    return [(subject, threshold) for subject, several in design.objectives.items() for threshold in several]


def with_length(design: Design, plan: Plan) -> Plan:
    """The plan with its duration fixed by this design, for analyses that compare it with variants of itself."""
    return plan if plan.duration is not None else dataclasses.replace(plan, duration=length(design))
