"""How sure a run is of its numbers: where the warm-up ends, and 95% intervals for means and percentiles.

A run is cut into equal slices of simulated time. The warm-up is found by MSER (White, Simulation 69, 1997): drop so many
slices from the front that the standard error of the rest is least. Intervals come from batches, which are runs of
slices: the mean by batch means, a percentile by sectioning (Asmussen and Glynn, Stochastic Simulation, 2007, section
III.5), which takes the spread of the batches' percentiles around the whole run's own.
"""

from __future__ import annotations

import functools
import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from hotseat.load.histogram import Histogram, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Interval = tuple[float, float]
UNKNOWN: Interval = (float("nan"), float("nan"))
FEWEST_BATCHES = 8
BATCHES = 20
FEWEST_BEYOND = 5
"""So many measurements must lie above a percentile in each batch, or it has no interval."""
GROUP = 4
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


def batches(slices: list[Histogram]) -> list[Histogram]:
    """Slices joined into equal batches, fewest first dropped so that they are equal; empty when there are too few."""
    count = min(BATCHES, len(slices) // 2)
    if count < FEWEST_BATCHES:
        return []
    size = len(slices) // count
    kept = slices[len(slices) - size * count :]
    joined = [merged(kept[i * size : (i + 1) * size]) for i in range(count)]
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
