"""Turns a design's faults into control events: what the kernel is told to change, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotseat.design.faults import (
    Crash,
    Errors,
    Failover,
    Flush,
    Link,
    Partition,
    RegionDown,
    Restart,
    Slow,
    Spike,
    Throttle,
)
from hotseat.design.regions import regions_of
from hotseat.load import tables as T

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from hotseat.load.program import Compilation

Row = dict[str, Any]


def timeline(c: Compilation) -> tuple[list[Row], list[Row]]:
    """(control rows, link rows) of all faults, and of the autoscalers' ticks."""
    builder = Builder(c)
    for fault in c.design.faults:
        HANDLERS[type(fault)](builder, fault)
    builder.autoscalers()
    return builder.controls, builder.links


class Builder:
    """Collects control and link rows; one method a fault."""

    def __init__(self, c: Compilation) -> None:
        self.c = c
        self.program = c.program
        self.controls: list[Row] = []
        self.links: list[Row] = []

    def at(self, time: float, code: int | np.integer[Any], a: int, b: int = 0, f: float = 0.0) -> None:
        """Adds a control event at a time in seconds."""
        self.controls.append({"time": round(time * 1e9), "code": code, "a": a, "b": b, "f": f})

    def servers(self, node: str, replicas: int | str) -> list[int]:
        """A node's servers: all of them, or the first so many, region by region."""
        first = self.c.first_server[node]
        count = self.c.servers_of[node]
        return list(range(first, first + (count if replicas == "all" else min(int(replicas), count))))

    def during(
        self, at: float, lasting: float | None, begin: Callable[[float], None], end: Callable[[float], None]
    ) -> None:
        """Something that begins, and ends if it does."""
        begin(at)
        if lasting is not None:
            end(at + lasting)

    def crash(self, fault: Crash) -> None:
        if fault.between:
            return  # stands in the handler itself
        for server in self.servers(fault.crash, fault.replicas):
            self.at(fault.at or 0.0, T.C_CRASH, server, f=-1.0 if fault.lasting is None else fault.lasting)

    def slow(self, fault: Slow) -> None:
        for server in self.servers(fault.slow, fault.replicas):
            self.at(fault.at, T.C_SLOW, server, f=fault.factor)
            if fault.lasting is not None:
                self.at(fault.at + fault.lasting, T.C_SLOW, server, f=1.0 / fault.factor)

    def errors(self, fault: Errors) -> None:
        node = self.c.row[fault.errors]
        self.at(fault.at, T.C_ERRORS, node, f=fault.share)
        if fault.lasting is not None:
            self.at(fault.at + fault.lasting, T.C_ERRORS, node, f=0.0)

    def throttle(self, fault: Throttle) -> None:
        node = self.c.row[fault.throttle]
        self.at(fault.at, T.C_THROTTLE, node, f=fault.rate)
        if fault.lasting is not None:
            self.at(fault.at + fault.lasting, T.C_THROTTLE, node, f=0.0)

    def link_row(self, pair: tuple[str, str], fault: Partition | Link, row: Row) -> None:
        """A link's row between two places, or two nodes, on and off."""
        nodes = pair[0] in self.c.row and pair[1] in self.c.row
        index = self.c.row.__getitem__ if nodes else self.program.places.index
        self.links.append({**row, "a": index(pair[0]), "b": index(pair[1]), "nodes": int(nodes)})
        number = len(self.links) - 1
        self.at(fault.at, T.C_LINK, number, b=1)
        if fault.lasting is not None:
            self.at(fault.at + fault.lasting, T.C_LINK, number, b=0)

    def partition(self, fault: Partition) -> None:
        self.link_row(fault.partition, fault, {"cut": 1})

    def link(self, fault: Link) -> None:
        row = {"latency": round(fault.latency * 1e9), "loss": fault.loss, "duplicate": fault.duplicate}
        self.link_row(fault.link, fault, row)

    def region_down(self, fault: RegionDown) -> None:
        place = self.program.places.index(fault.region_down)
        down = -1.0 if fault.lasting is None else fault.lasting
        for server, row in enumerate(self.program.tables["servers"]):
            if row["place"] == place:
                self.at(fault.at, T.C_CRASH, server, b=1, f=down)
        for name in self.program.database_names:
            node = self.c.design.nodes[name]
            regions = regions_of(self.c.design, node)
            if regions[0] == fault.region_down and len(regions) > 1:
                moved = fault.at + float(node.failover_time if node.failover_time is not None else 30.0)
                if fault.lasting is None or moved < fault.at + fault.lasting:
                    self.at(fault.at, T.C_FAILOVER, self.c.database_row[name])
                    self.at(moved, T.C_HOME, self.c.row[name], b=self.program.places.index(regions[1]))

    def flush(self, fault: Flush) -> None:
        for row, cache in enumerate(self.program.tables["caches"]):
            if cache["node"] == self.c.row[fault.flush]:
                self.at(fault.at, T.C_FLUSH, row)

    def failover(self, fault: Failover) -> None:
        node = self.c.design.nodes[fault.failover]
        down = node.failover_time if node.failover_time is not None else 30.0
        row = self.program.tables["nodes"][self.c.row[fault.failover]]
        first = int(row["first"])
        primaries = range(first, first + int(row["shards"]) * int(row["per_shard"]), int(row["per_shard"]))
        for server in primaries:
            self.at(fault.at, T.C_CRASH, server, f=down)
        self.at(fault.at, T.C_FAILOVER, self.c.database_row[fault.failover])

    def spike(self, fault: Spike) -> None:
        """Stands in the traffic's shape itself."""

    def restart(self, fault: Restart) -> None:
        for position, server in enumerate(self.servers(fault.restart, "all")):
            self.at(fault.at + position // fault.batch * fault.every, T.C_CRASH, server, f=fault.down)

    def autoscalers(self) -> None:
        """The first tick of each autoscaler; the kernel makes the following ones."""
        groups = self.program.tables["groups"]
        for index, group in enumerate(groups):
            name = self.program.node_names[group["node"]]
            scaler = self.c.design.nodes[name].autoscale
            if scaler:
                self.at(scaler.interval, T.C_SCALE, index)


HANDLERS: dict[type, Callable[[Builder, Any], None]] = {
    Crash: Builder.crash,
    Slow: Builder.slow,
    Errors: Builder.errors,
    Throttle: Builder.throttle,
    Partition: Builder.partition,
    Link: Builder.link,
    RegionDown: Builder.region_down,
    Flush: Builder.flush,
    Failover: Builder.failover,
    Spike: Builder.spike,
    Restart: Builder.restart,
}
