"""A result as plain values: one JSON form, one table of rows, both the same bytes for the same run.

Keys stand in a fixed order (that of the design's file), floats are written by `repr`, what is not a number is `null`, and
nothing tells when or where the run was made.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hotseat.load.result import NodeResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hotseat.load.result import EffectResult, FloatArray, HopResult, Latency, Result, Series, TrafficResult

Plain = dict[str, Any]
PERCENTILES = {"p50": "p50", "p90": "p90", "p99": "p99", "p99.9": "p999"}


def as_data(result: Result) -> Plain:
    """The result as dicts, lists, text and numbers: what `hotseat run --json` prints. Times in seconds, shares in 0..1."""
    return {
        "design": result.design.name,
        "engine": result.engine,
        "seed": result.seed,
        "duration": number(result.duration),
        "warmup": number(result.warmup),
        "events": int(result.events),
        "met": result.met,
        "interrupted": bool(result.interrupted),
        "unstable": [
            {"what": one.what, "per_second": number(one.per_second), "size": number(one.size)}
            for one in result.unstable
        ],
        "notes": list(result.notes),
        "cost": number(result.cost),
        "currency": result.currency or None,
        "costs": {
            name: {"replicas": number(one.replicas), "requests": number(one.requests)}
            for name, one in result.costs.items()
        },
        "traffic": {name: traffic_data(one) for name, one in result.traffic.items()},
        "effects": {name: effect_data(one) for name, one in result.effects.items()},
        "spreads": {
            name: {**latency_data(one), "unreached": int(result.unreached[name])}
            for name, one in result.spreads.items()
        },
        "nodes": {name: node_data(one) for name, one in result.nodes.items()},
        "hops": [hop_data(one) for one in result.hops],
        "objectives": [
            {
                "subject": one.subject,
                "threshold": one.threshold,
                "measured": number(one.measured),
                "met": bool(one.met),
                "ci95": pair(one.ci95),
            }
            for one in result.objectives
        ],
        "why": {
            traffic: {
                label: [{"node": one.node, "state": one.state, "share": number(one.share)} for one in blames]
                for label, blames in labels.items()
            }
            for traffic, labels in result.why.items()
        },
        "exemplars": {name: dict(one) for name, one in result.exemplars.items()},
        "exact": None if result.exact is None else {name: exact_data(one) for name, one in result.exact.items()},
        "checks": {name: number(value) for name, value in result.checks.items()},
        "series": series_data(result.series),
    }


def to_json_text(result: Result) -> str:
    """The result as JSON text, ASCII only, one line for each thing that is worth a line."""
    return pretty(as_data(result)) + "\n"


def number(value: float) -> float | int | None:
    """A number as JSON may hold it: None for what is not finite."""
    if isinstance(value, int):
        return value
    plain = float(value)
    return plain if math.isfinite(plain) else None


def pair(interval: tuple[float, float]) -> list[float | int | None] | None:
    """An interval, or None where there is none."""
    low, high = (number(edge) for edge in interval)
    return None if low is None or high is None else [low, high]


def latency_data(latency: Latency) -> Plain:
    """A distribution of times, in seconds."""
    return {
        "count": int(latency.count),
        "mean": number(latency.mean),
        **{name: number(getattr(latency, attribute)) for name, attribute in PERCENTILES.items()},
        "max": number(latency.max),
        "ci95": {name: pair(interval) for name, interval in latency.ci95.items()},
    }


def exact_data(latencies: FloatArray) -> Plain:
    """Exact percentiles of every latency of a run, warm-up included, in seconds."""
    ranked = np.sort(latencies)
    count = len(ranked)
    names = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}
    places = {name: max(0, math.ceil(percent / 100 * count - 1e-9) - 1) for name, percent in names.items()}
    return {
        "count": count,
        "mean": number(ranked.mean()) if count else None,
        **{name: number(ranked[place]) if count else None for name, place in places.items()},
    }


def traffic_data(traffic: TrafficResult) -> Plain:
    """One traffic."""
    return {
        **{name: int(getattr(traffic, name)) for name in ("generated", "completed", "failed", "rejected", "in_flight")},
        **{name: number(getattr(traffic, name)) for name in ("rate", "availability", "stale")},
        "latency": latency_data(traffic.latency),
        "staleness": latency_data(traffic.staleness),
    }


def effect_data(effect: EffectResult) -> Plain:
    """One effect's ledger; `out_of_order` is null where no order was kept in view."""
    counts = ("expected", "once", "lost", "duplicated", "pending", "unasked", "happened")
    return {
        **{name: int(getattr(effect, name)) for name in counts},
        "out_of_order": None if effect.out_of_order < 0 else int(effect.out_of_order),
        "delay": latency_data(effect.delay),
    }


def node_data(node: NodeResult) -> Plain:
    """One node."""
    return {
        **{
            name: value if isinstance(value := getattr(node, name), str) else number(value)
            for name in NodeResult.__slots__  # in the order of the class
            if name != "ci95"
        },
        "ci95": {name: pair(interval) for name, interval in node.ci95.items()},
    }


def hop_data(hop: HopResult) -> Plain:
    """One caller-callee pair."""
    return {
        "caller": hop.caller,
        "callee": hop.callee,
        **{name: int(getattr(hop, name)) for name in ("tries", "errors", "timeouts", "retries", "rejected")},
        "latency": latency_data(hop.latency),
    }


