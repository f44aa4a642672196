"""Holds a result to its design's objectives: finds what each threshold speaks of, with its interval, and judges it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hotseat.load.caveats import again
from hotseat.load.confidence import UNKNOWN
from hotseat.load.result import Interval, Latency, ObjectiveResult, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.objectives import Threshold

NAN = float("nan")


def with_objectives(result: Result, availability: Mapping[str, Interval]) -> Result:
    """The same result, with each objective of the design judged."""
    judged = []
    for subject, thresholds in result.design.objectives.items():
        for threshold in thresholds:
            measured, spread = measure(result, subject, threshold, availability)
            judged.append(ObjectiveResult(subject, threshold.text, measured, threshold.met_by(measured), spread))
    return replace(result, objectives=tuple(judged))


def measure(
    result: Result, subject: str, threshold: Threshold, availability: Mapping[str, Interval] | None = None
) -> tuple[float, Interval]:
    """What a threshold speaks of, as measured, with its interval."""
    metric = threshold.metric
    if subject == "design":
        return result.cost, UNKNOWN
    if metric.startswith("spread"):
        return of_spread(result.spreads[subject], result.unreached[subject], metric.removeprefix("spread ").strip())
    if subject in result.traffic:
        traffic = result.traffic[subject]
        if metric.startswith("staleness"):
            return of_latency(traffic.staleness, metric.removeprefix("staleness ").strip(), empty=0.0)
        if metric == "availability":
            return traffic.availability, (availability or {}).get(subject, UNKNOWN)
        if metric == "failed":
            low, high = (availability or {}).get(subject, UNKNOWN)
            return 1.0 - traffic.availability, (1.0 - high, 1.0 - low)
        if metric == "stale":
            return traffic.stale, UNKNOWN
        return of_latency(traffic.latency, metric)
    if subject in result.effects:
        effect = result.effects[subject]
        counts = {
            "lost": effect.lost,
            "duplicates": effect.duplicated,
            "out_of_order": effect.out_of_order if effect.out_of_order >= 0 else NAN,
            "pending": effect.pending,
            "unasked": effect.unasked,
        }
        if metric == "duplicates" and threshold.met_by(effect.duplicated) and untold(result, subject):
            return NAN, UNKNOWN
        return (float(counts[metric]), UNKNOWN) if metric in counts else of_latency(effect.delay, metric)
    node = result.nodes[subject]
    values = {
        "utilisation": node.utilisation,
        "queue mean": node.queue_mean,
        "queue max": node.queue_max,
        "rejected": node.rejected,
        "hit_ratio": node.hit_ratio,
        "lost_writes": node.lost_writes,
        "dead_letters": node.dead_letters,
    }
    return float(values[metric]), node.ci95.get(metric.replace(" ", "_"), UNKNOWN)


def untold(result: Result, effect: str) -> bool:
    """Whether there may be duplicates of an effect that nobody can count: then none can be ruled out."""
    return effect in again(result.design, result.nodes, result.hops)


def of_spread(spread: Latency, unreached: int, metric: str) -> tuple[float, Interval]:
    """`p(99)` or `max` of a broadcast's spread, where one that did not reach everyone took for ever."""
    if not unreached:
        return of_latency(spread, metric)
    percent = 100.0 if metric == "max" else float(metric.removeprefix("p(").removesuffix(")"))
    among = percent * (spread.count + unreached) / max(spread.count, 1)
    return (math.inf, UNKNOWN) if among > 100 or not spread.count else (spread.percentile(among), UNKNOWN)


def of_latency(latency: Latency, metric: str, *, empty: float = NAN) -> tuple[float, Interval]:
    """`p(99)`, `mean` or `max` of a distribution, with its interval."""
    if latency.count == 0:
        return empty, UNKNOWN
    if metric == "mean":
        return latency.mean, latency.ci95.get("mean", UNKNOWN)
    if metric == "max":
        return latency.max, UNKNOWN
    percent = metric.removeprefix("p(").removesuffix(")")
    return latency.percentile(float(percent)), latency.ci95.get(f"p{percent}", UNKNOWN)
