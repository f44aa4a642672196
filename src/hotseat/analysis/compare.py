"""Two designs on the same random numbers: what differs, and what cannot be told from chance.

Each seed is run on both, and the differences are taken seed by seed. The random numbers belong to the request and not to
the order of events, so both designs meet the same arrivals and the same bad luck; what they share cancels out (common random
numbers; Law, Simulation Modeling and Analysis, 5th ed., 2015, section 11.2).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hotseat.analysis.executor import Digest, Progress, Stop, digest_job, run_all
from hotseat.analysis.plan import Judged, judged, plan_of, with_length
from hotseat.load.confidence import UNKNOWN, difference_interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotseat.design.design import Design
    from hotseat.load.price import Price
    from hotseat.load.result import Interval

Verdict = Literal["more", "less", "alike", "equal", "only in A", "only in B"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of both designs: the means over the seeds, the mean difference B - A and its paired 95% interval.

    `verdict` is `more` or `less` where the interval of B - A excludes zero, `equal` where no seed shows any difference,
    else `alike`: what differs may be chance.
    """

    measure: str
    a: float
    b: float
    difference: float
    ci95: Interval
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` found. `unfinished` says that it was stopped by hand before all seeds were run."""

    a: Design
    b: Design
    seeds: tuple[int, ...]
    duration: float
    differences: tuple[Difference, ...]
    objectives_a: tuple[Judged, ...]
    objectives_b: tuple[Judged, ...]
    unfinished: bool = False


def compare(
    a: Design,
    b: Design,
    *,
    seeds: int = 5,
    seed: int = 1,
    duration: float | None = None,
    warmup: float | None = None,
    prices: Mapping[str, Price] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Comparison:
    """Runs both designs with each of `seeds` seeds from `seed` on, in threads, and compares every measure.

    `duration` is the simulated seconds of each run (default: long enough for both, see `hotseat.analysis.plan`), `prices`
    the sheet for nodes that name an item of it. Raises DesignError where a design cannot be run.
    """
    plan = plan_of(seeds, seed, duration, warmup, prices)
    plan = max((with_length(one, plan) for one in (a, b)), key=lambda one: one.duration or 0.0)
    pairs = [job for both in zip(plan.jobs(a), plan.jobs(b), strict=True) for job in both]
    digests = run_all(digest_job, pairs, progress=progress, stop=stop)
    whole = [digest for digest in digests if not digest.interrupted]
    firsts, seconds = digests_of(whole, complete=len(digests) == len(whole))
    if not firsts:
        raise KeyboardInterrupt
    return Comparison(
        a,
        b,
        tuple(digest.seed for digest in firsts),
        plan.duration or 0.0,
        differences([one.measures for one in firsts], [one.measures for one in seconds]),
        judged(a, firsts),
        judged(b, seconds),
        unfinished=len(firsts) < seeds,
    )


def digests_of(whole: Sequence[Digest], *, complete: bool) -> tuple[list[Digest], list[Digest]]:
    """The digests of A and of B, seed by seed; of an unfinished comparison only the pairs that are there."""
    if complete:
        size = len(whole) // 2
        return list(whole[0 : 2 * size : 2]), list(whole[1 : 2 * size : 2])
    firsts, seconds = [], []
    for one, other in itertools.pairwise(whole):
        if one.seed == other.seed:
            firsts.append(one)
            seconds.append(other)
    return firsts, seconds


def differences(
    firsts: Sequence[Mapping[str, float]], seconds: Sequence[Mapping[str, float]]
) -> tuple[Difference, ...]:
    """Every measure of either, in the order of A and then of B."""
    names = dict.fromkeys([*firsts[0], *seconds[0]])
    found = (difference(name, firsts, seconds) for name in names)
    return tuple(one for one in found if one is not None)


def difference(
    name: str, firsts: Sequence[Mapping[str, float]], seconds: Sequence[Mapping[str, float]]
) -> Difference | None:
    """One measure; None where it is not a number in either."""
    a = [one.get(name, math.nan) for one in firsts]
    b = [one.get(name, math.nan) for one in seconds]
    mean_a, mean_b = mean(a), mean(b)
    if not math.isfinite(mean_a) and not math.isfinite(mean_b):
        return None
    if not math.isfinite(mean_a) or not math.isfinite(mean_b):
        only: Verdict = "only in B" if math.isfinite(mean_b) else "only in A"
        return Difference(name, mean_a, mean_b, math.nan, UNKNOWN, only)
    centre, interval = difference_interval(list(zip(a, b, strict=True)))
    if all(x == y for x, y in zip(a, b, strict=True)):
        return Difference(name, mean_a, mean_b, 0.0, (0.0, 0.0), "equal")
    return Difference(name, mean_a, mean_b, centre, interval, verdict_of(interval))


def verdict_of(interval: Interval) -> Verdict:
    """Whether zero lies outside the interval, and on which side; without an interval (one seed) nothing is told apart."""
    low, high = interval
    return "more" if low > 0 else "less" if high < 0 else "alike"


def mean(values: Sequence[float]) -> float:
    """The mean of those that are a number."""
    known = [value for value in values if math.isfinite(value)]
    return math.fsum(known) / len(known) if known else math.nan
