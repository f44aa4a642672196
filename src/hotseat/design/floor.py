"""The speed-of-light floor: how fast an answer could be if every machine took no time at all.

What is counted for a traffic from one region: the round trip of `access` (its smallest value), the light's way in
straight fibre from there to the nearest region of the node asked, and from node to node along the steps that must be
waited for, one after another; of parallel branches the slowest that is needed; of a branch, the quickest arm; a cache
hit rather than a miss. Connection set-up pays its round trips again for the share of requests that find no open
connection. Within a region the floor is 0. Nothing that a design could do better is counted, so no run is ever below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.distributions import Constant, Empirical, Pareto, Uniform
from hotseat.design.quantities import format_quantity
from hotseat.design.regions import coordinates, distance, link_between, regions_of, round_trip
from hotseat.design.units import TIME
from hotseat.design.walk import resolve

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.design.distributions import Distribution
    from hotseat.design.objectives import Threshold
    from hotseat.design.policies import Connection
    from hotseat.design.steps import Step
    from hotseat.design.traffic import Traffic

SETUP = {"tcp": (1, 1), "tls1.2": (3, 2), "tls1.3": (2, 1), "quic": (1, 0)}
"""Round trips of a new connection, and of a resumed one (RFC 5246, RFC 8446, RFC 9000)."""


MANY = 40
"""A way of more stretches than this is told in fewer."""


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the way: what it is, and its seconds."""

    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Floor:
    """The least latency of a `share` of a traffic's requests: those from `region` with `trips` of connection set-up."""

    region: str
    share: float
    parts: tuple[Part, ...]

    @property
    def seconds(self) -> float:
        """The sum of the parts."""
        return math.fsum(part.seconds for part in self.parts)


def floors(design: Design, name: str) -> tuple[Floor, ...]:
    """The floors of one traffic, by region and by what connection set-up costs; the shares add up to 1."""
    traffic = design.traffic[name]
    shares = traffic.regions or {next(iter(design.regions), ""): 1.0}
    found = []
    for region, share in shares.items():
        parts = _from_client(design, traffic, region)
        first = parts[0].seconds + parts[1].seconds
        for fraction, trips in _setups(traffic.connection):
            extra = (Part(f"{trips} x {_ms(first)} of connection set-up", first * trips),) if trips and first else ()
            if share * fraction > 0:
                found.append(Floor(region, share * fraction, (*parts, *extra)))
    return tuple(found)


def forbidden(design: Design, name: str, threshold: Threshold) -> str | None:
    """Why physics forbids a latency objective of a traffic, with the arithmetic; None where it does not."""
    if threshold.operator not in ("<", "<=", "=="):
        return None
    found = [floor for floor in floors(design, name) if floor.seconds > 0]
    metric = threshold.metric
    if metric == "mean":
        mean = math.fsum(floor.share * floor.seconds for floor in found)
        if mean <= threshold.value:
            return None
        sums = " + ".join(f"{floor.share * 100:g}% x {_ms(floor.seconds)}" for floor in found)
        return f"physics forbids it: the mean is at least {_ms(mean)} = {sums}, by light in fibre alone"
    if metric != "max" and not metric.startswith("p("):
        return None
    allowed = 0.0 if metric == "max" else 1 - float(metric[2:-1]) / 100
    over = [floor for floor in found if floor.seconds > threshold.value]
    share = math.fsum(floor.share for floor in over)
    if not over or share < allowed - 1e-9 or share == 0:
        return None
    least = min(over, key=lambda floor: floor.seconds)
    return f"physics forbids it: {_sentence(least, share)}"


def _sentence(floor: Floor, share: float) -> str:
    """The arithmetic, spelled out."""
    parts = [part for part in floor.parts if part.seconds > 0]
    sums = " + ".join(f"{_ms(part.seconds)} ({part.what})" for part in parts)
    where = f" from '{floor.region}'" if floor.region else ""
    return f"{share * 100:g}% of the requests need more, and those{where} at least {_ms(floor.seconds)} = {sums}"


def _from_client(design: Design, traffic: Traffic, region: str) -> list[Part]:
    """The way of one request: the last mile, to the node, and on from there."""
    access = Part("access", least(traffic.access) if traffic.access else 0.0)
    node, handler = resolve(design, traffic.to)
    ways = []
    for other in sorted(regions_of(design, design.nodes[node]), key=lambda other: other != region):
        reach = _reach(design, region, other, node)
        ways.append([access, reach, *_Way(design).handler(node, handler, other)])
    return min(ways, key=_total)


def _setups(connection: Connection | None) -> list[tuple[float, int]]:
    """Shares of requests by their round trips of set-up."""
    if connection is None:
        return [(1.0, 0)]
    new, resumed = SETUP[connection.protocol]
    fresh = 1 - connection.reuse
    return [(connection.reuse, 0), (fresh * connection.resumption, resumed), (fresh * (1 - connection.resumption), new)]


