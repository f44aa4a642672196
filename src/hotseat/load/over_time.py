"""A run over time: each slice's rates, latencies, lines and utilisations; and what grew from slice to slice without end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hotseat.load import tables as T
from hotseat.load.result import Growth, Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from hotseat.load.run import Run, Slice

NAN = float("nan")
AREAS = ("busy_area", "up_area", "line_area")


def series_of(run: Run) -> Series:
    """Slice by slice, the whole run."""
    time = np.array([piece.end for piece in run.slices])
    spans = np.array([piece.end - piece.start for piece in run.slices])
    return Series(time, traffic_series(run, spans), node_series(run, spans))


def traffic_series(run: Run, spans: NDArray[np.float64]) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Rates, errors, percentiles and requests in flight of each traffic."""
    done = columns([piece.traffic["completed"] for piece in run.slices])
    bad = columns([piece.traffic["failed"] + piece.traffic["rejected"] for piece in run.slices])
    in_flight = columns([piece.in_flight for piece in run.slices])
    result = {}
    for index, name in enumerate(run.program.traffic_names):
        p50, p99 = columns([piece.histograms[index].percentiles((50, 99)) for piece in run.slices])
        result[name] = {
            "rate": np.diff(done[index], prepend=0.0) / spans,
            "errors": np.diff(bad[index], prepend=0.0) / spans,
            "p50": p50,
            "p99": p99,
            "in_flight": in_flight[index],
        }
    return result


def columns(rows: ArrayLike) -> NDArray[np.float64]:
    """What is given slice by slice, as one array for each traffic or node."""
    return np.array(rows, np.float64).T.copy()


def node_series(run: Run, spans: NDArray[np.float64]) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Utilisation, waiting line and replicas of each node."""
    world = run.world
    busy, up, line = (columns(by_node(run, "servers", [piece.servers[what] for piece in run.slices])) for what in AREAS)
    queues = np.asarray(world.queues["node"])
    line[queues] = columns(by_node(run, "queues", [piece.queues["area"] for piece in run.slices]))[queues]
    capacity = np.asarray(world.servers["capacity"])[world.nodes["first"]]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(up > 0, busy / (up * capacity[:, None]), 0.0)
    share[capacity >= T.NO_LIMIT] = NAN
    line, up = line / (spans * 1e9), up / (spans * 1e9)
    return {
        name: {"utilisation": share[index], "queue": line[index], "replicas": up[index]}
        for index, name in enumerate(run.program.node_names)
    }


def by_node(run: Run, kind: str, rows: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Rows of what was counted of each server, queue, cache or database, each row added up for each node.

    What belongs to a node stands side by side, in the order of the nodes.
    """
    owner = getattr(run.world, kind)["node"]
    nodes, first = np.unique(owner, return_index=True)
    result = np.zeros((len(rows), len(run.program.node_names)), np.int64)
    if len(nodes):
        result[:, nodes] = np.add.reduceat(np.reshape(rows, (len(rows), len(owner))), first, axis=1)
    return result


def growth_of(run: Run) -> tuple[Growth, ...]:
    """What grows without end: requests in flight, waiting lines and backlogs that rise steadily over the last half.

    A run that ended because there was no room for more is judged by the little it has: by all that it measured, from
    nothing at its beginning, where its half is too short.
    """
    pieces = run.slices[len(run.slices) // 2 :]
    short = len(pieces) < 8
    if short and not run.full:
        return ()
    pieces = run.slices if short else pieces
    time = np.array([*([0.0] if short else []), *(piece.end for piece in pieces)])
    found = []
    for what, levels in levels_of(run, pieces):
        values = np.concatenate([np.zeros(len(time) - len(levels)), levels])
        if (not short and grows(time, values)) or (run.full and values[-1] > 1000 and values[-1] == values.max()):
            found.append(Growth(what, slope(time, values), float(values[-1])))
    return tuple(found)


def levels_of(run: Run, pieces: list[Slice]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """What may grow, with its level at the end of each slice."""
    for name, in_flight in zip(run.program.traffic_names, columns([p.in_flight for p in pieces]), strict=True):
        yield f"requests of '{name}' in flight", in_flight
    lines = columns(by_node(run, "servers", [piece.line for piece in pieces]))
    backlogs = columns(by_node(run, "queues", [piece.ready for piece in pieces]))
    for name, line, backlog in zip(run.program.node_names, lines, backlogs, strict=True):
        yield f"the line of '{name}'", line
        yield f"the backlog of '{name}'", backlog


def grows(time: NDArray[np.float64], values: NDArray[np.float64]) -> bool:
    """Whether a series rises steadily: nearly straight (correlation above 0.9), by a third of its mean, to 50 or more."""
    if values.max() < 50 or values.std() == 0:
        return False
    correlation = float(np.corrcoef(time, values)[0, 1])
    rise = slope(time, values) * float(time[-1] - time[0])
    return correlation > 0.9 and rise > 0.3 * float(values.mean())


def slope(time: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """The rise of the straight line through points that fits them best; the same to the last bit on every machine."""
    middle, level = math.fsum(time) / len(time), math.fsum(values) / len(time)
    away = [float(at) - middle for at in time]
    return math.fsum(x * (float(y) - level) for x, y in zip(away, values, strict=True)) / math.fsum(x * x for x in away)
