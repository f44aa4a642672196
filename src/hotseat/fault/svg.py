"""The sequence diagram as SVG: lanes from left to right, time from top to bottom.

Drawn from `Picture` alone. Heights follow the order of what happened and not the clock, which stands in the left margin:
a message that lands after something else happened is a slanted arrow, one that lands nowhere a stub, a crash breaks the
lifeline with a cross. What was durable at a crash stands in the right margin, the broken promise at the bottom.

The file carries its own style for light and dark, and nothing in it is fetched. Whatever a handler or a world wrote is
escaped.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from hotseat.fault.keys import FINE
from hotseat.fault.picture import CRASH, LOST, MESSAGE, START, VERDICT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.fault.picture import Picture, Row

LEFT, TOP, STEP = 62, 16, 36
HEAD = 30
"""Height of a lane's name."""
CHARACTER = 6.4
"""Width of an average character of a label, in pixels: a little more than system fonts need."""
MOST_LINES, MOST_CHARACTERS = 10, 36
"""How much of what was durable stands in the margin; the page shows all of it."""
MARGIN = MOST_CHARACTERS * 6.7 + 24
PAUSE = 0.5
"""Virtual seconds without an event after which a gap is left."""
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def asset(name: str) -> str:
    """The text of a file in the package's `assets`."""
    return files("hotseat.fault").joinpath("assets", name).read_text(encoding="utf-8")


def clean(text: object) -> str:
    """Text for XML or HTML: escaped, and without the control characters that XML forbids."""
    return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(text)), {'"': "&quot;", "'": "&#39;"})


def cut(text: str, most: int) -> str:
    """At most `most` characters of `text`, with an ellipsis where some are missing."""
    return text if len(text) <= most else text[: most - 1] + "…"


def clock(seconds: float) -> str:
    """A virtual time as it stands in the left margin."""
    return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:,.0f} s"


def told(row: Row, lanes: tuple[str, ...]) -> str:
    """The row as a sentence, for those who do not see it."""
    what = {
        MESSAGE: f"{row.label}, to {lanes[row.to]}",
        LOST: f"{row.label}, which arrives nowhere",
        CRASH: f"crashes: {row.label}" if row.label != "crash" else "crashes",
    }.get(row.kind, row.label)
    if row.kind == VERDICT:
        return f"Broken: {row.label}"
    fault = f" (fault: {row.way})" if row.way != FINE else ""
    line = f", {row.file} line {row.line}" if row.line else ""
    return f"{clock(row.time)}, {lanes[row.lane]}: {what}{fault}{line}"


@dataclass(slots=True)
class Layout:
    """Where everything stands, in pixels. `leaves` and `lands` are heights by the row's place in the picture."""

    picture: Picture
    gap: float = 0.0
    bottom: float = 0.0
    leaves: dict[int, float] = field(default_factory=dict)
    lands: dict[int, float] = field(default_factory=dict)
    margins: dict[int, float] = field(default_factory=dict)

    def lane(self, number: int) -> float:
        """The x of a lane."""
        return LEFT + self.gap / 2 * 0.55 + number * self.gap

    @property
    def edge(self) -> float:
        """Where the right margin begins."""
        return self.lane(max(len(self.picture.lanes) - 1, 0)) + self.overhang

    @property
    def overhang(self) -> float:
        """Room to the right of the last lane for what happens on it."""
        last = len(self.picture.lanes) - 1
        widths = [
            label_width(row) + 24
            for row in self.picture.rows
            if row.lane == last and row.kind not in (MESSAGE, VERDICT)
        ]
        return max([70.0, *widths])

    @property
    def width(self) -> float:
        """The width of the whole picture."""
        return self.edge + (MARGIN + 16 if self.margins else 16)


def label_width(row: Row) -> float:
    """How wide the row's label is drawn, roughly."""
    return (len(row.label) + (len(row.way) + 3 if row.way != FINE else 0)) * CHARACTER + (56 if row.line else 0)


def lay_out(picture: Picture) -> Layout:
    """Gives each row its heights, in the order in which things happened."""
    layout = Layout(picture)
    across = [label_width(row) + 40 for row in picture.rows if row.kind == MESSAGE]
    beside = [label_width(row) + 30 for row in picture.rows if row.kind not in (MESSAGE, VERDICT)]
    layout.gap = min(max([220.0, *across, *beside]), 420.0)
    height, previous, clock = float(TOP + HEAD), -1, 0.0
    for _, index, arrival in _moments(picture):
        row = picture.rows[index]
        now = row.arrives if arrival else row.time
        if now - clock >= PAUSE:
            height += STEP / 3
        clock = now
        if arrival:
            height += 10 if previous == index else STEP * 0.6
            layout.lands[index] = height
        else:
            height += STEP
            layout.leaves[index] = height
        previous = index
    layout.bottom = height
    _place_margins(layout)
    return layout


