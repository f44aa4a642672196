"""Queues, caches and databases: what is kept, and what they do without being told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotseat.design.distributions import Constant
from hotseat.design.regions import regions_of
from hotseat.design.steps import Work
from hotseat.errors import DesignError
from hotseat.load import tables as T
from hotseat.load.assembly import DELETE, ENQUEUE, GET, PUT, READ, WRITE, salt
from hotseat.load.program import Compilation, ns, setting, table

if TYPE_CHECKING:
    from hotseat.design.nodes import Node


def queues(c: Compilation) -> None:
    """Queues; a topic has one for each node that consumes it."""
    program = c.program
    consumers: dict[str, list[str]] = {}
    for name, node in c.nodes:
        if node.consumes:
            consumers.setdefault(node.consumes, []).append(name)
    rows: list[dict[str, int]] = []
    ordered = 0
    for name, node in c.nodes:
        if node.kind not in ("queue", "topic"):
            continue
        takers: list[str | None] = list(consumers.get(name, [])) or [None]
        if node.kind == "queue":
            takers = takers[:1]
        for taker in takers:
            c.queue_rows.setdefault(name, []).append(len(rows))
            program.queue_names.append(name)
            row = {
                "visibility": ns(node.visibility_timeout),
                "limit": T.NO_LIMIT if node.queue_limit is None else node.queue_limit,
                "head": -1,
                "tail": -1,
                "max_deliveries": 1 << 30 if node.max_deliveries is None else node.max_deliveries,
                "dead_letters": -1,
                "consumer": c.row[taker] if taker else -1,
                "node": c.row[name],
                "ordered": -1,
                "place": program.places.index(regions_of(c.design, node)[0]),
            }
            if node.order_by:
                row["ordered"] = ordered
                ordered += 1
            rows.append(row)
    for name, node in c.nodes:
        if node.dead_letters:
            for row_index in c.queue_rows[name]:
                rows[row_index]["dead_letters"] = c.queue_rows[node.dead_letters][0]
    program.tables.update(
        queues=table(T.QUEUE, rows),
        order_busy=np.zeros((ordered, program.keys if ordered else 1), np.uint8),
        order_line=np.full((2 * ordered, program.keys if ordered else 1), -1, np.int32),
    )


def caches(c: Compilation) -> None:
    """Caches: one a replica, or one for each replica of the nodes that use a local one."""
    rows: list[dict[str, int]] = []
    for name, node in c.nodes:
        if node.kind != "cache":
            continue
        if node.local:
            for user in c.reach.users_of_cache(name):
                c.local_rows[name, user] = len(rows)
                add_caches(c, rows, name, node, c.first_server[user], c.servers_of[user])
        else:
            c.cache_first[name] = len(rows)
            add_caches(c, rows, name, node, c.first_server[name], c.servers_of[name])
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
    c.program.tables.update(
        caches=table(T.CACHE, rows),
        buckets=np.full(bucket, -1, np.int32),
        entries=entries,
        uses_heap=np.zeros(entry, np.int32),
        loading=np.full(4096 if coalescing else 1, -1, np.int32),
    )


def add_caches(c: Compilation, rows: list[dict[str, int]], name: str, node: Node, first: int, count: int) -> None:
    """A cache for each of so many servers, with a node's settings. One without a capacity can hold every key."""
    capacity = min(node.capacity or c.program.keys, c.program.keys)
    for server in range(first, first + count):
        c.program.cache_names.append(name)
        rows.append(
            {
                "ttl": ns(node.ttl),
                "capacity": max(capacity, 1),
                "head": -1,
                "tail": -1,
                "eviction": T.EVICT_LFU if setting(node, "eviction") == "LFU" else T.EVICT_LRU,
                "node": c.row[name],
                "server": server,
                "coalesce": int(node.coalesce),
            }
        )


def databases(c: Compilation) -> None:
    """What is remembered of databases: each key's last write, and the writes on their way to a replica."""
    program = c.program
    for name, node in c.nodes:
        if node.kind == "database":
            c.database_row[name] = len(program.database_names)
            program.database_names.append(name)


def database_tables(c: Compilation) -> None:
    """Database rows; they name lag distributions, so they are made with the programs."""
    rows = []
    key_rows = 0
    for name in c.program.database_names:
        node = c.design.nodes[name]
        sync = node.replication is not None and node.replication.sync
        copied = node.read_replicas > 0 or len(regions_of(c.design, node)) > 1
        follows = copied and not sync  # a copy that each write waits for is never behind
        lag = node.replication.lag if node.replication else Constant(0.1)
        rows.append(
            {
                "salt": salt(f"{name}/lag"),
                "last_write": key_rows * c.program.keys if follows else -1,
                "lag": c.assembler.distribution(lag) if follows else -1,
                "sync": int(sync),
                "node": c.row[name],
                "replicas": node.read_replicas,
            }
        )
        key_rows += int(follows)
    c.program.tables.update(
        databases=table(T.DATABASE, rows),
        last_write=np.full(key_rows * c.program.keys, -1, np.int64),
        write_ring=np.full((len(rows), T.WRITE_RING if key_rows else 1), -1, np.int64),
    )


def own_handlers(c: Compilation, name: str, node: Node) -> None:
    """What a queue, topic, cache or database does without being told."""
    assembler = c.assembler
    emit = assembler.emit
    if node.kind in ("queue", "topic"):
        c.start[name, ENQUEUE] = assembler.here
        rows = c.queue_rows[name]
        emit(T.OP_ENQUEUE, a=rows[0], b=len(rows))
        emit(T.OP_END)
    elif node.kind == "cache" and not node.local:
        for handler, op in ((GET, T.OP_CACHE_GET), (PUT, T.OP_CACHE_PUT), (DELETE, T.OP_CACHE_DELETE)):
            c.start[name, handler] = assembler.here
            assembler.work(name, f"{name}.{handler}", Work(setting(node, "work")))
            emit(op, a=c.cache_first[name], b=c.first_server[name], c=0)
            emit(T.OP_END)
    elif node.kind == "database":
        row = c.database_row[name]
        c.start[name, READ] = assembler.here
        assembler.work(name, f"{name}.{READ}", Work(setting(node, "read")))
        emit(T.OP_DB_READ, a=row)
        emit(T.OP_END)
        c.start[name, WRITE] = assembler.here
        assembler.work(name, f"{name}.{WRITE}", Work(setting(node, "write")))
        if node.replication and node.replication.sync:
            lag = assembler.distribution(node.replication.lag)
            emit(T.OP_SLEEP, a=lag, salt=salt(f"{name}/sync"))
        emit(T.OP_DB_WRITE, a=row)
        emit(T.OP_END)
