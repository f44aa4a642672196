"""How sure a run is of its numbers: where the warm-up ends, and 95% intervals for means and percentiles.

A run is cut into equal slices of simulated time. The warm-up is found by MSER (White, Simulation 69, 1997): drop so many
slices from the front that the standard error of the rest is least. Intervals come from batches, which are runs of
slices: the mean by batch means, a percentile by sectioning (Asmussen and Glynn, Stochastic Simulation, 2007, section
III.5), which takes the spread of the batches' percentiles around the whole run's own.

Where something changes by plan in the middle of a run (a timed fault, a ramp), its stretches differ because they were meant
to, and every run of the design has them all. There the batches are cut at the changes, each is held against its own stretch,
and the stretches are weighed by what was measured in them (stratified sampling: Cochran, Sampling Techniques, 3rd ed., 1977,
section 5.3). A percentile's interval is that of the share below it, read back from the whole run's distribution.
"""

from __future__ import annotations

import functools
import itertools
import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from hotseat.load.histogram import Histogram, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Interval = tuple[float, float]
UNKNOWN: Interval = (float("nan"), float("nan"))
FEWEST_BATCHES = 8
BATCHES = 20
FEWEST_BEYOND = 5
"""So many measurements must lie above a percentile in each batch, or it has no interval."""
GROUP = 4
LEAST = 2
"""The fewest slices of a batch."""
NEAR = 1.1
"""The earliest cut whose score is within a tenth of the least is taken: the least itself wanders over a steady run."""
SMALL = {1: 12.7062, 2: 4.30265, 3: 3.18245}
"""Student's t at 97.5% where the expansion is not good enough."""


