"""The boxes: one value for every kind of node, and the table that says which keys each kind takes.

One class for all kinds keeps the file, the object and the canvas the same thing; `KEYS` (below) is what makes
`nodes.cache.visibility_timeout` an error that names the kinds it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hotseat.design.distributions import Constant, Distribution
from hotseat.design.policies import Autoscale, HealthCheck, OutlierDetection
from hotseat.design.steps import Step
from hotseat.design.units import Count, Money, Seconds

Kind = Literal["service", "worker", "queue", "topic", "database", "cache", "load_balancer", "external", "edge"]
Balance = Literal["ROUND_ROBIN", "LEAST_REQUEST", "RANDOM", "RING_HASH"]


@dataclass(frozen=True, slots=True)
class Replication:
    """How a database's replicas follow its primary.

    `lag` is the time until a write is visible on a replica. With `sync: true` a write waits for a replica (one lag), and
    a failover loses nothing.
    """

    lag: Distribution = Constant(0.1)
    sync: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a node costs, in the price sheet's currency: by the replica's hour, by the million requests; or the name
    of a sheet's item.
    """

    per_hour: Money = 0.0
    per_million: Money = 0.0
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the design. Which keys a kind takes, and with which default, stands in `KEYS`.

    `concurrency` is the number of workers of one replica (None: no limit), `queue_limit` how many may wait in its line
    (None: no limit), `hold` whether a worker is held while it waits for a call (thread per request) or freed (async).
    `region` or `regions` place it; each region has `replicas` of its own. `choice_count` is how many replicas drawn at
    random `LEAST_REQUEST` compares (Envoy's name; Envoy's own default is 2); left out, it compares all of them.
    """

    kind: Kind
    replicas: Count = 1
    concurrency: Count | None = None
    queue_limit: Count | None = None
    hold: bool = True
    region: str | None = None
    regions: tuple[str, ...] | Literal["all"] | None = None
    balance: Balance | None = None
    choice_count: Count | None = None
    outlier_detection: OutlierDetection | None = None
    health_check: HealthCheck | None = None
    autoscale: Autoscale | None = None
    price: Price | None = None
    on: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    # worker
    consumes: str | None = None
    # queue and topic
    visibility_timeout: Seconds | None = None
    max_deliveries: Count | None = None
    dead_letters: str | None = None
    order_by: Literal["key"] | None = None
    # database
    connections: Count | None = None
    read_replicas: Count = 0
    shards: Count = 1
    replication: Replication | None = None
    failover_time: Seconds | None = None
    read: Distribution | None = None
    write: Distribution | None = None
    # cache
    capacity: Count | None = None
    eviction: Literal["LRU", "LFU"] | None = None
    ttl: Seconds | None = None
    coalesce: bool = False
    local: bool = False
    work: Distribution | None = None
    # load balancer
    to: str | None = None


COMMON = ("kind", "region", "regions", "price")
SERVING = (
    "replicas",
    "concurrency",
    "queue_limit",
    "hold",
    "balance",
    "choice_count",
    "outlier_detection",
    "health_check",
    "autoscale",
    "on",
)
QUEUEING = ("visibility_timeout", "max_deliveries", "dead_letters", "order_by", "queue_limit")

KEYS: dict[str, tuple[str, ...]] = {
    "service": (*COMMON, *SERVING),
    "edge": (*COMMON, *SERVING),
    "external": (*COMMON, *SERVING),
    "worker": (*COMMON, *SERVING, "consumes"),
    "queue": (*COMMON, *QUEUEING),
    "topic": (*COMMON, *QUEUEING),
    "database": (
        *COMMON,
        "connections",
        "queue_limit",
        "read_replicas",
        "shards",
        "replication",
        "failover_time",
        "read",
        "write",
        "on",
    ),
    "cache": (
        *COMMON,
        "replicas",
        "concurrency",
        "queue_limit",
        "capacity",
        "eviction",
        "ttl",
        "coalesce",
        "local",
        "work",
    ),
    "load_balancer": (*COMMON, "to", "balance", "choice_count", "outlier_detection", "health_check"),
}
"""The keys that each kind of node takes."""

DEFAULTS: dict[str, dict[str, object]] = {
    "service": {"concurrency": 32},
    "edge": {"concurrency": 32, "regions": "all"},
    "worker": {"concurrency": 1},
    "external": {"concurrency": None},
    "queue": {"visibility_timeout": 30.0, "max_deliveries": 10},
    "topic": {"visibility_timeout": 30.0, "max_deliveries": 10},
    "database": {"connections": 100, "failover_time": 30.0, "read": Constant(0.001), "write": Constant(0.005)},
    "cache": {"eviction": "LRU", "work": Constant(0.0002)},
    "load_balancer": {"balance": "ROUND_ROBIN"},
}
"""What a key that is left out means for each kind, where that differs from the class's own default."""
