"""How a traffic's rate moves over time, as straight lines: the kernel inverts the area under them.

Ramps, days, bursts and load spikes multiply; the product is cut at every corner. A day is drawn with 96 straight lines
(a quarter of an hour each for 24 hours).
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from hotseat.design.faults import Fault, Spike
from hotseat.errors import DesignError

if TYPE_CHECKING:
    from hotseat.design.traffic import Traffic

Segment = tuple[float, float, float, float]
"""(start, end, rate at the start, rate at the end); times in seconds, rates a second."""

MOST = 200_000


def segments_of(traffic: Traffic, name: str, faults: tuple[Fault, ...], horizon: float) -> list[Segment]:
    """The rate of an open traffic over [0, horizon], and on as it ended; DesignError for more than 200,000 corners."""
    spikes = [fault for fault in faults if isinstance(fault, Spike) and fault.spike == name]
    corners = corners_of(traffic, spikes, horizon)
    if len(corners) > MOST:
        raise DesignError(
            f"traffic.{name}: its rate bends {len(corners):,} times; make bursts rarer or the run shorter"
        )
    pieces: list[Segment] = []
    for start, end in zip(corners, [*corners[1:], math.inf], strict=True):
        inside = (start + min(end, start + 1.0)) / 2 if end == math.inf else (start + end) / 2
        steps = step_factor(traffic, spikes, inside)
        low = smooth_rate(traffic, start) * steps
        high = low if end == math.inf else smooth_rate(traffic, end) * steps
        if pieces and pieces[-1][2] == pieces[-1][3] == low == high:
            pieces[-1] = (pieces[-1][0], end, low, high)
        else:
            pieces.append((start, end, low, high))
    return pieces


def corners_of(traffic: Traffic, spikes: list[Spike], horizon: float) -> list[float]:
    """Every moment at which the rate bends or jumps."""
    corners = {0.0}
    if traffic.ramp:
        corners.update(point.at for point in traffic.ramp)
    if traffic.diurnal:
        step = traffic.diurnal.period / 96
        corners.update(k * step for k in range(math.ceil(horizon / step) + 1))
    if traffic.burst:
        for k in range(math.ceil(horizon / traffic.burst.every) + 1):
            corners.update((k * traffic.burst.every, k * traffic.burst.every + traffic.burst.lasting))
    for spike in spikes:
        corners.add(spike.at)
        if spike.lasting is not None:
            corners.add(spike.at + spike.lasting)
    return sorted(corners)


def smooth_rate(traffic: Traffic, t: float) -> float:
    """The rate at a moment, without what jumps."""
    rate = ramp_rate(traffic, t) if traffic.ramp else float(traffic.rate or 0.0)
    if traffic.diurnal:
        day = traffic.diurnal
        rate *= 1 + day.amplitude * math.sin(2 * math.pi * (t - day.phase) / day.period)
    return max(rate, 0.0)


def ramp_rate(traffic: Traffic, t: float) -> float:
    """Straight lines from point to point; flat before the first and after the last."""
    points = sorted(traffic.ramp or (), key=lambda point: point.at)
    if t <= points[0].at:
        return points[0].rate
    for a, b in pairwise(points):
        if t <= b.at:
            return a.rate + (b.rate - a.rate) * (t - a.at) / (b.at - a.at) if b.at > a.at else b.rate
    return points[-1].rate


def step_factor(traffic: Traffic, spikes: list[Spike], t: float) -> float:
    """What jumps, at a moment that is no corner: bursts and spikes."""
    factor = 1.0
    if traffic.burst and t % traffic.burst.every < traffic.burst.lasting:
        factor *= traffic.burst.factor
    for spike in spikes:
        if spike.at <= t and (spike.lasting is None or t < spike.at + spike.lasting):
            factor *= spike.factor
    return factor
