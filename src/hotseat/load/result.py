"""What a run found: plain values, NumPy arrays for what varies over time, and one JSON form.

Times are seconds, shares are in 0..1. Every mean and percentile carries a 95% interval where the run was long enough to
have one (else the interval is NaN). Everything here is measured after the warm-up, except counts that must balance
(`generated = completed + failed + rejected + in_flight`), which cover the whole run, and effects, which are followed from
the first unit to the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.design import Design
    from hotseat.load.histogram import Histogram
    from hotseat.load.price import Cost

FloatArray = NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Latency:
    """A distribution of times. `ci95` maps `mean`, `p50`, `p90`, `p99`, `p99.9` to 95% intervals."""

    count: int
    mean: float
    p50: float
    p90: float
    p99: float
    p999: float
    max: float
    ci95: Mapping[str, Interval]
    histogram: Histogram

    def percentile(self, percent: float) -> float:
        """The time that `percent` (0..100) of the measurements do not exceed; NaN when there are none."""
        return self.histogram.percentile(percent)


@dataclass(frozen=True, slots=True)
class TrafficResult:
    """One traffic: its books over the whole run, and the latency of what completed after the warm-up."""

    generated: int
    completed: int
    failed: int
    rejected: int
    in_flight: int
    rate: float
    latency: Latency
    availability: float
    stale: float
    staleness: Latency


@dataclass(frozen=True, slots=True)
class HopResult:
    """Calls from `caller` (`node.handler` or a traffic) to `callee`, try by try, as the caller saw them."""

    caller: str
    callee: str
    tries: int
    errors: int
    timeouts: int
    retries: int
    rejected: int
    latency: Latency


@dataclass(frozen=True, slots=True)
class EffectResult:
    """What became of an effect, unit by unit, over the whole run.

    `expected` units whose caller was told "done" should see it once; of those `once`, `duplicated` (more than once),
    `lost` (all their work is over and it never happened) and `pending` (still under way) add up to `expected`.
    `unasked` units happened although their caller was told that they failed. `happened` counts occurrences,
    `out_of_order` those
    that came after a later one of their key (-1: not followed, for want of keys or of an ordered queue).
    """

    expected: int
    once: int
    lost: int
    duplicated: int
    pending: int
    unasked: int
    happened: int
    out_of_order: int
    delay: Latency


@dataclass(frozen=True, slots=True)
class NodeResult:
    """One node, over all its replicas, after the warm-up.

    `utilisation` is busy workers over workers (NaN without a limit), `busy_mean` the mean number of busy workers,
    `queue_mean` and `queue_max` the waiting line, `wait_mean` seconds in it, `arrivals` and `rejected` counts.
    `busiest` is the utilisation of its busiest replica or shard: the mean hides a hot one. `ci95` maps `utilisation`,
    `busy_mean`, `queue_mean` and `wait_mean` to 95% intervals.
    The rest is NaN or 0 where it does not apply.
    """

    kind: str
    arrivals: int
    completions: int
    rejected: int
    errors: int
    utilisation: float
    busy_mean: float
    queue_mean: float
    queue_max: int
    wait_mean: float
    replicas_mean: float
    crashes: int
    hit_ratio: float
    redelivered: int
    dead_letters: int
    lost_writes: int
    backlog: int
    busiest: float = float("nan")
    ci95: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """The run over time: `time` holds each slice's end; every other array has the same length.

    `traffic[name]` has `rate`, `errors` (per second), `p50`, `p99`, `in_flight`; `nodes[name]` has `utilisation`, `queue`,
    `replicas`.
    """

    time: FloatArray
    traffic: Mapping[str, Mapping[str, FloatArray]]
    nodes: Mapping[str, Mapping[str, FloatArray]]


@dataclass(frozen=True, slots=True)
class Blame:
    """A share of the time of the slow requests, or of the time until the late effects: on this node, in this state.

    States: `network`, `waiting` (in line, or for another request's cache load), `working`, `sleeping`, `backoff` (waiting to
    retry), `timed_out` (in a try that was given up, a delivery that was not acked), `earlier` (before a message was ready in
    this queue for the first time, or before the try that did it, whose caller had given up).
    """

    node: str
    state: str
    share: float


@dataclass(frozen=True, slots=True)
class Growth:
    """Something that grew without end: `what` (a queue, a traffic's requests in flight), by `per_second`, to `size`."""

    what: str
    per_second: float
    size: float


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """A threshold, what was measured, whether it was met, and the measurement's 95% interval (NaN where it has none)."""

    subject: str
    threshold: str
    measured: float
    met: bool
    ci95: Interval


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run of one design with one seed.

    `events` is how many events the engine executed; `exact` has every latency (seconds, the
    whole run) where that was asked for. `interrupted` says that it was stopped by hand before `duration`,
    `unstable` what grew. `why[traffic]["p99"]` says where the requests above that percentile spent their time, largest
    share first; `why[effect]["p99"]` the same of the time until the effect happened. `exemplars[traffic]["p99"]` is
    the number of a request near that percentile, which `traces` can follow. `unreached` counts the broadcasts to a node
    that did not reach every place; they count as infinitely long where an objective speaks of `spread`. `checks` are
    the run's self-checks (Little's law and the utilisation law, by node) as name to relative error; where they, or
    requests and messages, do not add up, the run
    ends in an EngineError. `replications` says of how many runs this is the result together. `notes` are
    sentences that a reader should not miss. `cost` is that of a month like the measured time (NaN without prices), `costs`
    the same node by node, `currency` that of the price sheet.
    """

    design: Design
    seed: int
    duration: float
    warmup: float
    events: int
    engine: str
    traffic: Mapping[str, TrafficResult]
    hops: tuple[HopResult, ...]
    effects: Mapping[str, EffectResult]
    spreads: Mapping[str, Latency]
    unreached: Mapping[str, int]
    nodes: Mapping[str, NodeResult]
    series: Series
    objectives: tuple[ObjectiveResult, ...]
    why: Mapping[str, Mapping[str, tuple[Blame, ...]]]
    exemplars: Mapping[str, Mapping[str, int]]
    checks: Mapping[str, float]
    cost: float
    unstable: tuple[Growth, ...] = ()
    interrupted: bool = False
    exact: Mapping[str, FloatArray] | None = None
    notes: tuple[str, ...] = field(default=())
    replications: int = 1
    costs: Mapping[str, Cost] = field(default_factory=dict)
    currency: str = ""

    @property
    def met(self) -> bool:
        """Whether every objective was met."""
        return all(objective.met for objective in self.objectives)

    def to_frame(self) -> Any:  # noqa: ANN401 (a DataFrame of pandas or of Polars, whichever is there)
        """Every number of the result as a data frame, one row each: `kind`, `name`, `measure`, `value`."""
        from hotseat.load.export import to_frame

        return to_frame(self)
