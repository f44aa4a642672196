"""Checks of the traffic: where it goes, what drives it, and whether anybody could wait for so many requests."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from hotseat.design.checks_nodes import check_name
from hotseat.design.checks_steps import check_handler
from hotseat.design.faults import Spike
from hotseat.design.findings import Findings, nearest
from hotseat.design.quantities import format_quantity
from hotseat.design.units import RATE, TIME

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.design.traffic import Traffic

MAX_REQUESTS = 1e11
DRIVERS = ("rate", "users", "ramp", "trace")


def check_traffic(design: Design, findings: Findings) -> None:
    """Every traffic, and all of them together."""
    if not design.traffic:
        findings.add(
            "traffic", "a design has at least one traffic: write `traffic: {requests: {to: api.get, rate: 100/s}}`"
        )
    for name, traffic in design.traffic.items():
        path = f"traffic.{name}"
        if findings.full:
            return
        check_name(name, path, "traffic", findings)
        if name == "design":
            findings.add(
                path, "'design' is the subject of the objectives on the whole design; give the traffic another name"
            )
        check_handler(design, traffic.to, f"{path}.to", findings)
        _check_driver(traffic, path, findings)
        _check_shares(design, traffic, path, findings)
        _check_ramp(traffic, path, findings)
    _check_volume(design, findings)


def _check_driver(traffic: Traffic, path: str, findings: Findings) -> None:
    """Exactly one thing makes requests come."""
    drivers = [name for name in DRIVERS if getattr(traffic, name) is not None]
    about = tuple(f"{path}.{name}" for name in DRIVERS)
    if not drivers:
        findings.add(path, "nothing drives this traffic: write one of rate, users, ramp, trace", about=about)
    elif len(drivers) > 1:
        text = f"{' and '.join(drivers)} each drive a traffic: keep one of them (or make two traffics)"
        findings.add(f"{path}.{drivers[1]}", text)
    if traffic.think is not None and traffic.users is None:
        findings.add(f"{path}.think", "only `users` think; an open traffic comes at its rate", about=about)
    for shape in ("diurnal", "burst"):
        if getattr(traffic, shape) is not None and drivers and drivers[0] in ("users", "trace"):
            findings.add(f"{path}.{shape}", f"bends a rate, and this traffic has `{drivers[0]}`")
    if traffic.burst is not None and traffic.burst.lasting > traffic.burst.every:
        findings.add(f"{path}.burst.for", "a burst cannot last longer than the time from one to the next (`every`)")


def _check_shares(design: Design, traffic: Traffic, path: str, findings: Findings) -> None:
    """Regions that are there, with shares that add up to 1."""
    if traffic.regions is None:
        return
    for region in traffic.regions:
        if region not in design.regions:
            hint = nearest(region, design.regions, otherwise="; write `regions:` at the top level first")
            findings.add(
                f"{path}.regions.{region}",
                f"there is no region '{region[:60]}'{hint}",
                about=(f"regions.{region}", "regions"),
            )
    total = math.fsum(traffic.regions.values())
    if abs(total - 1) > 1e-6 and all(share >= 0 for share in traffic.regions.values()):
        findings.add(f"{path}.regions", f"the shares add up to {total * 100:g}%, not to 100%")


def _check_ramp(traffic: Traffic, path: str, findings: Findings) -> None:
    if traffic.ramp is None:
        return
    if not traffic.ramp:
        findings.add(f"{path}.ramp", "no points: write a list like [{at: 0s, rate: 10/s}, {at: 60s, rate: 500/s}]")
    times = [point.at for point in traffic.ramp]
    for number, (before, after) in enumerate(pairwise(times), start=1):
        if after < before:
            findings.add(
                f"{path}.ramp.{number}.at", f"comes before the point above it, at {format_quantity(before, TIME)}"
            )
    if traffic.ramp and not any(point.rate > 0 for point in traffic.ramp):
        findings.add(f"{path}.ramp", "the rate is 0 at every point: nobody ever comes")


def offered_rate(traffic: Traffic, duration: float) -> float:
    """The mean rate in requests a second over `duration`; for users what they ask for at 10 ms an answer."""
    rate = 0.0
    if traffic.rate is not None:
        rate = traffic.rate
    elif traffic.ramp:
        rate = _ramp_mean([(point.at, point.rate) for point in traffic.ramp], duration)
    elif traffic.users is not None:
        rate = traffic.users / ((traffic.think.mean if traffic.think else 0.0) + 0.01)
    elif traffic.trace is not None:
        rate = sum(1 for time in traffic.trace.times if time < duration) / duration
    if traffic.burst is not None and traffic.burst.every > 0:
        rate *= 1 + (traffic.burst.factor - 1) * min(traffic.burst.lasting / traffic.burst.every, 1.0)
    return rate


def _ramp_mean(points: list[tuple[float, float]], duration: float) -> float:
    """The mean of a line through points, level before the first and after the last, over [0, duration]."""
    line = [(0.0, points[0][1]), *points, (max(duration, points[-1][0]), points[-1][1])]
    area = 0.0
    for (start, low), (end, high) in pairwise(line):
        stop = min(end, duration)
        if stop > start and end > start:
            area += (stop - start) * (low + (low + (high - low) * (stop - start) / (end - start))) / 2
    return area / duration


def _check_volume(design: Design, findings: Findings) -> None:
    """So many requests that nobody would wait for the end."""
    duration = design.duration
    if not 0 < duration < float("inf"):
        return
    spikes = {
        name: max([1.0, *(f.factor for f in design.faults if isinstance(f, Spike) and f.spike == name)])
        for name in design.traffic
    }
    rates = {name: offered_rate(traffic, duration) * spikes[name] for name, traffic in design.traffic.items()}
    total = math.fsum(rates.values()) * duration
    if total > MAX_REQUESTS and rates:
        most = max(rates, key=lambda name: rates[name])
        driver = next((name for name in DRIVERS if getattr(design.traffic[most], name) is not None), "rate")
        sum_ = (
            f"{format_quantity(float(f'{math.fsum(rates.values()):.3g}'), RATE)} for {format_quantity(duration, TIME)}"
        )
        text = f"{power(total)} requests ({sum_}), and at most 10^11 can be run: shorten `duration` or lower the rate"
        findings.add(f"traffic.{most}.{driver}", text, about=("duration",))


def power(number: float) -> str:
    """A large number as people say it: `10^12`, `3.2 x 10^12`."""
    mantissa, exponent = f"{number:.1e}".split("e")
    return f"10^{int(exponent)}" if mantissa == "1.0" else f"{mantissa} x 10^{int(exponent)}"
