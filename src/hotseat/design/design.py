"""A design: what a candidate draws, as one value. Reading a file makes it, `simulate` runs it, the canvas shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotseat.design.faults import Fault
from hotseat.design.nodes import Node
from hotseat.design.objectives import Threshold
from hotseat.design.traffic import Traffic
from hotseat.design.units import Number, Seconds, Share


@dataclass(frozen=True, slots=True)
class Region:
    """Where a region is: a known place by name (`at: frankfurt`, `at: us-east-1`), or its latitude and longitude in
    degrees.
    """

    at: str | None = None
    latitude: Number | None = None
    longitude: Number | None = None


@dataclass(frozen=True, slots=True)
class NetworkLink:
    """A measured link, instead of the one computed from distance: round-trip time, extra one-way `jitter` (mean of an
    exponential), `loss`.
    """

    rtt: Seconds | None = None
    jitter: Seconds = 0.0
    loss: Share = 0.0


@dataclass(frozen=True, slots=True)
class Network:
    """The network between nodes.

    `rtt` is the round trip inside a region (0.5 ms, the figure of Jeff Dean's "numbers everyone should know"); between
    regions it is the great-circle distance there and back at the speed of light in fibre times `inflation`, unless
    `links` gives the pair (`"eu-us": {rtt: 90ms}`) its own.
    """

    rtt: Seconds = 0.0005
    inflation: Number = 1.4
    jitter: Seconds = 0.0
    links: Mapping[str, NetworkLink] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Design:
    """A whole design. `duration` and `warmup` are in simulated seconds; `warmup: None` means found automatically.

    Nodes without a region stand in the first one; a design without regions has a single unnamed one.
    """

    name: str
    traffic: Mapping[str, Traffic]
    nodes: Mapping[str, Node]
    description: str = ""
    duration: Seconds = 300.0
    warmup: Seconds | None = None
    regions: Mapping[str, Region] = field(default_factory=dict)
    network: Network = Network()
    faults: tuple[Fault, ...] = ()
    objectives: Mapping[str, tuple[Threshold, ...]] = field(default_factory=dict)
    prices: str | None = None
