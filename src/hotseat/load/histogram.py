"""Histograms of times whose bins are the float's own bits: constant memory, at most 0.05% relative error.

A time in whole nanoseconds below 2^10 has a bin of its own; above, every octave is cut into 2^10 equal bins (2^5 in the
coarse form that hops use: 1.6% error). Counts of different runs, slices or replications add up. Totals are added by
`math.fsum`, here and wherever floats are: what `sum` makes of floats depends on the version of Python (3.12 and later
correct for rounding), and a result is to be the same under all of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hotseat.load.tables import COARSE_BITS, FINE_BITS, OCTAVES

if TYPE_CHECKING:
    from collections.abc import Iterable

Counts = NDArray[np.int64]


def edges(bits: int) -> NDArray[np.float64]:
    """The lower edge of every bin in seconds, and one more: the upper edge of the last."""
    linear = np.arange(1 << bits, dtype=np.float64)
    mantissa = 1 + np.arange(1 << bits, dtype=np.float64) / (1 << bits)
    octaves = [mantissa * 2.0**power for power in range(bits, OCTAVES)]
    return np.concatenate([linear, *octaves, [2.0**OCTAVES]]) * 1e-9


FINE_EDGES = edges(FINE_BITS)
COARSE_EDGES = edges(COARSE_BITS)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of bins `first`, `first + 1`, … of the fine or coarse form; `total` and `largest` in seconds, exact."""

    counts: Counts
    first: int
    bits: int
    total: float
    largest: float

    @property
    def count(self) -> int:
        """How many times were recorded."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """The exact mean; NaN when empty."""
        count = self.count
        return self.total / count if count else float("nan")

    def percentile(self, percent: float) -> float:
        """The time that `percent` (0..100) do not exceed: the middle of its bin, never above the largest; NaN when empty."""
        return self.percentiles([percent])[0]

    def percentiles(self, percents: Iterable[float]) -> list[float]:
        """Several percentiles, out of one running count."""
        running = self.counts.cumsum()
        count = int(running[-1]) if len(running) else 0
        ranks = [max(1, math.ceil(percent / 100 * count - 1e-9)) for percent in percents]
        if not count:
            return [math.nan] * len(ranks)
        return [self.middle(self.first + int(index)) for index in running.searchsorted(ranks)]

    def place(self, percent: float) -> int:
        """The bin in which the time lies that `percent` (0..100) do not exceed, of a histogram that is not empty."""
        rank = max(1, math.ceil(percent / 100 * self.count - 1e-9))
        return self.first + int(self.counts.cumsum().searchsorted(rank))

    def share_to(self, index: int) -> float:
        """The share of the measurements in bins up to this one; NaN when empty."""
        count = self.count
        return float(self.counts[: max(0, index + 1 - self.first)].sum()) / count if count else math.nan

    def middle(self, index: int) -> float:
        """The middle of a bin, in seconds, never above the largest time."""
        lower, upper = self.lower(index), self.lower(index + 1)
        middle = lower if index < 1 << self.bits else (lower + upper) / 2
        return min(middle, self.largest)

    def lower(self, index: int) -> float:
        """The lower edge of a bin, in seconds."""
        table = FINE_EDGES if self.bits == FINE_BITS else COARSE_EDGES
        return float(table[min(index, len(table) - 1)])

    def curve(self, points: int = 200) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(times, share at or below) at up to so many points, for drawing the distribution."""
        count = self.count
        if not count:
            return np.empty(0), np.empty(0)
        share = np.cumsum(self.counts) / count
        wanted = np.unique(np.searchsorted(share, np.linspace(0.0005, 0.9999, points)))
        wanted = wanted[wanted < len(share)]
        table = FINE_EDGES if self.bits == FINE_BITS else COARSE_EDGES
        return table[np.minimum(wanted + self.first + 1, len(table) - 1)], share[wanted]


def trimmed(counts: Counts, total: float, largest: float, bits: int = FINE_BITS) -> Histogram:
    """A histogram without the bins below its first time and above its `largest`. `total` and `largest` in seconds."""
    used = counts[: bin_of(largest, bits) + 1] != 0
    first = int(used.argmax())
    if not used[first]:
        return Histogram(np.zeros(0, np.int64), 0, bits, 0.0, math.nan)
    return Histogram(counts[first : len(used)].copy(), first, bits, total, largest)


def bin_of(seconds: float, bits: int) -> int:
    """The bin of a time, as the kernel's; there may be fewer bins, and the last holds all that is longer."""
    value = round(seconds * 1e9)
    if value < 1 << bits:
        return value
    mantissa, exponent = math.frexp(float(value))
    return (1 << bits) + (exponent - 1 - bits) * (1 << bits) + int((mantissa * 2 - 1) * (1 << bits))


def merged(parts: list[Histogram]) -> Histogram:
    """All parts' counts together."""
    full = [part for part in parts if len(part.counts)]
    if not full:
        return parts[0] if parts else trimmed(np.zeros(1, np.int64), 0.0, 0.0)
    first = min(part.first for part in full)
    last = max(part.first + len(part.counts) for part in full)
    counts = np.zeros(last - first, np.int64)
    for part in full:
        counts[part.first - first : part.first - first + len(part.counts)] += part.counts
    total = math.fsum(part.total for part in full)
    return Histogram(counts, first, full[0].bits, total, max(part.largest for part in full))


@dataclass(frozen=True, slots=True)
class Coarse:
    """Coarse histograms of several things at once, a row each, cut to the bins that any of them has; `totals` in seconds."""

    counts: Counts
    first: int
    totals: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Counts, totals: NDArray[np.float64]) -> Coarse:
        """Cut to what there is."""
        used = np.flatnonzero(counts.any(axis=0))
        first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        return cls(counts[:, first:last].copy(), first, totals)

    def plus(self, other: Coarse) -> Coarse:
        """Both together."""
        first = min(self.first, other.first)
        last = max(part.first + part.counts.shape[1] for part in (self, other))
        counts = np.zeros((len(self.totals), last - first), np.int64)
        for part in (self, other):
            counts[:, part.first - first : part.first - first + part.counts.shape[1]] += part.counts
        return Coarse(counts, first, self.totals + other.totals)
