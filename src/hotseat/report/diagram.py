"""The design as a picture: boxes with what was measured of them, arrows for who asks whom, faults where they strike.

Full arrows are calls that wait for an answer, dotted ones are messages that do not. An arrow on which tries failed says
what share of them. The letters on the boxes are those of the list of faults.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.report.boxes import HEAD_HEIGHT, LINE_HEIGHT, arrows_of, boxes_of, cut, failures_of
from hotseat.report.layout import lay_out
from hotseat.report.markup import Html, el, wide
from hotseat.report.words import share

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.load.result import Result
    from hotseat.report.boxes import Box
    from hotseat.report.faults import Struck
    from hotseat.report.layout import Arrow, Layout, Place

BOX_WIDTH, GAP_ACROSS, GAP_DOWN, EMPTY_HEIGHT, PAD = 168, 62, 16, 14, 10
BOW = 26
"""How far below its boxes an arrow back to the left hangs."""
NOTABLE = 0.001
"""An arrow says its share of failures from here on."""

Point = tuple[int, int]


def diagram(result: Result, faults: list[Struck]) -> Html:
    """The whole picture."""
    return drawn(result.design, boxes_of(result, faults), failures_of(result))


def drawn(design: Design, boxes: dict[str, Box], failures: dict[Arrow, float]) -> Html:
    """The picture of a design with these boxes; `failures` is the share of tries that failed on each arrow."""
    arrows = dict(arrows_of(design))
    layout = lay_out(list(boxes), list(arrows), [key for key, box in boxes.items() if box.traffic])
    spots, width, height = _spots(layout, boxes)
    picture = Picture(layout, boxes, spots, failures)
    drawing = el(
        "svg",
        el("title", f"{len(design.nodes)} nodes and what asks what; the tables below say the same in words"),
        _arrow_head(),
        [picture.arrow(arrow, dotted=dotted) for arrow, dotted in arrows.items() if arrow in layout.ways],
        [_draw_box(box, spots[key, 0]) for key, box in boxes.items()],
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )
    return wide(drawing, "The design as a picture", "diagram")


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything stands: the layout, the boxes, their upper left corners, and the share that failed on each arrow."""

    layout: Layout
    boxes: dict[str, Box]
    spots: dict[Place, Point]
    failures: dict[Arrow, float]

    def arrow(self, arrow: Arrow, *, dotted: bool) -> Html:
        """A curve through the arrow's places, and the share that failed near its start."""
        way = self.layout.ways[arrow]
        failed = self.failures.get(arrow, 0.0)
        back = self.spots[way[-1]][0] <= self.spots[way[0]][0]
        points = self.around(way) if back else self.through(way)
        kind = "arrow" + (" dotted" if dotted else "") + (" bad" if failed >= NOTABLE else "")
        line = el("path", d=_bow(points) if back else _curve(points), class_=kind, marker_end="url(#head)")
        words = _failed_words(share(min(1.0, failed)), points[0], points[1]) if failed >= NOTABLE else None
        return el("g", line, words)

    def through(self, way: tuple[Place, ...]) -> list[Point]:
        """From the right side of the first box, straight through the empty places, to the left side of the last."""
        points = []
        for place in way:
            x, y = self.spots[place]
            middle = y + _height(place, self.boxes) // 2
            points += [(x, middle), (x + BOX_WIDTH, middle)]
        return [*points[1:-2], (points[-2][0] - 2, points[-2][1])]

    def around(self, way: tuple[Place, ...]) -> list[Point]:
        """From the bottom of the first box to the bottom of the last."""
        ends = [(self.spots[place], _height(place, self.boxes)) for place in (way[0], way[-1])]
        return [(x + BOX_WIDTH // 2, y + height + 2) for (x, y), height in ends]


def _spots(layout: Layout, boxes: dict[str, Box]) -> tuple[dict[Place, Point], int, int]:
    """The upper left corner of every place, and the drawing's width and height; layers are centred on one line."""
    heights = [sum(_height(place, boxes) + GAP_DOWN for place in layer) - GAP_DOWN for layer in layout.layers]
    tallest = max(heights, default=0)
    spots: dict[Place, Point] = {}
    for number, layer in enumerate(layout.layers):
        down = PAD + (tallest - heights[number]) // 2
        for place in layer:
            spots[place] = (PAD + number * (BOX_WIDTH + GAP_ACROSS), down)
            down += _height(place, boxes) + GAP_DOWN
    across = len(layout.layers) * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS
    backward = any(spots[way[-1]][0] <= spots[way[0]][0] for way in layout.ways.values())
    return spots, across + 2 * PAD, tallest + 2 * PAD + (BOW if backward else 0)


def _height(place: Place, boxes: dict[str, Box]) -> int:
    return EMPTY_HEIGHT if "\n" in place[0] else boxes[place[0]].height


def _draw_box(box: Box, spot: tuple[int, int]) -> Html:
    x, y = spot
    kind = "box" + (" from" if box.traffic else "") + (" hot" if box.hot else "")
    words = [
        el("text", cut(box.name), x=x + 11, y=y + 20, class_="nm"),
        el("text", box.kind, x=x + BOX_WIDTH - 11, y=y + 20, text_anchor="end", class_="kd") if box.roomy else None,
        [
            el("text", text, x=x + 11, y=y + HEAD_HEIGHT + 7 + LINE_HEIGHT * row, class_=f"ln {mood}".strip())
            for row, (mood, text) in enumerate(box.rows)
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


def _failed_words(text: str, start: Point, end: Point) -> Html:
    """The share that failed, over the first third of a curve, where arrows that meet are still apart."""
    across = round(start[0] + 0.36 * (end[0] - start[0]))
    down = round(start[1] + 0.26 * (end[1] - start[1]))
    return el("text", text, x=across, y=down - 4, text_anchor="middle", class_="al")


def _curve(points: list[Point]) -> str:
    """Smooth from left to right: level at every point."""
    pieces = [f"M{points[0][0]} {points[0][1]}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        half = (x1 - x0) // 2
        pieces.append(f"C{x0 + half} {y0} {x1 - half} {y1} {x1} {y1}")
    return "".join(pieces)


def _bow(points: list[Point]) -> str:
    """Back to the left, or within a layer: out at the bottom and in at the bottom, in one bow."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    low = max(y0, y1) + BOW
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
