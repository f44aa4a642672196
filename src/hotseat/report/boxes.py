"""What the boxes of the diagram say, and which arrows join them.

A traffic's box is keyed by a tab and its name, so that a node of the same name stays another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.shapes import HEADS, word_of
from hotseat.design.walk import every_step
from hotseat.report.words import count, part, seconds, share, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.design.design import Design
    from hotseat.design.nodes import Node
    from hotseat.load.result import NodeResult, Result
    from hotseat.report.faults import Struck
    from hotseat.report.layout import Arrow

LINE_HEIGHT, HEAD_HEIGHT = 16, 30
NAME_WIDTH, KIND_WIDTH, ROOM = 7.6, 6.2, 138
"""The mean width of a character of the two, and what they may fill together."""
LONGEST = 19
"""The most characters of a name that fit a box; the rest is in the box's title."""
FULL = 0.95
"""Busier than this is as good as full."""
POINTING = (
    kinds.Call, kinds.Send, kinds.Broadcast, kinds.Lookup, kinds.Store, kinds.Invalidate, kinds.Read, kinds.Write,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """What a box says: its name, its kind, lines of measured numbers, the letters of its faults; `hot` draws the eye."""

    name: str
    kind: str
    lines: tuple[tuple[str, str], ...]
    letters: tuple[str, ...] = ()
    traffic: bool = False
    hot: bool = False

    @property
    def roomy(self) -> bool:
        """Whether name and kind fit beside each other; else the kind has a line of its own."""
        return min(len(self.name), LONGEST) * NAME_WIDTH + len(self.kind) * KIND_WIDTH <= ROOM

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The lines below the name."""
        return self.lines if self.roomy else (("", self.kind), *self.lines)

    @property
    def height(self) -> int:
        """In the drawing's units."""
        return HEAD_HEIGHT + LINE_HEIGHT * len(self.rows)


def boxes_of(result: Result, faults: list[Struck]) -> dict[str, Box]:
    """Every box, traffic first, in the order of the file."""
    return {**_traffic_boxes(result, faults), **_node_boxes(result, faults)}


def _traffic_boxes(result: Result, faults: list[Struck]) -> dict[str, Box]:
    boxes = {}
    for name, traffic in result.traffic.items():
        lines = [
            ("", f"{short(round(traffic.rate, 1))}/s answered" if math.isfinite(traffic.rate) else "nothing answered")
        ]
        if traffic.latency.count:
            lines.append(("", f"p99 {seconds(traffic.latency.p99)}"))
        if traffic.availability < 1:
            lines.append(("bad", f"{share(1 - traffic.availability)} failed"))
        letters = tuple(fault.letter for fault in faults if fault.traffic == name)
        boxes[f"\t{name}"] = Box(name, "traffic", tuple(lines), letters, traffic=True)
    return boxes


def _node_boxes(result: Result, faults: list[Struck]) -> dict[str, Box]:
    boxes = {}
    effects = _effects_at(result.design)
    for name, node in result.design.nodes.items():
        measured = result.nodes.get(name)
        lines = [
            *_measured_lines(measured),
            *(line for effect in effects.get(name, ()) for line in _effect_lines(result, effect)),
        ]
        letters = tuple(fault.letter for fault in faults if name in fault.nodes)
        hot = bool(measured and measured.utilisation > FULL)
        boxes[name] = Box(name, _kind(node), tuple(lines), letters, hot=hot)
    return boxes


def plain_boxes(design: Design) -> dict[str, Box]:
    """Every box of a design that was not run: its kind, and the effects that happen there."""
    effects = _effects_at(design)
    boxes = {f"\t{name}": Box(name, "traffic", (), traffic=True) for name in design.traffic}
    for name, node in design.nodes.items():
        lines = tuple(("effect", f"✦ {cut(effect)}") for effect in effects.get(name, ()))
        boxes[name] = Box(name, _kind(node), lines)
    return boxes


def _kind(node: Node) -> str:
    """The kind, and how much of it there is: `worker 16 × 64`."""
    if node.kind == "database":
        many = f" {node.connections}" if node.connections else ""
        return f"{node.kind}{many}{f', {node.shards} shards' if node.shards > 1 else ''}"
    if node.kind in ("queue", "topic", "load_balancer"):
        return node.kind.replace("_", " ")
    wide = f" × {node.concurrency}" if node.concurrency is not None else ""
    return f"{node.kind} {node.replicas}{wide}" if node.replicas > 1 or wide else node.kind


def _measured_lines(node: NodeResult | None) -> Iterator[tuple[str, str]]:
    """The two or three numbers by which one judges a box."""
    if node is None:
        return
    if math.isfinite(node.utilisation) and node.kind not in ("queue", "topic", "load_balancer"):
        yield ("bad" if node.utilisation > FULL else "", f"{part(node.utilisation)} busy")
    if math.isfinite(node.hit_ratio):
        yield "", f"{part(node.hit_ratio)} hits"
    if node.queue_max > 0:
        yield "", f"line up to {count(node.queue_max)}"
    if node.rejected:
        yield "bad", f"{count(node.rejected)} rejected"
    if node.dead_letters:
        yield "bad", f"{count(node.dead_letters)} dead letters"
    if node.lost_writes:
        yield "bad", f"{count(node.lost_writes)} writes lost"


def _effects_at(design: Design) -> dict[str, tuple[str, ...]]:
    """The effects of each node."""
    found: dict[str, list[str]] = {}
    for placed in every_step(design):
        if isinstance(placed.step, kinds.Effect):
            found.setdefault(placed.node, []).append(placed.step.effect)
    return {name: tuple(dict.fromkeys(effects)) for name, effects in found.items()}


def _effect_lines(result: Result, name: str) -> Iterator[tuple[str, str]]:
    """An effect, and what went wrong with it."""
    effect = result.effects.get(name)
    yield "effect", f"✦ {cut(name)}"
    if effect and effect.lost:
        yield "bad", f"{count(effect.lost)} lost"
    if effect and effect.duplicated:
        yield "bad", f"{count(effect.duplicated)} duplicated"


def arrows_of(design: Design) -> Iterator[tuple[Arrow, bool]]:
    """Each arrow as ((from, to), whether it is a message); an arrow that is both is a call."""
    found: dict[Arrow, bool] = {}
    for start, end, message in _pointers(design):
        if end in design.nodes:
            found[start, end] = found.get((start, end), True) and message
    yield from found.items()


def _pointers(design: Design) -> Iterator[tuple[str, str, bool]]:
    """Everything that points at a node, in the order of the file."""
    for name, traffic in design.traffic.items():
        yield f"\t{name}", traffic.to.partition(".")[0], False
    for placed in every_step(design):
        if isinstance(placed.step, POINTING):
            cls: type = type(placed.step)
            target = str(getattr(placed.step, HEADS.get(cls, word_of(cls)))).partition(".")[0]
            yield placed.node, target, isinstance(placed.step, (kinds.Send, kinds.Broadcast))
    for name, node in design.nodes.items():
        if node.consumes is not None:
            yield node.consumes, name, True
        if node.dead_letters is not None:
            yield name, node.dead_letters, True
        if node.to is not None:
            yield name, node.to, False


def failures_of(result: Result) -> dict[Arrow, float]:
    """The share of tries that failed, by arrow; an error is whatever its caller saw as one, a timeout too."""
    sums: dict[Arrow, list[int]] = {}
    for hop in result.hops:
        start = f"\t{hop.caller}" if hop.caller in result.traffic else hop.caller.partition(".")[0]
        total = sums.setdefault((start, hop.callee.partition(".")[0]), [0, 0])
        total[0] += hop.errors
        total[1] += hop.tries
    return {arrow: bad / tries for arrow, (bad, tries) in sums.items() if tries}


def cut(text: str) -> str:
    """A name short enough for a box."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