def _reach(design: Design, here: str, there: str, what: str) -> Part:
    """The round trip between two regions, at the speed of light in straight fibre."""
    if here == there or not design.regions:
        return Part(what, 0.0)
    seconds = round_trip(design, here, there, inflation=1.0)
    link = link_between(design.network, design.regions, here, there)
    ends = coordinates(here, design.regions[here]), coordinates(there, design.regions[there])
    if (link is not None and link.rtt is not None) or ends[0] is None or ends[1] is None:
        return Part(f"{here} - {there} by its link, to {what}", seconds)
    return Part(f"{here} - {there} {distance(ends[0], ends[1]):,.0f} km there and back, to {what}", seconds)


class _Way:
    """The quickest way through handlers; a handler that is met again on its own way counts nothing the second time."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.known: dict[tuple[str, str, str], list[Part]] = {}

    def handler(self, node: str, handler: str, region: str) -> list[Part]:
        """The stretches of a handler run in a region."""
        key = (node, handler, region)
        if key not in self.known:
            self.known[key] = []
            self.known[key] = _joined(self.steps(self.design.nodes[node].on[handler], region))
        return self.known[key]

    def steps(self, steps: tuple[Step, ...], region: str) -> list[Part]:
        """The stretches of a list of steps, up to its reply."""
        parts: list[Part] = []
        for step in steps:
            if isinstance(step, (kinds.Reply, kinds.Nack)):
                break
            parts += self.step(step, region)
        return parts

    def step(self, step: Step, region: str) -> list[Part]:
        """The stretches of one step."""
        if isinstance(step, kinds.Call):
            if step.fallback is not None or not step.call:
                return []
            return self.call(step, region)
        if isinstance(step, (kinds.Lookup, kinds.Store, kinds.Invalidate)):
            name = getattr(step, type(step).__name__.lower())
            return [] if self.design.nodes[name].local else self.visit(name, region)
        if isinstance(step, (kinds.Read, kinds.Write, kinds.Send)):
            name = getattr(step, type(step).__name__.lower())
            return [] if step.fallback is not None else self.visit(name, region)
        if isinstance(step, kinds.Parallel):
            ways = sorted((self.steps(branch, region) for branch in step.parallel), key=_total)
            return ways[(step.need or len(ways)) - 1] if ways else []
        if isinstance(step, kinds.Branch):
            ways = [self.steps(arm.do, region) for arm in step.branch if arm.p > 0]
            certain = math.fsum(arm.p for arm in step.branch) >= 1 - 1e-9
            return min(ways, key=_total) if ways and certain else []
        if isinstance(step, kinds.FanOut):
            some = isinstance(step.fan_out, Constant) and step.fan_out.value >= 1
            return self.steps(step.do, region) if some else []
        return []

    def visit(self, name: str, region: str) -> list[Part]:
        """One round trip to a node's nearest region."""
        places = regions_of(self.design, self.design.nodes[name])
        return [min((_reach(self.design, region, other, name) for other in places), key=lambda part: part.seconds)]

    def call(self, step: kinds.Call, region: str) -> list[Part]:
        """There, through the handler, and back; with connection set-up where no call finds an open one."""
        node, handler = resolve(self.design, step.call)
        trips = min((trips for share, trips in _setups(step.connection) if share > 0), default=0)
        ways = []
        for other in regions_of(self.design, self.design.nodes[node]):
            reach = _reach(self.design, region, other, node)
            setup = [Part(f"{trips} x that of connection set-up", trips * reach.seconds)] if trips else []
            ways.append([reach, *setup, *self.handler(node, handler, other)])
        return min(ways, key=_total)


def _joined(parts: list[Part]) -> list[Part]:
    """The same way; where it has very many stretches, those that are the same are told as one. Handlers that each call
    two others make ways that double with every box.
    """
    if len(parts) <= MANY:
        return parts
    sums: dict[str, float] = {}
    for part in parts:
        sums[part.what] = sums.get(part.what, 0.0) + part.seconds
    return [Part(what, seconds) for what, seconds in sums.items()]


def _total(parts: list[Part]) -> float:
    return math.fsum(part.seconds for part in parts)


def least(value: Distribution) -> float:
    """The smallest value that a distribution can give (0 for those without one)."""
    if isinstance(value, Constant):
        return value.value
    if isinstance(value, Uniform):
        return value.low
    if isinstance(value, Pareto):
        return value.min
    return value.values[0] if isinstance(value, Empirical) and value.values else 0.0


def _ms(seconds: float) -> str:
    return format_quantity(float(f"{seconds:.4g}"), TIME)
