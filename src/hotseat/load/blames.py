"""Why the tail is the tail: where the slow requests, and the late effects, spent their time.

The kernel follows a sample of the requests and books every nanosecond of theirs to a node and a state, by coarse bins of how
long they took; here the bins above a percentile become shares. A request that could not be followed to its end is in no
account, so that no share is of a part only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotseat.load import tables as T
from hotseat.load.histogram import bin_of
from hotseat.load.result import Blame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hotseat.load.result import EffectResult, Latency, TrafficResult
    from hotseat.load.run import Run

LABELS = ("p50", "p99")
Shares = dict[str, tuple[Blame, ...]]


def why(run: Run, traffic: Mapping[str, TrafficResult], effects: Mapping[str, EffectResult]) -> dict[str, Shares]:
    """For each traffic, and each effect, the shares of the time at and above p50 and p99, after the warm-up."""
    sums, effect_sums = np.asarray(run.world.blame_sums), np.asarray(run.world.effect_blame)
    told = {name: shares(run, sums[index], one.latency) for index, (name, one) in enumerate(traffic.items())}
    for index, (name, effect) in enumerate(effects.items()):
        if name not in told:
            told[name] = shares(run, effect_sums[index], effect.delay)
    return told


def shares(run: Run, sums: NDArray[np.float64], latency: Latency) -> Shares:
    """The shares at and above each percentile of `latency`; none where nothing was followed."""
    if not latency.count or not sums.any():
        return dict.fromkeys(LABELS, ())
    return {
        label: blames(run, sums[coarse_index(getattr(latency, label), len(sums)) :].sum(axis=0)) for label in LABELS
    }


def blames(run: Run, cells: NDArray[np.float64]) -> tuple[Blame, ...]:
    """Cells of (node, state) as shares, largest first."""
    total = float(cells.sum())
    if total <= 0:
        return ()
    order = sorted(np.flatnonzero(cells > 0), key=lambda cell: (-cells[cell], cell))
    names, states = run.program.node_names, T.BLAME_STATES
    places = (divmod(int(cell), len(states)) for cell in order)
    return tuple(
        Blame(names[node], states[state], float(cells[node * len(states) + state]) / total) for node, state in places
    )


def exemplars(run: Run, traffic: Mapping[str, TrafficResult]) -> dict[str, dict[str, int]]:
    """A request near p50 and p99, and the slowest: the last one that fell into the percentile's bin, or one near it."""
    table = np.asarray(run.world.exemplars)
    if run.early is not None:
        table = np.where(run.early >= 0, run.early, table)
    result: dict[str, dict[str, int]] = {}
    for index, (name, one) in enumerate(traffic.items()):
        used = np.flatnonzero(table[index] >= 0)
        result[name] = {}
        if not len(used) or not one.latency.count:
            continue
        for label in LABELS:
            at = coarse_index(getattr(one.latency, label), table.shape[1])
            nearest = used[np.argmin(np.abs(used - at))]
            result[name][label] = int(table[index][nearest])
        result[name]["max"] = int(table[index][used[-1]])
    return result


def coarse_index(seconds: float, size: int) -> int:
    """The coarse bin of a time, where there are `size` of them."""
    return min(bin_of(seconds, T.COARSE_BITS), size - 1)
