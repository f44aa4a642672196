"""How sure a run is of its nodes: 95% intervals of busy workers, waiting lines and waits, by batches of slices.

What is summed over a slice (the area under a line, the waits that ended) gives a mean for each batch of slices, and the
spread of those around the whole run's own gives the interval, as for latencies.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from hotseat.load import tables as T
from hotseat.load.confidence import FEWEST_BEYOND, UNKNOWN, equal_batches, interval
from hotseat.load.histogram import COARSE_EDGES, Coarse
from hotseat.load.over_time import by_node, columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotseat.load.histogram import Counts, Histogram
    from hotseat.load.result import FloatArray, Interval
    from hotseat.load.run import Run, Slice

PERCENTILES = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9}
COARSE_MIDDLES = np.where(
    np.arange(len(COARSE_EDGES) - 1) < 1 << T.COARSE_BITS, COARSE_EDGES[:-1], (COARSE_EDGES[:-1] + COARSE_EDGES[1:]) / 2
)
"""What stands for a bin of a hop's latency, as `Histogram.percentile` says."""


class Levels:
    """The batches of the slices that are measured, for one node after the other."""

    def __init__(self, run: Run, kept: Sequence[Slice]) -> None:
        self.run = run
        self.batches = [kept[where] for where in equal_batches(len(kept))]
        self.spans = np.array([batch[-1].end - batch[0].start for batch in self.batches]) * 1e9
        self.sums: dict[tuple[str, str], FloatArray] = {}

    def summed(self, kind: str, name: str, node: int) -> FloatArray:
        """A sum of each batch, over one node's servers or queues."""
        if (kind, name) not in self.sums:
            rows = [np.sum([getattr(piece, kind)[name] for piece in batch], axis=0) for batch in self.batches]
            self.sums[kind, name] = columns(by_node(self.run, kind, rows))
        sums: FloatArray = self.sums[kind, name][node]
        return sums

    def of_servers(self, whole: Mapping[str, float], node: int, capacity: int) -> dict[str, Interval]:
        """Intervals of the means of one node's servers, whose values over the whole run are `whole`."""
        busy, up = (self.summed("servers", name, node) for name in ("busy_area", "up_area"))
        line, waited, started = (self.summed("servers", name, node) for name in ("line_area", "waited", "started"))
        able = up * (capacity if capacity < T.NO_LIMIT else 0)
        return {
            "utilisation": around(whole["utilisation"], busy, able),
            "busy_mean": around(whole["busy_mean"], busy, self.spans),
            "queue_mean": around(whole["queue_mean"], line, self.spans),
            "wait_mean": around(whole["wait_mean"], waited * 1e-9, started),
        }

    def of_queues(self, whole: Mapping[str, float], node: int) -> dict[str, Interval]:
        """The same of a queue's messages."""
        area, waited, delivered = (self.summed("queues", name, node) for name in ("area", "waited", "delivered"))
        return {
            "queue_mean": around(whole["queue_mean"], area, self.spans),
            "wait_mean": around(whole["wait_mean"], waited * 1e-9, delivered),
        }


def around(whole: float, sums: FloatArray, over: FloatArray) -> Interval:
    """The interval of a mean whose batches are sums over something; none where a batch has nothing to divide by."""
    return interval(whole, (sums / over).tolist()) if len(over) and (over > 0).all() else UNKNOWN


# ------------------------------------------------------------------------------------------------------------------- hops


def hop_intervals(slices: Sequence[Slice], wholes: Sequence[Histogram]) -> list[dict[str, Interval]]:
    """For each hop, the intervals of the mean and the percentiles of its latency; none where they were not kept."""
    where = equal_batches(len(slices))
    if not where or len(slices[0].hops.totals) < len(wholes):
        return [{} for _ in wholes]
    batches = [functools.reduce(Coarse.plus, (piece.hops for piece in slices[one])) for one in where]
    first = min(batch.first for batch in batches)
    width = max(batch.first + batch.counts.shape[1] for batch in batches) - first
    counts = np.zeros((len(batches), len(wholes), width), np.int64)
    for place, batch in enumerate(batches):
        start = batch.first - first
        counts[place, :, start : start + batch.counts.shape[1]] = batch.counts
    totals = np.array([batch.totals for batch in batches])
    return [hop_interval(whole, counts[:, n], totals[:, n], first) for n, whole in enumerate(wholes)]


def hop_interval(whole: Histogram, counts: Counts, totals: FloatArray, first: int) -> dict[str, Interval]:
    """The intervals of one hop, whose batches are rows of counts of bins from `first` on."""
    added = np.cumsum(counts, axis=1)
    sizes = added[:, -1] if added.shape[1] else np.zeros(len(totals), np.int64)
    if (sizes < 2).any():
        return dict.fromkeys(("mean", *PERCENTILES), UNKNOWN)
    found = {"mean": interval(whole.mean, (totals / sizes).tolist())}
    for name, percent in PERCENTILES.items():
        if sizes.min() * (1 - percent / 100) < FEWEST_BEYOND:
            found[name] = UNKNOWN
            continue
        ranks = np.maximum(1, np.ceil(percent / 100 * sizes - 1e-9))
        bins = (added >= ranks[:, None]).argmax(axis=1) + first
        values = np.minimum(COARSE_MIDDLES[bins], whole.largest)
        found[name] = interval(whole.percentile(percent), values.tolist())
    return found
