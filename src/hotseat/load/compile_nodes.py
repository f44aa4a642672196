"""Where a design's nodes stand: servers and groups, and what balancers, autoscalers and consumers need to know of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hotseat.design.policies import HealthCheck, OutlierDetection
from hotseat.design.regions import regions_of
from hotseat.errors import DesignError
from hotseat.load import tables as T
from hotseat.load.program import Compilation, ns, table

if TYPE_CHECKING:
    from hotseat.design.nodes import Node

SERVERS_MAX = 1 << 17
"""Servers that a design may have."""


def place_nodes(c: Compilation) -> None:
    """Servers and groups: every node, in every region where it stands, with its replicas."""
    tables = c.program.tables
    servers: list[dict[str, int]] = []
    groups: list[dict[str, int]] = []
    node_group = np.full((len(c.nodes), len(c.program.places)), -1, np.int32)
    nodes = np.zeros(len(c.nodes), T.NODE)
    for index, (name, node) in enumerate(c.nodes):
        c.first_server[name] = len(servers)
        nodes[index]["first"] = len(servers)
        nodes[index]["group"] = len(groups)
        for region in regions_of(c.design, node):
            place = c.program.places.index(region)
            count, active = replicas(node)
            node_group[index, place] = len(groups)
            group = {"first": len(servers), "count": count, "available": active, "node": index, "place": place}
            servers += [server(node, index, len(groups), place, active=k < active) for k in range(count)]
            groups.append(group)
        nodes[index]["servers"] = c.servers_of[name] = len(servers) - nodes[index]["first"]
        nodes[index]["groups"] = len(groups) - nodes[index]["group"]
    if len(servers) > SERVERS_MAX:
        raise DesignError(f"nodes: {len(servers):,} replicas in all; at most {SERVERS_MAX:,} can be run")
    tables.update(servers=table(T.SERVER, servers), groups=table(T.GROUP, groups), nodes=nodes, node_group=node_group)


def replicas(node: Node) -> tuple[int, int]:
    """(servers that a region has at most, servers in service at the start)."""
    if node.kind == "database":
        count = node.shards * (1 + node.read_replicas)
        return count, count
    if node.kind in ("queue", "topic", "load_balancer") or node.local:
        return 1, 1
    if node.autoscale:
        start = min(max(node.replicas, node.autoscale.min_replicas), node.autoscale.max_replicas)
        return node.autoscale.max_replicas, start
    return node.replicas, node.replicas


def server(node: Node, index: int, group: int, place: int, *, active: bool) -> dict[str, int]:
    """One server's row."""
    workers = node.connections if node.kind == "database" else node.concurrency
    line = node.queue_limit if node.kind not in ("queue", "topic") else None
    return {
        "capacity": T.NO_LIMIT if workers is None else workers,
        "line_limit": T.NO_LIMIT if line is None else line,
        "slow": 1,
        "head": -1,
        "tail": -1,
        "node": index,
        "group": group,
        "place": place,
        "up": 1,
        "seen_up": 1,
        "active": int(active),
    }


def node_tables(c: Compilation) -> None:
    """What balancers, autoscalers and consumers need to know of a node."""
    nodes = c.program.tables["nodes"]
    fronts: dict[str | None, Node] = {}
    for _, node in c.nodes:
        if node.kind == "load_balancer":
            fronts.setdefault(node.to, node)
    for index, (name, node) in enumerate(c.nodes):
        row = nodes[index]
        front = fronts.get(name)
        check = node.health_check or (front.health_check if front else None) or HealthCheck()
        row["detect"] = ns(check.interval * check.unhealthy_threshold)
        row["redetect"] = ns(check.interval * check.healthy_threshold)
        outliers(row, node.outlier_detection or (front.outlier_detection if front else None))
        row["hold"] = int(node.hold)
        row["queue"] = -1
        row["home"] = c.program.places.index(regions_of(c.design, node)[0]) if node.kind == "database" else -1
        row["shards"] = node.shards
        row["per_shard"] = 1 + node.read_replicas
        row["database"] = c.database_row.get(name, -1)
        if node.consumes:
            consumer(c, row, index, name, node)
        if node.autoscale:
            row["scale_target"] = node.autoscale.target_utilisation
            row["scale_every"] = ns(node.autoscale.interval)
            row["scale_startup"] = ns(node.autoscale.startup)
            row["scale_cooldown"] = ns(node.autoscale.scale_in_cooldown)
            row["scale_min"] = node.autoscale.min_replicas
            row["scale_max"] = node.autoscale.max_replicas


def outliers(row: Any, outliers: OutlierDetection | None) -> None:  # noqa: ANN401 (a NumPy record)
    """Outlier detection's numbers, where it is on."""
    if outliers:
        row["eject_after"] = outliers.consecutive_failures
        row["eject_time"] = ns(outliers.base_ejection_time)
        row["eject_share"] = outliers.max_ejection_percent


def consumer(c: Compilation, row: Any, index: int, name: str, node: Node) -> None:  # noqa: ANN401 (a NumPy record)
    """Ties a worker to its queue: whose idle workers are waiting for it."""
    queues = c.program.tables["queues"]
    mine = [q for q in c.queue_rows[str(node.consumes)] if queues[q]["consumer"] == index]
    if not mine:
        raise DesignError(f"nodes.{name}.consumes: '{node.consumes}' is a queue with a consumer already; use a topic")
    row["queue"] = mine[0]
    row["message_pc"] = c.start[name, "message"]
    servers = c.program.tables["servers"]
    own = servers[row["first"] : row["first"] + row["servers"]]
    queues[mine[0]]["idle"] = int(own["capacity"][own["active"] == 1].sum())
