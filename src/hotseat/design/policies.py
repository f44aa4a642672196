"""What stands between a caller and a callee: timeouts, retries, breakers, hedges, limits, connection set-up.

Names and defaults follow Envoy (retries, hedging, connection pools, outlier detection) and Resilience4j (circuit
breaker), because those are the names that candidates and their future colleagues use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hotseat.design.units import Count, Number, PerSecond, Seconds, Share


@dataclass(frozen=True, slots=True)
class Backoff:
    """The wait before retry n: min(base * multiplier^(n-1), max), times a random factor.

    `jitter: full` draws the factor from [0, 1] (Envoy, AWS "full jitter"); a share j draws it from [1 - j, 1 + j];
    `none` is 1.
    """

    base: Seconds = 0.025
    max: Seconds = 0.25
    multiplier: Number = 2.0
    jitter: Literal["full", "none"] | Share = "full"


@dataclass(frozen=True, slots=True)
class RetryBudget:
    """Retries in flight from one caller may be at most this share of its calls in flight, but always
    `min_retry_concurrency`.

    Envoy's `retry_budget`.
    """

    budget_percent: Share = 0.2
    min_retry_concurrency: Count = 3


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after an error, a rejection or a timeout of one try (`per_try_timeout`)."""

    num_retries: Count = 1
    per_try_timeout: Seconds | None = None
    backoff: Backoff = Backoff()
    retry_budget: RetryBudget | None = None


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """Stop calling what fails: a count-based sliding window for each caller's replica (Resilience4j's names and defaults).

    Open when, of the last `sliding_window_size` calls (at least `minimum_number_of_calls`), the share that failed reaches
    `failure_rate_threshold`; half open after `wait_duration_in_open_state`, letting
    `permitted_number_of_calls_in_half_open_state` through to decide. A call slower than `slow_call_duration_threshold`
    counts as failed when that key is given.
    """

    failure_rate_threshold: Share = 0.5
    sliding_window_size: Count = 100
    minimum_number_of_calls: Count = 100
    wait_duration_in_open_state: Seconds = 60.0
    permitted_number_of_calls_in_half_open_state: Count = 10
    slow_call_duration_threshold: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Hedge:
    """Send the same request again when there is no answer after `after`; the first success wins. At most `max_hedges`
    more.
    """

    after: Seconds
    max_hedges: Count = 1


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A token bucket for each caller's replica (`per: replica`) or one for all of them (`per: all`); over it, the
    call fails at once.
    """

    rate: PerSecond
    burst: Count = 1
    per: Literal["replica", "all"] = "all"


@dataclass(frozen=True, slots=True)
class Connection:
    """Connection set-up, paid in round trips by the calls that find no open connection.

    `reuse` is the share of calls that find one open. A new one costs one round trip for TCP, and for TLS 1.3 one more
    (none when resumed with early data), for TLS 1.2 two more (one when resumed); QUIC costs one in all, none when
    resumed. `resumption` is the share of new connections that are resumed. Sources: RFC 8446 section 2, RFC 5246
    section 7.3, RFC 9000 section 5.6.
    """

    protocol: Literal["tcp", "tls1.2", "tls1.3", "quic"] = "tls1.3"
    reuse: Share = 0.0
    resumption: Share = 0.0


@dataclass(frozen=True, slots=True)
class OutlierDetection:
    """Eject a replica from balancing after `consecutive_failures` in a row, for `base_ejection_time` times the
    ejections so far.

    At most `max_ejection_percent` of the replicas at once (but always one may be), as Envoy does.
    """

    consecutive_failures: Count = 5
    base_ejection_time: Seconds = 30.0
    max_ejection_percent: Share = 0.1


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A balancer learns that a replica is down `unhealthy_threshold` checks after it died, and that it is back after
    `healthy_threshold`.
    """

    interval: Seconds = 5.0
    unhealthy_threshold: Count = 3
    healthy_threshold: Count = 2


@dataclass(frozen=True, slots=True)
class Autoscale:
    """Add and remove replicas to hold `target_utilisation`, judged every `interval`; a new replica serves after
    `startup` seconds.

    Desired = ceil(ready * utilisation / target), within [min_replicas, max_replicas]; scaling in waits until
    `scale_in_cooldown` has passed without a wish for more (the Kubernetes horizontal autoscaler's rule).
    """

    max_replicas: Count
    min_replicas: Count = 1
    target_utilisation: Share = 0.6
    interval: Seconds = 15.0
    startup: Seconds = 30.0
    scale_in_cooldown: Seconds = 300.0
