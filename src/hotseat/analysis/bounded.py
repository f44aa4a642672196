"""A run without a decision, ended when going on would tell nothing more.

A design that has lost what kept it upright does not run slower, it collapses: retries pile on retries, and the run takes ten
times as long as that of the whole design, to say what was plain half way. So a variant's run is held against the whole
design's with the same seed. It is ended at the end of a slice

    when it is plainly overloaded (`CROWDED` times as much under way as the whole design ever had, or `HEAVY` times its
    events) *and* an objective that the whole design meets is sure to be missed, whatever comes after; or
    when it has had `MOST` times the whole design's events, sure or not; or
    when more is under way than the engine holds, like any run.

All of it is counted in the simulation, so it is the same on every machine. "Sure" is arithmetic. With the same seed as many
requests come with the decision as without it: once more of them have failed than availability may lose of them all, or more
have been slow than may lie above a percentile, no better end can mend it. Closed traffic sends as it is answered, so nothing
is sure of its shares; what an effect has been lost or doubled stays so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotseat.analysis.executor import Digest, Job, Progress, Stop, digest
from hotseat.load.planned import quiet_until
from hotseat.load.simulate import begin
from hotseat.load.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotseat.design.objectives import Threshold
    from hotseat.load.histogram import Histogram
    from hotseat.load.run import Run, Slice

CROWDED = 8
"""So many times as much under way as the whole design ever had (at least `FEW`), and a run is plainly overloaded."""
FEW = 8192
HEAVY = 3
"""Or so many times its events."""
MOST = 10
"""The most events of a variant's run, in those of the whole design's."""
COUNTED = {"lost": "lost", "duplicates": "duplicated", "out_of_order": "disordered", "unasked": "unasked"}
"""What only ever grows of an effect: the metric, and what the engine calls it."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the whole design's run with the same seed came to.

    `events` executed, the `most` that was under way at once, `requests` of each open traffic, and the objectives that the
    whole design meets, by subject.
    """

    events: int
    most: int
    requests: Mapping[str, int]
    met: tuple[tuple[str, Threshold], ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """A run to be made, held against the whole design's; `against` None for the whole design itself.

    Not `surely`: it is not ended for being sure, only at `MOST`.
    """

    job: Job
    against: Yardstick | None = None
    surely: bool = True


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of it. `ended` is the simulated second at which it was ended early, `missed` the objectives that were sure
    to be missed then; `measure` is what others may be held against.
    """

    digest: Digest
    measure: Yardstick
    ended: float | None = None
    missed: tuple[tuple[str, Threshold], ...] = ()


def run_variant(variant: Variant, stop: Stop | None = None, progress: Progress | None = None) -> Ran:
    """Makes the run."""
    job, against = variant.job, variant.against
    run = begin(job.design, seed=job.seed, duration=job.duration, warmup=job.warmup)
    missed: tuple[tuple[str, Threshold], ...] = ()
    enough = stopped = False

    def pause() -> bool:
        nonlocal missed, enough, stopped
        stopped = stop is not None and stop()
        if against is not None and variant.surely and overloaded(run, against):
            missed = tuple(sure_to_be_missed(run, against))
        enough = bool(missed) or (against is not None and run.events >= MOST * against.events)
        return stopped or enough

    run.advance(run.duration, progress=progress, stop=pause)
    early = run.full or (run.interrupted and enough)
    run.interrupted = run.interrupted and (stopped or not enough)
    result = summarise(run, seed=job.seed, warmup=run.program.design.warmup, prices=job.prices)
    return Ran(digest(result), yardstick(run), run.now if early else None, missed if early else ())


def yardstick(run: Run) -> Yardstick:
    """What a whole design's run is to those of its variants."""
    rows = {name: run.world.traffic[place] for place, name in enumerate(run.program.traffic_names)}
    open_ones = [name for name, traffic in run.program.design.traffic.items() if traffic.users is None]
    return Yardstick(run.events, max(run.most, FEW), {name: int(rows[name]["number"]) for name in open_ones})


def overloaded(run: Run, against: Yardstick) -> bool:
    """Whether it is plain that the run is another kind of run than the whole design's."""
    return run.most >= CROWDED * against.most or run.events >= HEAVY * against.events


# ------------------------------------------------------------------------------------------------------------------- sure


def sure_to_be_missed(run: Run, against: Yardstick) -> Iterator[tuple[str, Threshold]]:
    """The objectives that were met and are missed by now, whatever comes after."""
    kept = surely_measured(run)
    program = run.program
    for subject, threshold in against.met:
        if subject in against.requests:
            place = program.traffic_names.index(subject)
            if sure_of_traffic(kept, place, threshold, against.requests[subject]):
                yield subject, threshold
        elif subject in program.effect_names and threshold.metric in COUNTED:
            row = run.world.effects[program.effect_names.index(subject)]
            if over(threshold, float(row[COUNTED[threshold.metric]])):
                yield subject, threshold


def surely_measured(run: Run) -> Sequence[Slice]:
    """The slices that are after the warm-up wherever it will be found to end: at most a quarter of what comes before a
    planned change is ever left out.
    """
    wished = run.program.design.warmup
    start = min(quiet_until(run.program.design), run.duration) / 4 if wished is None else wished
    return [piece for piece in run.slices if piece.start >= start * (1 - 1e-9)]


def sure_of_traffic(kept: Sequence[Slice], place: int, threshold: Threshold, most: int) -> bool:
    """Whether an open traffic of at most so many requests will miss a threshold."""
    if not kept:
        return False
    metric = threshold.metric
    if metric in ("availability", "failed"):
        first, last = kept[0], kept[-1]
        bad = sum(int(last.traffic[sort][place] - first.traffic[sort][place]) for sort in ("failed", "rejected"))
        share = bad / max(most, 1)
        return under(threshold, 1 - share) if metric == "availability" else over(threshold, share)
    latencies = [piece.histograms[place] for piece in kept]
    if metric == "max":
        return over(threshold, max((one.largest for one in latencies if one.count), default=0.0))
    if metric == "mean":
        return over(threshold, math.fsum(one.total for one in latencies) / max(most, 1))
    if metric.startswith("p("):
        beyond = 1 - float(metric[2:-1]) / 100
        return threshold.operator.startswith("<") and slow(latencies, threshold.value) > beyond * most
    return False


def slow(latencies: Sequence[Histogram], seconds: float) -> int:
    """How many lie above a time, bin and all."""
    return sum(above(one, seconds) for one in latencies)


def above(latencies: Histogram, seconds: float) -> int:
    """How many of one histogram lie in bins that begin above a time."""
    if not len(latencies.counts) or latencies.largest <= seconds:
        return 0
    low, high = 0, len(latencies.counts)
    while low < high:
        middle = (low + high) // 2
        if latencies.lower(latencies.first + middle) > seconds:
            high = middle
        else:
            low = middle + 1
    return int(np.sum(latencies.counts[low:]))


def over(threshold: Threshold, least: float) -> bool:
    """Whether whatever is at least `least` misses a threshold that wants less."""
    if threshold.operator == "==":
        return least > threshold.value
    return threshold.operator.startswith("<") and not threshold.met_by(least)


def under(threshold: Threshold, most: float) -> bool:
    """Whether whatever is at most `most` misses a threshold that wants more."""
    if threshold.operator == "==":
        return most < threshold.value
    return threshold.operator.startswith(">") and not threshold.met_by(most)
