"""How large a number may be: negative rates, probabilities above 1, a p99 below its p50.

The unit of a field already says most (a share lies between 0 and 1, nothing is negative); `AT_LEAST` and `AT_MOST` say
the rest, and a few rules compare one field with another.
"""

from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from hotseat.design import shapes
from hotseat.design.design import Design
from hotseat.design.distributions import (
    Constant,
    Empirical,
    Gamma,
    Hyperexponential,
    Lognormal,
    Pareto,
    Uniform,
)
from hotseat.design.policies import Autoscale, Backoff
from hotseat.design.quantities import format_quantity
from hotseat.design.steps import Branch, Parallel
from hotseat.design.units import COUNT, NUMBER, RATE, SHARE, TIME, Unit

Found = tuple[str, str]
"""A dotted path and a sentence."""

ABOVE_ZERO = frozenset(
    (
        "timeout", "per_try_timeout", "visibility_timeout", "ttl", "period", "every", "interval", "window", "duration",
        "alpha", "shape", "target_utilisation", "wait_duration_in_open_state", "Traffic.rate", "RateLimit.rate",
        "Slow.factor", "Burst.factor", "Spike.factor", "Exponential.exp", "Gamma.mean", "Phase.mean", "Lognormal.p50",
        "Pareto.min", "slow_call_duration_threshold", "failure_rate_threshold",
    )
)  # fmt: skip
"""Fields that must be more than 0, by name or by class and name."""

AT_LEAST = {
    "replicas": 1, "concurrency": 1, "max_deliveries": 1, "connections": 1, "shards": 1, "capacity": 1, "need": 1,
    "users": 1, "Keys.count": 1, "max_hedges": 1, "burst": 1, "sliding_window_size": 1, "minimum_number_of_calls": 1,
    "permitted_number_of_calls_in_half_open_state": 1, "max_connections": 1, "max_replicas": 1, "min_replicas": 1,
    "multiplier": 1, "inflation": 1, "batch": 1, "choice_count": 1, "consecutive_failures": 1, "unhealthy_threshold": 1,
    "healthy_threshold": 1, "latitude": -90, "longitude": -180, "phase": -1e9,
}  # fmt: skip
AT_MOST = {
    "latitude": 90, "longitude": 180, "Keys.count": 50_000_000, "replicas": 100_000, "read_replicas": 1000,
    "shards": 100_000, "num_retries": 1000, "max_hedges": 100, "zipf": 20, "p50": 1e9, "inflation": 100,
}  # fmt: skip
CEILING = {TIME: 1e9, COUNT: 1_000_000_000, RATE: 1e12, NUMBER: 1e12}
BASE = {TIME: "s", RATE: "/s"}
"""The units that bounds are in."""


def out_of_bounds(value: Any, path: str = "") -> Iterator[Found]:  # noqa: ANN401 (any part of a design)
    """Every number in a value that cannot be, with its path."""
    cls: type = type(value)
    if cls in shapes.DISTRIBUTION:
        yield from _distribution(value, path, TIME)
        return
    for key in shapes.keys_of(cls).values():
        item = getattr(value, key.attribute)
        if item is key.default and not key.required:
            continue  # most are as they come, and as they come they are within bounds
        yield from _field(item, key.hint, cls, key.attribute, f"{path}.{key.name}" if path else key.name)
    yield from _relations(value, path)


def _field(item: Any, hint: Any, cls: type, name: str, path: str, unit: Unit = TIME) -> Iterator[Found]:  # noqa: ANN401
    """One field: a quantity, or something that holds more."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, mark = typing.get_args(hint)[:2]
        if inner in (float, int):
            yield from _number(item, mark, cls, name, path)
        else:
            yield from _field(item, inner, cls, name, path, mark)
    elif type(item) in shapes.DISTRIBUTION:
        yield from _distribution(item, path, NUMBER if unit is COUNT else unit)
    elif isinstance(item, Mapping):
        inner = next(
            typing.get_args(option)[1] for option in shapes.choices(hint) if typing.get_origin(option) is Mapping
        )
        for word, value in item.items():
            yield from _field(value, inner, cls, name, f"{path}.{word}")
    elif isinstance(item, tuple):
        inners = next(typing.get_args(option) for option in shapes.choices(hint) if typing.get_origin(option) is tuple)
        for index, value in enumerate(item):
            yield from _field(value, inners[0], cls, name, f"{path}.{index}")
    elif dataclasses.is_dataclass(item):
        yield from out_of_bounds(item, path)
    elif isinstance(item, (int, float)) and not isinstance(item, bool):
        mark = next((option for option in shapes.choices(hint) if typing.get_origin(option) is typing.Annotated), None)
        if mark is not None:
            yield from _field(item, mark, cls, name, path)


def _number(value: Any, unit: Unit, cls: type, name: str, path: str) -> Iterator[Found]:  # noqa: ANN401
    """One number against its bounds."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        yield path, f"{value!r} is not {unit.name}"
        return
    both = (f"{cls.__name__}.{name}", name)
    low = next((AT_LEAST[key] for key in both if key in AT_LEAST), 0)
    high = next((AT_MOST[key] for key in both if key in AT_MOST), 1 if unit is SHARE else CEILING.get(unit, math.inf))
    written = format_quantity(value, unit)
    if any(key in ABOVE_ZERO for key in both) and value <= 0:
        yield path, f"{written} must be more than 0"
    elif value < low:
        yield path, f"{written} is negative" if low == 0 else f"{written} must be at least {format_quantity(low, unit)}"
    elif value > high and unit is SHARE:
        hint = f"; did you mean `{format_quantity(value / 100, SHARE)}`?" if value <= 100 else ""
        yield path, f"{value:g} is more than 1, and a share lies between 0 and 1 (0% and 100%){hint}"
    elif value > high:
        written = f"{value:,}" if unit is COUNT else written
        yield path, f"{written} is more than {high:,.0f}{BASE.get(unit, '')}, the most there may be"


