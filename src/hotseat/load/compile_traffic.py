"""Traffic: when requests come, from where, about which keys, and what their clients do."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hotseat.design.distributions import Constant
from hotseat.load import tables as T
from hotseat.load.assembly import CallSite, salt
from hotseat.load.program import Compilation, table
from hotseat.load.shapes import segments_of

if TYPE_CHECKING:
    from hotseat.design.traffic import Traffic


def client_programs(c: Compilation) -> None:
    """A client makes one call, under the traffic's policies."""
    assembler = c.assembler
    for name, traffic in c.design.traffic.items():
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
        c.client_start[name] = assembler.emit(T.OP_CALL, a=assembler.site(site))
        assembler.emit(T.OP_END)
        c.think[name] = assembler.distribution(traffic.think or Constant(0.0))
        c.access[name] = -1 if traffic.access is None else assembler.distribution(traffic.access)


def traffics(c: Compilation) -> None:
    """When requests come, from where, and about which keys."""
    rows: list[dict[str, float]] = []
    segments: list[tuple[float, float, float, float]] = []
    times: list[float] = []
    shares: list[float] = []
    ids: list[int] = []
    for name, traffic in c.design.traffic.items():
        row: dict[str, float] = {
            "salt": salt(f"{c.seed}/{name}"),
            "limit": c.limits.get(name, T.NO_LIMIT),
            "keys": traffic.keys.count if traffic.keys else 1,
            "expected": c.assembler.mask(c.reach.of_handler(*entry(c, traffic))),
            "pc": c.client_start[name],
            "think": c.think[name],
            "access": c.access[name],
            "stride": 1,
            "place_first": len(ids),
        }
        row.update(zipf_constants(traffic))
        for place, share in place_shares(c, traffic):
            ids.append(c.program.places.index(place))
            shares.append(share)
        row["place_count"] = len(ids) - row["place_first"]
        if traffic.users is not None:
            row.update(kind=3, users=traffic.users)
        elif traffic.trace is not None:
            row.update(kind=2, first=len(times), count=len(traffic.trace.times))
            times.extend(traffic.trace.times)
        else:
            pieces = segments_of(traffic, name, c.design.faults, c.program.horizon)
            row.update(kind=0 if traffic.arrivals == "poisson" else 1, first=len(segments), count=len(pieces))
            segments.extend(pieces)
        row["stride"] = stride(c, row, segments)
        rows.append(row)
    c.program.tables.update(
        traffic=table(T.TRAFFIC, rows),
        segments=np.array(segments, np.float64).reshape(-1, 4),
        traces=np.array(times, np.float64),
        place_shares=np.array(shares, np.float64),
        place_ids=np.array(ids, np.int32),
    )


def entry(c: Compilation, traffic: Traffic) -> tuple[str, str]:
    """The handler that a traffic's requests reach, behind its balancer."""
    node, _, handler = traffic.to.partition(".")
    callee = c.design.nodes[node]
    return (str(callee.to), handler) if callee.kind == "load_balancer" else (node, handler)


def place_shares(c: Compilation, traffic: Traffic) -> list[tuple[str, float]]:
    """Places with their cumulative shares; without regions, everyone is in the design's first one."""
    if not traffic.regions:
        return [(c.program.places[0], 1.0)]
    total = math.fsum(traffic.regions.values())
    result = []
    passed = 0.0
    for place, share in traffic.regions.items():
        passed += share / total
        result.append((place, passed))
    return result


def stride(c: Compilation, row: dict[str, float], segments: list[tuple[float, float, float, float]]) -> int:
    """One request in so many is sampled for where time went: about 100,000 of a run, fewer of a large design."""
    expected = wanted = min(1e5, max(4e3, 1e7 / len(c.nodes)))
    if row["kind"] < 2:
        first, count = int(row["first"]), int(row["count"])
        horizon = c.program.horizon
        expected = math.fsum(
            (min(end, horizon) - start) * (low + high) / 2
            for start, end, low, high in segments[first : first + count]
            if start < horizon
        )
    expected = min(expected, row["limit"])
    return 1 << max(0, math.ceil(math.log2(max(expected, 1.0) / wanted)))


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
