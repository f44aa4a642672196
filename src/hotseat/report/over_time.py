"""The run over time: strips that share one time axis, the faults shaded across all of them, the warm-up greyed.

A design may have many nodes; a strip shows the six that matter most in it (the longest lines, the busiest) and says how
many it leaves out. The nodes table has them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hotseat.report.axes import Axis, clock_axis, finite, linear_axis, log_axis
from hotseat.report.faults import Struck, fault_bands
from hotseat.report.markup import Html, el
from hotseat.report.plot import Band, Line, Plot, draw_plot, group_attributes
from hotseat.report.words import Format, count, part, seconds, share, short, span

if TYPE_CHECKING:
    from hotseat.load.result import Result

MOST = 6
"""How many lines a strip may hold: as many as there are colours."""
SELDOM = 1e-9
HALF = 0.4
"""A strip of shares goes up to 100% when one of them comes this far; else it shows what there is."""
Series = Mapping[str, NDArray[np.float64]]


def time_section(result: Result, faults: list[Struck]) -> Html:
    """All strips."""
    time = np.asarray(result.series.time, np.float64)
    if not len(time):
        return el("p", "The run ended before anything was measured.", class_="quiet")
    middles = time - np.diff(time, prepend=0.0) / 2
    across = clock_axis(result.duration)
    bands = [Band(0.0, result.warmup, "warm")] if result.warmup > 0 else []
    strips = [*_traffic_strips(result), *_latency_strips(result), *_node_strips(result)]
    figures = [draw_plot(_plot(strip, middles, across, bands + fault_bands(faults, lettered=True))) for strip in strips]
    return el("div", figures, class_="group strips", **group_attributes(list(middles), across, "span"))


Strip = tuple[str, list[Line], Axis, str, str, str]
"""Title, lines, upright axis, unit, summary, note."""


def _plot(strip: Strip, xs: NDArray[np.float64], across: Axis, bands: Sequence[Band]) -> Plot:
    title, lines, up, unit, summary, note = strip
    return Plot(title, list(xs), across, up, lines, unit, summary, bands, note=note)


def _traffic_strips(result: Result) -> list[Strip]:
    """Rates, errors and requests in flight, a line a traffic."""
    series = result.series.traffic
    found = [_by_name("Completed, per second", series, "rate", "rate", short)]
    if any(np.nansum(one["errors"]) > 0 for one in series.values()):
        found.append(_by_name("Failed or rejected, per second", series, "errors", "rate", short))
    found.append(_by_name("Requests in flight", series, "in_flight", "count", short))
    return found


def _latency_strips(result: Result) -> list[Strip]:
    """p50 and p99 of each traffic, on a logarithmic axis."""
    found = []
    for name, one in result.series.traffic.items():
        low, high = finite([*one["p50"], *one["p99"]]), finite(list(one["p99"]))
        positive = [value for value in low if value > 0]
        if not positive:
            continue
        lines = [Line("p99", list(one["p99"]), 2), Line("p50", list(one["p50"]), 1)]
        summary = f"p99 between {seconds(min(high))} and {seconds(max(high))}."
        found.append((f"Latency of {name}", lines, log_axis(min(positive), max(positive), span), "time", summary, ""))
    return found


def _node_strips(result: Result) -> list[Strip]:
    """Waiting lines, utilisation, and replicas where their number changes."""
    series = result.series.nodes
    found = [_by_name("Waiting in line", series, "queue", "count", short)] if _any(series, "queue") else []
    if _any(series, "utilisation"):
        found.append(_by_name("Utilisation", series, "utilisation", "share", part, least=1.0))
    moving = {name: one for name, one in series.items() if np.ptp(one["replicas"]) > SELDOM}
    if moving:
        found.append(_by_name("Replicas up", moving, "replicas", "count", short))
    return found


def _any(series: Mapping[str, Series], key: str) -> bool:
    """Whether any node has something other than zero to show."""
    return any(np.nan_to_num(one[key]).any() for one in series.values())


def _by_name(
    title: str, series: Mapping[str, Series], key: str, unit: str, form: Format, *, least: float = 0.0
) -> Strip:
    """A strip with a line for each of the names whose values are largest."""
    peaks = {name: max(finite(list(one[key])), default=0.0) for name, one in series.items()}
    chosen = sorted(peaks, key=lambda name: -float(np.nan_to_num(series[name][key]).sum()))[:MOST]
    chosen = [name for name in chosen if peaks[name] > 0] or chosen[:1]
    lines = [Line(name, list(series[name][key]), 1 + number % MOST, number % 3) for number, name in enumerate(chosen)]
    largest = max((peaks[name] for name in chosen), default=0.0)
    rest = [name for name in peaks if name not in chosen and peaks[name] > 0]
    note = f"{count(len(rest))} more stay lower." if rest else ""
    words = share if unit == "share" else count
    summary = "; ".join(f"{name} up to {words(peaks[name])}" for name in chosen) + "."
    return (
        title,
        lines,
        linear_axis(least if least * HALF < largest < least else largest, form, ticks=3),
        unit,
        summary,
        note,
    )
