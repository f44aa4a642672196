"""The design as a picture: boxes with what was measured of them, arrows for who asks whom, faults where they strike.

Full arrows are calls that wait for an answer, dotted ones are messages that do not. An arrow on which tries failed says
what share of them. The letters on the boxes are those of the list of faults.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.shapes import HEADS, word_of
from hotseat.design.walk import every_step
from hotseat.report.layout import Arrow, Layout, Place, lay_out
from hotseat.report.markup import Html, el
from hotseat.report.words import count, part, seconds, share, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.design.design import Design
    from hotseat.design.nodes import Node
    from hotseat.load.result import NodeResult, Result
    from hotseat.report.faults import Struck

BOX_WIDTH, GAP_ACROSS, GAP_DOWN, EMPTY_HEIGHT, PAD = 168, 62, 16, 14, 8
LINE_HEIGHT, HEAD_HEIGHT = 16, 30
LONGEST = 22
"""The most characters of a name that fit a box; the rest is in the box's title."""
NOTABLE = 0.001
"""An arrow says its share of failures from here on."""
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
    def height(self) -> int:
        """In the drawing's units."""
        return HEAD_HEIGHT + LINE_HEIGHT * len(self.lines)


def diagram(result: Result, faults: list[Struck]) -> Html:
    """The whole picture."""
    boxes = {**_traffic_boxes(result, faults), **_node_boxes(result, faults)}
    arrows = dict(_arrows(result.design))
    layout = lay_out(list(boxes), list(arrows))
    spots, width, height = _spots(layout, boxes)
    failures = _failures(result)
    drawn = [
        _draw_arrow(arrow, dotted, layout, boxes, spots, failures)
        for arrow, dotted in arrows.items()
        if arrow in layout.ways
    ]
    drawing = el(
        "svg",
        el("title", f"{len(result.design.nodes)} nodes and what asks what; the tables below say the same in words"),
        _arrow_head(),
        drawn,
        [_draw_box(box, spots[key, 0]) for key, box in boxes.items()],
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )
    return el("div", drawing, class_="diagram wide", tabindex=0)


def _traffic_boxes(result: Result, faults: list[Struck]) -> dict[str, Box]:
    """One box a traffic, keyed so that a node of the same name stays another."""
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
        lines = [*_measured_lines(measured), *(_effect_line(result, effect) for effect in effects.get(name, ()))]
        letters = tuple(fault.letter for fault in faults if name in fault.nodes)
        hot = bool(measured and measured.utilisation > 0.95)
        boxes[name] = Box(name, _kind(node), tuple(lines), letters, hot=hot)
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
        yield ("bad" if node.utilisation > 0.95 else "", f"{part(node.utilisation)} busy")
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


def _effect_line(result: Result, name: str) -> tuple[str, str]:
    effect = result.effects.get(name)
    wrong = [] if effect is None else [
        f"{count(number)} {word}" for number, word in ((effect.lost, "lost"), (effect.duplicated, "twice")) if number
    ]  # fmt: skip
    return ("bad" if wrong else "effect", f"✦ {_cut(name)}" + (f": {', '.join(wrong)}" if wrong else ""))


def _arrows(design: Design) -> Iterator[tuple[Arrow, bool]]:
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


def _failures(result: Result) -> dict[Arrow, float]:
    """The share of tries that failed, by arrow; an error is whatever its caller saw as one, a timeout too."""
    sums: dict[Arrow, list[int]] = {}
    for hop in result.hops:
        start = f"\t{hop.caller}" if hop.caller in result.traffic else hop.caller.partition(".")[0]
        total = sums.setdefault((start, hop.callee.partition(".")[0]), [0, 0])
        total[0] += hop.errors
        total[1] += hop.tries
    return {arrow: bad / tries for arrow, (bad, tries) in sums.items() if tries}


Spots = dict[Place, tuple[int, int]]


def _spots(layout: Layout, boxes: dict[str, Box]) -> tuple[Spots, int, int]:
    """The upper left corner of every place, and the drawing's width and height; layers are centred on one line."""
    heights = [sum(_height(place, boxes) for place in layer) + GAP_DOWN * (len(layer) - 1) for layer in layout.layers]
    tallest = max(heights, default=0)
    spots: Spots = {}
    for number, layer in enumerate(layout.layers):
        down = PAD + (tallest - heights[number]) // 2
        for place in layer:
            spots[place] = (PAD + number * (BOX_WIDTH + GAP_ACROSS), down)
            down += _height(place, boxes) + GAP_DOWN
    across = len(layout.layers) * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS
    return spots, across + 2 * PAD, tallest + 2 * PAD


