"""One plot: lines or a filled shape over an axis, drawn once, readable at any width.

The curves are an SVG that is stretched to the place it has (strokes keep their width), the words around it are HTML that
is placed by percentages. So text has the same size on a phone as on a wide screen, and nothing needs to run to see it.
The page's script adds one thing: moving over a plot, or the arrow keys on it, reads the values out.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.report.markup import Html, el, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotseat.report.axes import Axis

WIDE, HIGH = 1000, 500
"""The drawing's own units, across and down."""
SIDE = 0.62
"""Right of here a mark has its words on its left."""
LABEL_GAP = 0.105
"""The least distance between two lines' labels, as a share of the height."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values along the plot's x positions. `colour` is 1 to 6; `dash` 0 is a full line; `fill` closes it to the axis."""

    label: str
    values: Sequence[float]
    colour: int = 1
    dash: int = 0
    fill: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch along x that is shaded: `kind` is `warm` or `fault`; one of no length is drawn as a line."""

    start: float
    end: float
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at an x, with words at its top; `row` sets the words lower, out of a neighbour's way."""

    at: float
    label: str
    kind: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Plot:
    """What is drawn: a title, the axes, the lines over `xs`, bands, marks; `unit` says how the script writes a value."""

    title: str
    xs: Sequence[float]
    across: Axis
    up: Axis
    lines: Sequence[Line]
    unit: str
    summary: str
    bands: Sequence[Band] = ()
    marks: Sequence[Mark] = ()
    note: str = ""
    classes: str = ""
    label_at: Callable[[Line], float] | None = field(default=None)


def draw_plot(plot: Plot) -> Html:
    """The plot as a figure: its title and read-out, the drawing, its axes' words."""
    head = el("figcaption", el("span", plot.title, class_="t"), el("output", "", class_="read", aria_live="off"))
    drawing = el(
        "svg",
        [_grid(plot), [_band(plot, band) for band in plot.bands], [_curve(plot, line) for line in plot.lines]],
        [_mark_line(plot, mark) for mark in plot.marks],
        viewBox=f"0 0 {WIDE} {HIGH}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    words = [_up_words(plot.up), _across_words(plot.across), _labels(plot), _mark_words(plot), _band_words(plot)]
    area = el(
        "div",
        drawing,
        words,
        el("i", class_="cursor"),
        class_="plot",
        tabindex=0,
        role="img",
        aria_label=f"{plot.title}. {plot.summary}",
        data_lines=_data(plot.lines),
        data_unit=plot.unit,
    )
    note = el("p", plot.note, class_="note") if plot.note else None
    return el("figure", head, area, note, class_=f"chart {plot.classes}".strip())


def group_attributes(xs: Sequence[float], across: Axis, unit: str) -> dict[str, str]:
    """What a group of plots over the same x shares, for the script."""
    return {
        "data_x": "[" + ",".join(f"{x:.6g}" for x in xs) + "]",
        "data_range": f"{across.low:.6g},{across.high:.6g}",
        "data_scale": "log" if across.log else "linear",
        "data_unit": unit,
    }


def percent(part: float) -> str:
    """A share of the width or height, for CSS."""
    return f"{part * 100:.2f}%"


def path_of(xs: Sequence[float], values: Sequence[float], across: Axis, up: Axis, *, fill: bool = False) -> str:
    """An SVG path through the points that are numbers: relative steps in whole units, a gap where there is none."""
    pieces: list[str] = []
    here: tuple[int, int] | None = None
    for x, value in zip(xs, values, strict=True):
        if not math.isfinite(value):
            here = None
            continue
        spot = (round(across.place(x) * WIDE), round((1 - up.place(value)) * HIGH))
        pieces.append(f"M{spot[0]} {spot[1]}h0" if here is None else f"l{spot[0] - here[0]} {spot[1] - here[1]}")
        here = spot
    if fill and here is not None:
        first = round(across.place(float(xs[0])) * WIDE)
        pieces.append(f"V{HIGH}H{first}z")
    return "".join(pieces)


def spread(places: list[float], gap: float = LABEL_GAP) -> list[float]:
    """The places, in order from the top, moved apart so that they are at least `gap` from each other, and within 0..1."""
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    moved = list(places)
    least = 0.0
    for i in order:
        moved[i] = max(places[i], least)
        least = moved[i] + gap
    most = 1.0
    for i in reversed(order):
        moved[i] = max(0.0, min(moved[i], most))
        most = moved[i] - gap
    return moved


def _grid(plot: Plot) -> list[Html]:
    """Hair lines at the ticks of the upright axis, and the ground line."""
    levels = [round((1 - plot.up.place(value)) * HIGH) for value, _ in plot.up.ticks]
    return [el("path", d="".join(f"M0 {level}H{WIDE}" for level in levels), class_="grid")]


def _band(plot: Plot, band: Band) -> Html:
    left, right = plot.across.place(band.start) * WIDE, plot.across.place(band.end) * WIDE
    if right - left < 1:
        return el("path", d=f"M{left:.0f} 0V{HIGH}", class_=f"{band.kind} moment")
    return el("rect", x=f"{left:.0f}", y=0, width=f"{right - left:.0f}", height=HIGH, class_=band.kind)


def _curve(plot: Plot, line: Line) -> Html:
    path = path_of(plot.xs, line.values, plot.across, plot.up, fill=line.fill)
    fill = " f" if line.fill else ""
    return el("path", d=path, class_=f"line c{line.colour} d{line.dash}{fill}")


def _mark_line(plot: Plot, mark: Mark) -> Html:
    return el("path", d=f"M{plot.across.place(mark.at) * WIDE:.0f} 0V{HIGH}", class_=f"mark {mark.kind}".strip())


def _up_words(up: Axis) -> list[Html]:
    return [el("span", text, class_="y", style=f"top:{percent(1 - up.place(value))}") for value, text in up.ticks]


def _across_words(across: Axis) -> list[Html]:
    return [el("span", text, class_="x", style=f"left:{percent(across.place(value))}") for value, text in across.ticks]


def _labels(plot: Plot) -> list[Html]:
    """The lines' names at their right ends, in their colours."""
    ends = [(line, _end(line)) for line in plot.lines if line.label]
    shown = [(line, 1 - plot.up.place(value)) for line, value in ends if math.isfinite(value)]
    places = spread([place for _, place in shown])
    return [
        el("span", name_of(line.label), class_=f"lab c{line.colour}", style=f"top:{percent(place)}")
        for (line, _), place in zip(shown, places, strict=True)
    ]


def _end(line: Line) -> float:
    """The last value that is a number."""
    return next((float(value) for value in reversed(list(line.values)) if math.isfinite(value)), math.nan)


def _mark_words(plot: Plot) -> list[Html]:
    words = []
    for mark in plot.marks:
        place = plot.across.place(mark.at)
        side = f"right:{percent(1 - place)}" if place > SIDE else f"left:{percent(place)}"
        kind = f"mk {mark.kind}{' r' if place > SIDE else ''}".strip()
        words.append(el("span", mark.label, class_=kind, style=f"{side};top:{mark.row * 15}px"))
    return words


def _band_words(plot: Plot) -> list[Html]:
    return [
        el("span", band.label, class_=f"bl {band.kind}", style=f"left:{percent(plot.across.place(band.start))}")
        for band in plot.bands
        if band.label
    ]


def _data(lines: Sequence[Line]) -> str:
    """The lines' names, colours and values as JSON, four digits each, for the read-out."""
    return json.dumps(
        [[line.label, line.colour, [_number(value) for value in line.values]] for line in lines],
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.4g}")
    return int(rounded) if rounded == int(rounded) else rounded