def warmup_slices(series: NDArray[np.float64]) -> int:
    """How many slices to drop from the front (at most a quarter), by MSER on groups of four; NaN slices count as no news.

    In groups, and never more than a quarter: one rare slow request late in the run would else pass for its steady state.
    """
    n = len(series) // GROUP
    if n < 2 * FEWEST_BATCHES or not np.isfinite(series).any():
        return 0
    values = np.where(np.isfinite(series), series, np.nanmean(series))[: n * GROUP].reshape(n, GROUP).mean(axis=1)
    tail_sum = np.cumsum(values[::-1])[::-1]
    tail_square = np.cumsum((values**2)[::-1])[::-1]
    counts = np.arange(n, 0, -1)
    spread = np.maximum(tail_square - tail_sum**2 / counts, 0.0)
    score = (spread / counts**2)[: n // 4 + 1]
    near = np.flatnonzero(score <= NEAR * score.min())
    return int(near[0]) * GROUP


@functools.cache
def student(degrees: int) -> float:
    """Student's t at 97.5% for so many degrees of freedom (Hill, CACM 13, 1970; within 0.1% for 4 and more)."""
    if degrees in SMALL:
        return SMALL[degrees]
    z = NormalDist().inv_cdf(0.975)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(term / degrees**power for power, term in enumerate(terms))


def equal_batches(count: int) -> list[slice]:
    """So many slices as equal batches, the first few left out so that they are equal; none where there are too few."""
    number = min(BATCHES, count // 2)
    if number < FEWEST_BATCHES:
        return []
    size = count // number
    first = count - size * number
    return [slice(first + place * size, first + (place + 1) * size) for place in range(number)]


def batches(slices: list[Histogram]) -> list[Histogram]:
    """Slices joined into equal batches; empty when there are too few, or too little in one of them."""
    joined = [merged(slices[where]) for where in equal_batches(len(slices))]
    return joined if all(batch.count >= 2 for batch in joined) else []


def interval(centre: float, values: list[float]) -> Interval:
    """Centre ± t * s / sqrt(k), not below 0 (no time or share is); s is the spread of the batches around the centre."""
    k = len(values)
    if k < FEWEST_BATCHES or not math.isfinite(centre):
        return UNKNOWN
    spread = math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (k - 1))
    half = student(k - 1) * spread / math.sqrt(k)
    return max(0.0, centre - half), centre + half


def mean_interval(whole: Histogram, parts: list[Histogram]) -> Interval:
    """A 95% interval for the mean."""
    return interval(whole.mean, [part.mean for part in parts])


def percentile_intervals(whole: Histogram, parts: list[Histogram], percents: Sequence[float]) -> list[Interval]:
    """A 95% interval for each percentile; none where a batch has too few measurements above it to speak of."""
    fewest = min((part.count for part in parts), default=0)
    found = zip(percents, *(one.percentiles(percents) for one in (whole, *parts)), strict=True)
    return [
        UNKNOWN if fewest * (1 - percent / 100) < FEWEST_BEYOND else interval(centre, values)
        for percent, centre, *values in found
    ]


# ------------------------------------------------------------------------------------------------- runs that change by plan

Cuts = list[list[tuple[int, int]]]
"""For each stretch of a run its batches, each from one slice to before another."""


def cuts(count: int, edges: Sequence[int]) -> Cuts:
    """So many slices cut at the edges into stretches, and those into batches of like size, about `BATCHES` in all.

    A stretch too short for two batches of two slices goes with the next one (the last with the one before). Empty where
    there are too few slices.
    """
    bounds = [0]
    for edge in [*(edge for edge in sorted(set(edges)) if 0 < edge < count), count]:
        if edge - bounds[-1] >= 2 * LEAST:
            bounds.append(edge)
    if len(bounds) < 2:
        return []
    bounds[-1] = count
    found = []
    for begin, end in itertools.pairwise(bounds):
        size = end - begin
        parts = max(2, min(size // LEAST, round(BATCHES * size / count)))
        found.append([(begin + size * k // parts, begin + size * (k + 1) // parts) for k in range(parts)])
    return found if sum(map(len, found)) >= FEWEST_BATCHES else []


def half_width(values: Sequence[Sequence[float]], weights: Sequence[float]) -> float:
    """Half the width of a 95% interval for a weighed mean of stretches, of each of which the batches' values are given."""
    whole = math.fsum(weights)
    if not whole > 0 or not all(math.isfinite(value) for stretch in values for value in stretch):
        return math.nan
    variance, degrees = 0.0, 0
    for stretch, weight in zip(values, weights, strict=True):
        mean = math.fsum(stretch) / len(stretch)
        spread = math.fsum((value - mean) ** 2 for value in stretch) / (len(stretch) - 1)
        variance += (weight / whole) ** 2 * spread / len(stretch)
        degrees += len(stretch) - 1
    return student(degrees) * math.sqrt(variance)


def changing_intervals(
    whole: Histogram, parts: Sequence[Sequence[Histogram]], percents: Iterable[float]
) -> list[Interval]:
    """95% intervals of the mean and of percentiles of a run that changes by plan; `parts` are the batches by stretch."""
    batched = [batch.count for stretch in parts for batch in stretch]
    if not batched or min(batched) < 2:
        return [UNKNOWN for _ in (0, *percents)]
    weights = [float(sum(batch.count for batch in stretch)) for stretch in parts]
    half = half_width([[batch.mean for batch in stretch] for stretch in parts], weights)
    found: list[Interval] = [(max(0.0, whole.mean - half), whole.mean + half)]
    for percent in percents:
        if min(batched) * (1 - percent / 100) < FEWEST_BEYOND:
            found.append(UNKNOWN)
            continue
        place = whole.place(percent)
        half = 100 * half_width([[batch.share_to(place) for batch in stretch] for stretch in parts], weights)
        found.append((whole.percentile(max(0.0, percent - half)), whole.percentile(min(100.0, percent + half))))
    return found


def difference_interval(pairs: list[tuple[float, float]]) -> tuple[float, Interval]:
    """(mean difference second - first, 95% interval) of paired measurements: common random numbers, one pair a seed."""
    differences = [b - a for a, b in pairs if math.isfinite(a) and math.isfinite(b)]
    k = len(differences)
    if k == 0:
        return float("nan"), UNKNOWN
    centre = math.fsum(differences) / k
    if k < 2:
        return centre, UNKNOWN
    spread = math.sqrt(math.fsum((d - centre) ** 2 for d in differences) / (k - 1))
    half = student(k - 1) * spread / math.sqrt(k)
    return centre, (centre - half, centre + half)
