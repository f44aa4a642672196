"""Places, and how far they are from one another; the constant delays that are scheduled most."""

from __future__ import annotations

from typing import Any

import numpy as np

from hotseat.design.design import NetworkLink, Region
from hotseat.design.regions import coordinates, light_rtt, link_between
from hotseat.errors import DesignError
from hotseat.load import tables as T
from hotseat.load.program import Compilation, Table, ns


def network(c: Compilation) -> None:
    """Places, and the one-way delay, jitter and loss between any two."""
    design = c.design
    regions: dict[str, Region] = dict(design.regions) or {"": Region()}
    for traffic in design.traffic.values():
        for place in traffic.regions or {}:
            regions.setdefault(place, Region())
    places = c.program.places = list(regions)
    size = len(places)
    hop = np.zeros((size, size), np.int64)
    jitter = np.zeros((size, size))
    loss = np.zeros((size, size))
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            link = link_between(design.network, places, a, b) or NetworkLink(jitter=design.network.jitter)
            hop[i, j] = ns(round_trip(c, regions, link, a, b) / 2)
            jitter[i, j] = link.jitter
            loss[i, j] = link.loss
    near = np.argsort(hop, axis=1, kind="stable").astype(np.int32)
    c.program.tables.update(hop=hop, jitter=jitter, loss=loss, near=near)


def round_trip(c: Compilation, regions: dict[str, Region], link: NetworkLink, a: str, b: str) -> float:
    """Seconds there and back between two places: measured, or by distance."""
    if link.rtt is not None:
        return link.rtt
    if a == b:
        return c.design.network.rtt
    ends = coordinates(a, regions[a]), coordinates(b, regions[b])
    if ends[0] is None or ends[1] is None:
        raise DesignError(f"network.links: nothing says how far '{a}' is from '{b}'; give the link an `rtt`")
    return max(light_rtt(ends[0], ends[1]) * c.design.network.inflation, c.design.network.rtt)


def lanes(c: Compilation) -> None:
    """The constant delays that are scheduled most: hops, replies, timeouts. Each gets a lane of its own."""
    tables = c.program.tables
    hop = tables["hop"]
    counts = {0: 0}
    for edge in tables["edges"]:
        for delay in edge_delays(c, edge, hop):
            if 0 < delay < T.NEVER // 2:
                counts[delay] = counts.get(delay, 0) + 1
    for queue in tables["queues"]:
        counts[int(queue["visibility"])] = counts.get(int(queue["visibility"]), 0) + 2
    weight = {delay: count for delay, count in counts.items() if 0 < delay < T.NEVER // 2}
    best = sorted(weight, key=lambda delay: (-weight[delay], delay))[: T.MAX_LANES]
    c.program.lane_delays = sorted(best)


def edge_delays(c: Compilation, edge: Any, hop: Table) -> list[int]:  # noqa: ANN401 (a NumPy record)
    """The delays that a call site schedules, where there are few places; none of them need be constant."""
    delays = [int(edge["try_timeout"]), int(edge["hedge_after"]) if edge["hedges"] else 0]
    size = len(c.program.places)
    homes = range(size) if size <= 3 else range(1)
    for i in homes:
        for j in homes:
            delays += [int(hop[i, j])] * 2
            if edge["balancer"] >= 0:
                delays += [int(hop[i, j]), 2 * int(hop[i, j])]
    return delays