def _distribution(value: Any, path: str, unit: Unit) -> Iterator[Found]:  # noqa: ANN401
    """A distribution's parameters, whose paths follow its spelling in a file."""
    cls = type(value)
    if isinstance(value, Constant):
        yield from _number(value.value, unit, cls, "value", path)
    elif isinstance(value, Uniform):
        yield from _number(value.low, unit, cls, "low", f"{path}.uniform.0")
        yield from _number(value.high, unit, cls, "high", f"{path}.uniform.1")
    elif isinstance(value, Hyperexponential):
        for index, phase in enumerate(value.hyperexp):
            yield from _number(phase.p, SHARE, type(phase), "p", f"{path}.hyperexp.{index}.p")
            yield from _number(phase.mean, unit, type(phase), "mean", f"{path}.hyperexp.{index}.mean")
    elif not isinstance(value, Empirical):
        form = {Gamma: ".gamma", Pareto: ".pareto"}.get(cls, "")
        for name in (field.name for field in dataclasses.fields(value)):
            plain = NUMBER if name in ("alpha", "shape") else unit
            yield from _number(getattr(value, name), plain, cls, name, f"{path}{form}.{name}")
    yield from _distribution_relations(value, path)


def _distribution_relations(value: Any, path: str) -> Iterator[Found]:  # noqa: ANN401
    if isinstance(value, Lognormal) and value.p99 < value.p50:
        yield f"{path}.p99", "p99 is less than p50: of a hundred values the ninety-ninth is never the smaller"
    if isinstance(value, Uniform) and value.high < value.low:
        yield f"{path}.uniform", "the second number is less than the first; write [lowest, highest]"
    if isinstance(value, Pareto) and value.max < value.min:
        yield f"{path}.pareto.max", "max is less than min"
    if isinstance(value, Hyperexponential):
        total = math.fsum(phase.p for phase in value.hyperexp)
        if abs(total - 1) > 1e-6:
            yield f"{path}.hyperexp", f"the probabilities add up to {total:g}, not to 1"
    if isinstance(value, Empirical) and any(not math.isfinite(x) or x < 0 for x in value.values):
        yield f"{path}.empirical", "every value must be a time of 0 or more"


def _relations(value: Any, path: str) -> Iterator[Found]:  # noqa: ANN401
    """Rules between the fields of one value."""
    if isinstance(value, Design) and value.warmup is not None and value.warmup >= value.duration:
        warm, whole = (format_quantity(seconds, TIME) for seconds in (value.warmup, value.duration))
        yield "warmup", f"{warm} leaves nothing to measure of a run of {whole}: leave out less, or run longer"
    if isinstance(value, Branch):
        total = math.fsum(arm.p for arm in value.branch)
        if total > 1 + 1e-9:
            yield f"{path}.branch", f"the probabilities add up to {total:g}, which is more than 1"
    if isinstance(value, Parallel) and value.need is not None and value.need > len(value.parallel):
        yield f"{path}.need", f"needs {value.need} of {len(value.parallel)} branches"
    if isinstance(value, Autoscale) and value.max_replicas < value.min_replicas:
        yield (
            f"{path}.max_replicas",
            f"max_replicas {value.max_replicas} is less than min_replicas {value.min_replicas}",
        )
    if isinstance(value, Backoff) and value.max < value.base:
        yield (
            f"{path}.max",
            f"max {format_quantity(value.max, TIME)} is less than base {format_quantity(value.base, TIME)}",
        )
