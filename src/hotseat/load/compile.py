"""Compiles a design into the kernel's tables: places, servers, programs, call sites, timelines.

Everything that does not change while a design runs is worked out here once; a `Program` can be run many times, with
other seeds, each run on its own copy of the tables (`fresh_tables`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hotseat.design.design import Design, NetworkLink, Region
from hotseat.design.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Pareto,
    Uniform,
)
from hotseat.design.faults import Crash
from hotseat.design.nodes import DEFAULTS, Node
from hotseat.design.policies import CircuitBreaker, Connection, HealthCheck, OutlierDetection, Retry
from hotseat.design.regions import coordinates, light_rtt, link_between, regions_of
from hotseat.design.steps import Work
from hotseat.errors import DesignError
from hotseat.load import tables as T
from hotseat.load.assembly import DELETE, ENQUEUE, GET, PUT, READ, WRITE, Assembler, CallSite, salt
from hotseat.load.reach import Reach
from hotseat.load.shapes import segments_of
from hotseat.load.timeline import timeline

if TYPE_CHECKING:
    from hotseat.design.traffic import Traffic

Table = NDArray[Any]
SERVERS_MAX = 1 << 17
"""Servers that a design may have: the kernel packs a server's number into 18 bits."""


def setting(node: Node, key: str) -> Any:  # noqa: ANN401 (a setting may be anything)
    """A node's setting where None cannot be meant: what the design says, else its kind's default."""
    value = getattr(node, key)
    return DEFAULTS.get(node.kind, {}).get(key) if value is None else value


def ns(seconds: float | None) -> int:
    """Whole nanoseconds; `NEVER` for None."""
    return T.NEVER if seconds is None else min(round(seconds * 1e9), T.NEVER)


@dataclass(slots=True)
class Program:
    """A compiled design: the static tables and what their rows are called."""

    design: Design
    horizon: float
    places: list[str] = field(default_factory=list)
    node_names: list[str] = field(default_factory=list)
    traffic_names: list[str] = field(default_factory=list)
    effect_names: list[str] = field(default_factory=list)
    spread_names: list[str] = field(default_factory=list)
    sites: list[CallSite] = field(default_factory=list)
    queue_names: list[str] = field(default_factory=list)
    cache_names: list[str] = field(default_factory=list)
    database_names: list[str] = field(default_factory=list)
    lane_delays: list[int] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    keys: int = 1
    distributions: list[Distribution] = field(default_factory=list)


def compile_design(design: Design, *, horizon: float, seed: int, limits: dict[str, int] | None = None) -> Program:
    """Compiles a design for runs of at most `horizon` simulated seconds; `limits` caps a traffic's number of requests.

    Raises DesignError for what cannot be run.
    """
    return Compiler(design, horizon, seed, limits or {}).compile()