def _height(place: Place, boxes: dict[str, Box]) -> int:
    return EMPTY_HEIGHT if "\n" in place[0] else boxes[place[0]].height


def _draw_box(box: Box, spot: tuple[int, int]) -> Html:
    x, y = spot
    kind = "box" + (" from" if box.traffic else "") + (" hot" if box.hot else "")
    words = [
        el("text", _cut(box.name), x=x + 11, y=y + 20, class_="nm"),
        el("text", box.kind, x=x + BOX_WIDTH - 11, y=y + 20, text_anchor="end", class_="kd"),
        [
            el("text", text, x=x + 11, y=y + HEAD_HEIGHT + 7 + LINE_HEIGHT * row, class_=f"ln {mood}".strip())
            for row, (mood, text) in enumerate(box.lines)
        ],
    ]
    frame = el("rect", x=x, y=y, width=BOX_WIDTH, height=box.height, rx=7, class_=kind)
    return el("g", el("title", f"{box.name} ({box.kind})"), frame, words, [
        _badge(letter, x + BOX_WIDTH - 4 - 19 * number, y) for number, letter in enumerate(box.letters)
    ])  # fmt: skip


def _badge(letter: str, x: int, y: int) -> Html:
    """A fault's letter on the upper edge of its box."""
    return el(
        "g",
        el("circle", cx=x - 8, cy=y, r=8.5, class_="badge"),
        el("text", letter, x=x - 8, y=y + 4, text_anchor="middle", class_="bt"),
    )


def _draw_arrow(
    arrow: Arrow,
    dotted: bool,
    layout: Layout,
    boxes: dict[str, Box],
    spots: Spots,
    failures: dict[Arrow, float],
) -> Html:
    """A curve through the arrow's places, and the share that failed near its middle."""
    way = layout.ways[arrow]
    back = spots[way[-1]][0] <= spots[way[0]][0]
    points = [
        _port(place, boxes, spots, first=i == 0, last=i == len(way) - 1, back=back) for i, place in enumerate(way)
    ]
    flat = [point for pair in points for point in pair]
    failed = failures.get(arrow, 0.0)
    kind = "arrow" + (" dotted" if dotted else "") + (" bad" if failed >= NOTABLE else "")
    parts = [el("path", d=_loop(flat) if back else _curve(flat), class_=kind, marker_end="url(#head)")]
    if failed >= NOTABLE:
        parts.append(_failed_words(share(min(1.0, failed)), flat[0], flat[1]))
    return el("g", parts)


Point = tuple[int, int]


def _failed_words(text: str, start: Point, end: Point) -> Html:
    """The share that failed, over the first third of a curve, where arrows that meet are still apart."""
    across = round(start[0] + 0.36 * (end[0] - start[0]))
    down = round(start[1] + 0.26 * (end[1] - start[1]))
    return el("text", text, x=across, y=down - 4, text_anchor="middle", class_="al")


def _port(place: Place, boxes: dict[str, Box], spots: Spots, *, first: bool, last: bool, back: bool) -> list[Point]:
    """Where an arrow leaves, enters, or passes a place."""
    x, y = spots[place]
    middle = y + _height(place, boxes) // 2
    if first:
        return [(x + BOX_WIDTH // 2, y + _height(place, boxes))] if back else [(x + BOX_WIDTH, middle)]
    if last:
        return [(x + BOX_WIDTH // 2, y + _height(place, boxes) + 2)] if back else [(x - 2, middle)]
    return [(x + BOX_WIDTH, middle), (x, middle)] if back else [(x, middle), (x + BOX_WIDTH, middle)]


def _curve(points: list[Point]) -> str:
    """Smooth from left to right: level at every point."""
    pieces = [f"M{points[0][0]} {points[0][1]}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        half = (x1 - x0) // 2
        pieces.append(f"C{x0 + half} {y0} {x1 - half} {y1} {x1} {y1}")
    return "".join(pieces)


def _loop(points: list[Point]) -> str:
    """Back to the left, or within a layer: out at the bottom and in at the bottom, in one bow."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    low = max(y0, y1) + 26
    return f"M{x0} {y0}C{x0} {low} {x1} {low} {x1} {y1}"


def _arrow_head() -> Html:
    tip = el("path", d="M0 0L7 3.5L0 7z")
    return el(
        "defs",
        el(
            "marker",
            tip,
            id="head",
            markerWidth=7,
            markerHeight=7,
            refX=6,
            refY=3.5,
            orient="auto",
            markerUnits="userSpaceOnUse",
        ),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
