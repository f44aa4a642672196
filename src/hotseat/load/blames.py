"""Why the tail is the tail: where the slow requests, and the late effects, spent their time.

The kernel follows a sample of the requests and books every nanosecond of theirs to a node and a state, by coarse bins of how
long they took; here the bins above a percentile become shares. A request that could not be followed to its end is in no
account, so that no share is of a part only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hotseat.load import tables as T
from hotseat.load.histogram import merged
from hotseat.load.result import Blame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hotseat.load.histogram import Histogram
    from hotseat.load.run import Run, Slice

LABELS = {"p50": 50.0, "p99": 99.0}
Shares = dict[str, tuple[Blame, ...]]


def why(run: Run, kept: Sequence[Slice]) -> dict[str, Shares]:
    """For each traffic, and each effect, the shares of the time at and above p50 and p99, after the warm-up."""
    program, world = run.program, run.world
    traffics = len(program.traffic_names)
    told = {
        name: shares(run, np.asarray(world.blame_sums[index]), whole_of(kept, index))
        for index, name in enumerate(program.traffic_names)
    }
    for index, name in enumerate(program.effect_names):
        if name not in told:
            told[name] = shares(run, np.asarray(world.effect_blame[index]), whole_of(kept, 2 * traffics + index))
    return told


def whole_of(kept: Sequence[Slice], row: int) -> Histogram | None:
    """A histogram row of all slices together; None where nothing is in it."""
    whole = merged([piece.histograms[row] for piece in kept]) if kept else None
    return whole if whole is not None and whole.count else None


def shares(run: Run, sums: NDArray[np.float64], whole: Histogram | None) -> Shares:
    """The shares at and above each percentile of `whole`; none where nothing was followed."""
    if whole is None or not sums.any():
        return dict.fromkeys(LABELS, ())
    return {
        label: blames(run, sums[coarse_index(whole.percentile(percent), T.COARSE_BITS, len(sums)) :].sum(axis=0))
        for label, percent in LABELS.items()
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


def exemplars(run: Run, kept: Sequence[Slice]) -> dict[str, dict[str, int]]:
    """A request near p50 and p99, and the slowest: the last one that fell into the percentile's bin, or one near it."""
    table = np.asarray(run.world.exemplars)
    if run.early is not None:
        table = np.where(run.early >= 0, run.early, table)
    result: dict[str, dict[str, int]] = {}
    for index, name in enumerate(run.program.traffic_names):
        used = np.flatnonzero(table[index] >= 0)
        whole = whole_of(kept, index)
        result[name] = {}
        if not len(used) or whole is None:
            continue
        for label, percent in LABELS.items():
            at = coarse_index(whole.percentile(percent), T.COARSE_BITS, table.shape[1])
            nearest = used[np.argmin(np.abs(used - at))]
            result[name][label] = int(table[index][nearest])
        result[name]["max"] = int(table[index][used[-1]])
    return result


def coarse_index(seconds: float, bits: int, size: int) -> int:
    """The coarse bin of a time, as the kernel's."""
    value = round(seconds * 1e9)
    if value < 1 << bits:
        return min(value, size - 1)
    mantissa, exponent = math.frexp(float(value))
    index = (1 << bits) + (exponent - 1 - bits) * (1 << bits) + int((mantissa * 2 - 1) * (1 << bits))
    return min(index, size - 1)