def _moments(picture: Picture) -> list[tuple[int, int, bool]]:
    """(place in the log, row, is it an arrival?) of everything that happens, in order; the verdict is not among them."""
    moments = []
    for index, row in enumerate(picture.rows):
        if row.kind == VERDICT:
            continue
        moments.append((row.step, index, False))
        if row.kind == MESSAGE:
            moments.append((max(row.lands, row.step), index, True))
    # Pictures made by hand carry no places in the log; then rows come in their own order.
    return sorted(moments, key=lambda moment: moment[:2]) if all(step >= 0 for step, *_ in moments) else moments


def _place_margins(layout: Layout) -> None:
    lowest = 0.0
    for index, row in enumerate(layout.picture.rows):
        if row.kind == CRASH and row.durable:
            top = max(layout.leaves[index] - 14, lowest)
            layout.margins[index] = top
            lowest = top + _margin_height(row) + 10
    layout.bottom = max(layout.bottom, lowest - STEP / 2)


def _margin_height(row: Row) -> float:
    return 28.0 + 16 * len(_margin_lines(row))


def _margin_lines(row: Row) -> list[str]:
    """What was durable, wrapped, as many lines as there is room for."""
    lines = [
        line
        for entry, text in row.durable
        for line in textwrap.wrap(f"{entry}: {text}", MOST_CHARACTERS, subsequent_indent="  ")
    ]
    left = len(lines) - MOST_LINES
    return lines if left <= 0 else [*lines[:MOST_LINES], f"… {left} more lines"]


def svg(picture: Picture) -> str:
    """The picture as a file of its own."""
    layout = lay_out(picture)
    height = layout.bottom + STEP * 2 + 26
    size = f'width="{layout.width:.0f}" height="{height:.0f}" viewBox="0 -26 {layout.width:.0f} {height:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="seq" {size} role="img" aria-labelledby="title story">',
        f'<title id="title">{clean(picture.title)}: {clean(picture.verdict)}</title>',
        f'<desc id="story">{clean(story(picture))}</desc>',
        f"<style>{asset('diagram.css')}</style>",
        f'<rect class="ground" y="-26" width="{layout.width:.0f}" height="{height:.0f}"/>',
        f'<text class="title" x="{TOP}" y="-4">{clean(cut(picture.title, int(layout.width / 7.5)))}</text>',
        *heads(layout),
        *drawing(layout),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def story(picture: Picture) -> str:
    """The whole picture as sentences."""
    return ". ".join(told(row, picture.lanes) for row in picture.rows) + "."


def drawing(layout: Layout) -> Iterator[str]:
    """The elements of the picture, without the `svg` around them; each row is a group with its number in `data-row`."""
    yield from _lifelines(layout)
    for index, row in enumerate(layout.picture.rows):
        yield from _row(layout, index, row)


def heads(layout: Layout) -> Iterator[str]:
    """The names of the lanes, which stand above the drawing."""
    for number, name in enumerate(layout.picture.lanes):
        yield from _head(layout, number, name)


def _head(layout: Layout, number: int, name: str) -> Iterator[str]:
    x, shown = layout.lane(number), cut(name, 22)
    width = max(64.0, len(shown) * 8 + 20)
    yield f'<rect class="head" x="{x - width / 2:.1f}" y="{TOP}" width="{width:.1f}" height="{HEAD - 4}" rx="6"/>'
    yield f'<text class="name" x="{x:.1f}" y="{TOP + 18}">{clean(shown)}</text>'


def _lifelines(layout: Layout) -> Iterator[str]:
    for number in range(len(layout.picture.lanes)):
        top, alive = TOP + HEAD - 4.0, True
        for index, row in enumerate(layout.picture.rows):
            if row.lane == number and row.kind in (CRASH, START) and (row.kind == START) != alive:
                yield _life(layout.lane(number), top, layout.leaves[index], alive=alive)
                top, alive = layout.leaves[index], row.kind == START
        yield _life(layout.lane(number), top, layout.bottom + STEP / 2, alive=alive)


def _life(x: float, top: float, bottom: float, *, alive: bool) -> str:
    return f'<path class="{"life" if alive else "gone"}" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>'


