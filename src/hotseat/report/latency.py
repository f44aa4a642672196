"""How long requests took: each traffic's distribution, drawn twice over one axis, and its exact table.

Above, how the times spread (each bar of the outline is the share of requests in an equal stretch of the logarithmic
axis); below, the share of requests that took longer than a time, on a logarithmic scale, which is where a tail shows.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hotseat.report.axes import Axis, log_axis
from hotseat.report.markup import Html, el, name_of, wide
from hotseat.report.plot import Line, Mark, Plot, draw_plot, group_attributes
from hotseat.report.words import count, interval, part, seconds, span, threshold_of

if TYPE_CHECKING:
    from hotseat.load.result import Latency, Result

BINS = 72
FLOATS = NDArray[np.float64]
ROWS = (("mean", "mean"), ("p50", "p50"), ("p90", "p90"), ("p99", "p99"), ("p99.9", "p999"), ("max", "max"))
"""The table's rows: what each is called, and its attribute."""


def latency_section(result: Result) -> list[Html]:
    """Every traffic's latency; then how long broadcasts, effects and staleness took, as tables only."""
    parts = [traffic_latency(result, name) for name in result.traffic]
    others = [(_spread_label(result, name), latency) for name, latency in result.spreads.items()]
    others += [(f"{name}: until it happened", effect.delay) for name, effect in result.effects.items()]
    others += [(f"{name}: staleness of what was read", one.staleness) for name, one in result.traffic.items()]
    rows = [_compact_row(label, latency) for label, latency in others if latency.count]
    if rows:
        titles = ["what", "count", "mean", "p50", "p90", "p99", "95% interval of p99", "p99.9", "max"]
        head = el("tr", [el("th", title, scope="col", class_="n" if at else None) for at, title in enumerate(titles)])
        parts.append(el("h3", "Other times"))
        parts.append(wide(el("table", el("thead", head), el("tbody", rows)), "Other times"))
    return parts


def _spread_label(result: Result, name: str) -> str:
    """What a broadcast's row is called, with those that never reached the last."""
    missed = result.unreached.get(name, 0)
    return f"{name}: until the last has it" + (f" ({count(missed)} never did)" if missed else "")


def traffic_latency(result: Result, name: str) -> Html:
    """One traffic: two plots over the same times, beside the exact table."""
    latency = result.traffic[name].latency
    title = el("h3", name_of(name))
    if not latency.count:
        nothing = el("p", "No request completed after the warm-up: there is no latency to show.", class_="quiet")
        return el("div", title, nothing, class_="latency")
    return el(
        "div", title, el("div", distribution(result, name), latency_table(latency), class_="beside"), class_="latency"
    )


def distribution(result: Result, name: str) -> Html:
    """The two plots of one traffic's latency."""
    latency = result.traffic[name].latency
    across = log_axis(_lowest(latency), max(latency.max, *_thresholds(result, name)), span)
    edges, parts = binned(latency, across)
    beyond = np.append(1 - np.cumsum(parts), 0.0).clip(0)[:-1]
    middles = [math.sqrt(low * high) for low, high in itertools.pairwise(edges)]
    shape = Plot(
        f"Share of requests by latency, {count(latency.count)} measured",
        middles,
        across,
        Axis(0.0, float(parts.max()) * 1.45, ()),
        [Line("", parts.tolist(), fill=True)],
        "share",
        f"Half took at most {seconds(latency.p50)}, 99% at most {seconds(latency.p99)}.",
        marks=_marks(result, name),
        classes="shape",
    )
    ticks = tuple((10.0**power, part(10.0**power)) for power in (0, -1, -2, -3, -4))
    slower = Plot(
        "Share that took longer",
        middles,
        across,
        Axis(5e-5, 1.0, ticks, log=True),
        [Line("", [float(b) if b * latency.count > 0.5 else math.nan for b in beyond])],
        "share",
        f"1% took longer than {seconds(latency.p99)}, 0.1% longer than {seconds(latency.p999)}.",
        marks=[Mark(mark.at, "", mark.kind) for mark in _marks(result, name)],
        classes="slower",
    )
    return el("div", draw_plot(shape), draw_plot(slower), class_="group", **group_attributes(middles, across, "time"))


def binned(latency: Latency, across: Axis) -> tuple[FLOATS, FLOATS]:
    """(edges, shares) of the histogram's counts, gathered into equal stretches of a logarithmic axis."""
    histogram = latency.histogram
    edges: FLOATS = np.geomspace(across.low, across.high, BINS + 1)
    used = np.flatnonzero(histogram.counts)
    lows = np.array([histogram.lower(int(i) + histogram.first) for i in used])
    highs = np.array([histogram.lower(int(i) + histogram.first + 1) for i in used])
    places = np.clip(np.searchsorted(edges, np.minimum((lows + highs) / 2, latency.max), side="right") - 1, 0, BINS - 1)
    parts = np.bincount(places, histogram.counts[used], BINS) / max(1, latency.count)
    return edges, np.asarray(parts, np.float64)


def latency_table(latency: Latency) -> Html:
    """The exact numbers, with their 95% intervals."""
    rows = [
        el(
            "tr",
            el("th", label, scope="row"),
            el("td", seconds(getattr(latency, attribute), 4), class_="n"),
            el("td", interval(latency.ci95.get(label, (math.nan, math.nan)), seconds), class_="n quiet"),
        )
        for label, attribute in ROWS
    ]
    head = el(
        "tr",
        el("th", "statistic", scope="col"),
        el("th", "measured", class_="n", scope="col"),
        el("th", "95% interval", class_="n", scope="col"),
    )
    return el("table", el("thead", head), el("tbody", rows), class_="exact")


def _compact_row(label: str, latency: Latency) -> Html:
    values = [count(latency.count), *(seconds(v) for v in (latency.mean, latency.p50, latency.p90, latency.p99))]
    values += [interval(latency.ci95.get("p99", (math.nan, math.nan)), seconds)]
    values += [seconds(latency.p999), seconds(latency.max)]
    return el("tr", el("th", name_of(label), scope="row"), [el("td", value, class_="n") for value in values])


def _lowest(latency: Latency) -> float:
    """The low end worth drawing: what one request in a thousand beats, never zero."""
    return max(latency.percentile(0.1), latency.max * 1e-6, 1e-9)


def _thresholds(result: Result, name: str) -> list[float]:
    """The times that objectives set for this traffic's latency; at least one number, so that a maximum exists."""
    found = [threshold_of(text.threshold) for text in result.objectives if text.subject == name]
    return [0.0, *(t.value for t in found if t and t.metric.startswith(("p(", "mean", "max")) and t.value > 0)]


def _marks(result: Result, name: str) -> list[Mark]:
    """p50, p99, p99.9 and the objectives' lines."""
    latency = result.traffic[name].latency
    marks = [
        Mark(latency.p50, f"p50 {seconds(latency.p50)}", "", 0),
        Mark(latency.p99, f"p99 {seconds(latency.p99)}", "", 1),
    ]
    marks.append(Mark(latency.p999, f"p99.9 {seconds(latency.p999)}", "", 2))
    for objective in result.objectives:
        threshold = threshold_of(objective.threshold)
        if objective.subject == name and threshold and threshold.metric.startswith(("p(", "mean", "max")):
            kind = "goal met" if objective.met else "goal miss"
            marks.append(Mark(threshold.value, threshold.text, kind, len(marks)))
    return marks
