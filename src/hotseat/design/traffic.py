"""Who asks: open traffic that comes whether or not the system keeps up, closed traffic of users who wait and think.

Open traffic has a `rate` (and perhaps a `shape` that bends it over time) or a `trace` of arrival times; closed traffic
has `users` and a `think` time. A traffic is also a caller: it takes the policies of a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hotseat.design.distributions import Distribution
from hotseat.design.policies import Connection, Hedge, Retry
from hotseat.design.units import Count, Number, PerSecond, Seconds, Share


@dataclass(frozen=True, slots=True)
class Keys:
    """What the requests are about: one of `count` keys, uniformly or by Zipf's law with exponent `zipf` (key 0 the
    most popular).

    Key 7 of one traffic is key 7 of every other.
    """

    count: Count
    zipf: Number | None = None


@dataclass(frozen=True, slots=True)
class Ramp:
    """The rate moves in straight lines from point to point: a list of `{at: 60s, rate: 500/s}`."""

    at: Seconds
    rate: PerSecond


@dataclass(frozen=True, slots=True)
class Diurnal:
    """The rate swings around its mean like a day: rate * (1 + amplitude * sin(2 pi (t - phase) / period))."""

    period: Seconds = 86400.0
    amplitude: Share = 0.5
    phase: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Burst:
    """Every `every`, for `lasting`, the rate is `factor` times itself."""

    every: Seconds
    lasting: Seconds
    factor: Number


@dataclass(frozen=True, slots=True)
class Trace:
    """Arrival times from a file: one number of seconds a line (first column), from 0. `times` are sorted."""

    trace: str
    times: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Traffic:
    """One stream of requests to `to` (`node.handler`).

    Exactly one of `rate`, `users`, `ramp` and `trace` drives it. `regions` shares it out over places; `access` is the
    round trip between a client and its nearest region, paid again for each round trip of connection set-up.
    """

    to: str
    rate: PerSecond | None = None
    arrivals: Literal["poisson", "constant"] = "poisson"
    ramp: tuple[Ramp, ...] | None = None
    diurnal: Diurnal | None = None
    burst: Burst | None = None
    trace: Trace | None = None
    users: Count | None = None
    think: Distribution | None = None
    keys: Keys | None = None
    regions: Mapping[str, Share] | None = None
    access: Distribution | None = None
    timeout: Seconds | None = None
    retry: Retry | None = None
    hedge: Hedge | None = None
    connection: Connection | None = None