def series_data(series: Series) -> Plain:
    """The run over time, every array of one length."""
    return {
        "time": [number(value) for value in series.time.tolist()],
        "traffic": {name: arrays(one) for name, one in series.traffic.items()},
        "nodes": {name: arrays(one) for name, one in series.nodes.items()},
    }


def arrays(named: Mapping[str, Any]) -> Plain:
    """NumPy arrays as lists."""
    return {name: [number(value) for value in array.tolist()] for name, array in named.items()}


def pretty(value: Any, depth: int = 0) -> str:  # noqa: ANN401 (plain values)
    """JSON with a line for each key, and small things (a list of numbers, a flat record in a list) on one."""
    if isinstance(value, dict) and value and depth < 4 and not (depth > 1 and flat(value)):
        space = " " * (depth + 1)
        inner = (f"{space}{json.dumps(key)}: {pretty(item, depth + 1)}" for key, item in value.items())
        return "{\n" + ",\n".join(inner) + "\n" + " " * depth + "}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        space = " " * (depth + 1)
        return (
            "[\n" + ",\n".join(space + json.dumps(item, allow_nan=False) for item in value) + "\n" + " " * depth + "]"
        )
    return json.dumps(value, allow_nan=False)


def flat(value: Mapping[str, Any]) -> bool:
    """Whether a mapping holds no mapping of its own, and no list."""
    return not any(isinstance(item, (dict, list)) for item in value.values())


# --------------------------------------------------------------------------------------------------------------- measures


def measures(result: Result) -> dict[str, float]:
    """Every number of a result by a dotted name, `traffic.events.p99`, `effects.charge.lost`, in the design's order."""
    found: dict[str, float] = {}
    for name, traffic in result.traffic.items():
        found.update(named(f"traffic.{name}", traffic_measures(traffic)))
    for name, effect in result.effects.items():
        found.update(named(f"effects.{name}", effect_measures(effect)))
    for name, spread in result.spreads.items():
        found.update(named(f"spreads.{name}", latency_measures(spread)))
    for name, node in result.nodes.items():
        found.update(
            named(
                f"nodes.{name}",
                ((key, getattr(node, key)) for key in NodeResult.__slots__ if key not in ("kind", "ci95")),
            )
        )
    found["design.cost"] = float(result.cost)
    return found


def named(prefix: str, pairs: Iterator[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """Each key with its prefix, each value a float."""
    return ((f"{prefix}.{key}", float(value)) for key, value in pairs)


def latency_measures(latency: Latency) -> Iterator[tuple[str, float]]:
    """Mean, percentiles and maximum."""
    yield "mean", latency.mean
    for name, attribute in PERCENTILES.items():
        yield name, getattr(latency, attribute)
    yield "max", latency.max


def traffic_measures(traffic: TrafficResult) -> Iterator[tuple[str, float]]:
    """A traffic's rate, latency and what went wrong."""
    yield "rate", traffic.rate
    yield from latency_measures(traffic.latency)
    for name in ("availability", "failed", "rejected", "stale"):
        yield name, getattr(traffic, name)


def hop_measures(hop: HopResult) -> Iterator[tuple[str, float]]:
    """A hop's tries, what became of them, and the latency of a try."""
    for name in ("tries", "errors", "timeouts", "retries", "rejected"):
        yield name, float(getattr(hop, name))
    yield from latency_measures(hop.latency)


def effect_measures(effect: EffectResult) -> Iterator[tuple[str, float]]:
    """An effect's ledger, and the time until it happened."""
    for name in ("expected", "once", "lost", "duplicated", "pending", "unasked"):
        yield name, getattr(effect, name)
    if effect.out_of_order >= 0:
        yield "out_of_order", effect.out_of_order
    yield "delay_mean", effect.delay.mean
    yield "delay_p99", effect.delay.p99


def to_frame(result: Result) -> Any:  # noqa: ANN401 (a DataFrame of pandas or of Polars)
    """Every number as a data frame with the columns `kind`, `name`, `measure`, `value`: pandas where present, else Polars.

    Raises ModuleNotFoundError, with the command that installs one, where neither is.
    """
    rows = [(*words_of(key), value) for key, value in measures(result).items()]
    rows += [("hops", f"{hop.caller} -> {hop.callee}", *pair) for hop in result.hops for pair in hop_measures(hop)]
    rows += [("objectives", one.subject, one.threshold, float(one.measured)) for one in result.objectives]
    columns = ("kind", "name", "measure", "value")
    table = {column: [row[place] for row in rows] for place, column in enumerate(columns)}
    try:
        import pandas as pd
    except ModuleNotFoundError:
        return polars_frame(table)
    return pd.DataFrame(table)


def words_of(measure: str) -> tuple[str, str, str]:
    """(kind, name, measure) of a dotted name: `traffic.events.p99.9` -> (`traffic`, `events`, `p99.9`)."""
    kind, _, rest = measure.partition(".")
    if kind == "design":
        return "design", "design", rest
    last = "p99.9" if rest.endswith(".p99.9") else rest.rpartition(".")[2]
    return kind, rest.removesuffix(f".{last}"), last


def polars_frame(table: Mapping[str, list[Any]]) -> Any:  # noqa: ANN401
    """The same as a Polars frame."""
    try:
        import polars as pl
    except ModuleNotFoundError:
        raise ModuleNotFoundError("to_frame() needs pandas or Polars: pip install 'hotseat[frames]'") from None
    return pl.DataFrame(table)
