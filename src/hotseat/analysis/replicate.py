"""Replications: the same design with several seeds, and one result of all of them, with intervals over the seeds.

Runs with different seeds are independent, so an interval over them needs no assumption about one run's inner order (Law,
Simulation Modeling and Analysis, 5th ed., 2015, section 9.4.1). Counts are added up, histograms merged, levels averaged.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotseat.analysis.executor import Job, Progress, Stop, run_all, run_job, seeded
from hotseat.load.confidence import UNKNOWN, student
from hotseat.load.histogram import merged
from hotseat.load.price import Cost
from hotseat.load.result import (
    Blame,
    EffectResult,
    FloatArray,
    Growth,
    HopResult,
    Interval,
    Latency,
    NodeResult,
    ObjectiveResult,
    Result,
    Series,
    TrafficResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotseat.design.design import Design
    from hotseat.design.objectives import Threshold

NAN = float("nan")
PERCENTILES = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9}


@dataclass(frozen=True, slots=True)
class Replications:
    """Runs of one design that differ in their seeds, and `result`, which is all of them as one."""

    runs: tuple[Result, ...]
    result: Result


def replicate(job: Job, count: int, *, progress: Progress | None = None, stop: Stop | None = None) -> Replications:
    """Runs a job with `count` seeds from its own on, in threads. Raises KeyboardInterrupt when nothing was measured."""
    runs = run_all(run_job, seeded(job, range(job.seed, job.seed + count)), progress=progress, stop=stop)
    if not runs:
        raise KeyboardInterrupt
    return Replications(tuple(runs), pooled(runs))


def over(values: Sequence[float], centre: float | None = None) -> tuple[float, Interval]:
    """(mean, 95% interval) of independent values, leaving out what is no number; around `centre` where it is given."""
    known = [float(value) for value in values if math.isfinite(value)]
    k = len(known)
    if k == 0:
        return (NAN if centre is None else centre), UNKNOWN
    mean = math.fsum(known) / k if centre is None else centre
    if k < 2 or not math.isfinite(mean):
        return mean, UNKNOWN
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (k - 1))
    half = student(k - 1) * spread / math.sqrt(k)
    return mean, (mean - half, mean + half)


def pooled(runs: Sequence[Result]) -> Result:
    """One result of several replications: the first one's `seed` and exemplars, the mean `series`."""
    first = runs[0]
    if len(runs) == 1:
        return first
    effects = {name: pooled_effect([run.effects[name] for run in runs]) for name in first.effects}
    whole = dataclasses.replace(
        first,
        duration=min(run.duration for run in runs),
        warmup=max(run.warmup for run in runs),
        events=sum(run.events for run in runs),
        traffic={name: pooled_traffic([run.traffic[name] for run in runs]) for name in first.traffic},
        hops=tuple(pooled_hop([run.hops[place] for run in runs]) for place in range(len(first.hops))),
        effects=effects,
        spreads={name: pooled_latency([run.spreads[name] for run in runs]) for name in first.spreads},
        unreached={name: sum(run.unreached[name] for run in runs) for name in first.unreached},
        nodes={name: pooled_node([run.nodes[name] for run in runs]) for name in first.nodes},
        series=pooled_series([run.series for run in runs]),
        why=pooled_why(runs),
        checks={name: max(run.checks.get(name, 0.0) for run in runs) for name in first.checks},
        cost=over([run.cost for run in runs])[0],
        costs={name: pooled_cost([run.costs[name] for run in runs]) for name in first.costs},
        unstable=pooled_growth(runs),
        exact=pooled_exact(runs),
        interrupted=any(run.interrupted for run in runs),
        replications=len(runs),
    )
    from hotseat.load.caveats import notes_of

    by_itself = [run.duration for run in runs if run.duration < run.design.duration and not run.interrupted]
    ended = min(by_itself, default=None)
    notes = notes_of(whole.design, whole.unreached, whole.nodes, whole.hops, ended=ended)
    return dataclasses.replace(whole, objectives=pooled_objectives(whole, runs), notes=notes)


def pooled_latency(parts: Sequence[Latency]) -> Latency:
    """All measurements together; each interval over the replications' own values."""
    whole = merged([part.histogram for part in parts])
    ci95 = {"mean": over([part.mean for part in parts], whole.mean)[1]}
    for name, percent in PERCENTILES.items():
        ci95[name] = over([part.percentile(percent) for part in parts], whole.percentile(percent))[1]
    return Latency(
        count=whole.count,
        mean=whole.mean,
        p50=whole.percentile(50),
        p90=whole.percentile(90),
        p99=whole.percentile(99),
        p999=whole.percentile(99.9),
        max=whole.largest,
        ci95=ci95,
        histogram=whole,
    )


def pooled_traffic(parts: Sequence[TrafficResult]) -> TrafficResult:
    """Counts added up; shares weighed by what completed."""
    counts = {
        name: sum(getattr(part, name) for part in parts)
        for name in ("generated", "completed", "failed", "rejected", "in_flight")
    }
    done = [part.latency.count for part in parts]
    asked = [n / part.availability if part.availability > 0 else NAN for n, part in zip(done, parts, strict=True)]
    known = all(math.isfinite(value) for value in asked) and math.fsum(asked) > 0
    return TrafficResult(
        **counts,
        rate=over([part.rate for part in parts])[0],
        latency=pooled_latency([part.latency for part in parts]),
        availability=sum(done) / math.fsum(asked) if known else over([part.availability for part in parts])[0],
        stale=over([part.stale for part in parts])[0],
        staleness=pooled_latency([part.staleness for part in parts]),
    )


