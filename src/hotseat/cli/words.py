"""Numbers as people read them: three digits that matter, and the unit that makes them short."""

from __future__ import annotations

import math

from hotseat.design.thresholds import METRICS, family_of
from hotseat.design.units import MONEY, SHARE, TIME

TIMES = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def digits(value: float, least: int = 3) -> str:
    """A number with at least three significant digits, whole from 100 on, thousands set apart."""
    if not math.isfinite(value):
        return "-"
    size = abs(float(f"{value:.{least - 1}e}"))
    if size == 0:
        return "0"
    places = max(0, least - 1 - math.floor(math.log10(size) + 1e-12))
    if size < 1e-4:
        return f"{value:.2g}"
    return f"{value:,.{places}f}"


def unit_of(seconds: float) -> tuple[float, str]:
    """The unit in which a time is short: minutes only from two of them on."""
    size = abs(seconds)
    for scale, name in TIMES:
        if size >= (2 * scale if scale > 1 else scale * 0.9995):
            return scale, name
    return 1e-9, "ns"


def time_text(seconds: float, *, least: int = 3) -> str:
    """`8.71ms`, `2.5min`, `0s`; `-` when there is none."""
    if not math.isfinite(seconds):
        return "-"
    if seconds == 0:
        return "0s"
    scale, name = unit_of(seconds)
    return f"{digits(seconds / scale, least)}{name}"


def span_text(seconds: float) -> str:
    """A length of simulated time, without noughts behind the point: `2min`, `90s`, `937.5ms`."""
    scale, name = unit_of(seconds)
    return f"{float(f'{seconds / scale:.4g}'):g}{name}"


def share_text(share: float) -> str:
    """`81.2%`, and near 100% as many nines as there are."""
    if not math.isfinite(share):
        return "-"
    short = 1 - share
    if 0 < short < 0.001:
        places = min(9, 1 - math.floor(math.log10(short * 100)))
        return f"{math.floor(share * 100 * 10**places) / 10**places:.{places}f}".rstrip("0") + "%"
    if 0 < share < 0.0001:
        return f"{share * 100:.2g}%"
    return f"{share * 100:.3g}%" if share < 1 else f"{share * 100:.4g}%"


def count_text(count: float) -> str:
    """`1,234`; a fraction only where there is one."""
    if not math.isfinite(count):
        return "-"
    return f"{int(count):,}" if count == int(count) else digits(count)


def rate_text(rate: float) -> str:
    """`2,000/s`; what is rarer by the minute or the hour."""
    if not math.isfinite(rate):
        return "-"
    for scale, name in ((1.0, "/s"), (60.0, "/min"), (3600.0, "/h")):
        if rate * scale >= 1 or name == "/h":
            return f"{digits(rate * scale)}{name}"
    return "-"


def money_text(amount: float) -> str:
    """An amount of money, in the price sheet's currency: `1,234.50`."""
    return f"{amount:,.2f}" if math.isfinite(amount) else "-"


def metric_text(metric: str, value: float, *, least: int = 3) -> str:
    """A measured value in its metric's own unit: `p(99)` as a time, `availability` as a share."""
    unit = METRICS[family_of(metric)]
    if unit is MONEY:
        return money_text(value)
    return time_text(value, least=least) if unit is TIME else share_text(value) if unit is SHARE else count_text(value)


KINDS = {
    "rate": rate_text,
    "availability": share_text,
    "stale": share_text,
    "utilisation": share_text,
    "busiest": share_text,
    "hit_ratio": share_text,
    "cost": money_text,
}
TIMED = {"mean", "p50", "p90", "p99", "p99.9", "max", "wait_mean", "delay_mean", "delay_p99"}


def measure_text(name: str, value: float) -> str:
    """A value by its dotted measure's name: `traffic.events.p99` as a time."""
    last = "p99.9" if name.endswith(".p99.9") else name.rpartition(".")[2]
    if last in TIMED:
        return time_text(value)
    return KINDS.get(last, count_text)(value)


def interval_text(metric: str, interval: tuple[float, float]) -> str:
    """`8.612ms to 8.804ms`; nothing where there is no interval."""
    low, high = interval
    if not math.isfinite(low + high):
        return ""
    return f"{metric_text(metric, low, least=4)} to {metric_text(metric, high, least=4)}"


def half_text(value: float, interval: tuple[float, float]) -> str:
    """Half the width of a time's interval, in the unit in which the time itself is written: `0.093`."""
    low, high = interval
    half = (high - low) / 2
    if not math.isfinite(half) or not math.isfinite(value):
        return ""
    if half < 1e-9 * abs(value):
        return "0"  # what is left of a constant's last bits
    scale = unit_of(value)[0]
    return digits(half / scale, 2)