def _row(layout: Layout, index: int, row: Row) -> Iterator[str]:
    struck = " struck" if row.way != FINE else ""
    reply = " reply" if row.kind in (MESSAGE, LOST) and row.label.startswith("reply") else ""
    about = clean(told(row, layout.picture.lanes))
    yield f'<g class="row {row.kind}{reply}{struck}" data-row="{index}" aria-label="{about}">'
    yield f"<title>{about}</title>"
    if row.kind == VERDICT:
        yield from _verdict(layout, row)
    else:
        yield f'<text class="time" x="{LEFT - 12}" y="{layout.leaves[index] + 4:.1f}">{clock(row.time)}</text>'
        draw = {MESSAGE: _message, LOST: _lost}.get(row.kind, _local)
        yield from draw(layout, index, row)
        if index in layout.margins:
            yield from _margin(layout, index, row)
    yield "</g>"


def _words(row: Row, most: int = 200) -> str:
    way = f' <tspan class="way">[{clean(row.way)}]</tspan>' if row.way != FINE else ""
    line = f'<tspan class="where">  line {row.line}</tspan>' if row.line else ""
    taken = (len(row.way) + 3 if way else 0) + (10 if line else 0)
    return f"{clean(cut(row.label, max(most - taken, 12)))}{way}{line}"


def _label(x: float, y: float, anchor: str, words: str) -> str:
    return f'<text class="label" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" xml:space="preserve">{words}</text>'


def _message(layout: Layout, index: int, row: Row) -> Iterator[str]:
    start, end = layout.lane(row.lane), layout.lane(row.to)
    top, bottom = layout.leaves[index], layout.lands[index]
    if row.lane == row.to:
        yield f'<path class="arrow" d="M{start:.1f} {top:.1f}h26V{bottom:.1f}h-20"/>{_tip(start, bottom, -1)}'
        yield _label(start + 34, top + 4, "start", _words(row))
        return
    side = 1 if end > start else -1
    yield f'<path class="arrow" d="M{start:.1f} {top:.1f}L{end - 6 * side:.1f} {bottom:.1f}"/>{_tip(end, bottom, side)}'
    yield _label(
        (start + end) / 2, top - 7, "middle", _words(row, int(layout.gap * abs(row.to - row.lane) / CHARACTER) - 4)
    )


def _tip(x: float, y: float, side: int) -> str:
    return f'<path class="tip" d="M{x:.1f} {y:.1f}l{-9 * side} -4v8z"/>'


def _lost(layout: Layout, index: int, row: Row) -> Iterator[str]:
    start, y = layout.lane(row.lane), layout.leaves[index]
    side = (
        -1 if 0 <= row.to < row.lane or (row.to < 0 and row.lane == len(layout.picture.lanes) - 1 and row.lane) else 1
    )
    end = start + side * layout.gap * 0.42
    yield f'<path class="arrow" d="M{start:.1f} {y:.1f}H{end - 8 * side:.1f}"/>{_cross(end, y, 5)}'
    yield _label(start + 10 * side, y - 7, "start" if side > 0 else "end", _words(row))


def _cross(x: float, y: float, size: float) -> str:
    two = 2 * size
    return f'<path class="cross" d="M{x - size:.1f} {y - size:.1f}l{two} {two}m0 {-two}l{-two} {two}"/>'


def _local(layout: Layout, index: int, row: Row) -> Iterator[str]:
    x, y = layout.lane(row.lane), layout.leaves[index]
    if row.kind == CRASH:
        yield _cross(x, y, 7)
    elif row.kind == START:
        yield f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    else:
        yield f'<rect class="mark" x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" rx="1.5"/>'
    yield _label(x + 14, y + 4, "start", _words(row))


def _margin(layout: Layout, index: int, row: Row) -> Iterator[str]:
    x, top, y = layout.edge, layout.margins[index], layout.leaves[index]
    yield f'<path class="leader" d="M{layout.lane(row.lane) + 14 + label_width(row):.1f} {y:.1f}H{x:.1f}"/>'
    yield f'<rect class="box" x="{x:.1f}" y="{top:.1f}" width="{MARGIN:.1f}" height="{_margin_height(row):.1f}" rx="6"/>'
    yield f'<text class="caption" x="{x + 10:.1f}" y="{top + 18:.1f}">durable at the crash</text>'
    for number, line in enumerate(_margin_lines(row)):
        y = top + 36 + 16 * number
        yield f'<text class="margin" x="{x + 10:.1f}" y="{y:.1f}" xml:space="preserve">{clean(line)}</text>'


def _verdict(layout: Layout, row: Row) -> Iterator[str]:
    y, width = layout.bottom + STEP * 0.6, layout.width - 32
    yield f'<rect x="16" y="{y:.1f}" width="{width:.1f}" height="30" rx="6"/>'
    yield f'<text x="30" y="{y + 20:.1f}">✗ {clean(cut(row.label, int(width / 7.2)))}</text>'


__all__ = ["asset", "clean", "clock", "cut", "drawing", "heads", "lay_out", "story", "svg", "told"]