def pooled_hop(parts: Sequence[HopResult]) -> HopResult:
    """Counts added up."""
    counts = {
        name: sum(getattr(part, name) for part in parts)
        for name in ("tries", "errors", "timeouts", "retries", "rejected")
    }
    return HopResult(
        parts[0].caller, parts[0].callee, **counts, latency=pooled_latency([part.latency for part in parts])
    )


def pooled_effect(parts: Sequence[EffectResult]) -> EffectResult:
    """Ledgers added up."""
    names = ("expected", "once", "lost", "duplicated", "pending", "unasked", "happened")
    disorder = -1 if any(part.out_of_order < 0 for part in parts) else sum(part.out_of_order for part in parts)
    counts = {name: sum(getattr(part, name) for part in parts) for name in names}
    return EffectResult(**counts, out_of_order=disorder, delay=pooled_latency([part.delay for part in parts]))


def pooled_node(parts: Sequence[NodeResult]) -> NodeResult:
    """Counts added up, levels averaged, the longest line of all."""
    values: dict[str, object] = {}
    for name in NodeResult.__slots__:
        found = [getattr(part, name) for part in parts]
        if name == "kind":
            values[name] = found[0]
        elif name == "ci95":
            values[name] = {level: over([getattr(part, level) for part in parts])[1] for level in found[0]}
        elif name == "queue_max":
            values[name] = max(found)
        else:
            values[name] = sum(found) if isinstance(found[0], int) else over(found)[0]
    return NodeResult(**values)  # type: ignore[arg-type] # each is of its own field


def pooled_cost(parts: Sequence[Cost]) -> Cost:
    """The mean."""
    return Cost(over([part.replicas for part in parts])[0], over([part.requests for part in parts])[0])


def pooled_series(parts: Sequence[Series]) -> Series:
    """The mean over the replications, slice by slice, as long as the shortest."""
    size = min(len(part.time) for part in parts)

    def mean(arrays: list[FloatArray]) -> FloatArray:
        stack = np.array([array[:size] for array in arrays])
        known = np.isfinite(stack)
        total = np.where(known, stack, 0.0).sum(axis=0)
        return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)

    def together(kind: str) -> dict[str, dict[str, FloatArray]]:
        names = getattr(parts[0], kind)
        return {
            name: {key: mean([getattr(part, kind)[name][key] for part in parts]) for key in names[name]}
            for name in names
        }

    return Series(parts[0].time[:size], together("traffic"), together("nodes"))


def pooled_why(runs: Sequence[Result]) -> dict[str, dict[str, tuple[Blame, ...]]]:
    """The mean of the replications' shares, largest first."""
    answer: dict[str, dict[str, tuple[Blame, ...]]] = {}
    for traffic, labels in runs[0].why.items():
        answer[traffic] = {}
        for label in labels:
            told = [run.why[traffic][label] for run in runs if run.why[traffic][label]]
            sums: dict[tuple[str, str], float] = {}
            for blames in told:
                for blame in blames:
                    sums[blame.node, blame.state] = sums.get((blame.node, blame.state), 0.0) + blame.share / len(told)
            order = sorted(sums, key=lambda place: (-sums[place], place))
            answer[traffic][label] = tuple(Blame(*place, sums[place]) for place in order)
    return answer


def pooled_exact(runs: Sequence[Result]) -> dict[str, FloatArray] | None:
    """All latencies one after the other, where every replication kept them."""
    kept = [run.exact for run in runs if run.exact is not None]
    if len(kept) < len(runs):
        return None
    return {name: np.concatenate([one[name] for one in kept]) for name in kept[0]}


def pooled_growth(runs: Sequence[Result]) -> tuple[Growth, ...]:
    """What grew in any of them, by the mean speed."""
    found: dict[str, list[Growth]] = {}
    for run in runs:
        for growth in run.unstable:
            found.setdefault(growth.what, []).append(growth)
    return tuple(
        Growth(what, math.fsum(g.per_second for g in several) / len(several), max(g.size for g in several))
        for what, several in found.items()
    )


def pooled_objectives(whole: Result, runs: Sequence[Result]) -> tuple[ObjectiveResult, ...]:
    """Each objective judged on all replications: percentiles of everything together, counts and levels by their mean."""
    thresholds = thresholds_of(whole.design)
    judged = []
    for place, (subject, threshold) in enumerate(thresholds):
        values = [run.objectives[place].measured for run in runs]
        centre = centre_of(whole, subject, threshold, values)
        measured, spread = over(values, centre)
        judged.append(ObjectiveResult(subject, threshold.text, measured, threshold.met_by(measured), spread))
    return tuple(judged)


def thresholds_of(design: Design) -> list[tuple[str, Threshold]]:
    """The objectives one by one, in the order in which a result has them."""
    return [(subject, threshold) for subject, several in design.objectives.items() for threshold in several]


def centre_of(whole: Result, subject: str, threshold: Threshold, values: Sequence[float]) -> float | None:
    """What a threshold is held to: the pooled percentile or mean, the largest maximum; None for the values' mean."""
    from hotseat.load.judging import measure

    if "p(" in threshold.metric or (threshold.metric == "mean" and subject not in whole.nodes):
        return measure(whole, subject, threshold)[0]
    return max(values) if threshold.metric.endswith("max") else None


def progress_in_parts(progress: Callable[[float], None] | None, done: int, whole: int) -> Progress | None:
    """Progress of one part out of `whole`, `done` of which are over."""
    return None if progress is None else lambda share: progress((done + share) / whole)
