"""Call sites: where each one's callee is, and its policies in the kernel's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotseat.design.policies import CircuitBreaker, Connection, Retry
from hotseat.load import tables as T
from hotseat.load.assembly import CallSite, salt
from hotseat.load.program import Compilation, ns, setting, table

if TYPE_CHECKING:
    from hotseat.design.nodes import Node


def edges(c: Compilation) -> None:
    """Every call site's policies, where its callee is, and what is remembered of it."""
    rows: list[dict[str, float]] = []
    states: list[dict[str, float]] = []
    ring = 0
    for site in c.program.sites:
        row = edge(c, site)
        if row["uses_state"]:
            row["state"] = len(states)
            for _ in range(c.servers_of.get(site.caller.partition(".")[0], 1) if not row["from_traffic"] else 1):
                states.append({"tokens": row["burst"], "head": -1, "tail": -1, "ring": ring})
                ring += int(row["breaker_window"])
        rows.append(row)
    c.program.tables.update(
        edges=table(T.EDGE, rows),
        edge_counts=np.zeros(len(rows), T.EDGE_COUNT),
        edge_states=table(T.EDGE_STATE, states),
        breaker_ring=np.zeros(ring, np.uint8),
    )


def edge(c: Compilation, site: CallSite) -> dict[str, float]:
    """One call site's row."""
    callee = c.design.nodes[site.node]
    balancer = -1
    target = site.node
    node = callee
    if callee.kind == "load_balancer":
        balancer = c.row[site.node]
        target = str(callee.to)
        node = c.design.nodes[target]
    caller = site.caller.partition(".")[0]
    from_traffic = site.caller in c.design.traffic and caller == site.caller
    row: dict[str, float] = {
        "salt": salt(site.path),
        "caller": -1 if from_traffic else c.row[caller],
        "caller_first": 0 if from_traffic else c.first_server[caller],
        "from_traffic": int(from_traffic),
        "node": c.row[target],
        "balancer": balancer,
        "pc": c.start[target, site.handler],
        "policy": policy(site, node, callee),
        "choices": (callee if balancer >= 0 else node).choice_count or 0,
    }
    row.update(try_policies(site))
    row.update(call_policies(site))
    row["uses_state"] = int(row["breaker_rate"] >= 0 or row["rate"] > 0 or row["connections"] > 0 or row["budget"] >= 0)
    return row


def policy(site: CallSite, node: Node, callee: Node) -> int:
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
