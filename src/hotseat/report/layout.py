"""Where the boxes of a diagram stand: layers from left to right in the direction of the requests.

A node's layer is its longest way from the traffic, with arrows that close a cycle left out; an arrow over several layers
passes through an empty place in each, so that it goes round boxes and not through them. Within its layer a box stands
near the average height of its neighbours, taken forward and back a few times (Sugiyama's method, IEEE SMC 11, 1981).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

SWEEPS = 6
Arrow = tuple[str, str]
Place = tuple[str, int]
"""A node's name and 0, or an arrow's (`from` and `to`, joined by a line break) and the layer that it passes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`layers` from left to right, each from the top down; `ways[arrow]` are the places an arrow passes, ends included."""

    layers: tuple[tuple[Place, ...], ...]
    ways: Mapping[Arrow, tuple[Place, ...]]


def lay_out(names: Sequence[str], arrows: Sequence[Arrow], first: Collection[str] = ()) -> Layout:
    """Layers for nodes and arrows, which keep their order where nothing speaks against it.

    Those of `first` stand in the first layer if nothing points to them; other such nodes stand near what they point to.
    """
    layer = near_their_targets(layers_of(names, arrows), arrows, first)
    columns: list[list[Place]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for name in names:
        columns[layer[name]].append((name, 0))
    ways = {arrow: _way(arrow, layer, columns) for arrow in dict.fromkeys(arrows) if arrow[0] != arrow[1]}
    for sweep in range(SWEEPS):
        _sweep(columns, list(ways.values()), forward=sweep % 2 == 0)
    return Layout(tuple(tuple(column) for column in columns), ways)


def layers_of(names: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Each node's longest way from a node that nothing points to, cycles cut where a walk in order meets itself."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for start, end in dict.fromkeys(arrows):
        if start != end:
            after[start].append(end)
    order = _topological(names, after)
    position = {name: number for number, name in enumerate(order)}
    layer = dict.fromkeys(names, 0)
    for name in order:
        for end in after[name]:
            if position[end] > position[name]:
                layer[end] = max(layer[end], layer[name] + 1)
    return layer


def near_their_targets(layer: Mapping[str, int], arrows: Sequence[Arrow], first: Collection[str]) -> dict[str, int]:
    """The layers, with what nothing points to moved right, next to the nearest node that it points to."""
    pointed = {end for start, end in arrows if start != end}
    moved = dict(layer)
    for name in layer:
        targets = [layer[end] for start, end in arrows if start == name != end]
        if name not in pointed and name not in first and targets:
            moved[name] = max(0, min(targets) - 1)
    return moved


def _topological(names: Sequence[str], after: Mapping[str, list[str]]) -> list[str]:
    """Nodes so that arrows point onward, except those that close a cycle: depth first, latest finished first."""
    seen: set[str] = set()
    finished: list[str] = []
    for root in names:
        stack = [(root, iter(after[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            name, rest = stack[-1]
            following = next((end for end in rest if end not in seen), None)
            if following is None:
                finished.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(after[following])))
    return finished[::-1]


def _way(arrow: Arrow, layer: Mapping[str, int], columns: list[list[Place]]) -> tuple[Place, ...]:
    """The places of an arrow: its ends, and a new empty place in each layer between them."""
    start, end = arrow
    first, last = layer[start], layer[end]
    step = 1 if last > first else -1
    between: list[Place] = (
        [(f"{start}\n{end}", number) for number in range(first + step, last, step)] if first != last else []
    )
    for place in between:
        columns[place[1]].append(place)
    return ((start, 0), *between, (end, 0))


def _sweep(columns: list[list[Place]], ways: list[tuple[Place, ...]], *, forward: bool) -> None:
    """Sorts each layer by its neighbours' mean height in the layer before it (or after it, backward)."""
    where = {place: number for number, column in enumerate(columns) for place in column}
    beside: dict[Place, list[Place]] = {}
    for way in ways:
        for left, right in itertools.pairwise(way):
            beside.setdefault(left, []).append(right)
            beside.setdefault(right, []).append(left)
    for number in range(len(columns)) if forward else reversed(range(len(columns))):
        near = number - 1 if forward else number + 1
        if not 0 <= near < len(columns):
            continue
        height = {place: (row + 0.5) / len(columns[near]) for row, place in enumerate(columns[near])}
        mine = {place: (row + 0.5) / len(columns[number]) for row, place in enumerate(columns[number])}
        columns[number].sort(key=lambda place: _mean(place, beside, where, near, height, mine))


def _mean(
    place: Place,
    beside: Mapping[Place, list[Place]],
    where: Mapping[Place, int],
    near: int,
    height: Mapping[Place, float],
    mine: Mapping[Place, float],
) -> float:
    """The mean height of a place's neighbours in the near layer; its own where it has none."""
    heights = [height[other] for other in beside.get(place, ()) if where[other] == near]
    return sum(heights) / len(heights) if heights else mine[place]