class Compiler:
    """The working state of one compilation. Each method fills the tables that it is named for."""

    def __init__(self, design: Design, horizon: float, seed: int, limits: dict[str, int]) -> None:
        self.design = design
        self.seed = seed
        self.limits = limits
        self.program = Program(design, horizon)
        self.nodes: list[tuple[str, Node]] = list(design.nodes.items())
        self.row = {name: index for index, (name, _) in enumerate(self.nodes)}
        self.first_server: dict[str, int] = {}
        self.servers_of: dict[str, int] = {}
        self.local_rows: dict[tuple[str, str], int] = {}
        self.cache_first: dict[str, int] = {}
        self.start: dict[tuple[str, str], int] = {}

    def compile(self) -> Program:
        """Fills the tables in the order in which they need one another."""
        program = self.program
        program.node_names = [name for name, _ in self.nodes]
        program.traffic_names = list(self.design.traffic)
        program.keys = max([1, *(t.keys.count for t in self.design.traffic.values() if t.keys)])
        self.reach = Reach(self.design)
        program.effect_names = self.reach.effect_names
        if len(program.effect_names) > 15:
            raise DesignError(
                f"effects: a design may have 15 different effects, this one has {len(program.effect_names)}"
            )
        self.network()
        self.place_nodes()
        self.queues()
        self.caches()
        self.databases()
        self.programs()
        self.edges()
        self.traffic()
        self.effects()
        self.node_tables()
        self.faults()
        self.lanes()
        self.operations()
        return program

    def operations(self) -> None:
        """The assembled programs, as a table."""
        assembler = self.assembler
        names = [name for name in T.OP.names or () if name != "pad"]
        rows = [{name: getattr(operation, name) for name in names} for operation in assembler.operations]
        once = np.array([assembler.once_by_request, assembler.once_by_key], np.int64)
        self.program.tables.update(ops=table(T.OP, rows), once=once)
        self.program.distributions = assembler.distributions

    # ----------------------------------------------------------------------------------------------------- the network

    def network(self) -> None:
        """Places, and the one-way delay, jitter and loss between any two."""
        design = self.design
        regions: dict[str, Region] = dict(design.regions) or {"": Region()}
        for traffic in design.traffic.values():
            for place in traffic.regions or {}:
                regions.setdefault(place, Region())
        places = self.program.places = list(regions)
        size = len(places)
        hop = np.zeros((size, size), np.int64)
        jitter = np.zeros((size, size))
        loss = np.zeros((size, size))
        for i, a in enumerate(places):
            for j, b in enumerate(places):
                link = link_between(design.network, places, a, b) or NetworkLink(jitter=design.network.jitter)
                hop[i, j] = ns(self.round_trip(regions, link, a, b) / 2)
                jitter[i, j] = link.jitter
                loss[i, j] = link.loss
        near = np.argsort(hop, axis=1, kind="stable").astype(np.int32)
        self.program.tables.update(hop=hop, jitter=jitter, loss=loss, near=near)

    def round_trip(self, regions: dict[str, Region], link: NetworkLink, a: str, b: str) -> float:
        """Seconds there and back between two places: measured, or by distance."""
        if link.rtt is not None:
            return link.rtt
        if a == b:
            return self.design.network.rtt
        ends = coordinates(a, regions[a]), coordinates(b, regions[b])
        if ends[0] is None or ends[1] is None:
            raise DesignError(f"network.links: nothing says how far '{a}' is from '{b}'; give the link an `rtt`")
        return max(light_rtt(ends[0], ends[1]) * self.design.network.inflation, self.design.network.rtt)

    # ------------------------------------------------------------------------------------------------------- servers

    def place_nodes(self) -> None:
        """Servers and groups: every node, in every region where it stands, with its replicas."""
        tables = self.program.tables
        servers: list[dict[str, int]] = []
        groups: list[dict[str, int]] = []
        node_group = np.full((len(self.nodes), len(self.program.places)), -1, np.int32)
        nodes = np.zeros(len(self.nodes), T.NODE)
        for index, (name, node) in enumerate(self.nodes):
            self.first_server[name] = len(servers)
            nodes[index]["first"] = len(servers)
            nodes[index]["group"] = len(groups)
            for region in regions_of(self.design, node):
                place = self.program.places.index(region)
                count, active = self.replicas(node)
                node_group[index, place] = len(groups)
                group = {"first": len(servers), "count": count, "available": active, "node": index, "place": place}
                servers += [self.server(node, index, len(groups), place, active=k < active) for k in range(count)]
                groups.append(group)
            nodes[index]["servers"] = self.servers_of[name] = len(servers) - nodes[index]["first"]
            nodes[index]["groups"] = len(groups) - nodes[index]["group"]
        if len(servers) > SERVERS_MAX:
            raise DesignError(f"nodes: {len(servers):,} replicas in all; at most {SERVERS_MAX:,} can be run")
        tables.update(
            servers=table(T.SERVER, servers), groups=table(T.GROUP, groups), nodes=nodes, node_group=node_group
        )

    def replicas(self, node: Node) -> tuple[int, int]:
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

    def server(self, node: Node, index: int, group: int, place: int, *, active: bool) -> dict[str, int]:
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

    # -------------------------------------------------------------------------------------------------------- stores

    def queues(self) -> None:
        """Queues; a topic has one for each node that consumes it."""
        program = self.program
        consumers: dict[str, list[str]] = {}
        for name, node in self.nodes:
            if node.consumes:
                consumers.setdefault(node.consumes, []).append(name)
        self.queue_rows: dict[str, list[int]] = {}
        rows: list[dict[str, int]] = []
        ordered = 0
        for name, node in self.nodes:
            if node.kind not in ("queue", "topic"):
                continue
            takers: list[str | None] = list(consumers.get(name, [])) or [None]
            if node.kind == "queue":
                takers = takers[:1]
            for taker in takers:
                self.queue_rows.setdefault(name, []).append(len(rows))
                program.queue_names.append(name)
                row = {
                    "visibility": ns(node.visibility_timeout),
                    "limit": T.NO_LIMIT if node.queue_limit is None else node.queue_limit,
                    "head": -1,
                    "tail": -1,
                    "max_deliveries": 1 << 30 if node.max_deliveries is None else node.max_deliveries,
                    "dead_letters": -1,
                    "consumer": self.row[taker] if taker else -1,
                    "node": self.row[name],
                    "ordered": -1,
                    "place": program.places.index(regions_of(self.design, node)[0]),
                }
                if node.order_by:
                    row["ordered"] = ordered
                    ordered += 1
                rows.append(row)
        for name, node in self.nodes:
            if node.dead_letters:
                for row_index in self.queue_rows[name]:
                    rows[row_index]["dead_letters"] = self.queue_rows[node.dead_letters][0]
        program.tables.update(
            queues=table(T.QUEUE, rows),
            order_busy=np.zeros((ordered, program.keys if ordered else 1), np.uint8),
            order_line=np.full((2 * ordered, program.keys if ordered else 1), -1, np.int32),
        )

    def caches(self) -> None:
        """Caches: one a replica, or one for each replica of the nodes that use a local one."""
        rows: list[dict[str, int]] = []
        for name, node in self.nodes:
            if node.kind != "cache":
                continue
            if node.local:
                for user in self.reach.users_of_cache(name):
                    self.local_rows[name, user] = len(rows)
                    self.add_caches(rows, name, node, self.first_server[user], self.servers_of[user])
            else:
                self.cache_first[name] = len(rows)
                self.add_caches(rows, name, node, self.first_server[name], self.servers_of[name])
        bucket = entry = 0
        for row in rows:
            size = 1 << max(1, (row["capacity"] - 1).bit_length())
            row.update(bucket=bucket, mask=size - 1, entry=entry)
            bucket += size
            entry += row["capacity"]
        if entry > 60_000_000:
            raise DesignError(f"caches hold {entry:,} entries in all; at most 60,000,000 can be run: lower `capacity`")
        entries = np.zeros(entry, T.ENTRY)
        for row in rows:
            chain = np.arange(1, row["capacity"] + 1)
            chain[-1] = -1
            entries["chain"][row["entry"] : row["entry"] + row["capacity"]] = chain
        coalescing = any(row["coalesce"] for row in rows)
        self.program.tables.update(
            caches=table(T.CACHE, rows),
            buckets=np.full(bucket, -1, np.int32),
            entries=entries,
            uses_heap=np.zeros(entry, np.int32),
            loading=np.full(4096 if coalescing else 1, -1, np.int32),
        )

    def add_caches(self, rows: list[dict[str, int]], name: str, node: Node, first: int, count: int) -> None:
        """A cache for each of so many servers, with a node's settings. One without a capacity can hold every key."""
        capacity = min(node.capacity or self.program.keys, self.program.keys)
        for server in range(first, first + count):
            self.program.cache_names.append(name)
            rows.append(
                {
                    "ttl": ns(node.ttl),
                    "capacity": max(capacity, 1),
                    "head": -1,
                    "tail": -1,
                    "eviction": T.EVICT_LFU if setting(node, "eviction") == "LFU" else T.EVICT_LRU,
                    "node": self.row[name],
                    "server": server,
                    "coalesce": int(node.coalesce),
                }
            )

    def databases(self) -> None:
        """What is remembered of databases: each key's last write, and the writes on their way to a replica."""
        program = self.program
        self.database_row: dict[str, int] = {}
        for name, node in self.nodes:
            if node.kind == "database":
                self.database_row[name] = len(program.database_names)
                program.database_names.append(name)

    def database_tables(self, assembler: Assembler) -> None:
        """Database rows; they name lag distributions, so they are made with the programs."""
        rows = []
        key_rows = 0
        for name in self.program.database_names:
            node = self.design.nodes[name]
            sync = node.replication is not None and node.replication.sync
            copied = node.read_replicas > 0 or len(regions_of(self.design, node)) > 1
            follows = copied and not sync  # a copy that each write waits for is never behind
            lag = node.replication.lag if node.replication else Constant(0.1)
            rows.append(
                {
                    "salt": salt(f"{name}/lag"),
                    "last_write": key_rows * self.program.keys if follows else -1,
                    "lag": assembler.distribution(lag) if follows else -1,
                    "sync": int(sync),
                    "node": self.row[name],
                    "replicas": node.read_replicas,
                }
            )
            key_rows += int(follows)
        self.program.tables.update(
            databases=table(T.DATABASE, rows),
            last_write=np.full(key_rows * self.program.keys, -1, np.int64),
            write_ring=np.full((len(rows), T.WRITE_RING if key_rows else 1), -1, np.int64),
        )

    # ------------------------------------------------------------------------------------------------------ programs

    def programs(self) -> None:
        """Every handler, the handlers that stores have of themselves, and each traffic's own call."""
        design = self.design
        crashes = tuple(fault for fault in design.faults if isinstance(fault, Crash) and fault.between)
        assembler = self.assembler = Assembler(
            effects=self.program.effect_names,
            cache_rows=self.cache_rows,
            is_local=lambda name: design.nodes[name].local,
            local_work=lambda name: setting(design.nodes[name], "work"),
            reach=self.reach.certain,
            crashes=crashes,
        )
        for name, node in self.nodes:
            for handler, steps in node.on.items():
                self.start[name, handler] = assembler.handler(name, handler, steps)
            self.own_handlers(assembler, name, node)
        self.client_programs(assembler)
        self.database_tables(assembler)
        base = 2 * len(design.traffic) + len(self.program.effect_names)
        for operation in assembler.operations:
            if operation.op == T.OP_BROADCAST:
                operation.c += base
        self.program.spread_names = assembler.spreads
        self.program.sites = assembler.sites

    def cache_rows(self, cache: str, user: str) -> tuple[int, int]:
        """Where a cache's row is: for a local one, the first of the user's, and the user's first server."""
        return self.local_rows[cache, user], self.first_server[user]

    def own_handlers(self, assembler: Assembler, name: str, node: Node) -> None:
        """What a queue, topic, cache or database does without being told."""
        emit = assembler.emit
        if node.kind in ("queue", "topic"):
            self.start[name, ENQUEUE] = assembler.here
            rows = self.queue_rows[name]
            emit(T.OP_ENQUEUE, a=rows[0], b=len(rows))
            emit(T.OP_END)
        elif node.kind == "cache" and not node.local:
            for handler, op in ((GET, T.OP_CACHE_GET), (PUT, T.OP_CACHE_PUT), (DELETE, T.OP_CACHE_DELETE)):
                self.start[name, handler] = assembler.here
                assembler.work(name, f"{name}.{handler}", Work(setting(node, "work")))
                emit(op, a=self.cache_first[name], b=self.first_server[name], c=0)
                emit(T.OP_END)
        elif node.kind == "database":
            row = self.database_row[name]
            self.start[name, READ] = assembler.here
            assembler.work(name, f"{name}.{READ}", Work(setting(node, "read")))
            emit(T.OP_DB_READ, a=row)
            emit(T.OP_END)
            self.start[name, WRITE] = assembler.here
            assembler.work(name, f"{name}.{WRITE}", Work(setting(node, "write")))
            if node.replication and node.replication.sync:
                lag = assembler.distribution(node.replication.lag)
                emit(T.OP_SLEEP, a=lag, salt=salt(f"{name}/sync"))
            emit(T.OP_DB_WRITE, a=row)
            emit(T.OP_END)

    def client_programs(self, assembler: Assembler) -> None:
        """A client makes one call, under the traffic's policies."""
        self.client_start: dict[str, int] = {}
        self.think: dict[str, int] = {}
        self.access: dict[str, int] = {}
        for name, traffic in self.design.traffic.items():
            node, _, handler = traffic.to.partition(".")
            site = CallSite(
                f"{name}/call:{traffic.to}",
                name,
                node,
                handler,
                timeout=traffic.timeout,
                retry=traffic.retry,
                connection=traffic.connection,
                hedge_after=traffic.hedge.after if traffic.hedge else None,
                max_hedges=traffic.hedge.max_hedges if traffic.hedge else 0,
            )
            self.client_start[name] = assembler.emit(T.OP_CALL, a=assembler.site(site))
            assembler.emit(T.OP_END)
            self.think[name] = assembler.distribution(traffic.think or Constant(0.0))
            self.access[name] = -1 if traffic.access is None else assembler.distribution(traffic.access)

    # --------------------------------------------------------------------------------------------------------- edges

    def edges(self) -> None:
        """Every call site's policies, where its callee is, and what is remembered of it."""
        rows: list[dict[str, float]] = []
        states: list[dict[str, float]] = []
        ring = 0
        for site in self.program.sites:
            row = self.edge(site)
            if row["uses_state"]:
                row["state"] = len(states)
                for _ in range(self.servers_of.get(site.caller.partition(".")[0], 1) if not row["from_traffic"] else 1):
                    states.append({"tokens": row["burst"], "head": -1, "tail": -1, "ring": ring})
                    ring += int(row["breaker_window"])
            rows.append(row)
        self.program.tables.update(
            edges=table(T.EDGE, rows),
            edge_counts=np.zeros(len(rows), T.EDGE_COUNT),
            edge_states=table(T.EDGE_STATE, states),
            breaker_ring=np.zeros(ring, np.uint8),
        )

    def edge(self, site: CallSite) -> dict[str, float]:
        """One call site's row."""
        callee = self.design.nodes[site.node]
        balancer = -1
        target = site.node
        node = callee
        if callee.kind == "load_balancer":
            balancer = self.row[site.node]
            target = str(callee.to)
            node = self.design.nodes[target]
        caller = site.caller.partition(".")[0]
        from_traffic = site.caller in self.design.traffic and caller == site.caller
        row: dict[str, float] = {
            "salt": salt(site.path),
            "caller": -1 if from_traffic else self.row[caller],
            "caller_first": 0 if from_traffic else self.first_server[caller],
            "from_traffic": int(from_traffic),
            "node": self.row[target],
            "balancer": balancer,
            "pc": self.start[target, site.handler],
            "policy": self.policy(site, node, callee),
            "choices": (callee if balancer >= 0 else node).choice_count or 0,
        }
        row.update(try_policies(site))
        row.update(call_policies(site))
        row["uses_state"] = int(
            row["breaker_rate"] >= 0 or row["rate"] > 0 or row["connections"] > 0 or row["budget"] >= 0
        )
        return row

    def policy(self, site: CallSite, node: Node, callee: Node) -> int:
        """How a server is chosen among the callee's."""
        if site.target:
            return T.LB_TARGET
        if node.kind == "database":
            return T.LB_REPLICA if site.replica_read else T.LB_PRIMARY
        if node.kind == "cache":
            return T.LB_RING_HASH
        balance = setting(callee, "balance") or "ROUND_ROBIN"
        return {
            "ROUND_ROBIN": T.LB_ROUND_ROBIN,
            "LEAST_REQUEST": T.LB_LEAST_REQUEST,
            "RANDOM": T.LB_RANDOM,
            "RING_HASH": T.LB_RING_HASH,
        }[balance]

    # ------------------------------------------------------------------------------------------------------- traffic

    def traffic(self) -> None:
        """When requests come, from where, and about which keys."""
        rows: list[dict[str, float]] = []
        segments: list[tuple[float, float, float, float]] = []
        times: list[float] = []
        shares: list[float] = []
        ids: list[int] = []
        for name, traffic in self.design.traffic.items():
            row: dict[str, float] = {
                "salt": salt(f"{self.seed}/{name}"),
                "limit": self.limits.get(name, T.NO_LIMIT),
                "keys": traffic.keys.count if traffic.keys else 1,
                "expected": self.assembler.mask(self.reach.of_handler(*self.entry(traffic))),
                "pc": self.client_start[name],
                "think": self.think[name],
                "access": self.access[name],
                "stride": 1,
                "place_first": len(ids),
            }
            row.update(zipf_constants(traffic))
            for place, share in self.shares(traffic):
                ids.append(self.program.places.index(place))
                shares.append(share)
            row["place_count"] = len(ids) - row["place_first"]
            if traffic.users is not None:
                row.update(kind=3, users=traffic.users)
            elif traffic.trace is not None:
                row.update(kind=2, first=len(times), count=len(traffic.trace.times))
                times.extend(traffic.trace.times)
            else:
                pieces = segments_of(traffic, name, self.design.faults, self.program.horizon)
                row.update(kind=0 if traffic.arrivals == "poisson" else 1, first=len(segments), count=len(pieces))
                segments.extend(pieces)
            row["stride"] = self.stride(row, segments)
            rows.append(row)
        self.program.tables.update(
            traffic=table(T.TRAFFIC, rows),
            segments=np.array(segments, np.float64).reshape(-1, 4),
            traces=np.array(times, np.float64),
            place_shares=np.array(shares, np.float64),
            place_ids=np.array(ids, np.int32),
        )

    def entry(self, traffic: Traffic) -> tuple[str, str]:
        """The handler that a traffic's requests reach, behind its balancer."""
        node, _, handler = traffic.to.partition(".")
        callee = self.design.nodes[node]
        return (str(callee.to), handler) if callee.kind == "load_balancer" else (node, handler)

    def shares(self, traffic: Traffic) -> list[tuple[str, float]]:
        """Places with their cumulative shares; without regions, everyone is in the design's first one."""
        if not traffic.regions:
            return [(self.program.places[0], 1.0)]
        total = sum(traffic.regions.values())
        result = []
        passed = 0.0
        for place, share in traffic.regions.items():
            passed += share / total
            result.append((place, passed))
        return result

    def stride(self, row: dict[str, float], segments: list[tuple[float, float, float, float]]) -> int:
        """One request in so many is sampled for where time went: about 100,000 of a run, fewer of a large design."""
        expected = wanted = min(1e5, max(4e3, 1e7 / len(self.nodes)))
        if row["kind"] < 2:
            first, count = int(row["first"]), int(row["count"])
            horizon = self.program.horizon
            expected = sum(
                (min(end, horizon) - start) * (low + high) / 2
                for start, end, low, high in segments[first : first + count]
                if start < horizon
            )
        expected = min(expected, row["limit"])
        return 1 << max(0, math.ceil(math.log2(max(expected, 1.0) / wanted)))

    def effects(self) -> None:
        """Effect rows, and the memory of order where something has one and keys are few enough."""
        names = self.program.effect_names
        rows: list[dict[str, float]] = []
        ordered = self.program.keys > 1 or any(node.order_by for _, node in self.nodes)
        tracked = ordered and self.program.keys * len(names) <= 8_000_000
        for index, _ in enumerate(names):
            rows.append({"order": index * self.program.keys if tracked else -1})
        self.program.tables.update(
            effects=table(T.EFFECT, rows),
            effect_order=np.full(len(names) * self.program.keys if tracked else 0, -1, np.int64),
        )

    # --------------------------------------------------------------------------------------------------------- nodes

    def node_tables(self) -> None:
        """What balancers, autoscalers and consumers need to know of a node."""
        nodes = self.program.tables["nodes"]
        fronts: dict[str | None, Node] = {}
        for _, node in self.nodes:
            if node.kind == "load_balancer":
                fronts.setdefault(node.to, node)
        for index, (name, node) in enumerate(self.nodes):
            row = nodes[index]
            front = fronts.get(name)
            check = node.health_check or (front.health_check if front else None) or HealthCheck()
            row["detect"] = ns(check.interval * check.unhealthy_threshold)
            row["redetect"] = ns(check.interval * check.healthy_threshold)
            self.outliers(row, node.outlier_detection or (front.outlier_detection if front else None))
            row["hold"] = int(node.hold)
            row["queue"] = -1
            row["home"] = self.program.places.index(regions_of(self.design, node)[0]) if node.kind == "database" else -1
            row["shards"] = node.shards
            row["per_shard"] = 1 + node.read_replicas
            row["database"] = self.database_row.get(name, -1)
            if node.consumes:
                self.consumer(row, index, name, node)
            if node.autoscale:
                row["scale_target"] = node.autoscale.target_utilisation
                row["scale_every"] = ns(node.autoscale.interval)
                row["scale_startup"] = ns(node.autoscale.startup)
                row["scale_cooldown"] = ns(node.autoscale.scale_in_cooldown)
                row["scale_min"] = node.autoscale.min_replicas
                row["scale_max"] = node.autoscale.max_replicas

    @staticmethod
    def outliers(row: Any, outliers: OutlierDetection | None) -> None:  # noqa: ANN401 (a NumPy record)
        """Outlier detection's numbers, where it is on."""
        if outliers:
            row["eject_after"] = outliers.consecutive_failures
            row["eject_time"] = ns(outliers.base_ejection_time)
            row["eject_share"] = outliers.max_ejection_percent

    def consumer(self, row: Any, index: int, name: str, node: Node) -> None:  # noqa: ANN401 (a NumPy record)
        """Ties a worker to its queue: whose idle workers are waiting for it."""
        queues = self.program.tables["queues"]
        mine = [q for q in self.queue_rows[str(node.consumes)] if queues[q]["consumer"] == index]
        if not mine:
            raise DesignError(
                f"nodes.{name}.consumes: '{node.consumes}' is a queue with a consumer already; use a topic"
            )
        row["queue"] = mine[0]
        row["message_pc"] = self.start[name, "message"]
        servers = self.program.tables["servers"]
        own = servers[row["first"] : row["first"] + row["servers"]]
        queues[mine[0]]["idle"] = int(own["capacity"][own["active"] == 1].sum())

    def faults(self) -> None:
        """The fault timeline."""
        controls, links = timeline(self)
        order = sorted(range(len(controls)), key=lambda i: (controls[i]["time"], i))
        rows = [controls[i] for i in order]
        rows.append({"time": T.NEVER})
        self.program.tables.update(controls=table(T.CONTROL, rows), links=table(T.LINK, links))

    def lanes(self) -> None:
        """The constant delays that are scheduled most: hops, replies, timeouts. Each gets a lane of its own."""
        tables = self.program.tables
        hop = tables["hop"]
        counts = {0: 0}
        for edge in tables["edges"]:
            for delay in self.edge_delays(edge, hop):
                if 0 < delay < T.NEVER // 2:
                    counts[delay] = counts.get(delay, 0) + 1
        for queue in tables["queues"]:
            counts[int(queue["visibility"])] = counts.get(int(queue["visibility"]), 0) + 2
        weight = {delay: count for delay, count in counts.items() if 0 < delay < T.NEVER // 2}
        best = sorted(weight, key=lambda delay: (-weight[delay], delay))[: T.MAX_LANES]
        self.program.lane_delays = sorted(best)

    def edge_delays(self, edge: Any, hop: Table) -> list[int]:  # noqa: ANN401 (a NumPy record)
        """The delays that a call site schedules, where there are few places; none of them need be constant."""
        delays = [int(edge["try_timeout"]), int(edge["hedge_after"]) if edge["hedges"] else 0]
        size = len(self.program.places)
        homes = range(size) if size <= 3 else range(1)
        for i in homes:
            for j in homes:
                delays += [int(hop[i, j])] * 2
                if edge["balancer"] >= 0:
                    delays += [int(hop[i, j]), 2 * int(hop[i, j])]
        return delays


def table(dtype: np.dtype[Any], rows: list[Any]) -> Table:
    """Rows given as mappings, as a table; keys that a row leaves out are zero."""
    result = np.zeros(len(rows), dtype)
    for record, row in zip(result, rows, strict=True):
        for key, value in row.items():
            record[key] = value
    return result


def try_policies(site: CallSite) -> dict[str, float]:
    """Timeouts, retries and hedges, in the kernel's terms. With one try, the call's timeout is the try's."""
    retry = site.retry or Retry(num_retries=0)
    backoff = retry.backoff
    per_try = retry.per_try_timeout
    limits = [limit for limit in (per_try, site.timeout) if limit is not None]
    if backoff.jitter == "full":
        low, high = 0.0, 1.0
    elif backoff.jitter == "none":
        low, high = 1.0, 1.0
    else:
        low, high = 1.0 - float(backoff.jitter), 1.0 + float(backoff.jitter)
    budget = retry.retry_budget
    return {
        "timeout": ns(site.timeout),
        "try_timeout": ns(min(limits)) if limits else T.NEVER,
        "retries": retry.num_retries,
        "backoff": backoff.base,
        "backoff_max": backoff.max,
        "multiplier": backoff.multiplier,
        "jitter_low": low,
        "jitter_high": high,
        "budget": budget.budget_percent if budget else -1.0,
        "budget_min": budget.min_retry_concurrency if budget else 0,
        "hedges": site.max_hedges if site.hedge_after is not None else 0,
        "hedge_after": ns(site.hedge_after),
    }


def call_policies(site: CallSite) -> dict[str, float]:
    """Breaker, rate limit, connection pool and connection set-up, in the kernel's terms."""
    step = site.step
    breaker: CircuitBreaker | None = step.circuit_breaker if step else None
    limit = step.rate_limit if step else None
    connections = (step.max_connections if step else None) or 0
    pending = step.max_pending_requests if step else None
    new, resumed = round_trips(site.connection)
    return {
        "breaker_rate": breaker.failure_rate_threshold if breaker else -1.0,
        "breaker_window": breaker.sliding_window_size if breaker else 0,
        "breaker_min": min(breaker.minimum_number_of_calls, breaker.sliding_window_size) if breaker else 0,
        "breaker_wait": ns(breaker.wait_duration_in_open_state) if breaker else 0,
        "breaker_half": breaker.permitted_number_of_calls_in_half_open_state if breaker else 0,
        "breaker_slow": ns(breaker.slow_call_duration_threshold) if breaker else T.NEVER,
        "rate": limit.rate if limit else 0.0,
        "burst": max(1, limit.burst) if limit else 0.0,
        "per_replica_bucket": int(bool(limit and limit.per == "replica")),
        "connections": connections,
        "pending": T.NO_LIMIT % (1 << 31) or (1 << 30) if pending is None else pending,
        "reuse": site.connection.reuse if site.connection else 0.0,
        "resumption": site.connection.resumption if site.connection else 0.0,
        "new_trips": new,
        "resumed_trips": resumed,
    }


def round_trips(connection: Connection | None) -> tuple[int, int]:
    """(round trips of a new connection, of a resumed one) before the request can leave; (-1, -1) where not modelled."""
    if connection is None:
        return -1, -1
    return {"tcp": (1, 1), "tls1.2": (3, 2), "tls1.3": (2, 1), "quic": (1, 0)}[connection.protocol]


def zipf_constants(traffic: Traffic) -> dict[str, float]:
    """What rejection-inversion needs (Hoermann and Derflinger, ACM TOMACS 6, 1996); all zero for uniform keys."""
    if not traffic.keys or not traffic.keys.zipf:
        return {"zipf": 0.0}
    s = traffic.keys.zipf
    integral = partial(zipf_integral, s=s)
    return {
        "zipf": s,
        "zipf_a": integral(1.5) - 1.0,
        "zipf_b": integral(traffic.keys.count + 0.5),
        "zipf_c": 2.0 - zipf_integral_inverse(integral(2.5) - 2.0**-s, s),
    }


def zipf_integral(x: float, s: float) -> float:
    """As the kernel's, in plain Python."""
    y = (1.0 - s) * math.log(x)
    return math.log(x) * (math.expm1(y) / y if abs(y) > 1e-8 else 1.0 + y / 2 * (1.0 + y / 3))


def zipf_integral_inverse(x: float, s: float) -> float:
    """As the kernel's, in plain Python."""
    y = max(x * (1.0 - s), -1.0)
    return math.exp(x * (math.log1p(y) / y if abs(y) > 1e-8 else 1.0 - y * (0.5 - y / 3)))


def distribution_tables(distributions: list[Distribution]) -> tuple[Table, Table]:
    """The kernel's distribution rows, and the values that hyperexponential and empirical ones point into."""
    rows: list[dict[str, float]] = []
    values: list[float] = [0.0]
    for value in distributions:
        row: dict[str, float] = {}
        if isinstance(value, Constant):
            row.update(kind=T.D_CONSTANT, a=value.value)
        elif isinstance(value, Exponential):
            row.update(kind=T.D_EXPONENTIAL, a=value.exp)
        elif isinstance(value, Lognormal):
            row.update(kind=T.D_LOGNORMAL, a=math.log(value.p50), b=value.sigma)
        elif isinstance(value, Uniform):
            row.update(kind=T.D_UNIFORM, a=value.low, b=value.high)
        elif isinstance(value, Gamma):
            row.update(kind=T.D_GAMMA, a=value.mean / value.shape, b=value.shape)
        elif isinstance(value, Pareto):
            row.update(kind=T.D_PARETO, a=value.min, b=value.max, c=value.alpha)
        elif isinstance(value, Hyperexponential):
            row.update(kind=T.D_HYPEREXPONENTIAL, first=len(values), count=len(value.hyperexp))
            for phase in value.hyperexp:
                values += [phase.p, phase.mean]
        elif isinstance(value, Empirical):
            row.update(kind=T.D_EMPIRICAL, first=len(values), count=len(value.values))
            values += value.values
        rows.append(row)
    return table(T.DIST, rows), np.array(values, np.float64)
