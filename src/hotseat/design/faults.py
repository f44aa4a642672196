"""What goes wrong, when, and for how long: on a timeline, or between two named steps.

In a file a fault is a mapping whose first key names it; on the command line the same words stand in one line:
`crash sender at 60s for 30s`. A fault without `at` acts from the start; without `lasting` (`for` in the file), to the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hotseat.design.units import Count, Number, PerSecond, Seconds, Share


@dataclass(frozen=True, slots=True)
class Crash:
    """`replicas` of a node die (at a time), or one replica dies between two named steps of its handler with `probability`.

    What ran on it is gone: its callers see a reset connection, its messages become visible again after their timeout.
    It is back after `lasting` (`for`). `between` names two calls, sends, effects or `ack` of one handler, in order, in any
    of its lists: the replica dies after the first has finished and before the second begins, with `probability` (0.1% if
    left out), and is back after 5 s unless `for` says otherwise.
    """

    crash: str
    at: Seconds | None = None
    lasting: Seconds | None = None
    replicas: Count | Literal["all"] = 1
    between: tuple[str, str] | None = None
    probability: Share | None = None


@dataclass(frozen=True, slots=True)
class Slow:
    """The work of a node takes `factor` times as long; `replicas` limits it to the first so many."""

    slow: str
    factor: Number
    at: Seconds = 0.0
    lasting: Seconds | None = None
    replicas: Count | Literal["all"] = "all"


@dataclass(frozen=True, slots=True)
class Errors:
    """A node answers a share of its requests with an error, at once."""

    errors: str
    share: Share
    at: Seconds = 0.0
    lasting: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """Nothing passes between two regions, or two nodes."""

    partition: tuple[str, str]
    at: Seconds = 0.0
    lasting: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The link between two regions, or two nodes, delays each message by `latency`, loses or doubles a share of them.

    A lost message of a call is sent again by TCP after a retransmission time-out (200 ms, doubling; RFC 6298 and the
    usual kernel minimum); a doubled one matters only to queues.
    """

    link: tuple[str, str]
    latency: Seconds = 0.0
    loss: Share = 0.0
    duplicate: Share = 0.0
    at: Seconds = 0.0
    lasting: Seconds | None = None


@dataclass(frozen=True, slots=True)
class RegionDown:
    """Everything in a region is down, and what ran there is gone."""

    region_down: str
    at: Seconds = 0.0
    lasting: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Flush:
    """A cache loses all it holds."""

    flush: str
    at: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Failover:
    """A database's primary dies; a replica takes over after the node's `failover_time`. Writes still on their way to
    it are lost.
    """

    failover: str
    at: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Throttle:
    """A dependency starts to refuse what comes faster than `rate`."""

    throttle: str
    rate: PerSecond
    at: Seconds = 0.0
    lasting: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Spike:
    """A traffic's rate is `factor` times itself."""

    spike: str
    factor: Number
    at: Seconds = 0.0
    lasting: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Restart:
    """A deployment: replicas restart `batch` at a time, each batch down for `down`, one batch every `every`."""

    restart: str
    at: Seconds = 0.0
    batch: Count = 1
    down: Seconds = 10.0
    every: Seconds = 30.0


Fault = Crash | Slow | Errors | Partition | Link | RegionDown | Flush | Failover | Throttle | Spike | Restart
