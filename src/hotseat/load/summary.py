"""Makes a `Result` of a run: warm-up dropped, intervals worked out, objectives judged, growth noticed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

import hotseat
from hotseat.errors import EngineError
from hotseat.load import tables as T
from hotseat.load.blames import exemplars, why
from hotseat.load.caveats import notes_of
from hotseat.load.confidence import (
    BATCHES,
    UNKNOWN,
    batches,
    changing_intervals,
    cuts,
    half_width,
    interval,
    mean_interval,
    percentile_intervals,
    warmup_slices,
)
from hotseat.load.histogram import Histogram, merged, trimmed
from hotseat.load.judging import with_objectives
from hotseat.load.levels import PERCENTILES, Levels, hop_intervals
from hotseat.load.over_time import by_node, growth_of, series_of
from hotseat.load.planned import changes, quiet_until
from hotseat.load.price import Price, currency_of, monthly_cost, monthly_costs
from hotseat.load.result import (
    EffectResult,
    HopResult,
    Interval,
    Latency,
    NodeResult,
    Result,
    TrafficResult,
)
from hotseat.load.run import QUEUE_SUMS, SERVER_SUMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hotseat.load.run import Run

NAN = float("nan")
LAW_TOLERANCE = 1e-6


def summarise(run: Run, *, seed: int, warmup: float | None = None, prices: Mapping[str, Price] | None = None) -> Result:
    """Everything that a run measured. `warmup` in seconds, or None to find it; `prices` is the sheet for named items."""
    return Summary(run, seed, warmup, prices or {}).result()


def latency_of(slices: list[Histogram], edges: Sequence[int] = ()) -> Latency:
    """A distribution with its intervals, from the slices after the warm-up; `edges` are where something changes by plan."""
    whole = merged(slices) if slices else trimmed(np.zeros(1, np.int64), 0.0, 0.0)
    if edges:
        stretches = [[merged(slices[begin:end]) for begin, end in stretch] for stretch in cuts(len(slices), edges)]
        intervals = changing_intervals(whole, stretches, PERCENTILES.values())
        return latency_with(whole, dict(zip(("mean", *PERCENTILES), intervals, strict=True)))
    parts = batches(slices)
    spreads = percentile_intervals(whole, parts, list(PERCENTILES.values()))
    return latency_with(whole, {"mean": mean_interval(whole, parts), **dict(zip(PERCENTILES, spreads, strict=True))})


def latency_with(whole: Histogram, ci95: Mapping[str, Interval]) -> Latency:
    """A distribution with intervals that are known."""
    p50, p90, p99, p999 = whole.percentiles(PERCENTILES.values())
    return Latency(whole.count, whole.mean, p50, p90, p99, p999, whole.largest, ci95, whole)


@dataclass(slots=True)
class Summary:
    """The working state of one summary."""

    run: Run
    seed: int
    wished_warmup: float | None
    prices: Mapping[str, Price]
    first: int = 0
    """The first slice after the warm-up."""
    edges: list[int] = field(default_factory=list)
    """Where something has just changed by plan, counted from there."""

    def result(self) -> Result:
        """Puts the parts together. Raises EngineError when the run's books do not balance."""
        run = self.run
        run.check_books()
        self.first = self.warm_slices()
        self.edges = self.edge_slices()
        checks = run.law_errors()
        nodes = self.nodes()
        traffic = self.traffic()
        effects = self.effects()
        spreads = self.spreads()
        costs = monthly_costs(run.program.design, nodes, self.measured, self.prices)
        for name, error in checks.items():
            if error > LAW_TOLERANCE:
                raise EngineError(f"{name}: the area and the sum of the waits differ by {error:.1e} of themselves")
        unreached, hops = self.unreached(), self.hops()
        result = Result(
            design=run.program.design,
            seed=self.seed,
            duration=run.now,
            warmup=self.start,
            events=int(run.world.regs[T.R_EVENTS]),
            engine=hotseat.__version__,
            traffic=traffic,
            hops=hops,
            effects=effects,
            spreads=spreads,
            unreached=unreached,
            notes=notes_of(run.program.design, unreached, nodes, hops, ended=run.now if run.full else None),
            nodes=nodes,
            series=series_of(run),
            objectives=(),
            why=why(run, traffic, effects),
            exemplars=exemplars(run, traffic),
            checks=checks,
            cost=monthly_cost(costs),
            costs=costs,
            currency=currency_of(self.prices),
            unstable=growth_of(run),
            interrupted=run.interrupted,
            exact=self.exact(),
        )
        return with_objectives(result, self.availability_intervals())

    # ------------------------------------------------------------------------------------------------------- warm-up

    def warm_slices(self) -> int:
        """How many slices are warm-up: as asked, or by MSER over each traffic's mean latency, before anything changes."""
        slices = self.run.slices
        if not slices:
            return 0
        if self.wished_warmup is not None:
            return min(sum(piece.end <= self.wished_warmup * (1 + 1e-9) for piece in slices), len(slices) - 1)
        limit = quiet_until(self.run.program.design)
        quiet = [piece for piece in slices if piece.end <= limit]
        found = 0
        for row in range(len(self.run.program.traffic_names)):
            series = np.array([piece.histograms[row].mean for piece in quiet])
            found = max(found, warmup_slices(series))
        return found

    @property
    def kept(self) -> list[Any]:
        """The slices after the warm-up."""
        return self.run.slices[self.first :]

    @property
    def start(self) -> float:
        """When the warm-up ended, in seconds."""
        return self.kept[0].start if self.kept else 0.0

    @property
    def measured(self) -> float:
        """Seconds after the warm-up."""
        return self.run.now - self.start

    def edge_slices(self) -> list[int]:
        """The slices after the warm-up at which something has just changed by plan."""
        middles = np.array([(piece.start + piece.end) / 2 for piece in self.kept])
        places = {int(np.searchsorted(middles, moment)) for moment in changes(self.run.program.design)}
        return sorted(place for place in places if 0 < place < len(middles))

    def rows(self, row: int) -> list[Histogram]:
        """A histogram row's slices after the warm-up."""
        return [piece.histograms[row] for piece in self.kept]

    def over(self, kind: str, name: str) -> NDArray[np.int64]:
        """A sum after the warm-up, by server or queue."""
        return self.run.total(kind, name, first=self.first)

    def counts(self, name: str) -> NDArray[np.int64]:
        """What was counted of each traffic after the warm-up."""
        before = self.run.slices[self.first - 1].traffic[name] if self.first else 0
        last = self.run.slices[-1].traffic[name] if self.run.slices else np.zeros(len(self.run.world.traffic), np.int64)
        return np.asarray(last - before)

    # ------------------------------------------------------------------------------------------------------- traffic

    def traffic(self) -> dict[str, TrafficResult]:
        """Each traffic's books and latency."""
        world = self.run.world
        number = len(self.run.program.traffic_names)
        counts = [self.counts(sort) for sort in ("completed", "failed", "rejected", "stale")]
        result = {}
        for index, name in enumerate(self.run.program.traffic_names):
            row = world.traffic[index]
            done, failed, rejected, stale = (int(count[index]) for count in counts)
            answered = done + failed + rejected
            result[name] = TrafficResult(
                generated=int(row["number"]),
                completed=int(row["completed"]),
                failed=int(row["failed"]),
                rejected=int(row["rejected"]),
                in_flight=int(row["number"] - row["completed"] - row["failed"] - row["rejected"]),
                rate=done / self.measured if self.measured else NAN,
                latency=latency_of(self.rows(index), self.edges),
                availability=done / answered if answered else NAN,
                stale=stale / done if done else NAN,
                staleness=latency_of(self.rows(number + index), self.edges),
            )
        return result

    def availability_intervals(self) -> dict[str, Interval]:
        """95% intervals of each traffic's availability, by batches of slices to the last one."""
        result = {}
        kept, edges = self.kept, self.edges
        even = [[(len(kept) * k // BATCHES, len(kept) * (k + 1) // BATCHES) for k in range(BATCHES)]]
        split = cuts(len(kept), edges) if edges else even if len(kept) >= BATCHES else []
        for index, name in enumerate(self.run.program.traffic_names):
            result[name] = UNKNOWN
            if split:
                counts = [[self.good_and_bad(index, *ends) for ends in stretch] for stretch in split]
                shares = [[good / max(1, good + bad) for good, bad in stretch] for stretch in counts]
                weights = [float(sum(map(sum, stretch))) for stretch in counts]
                whole = sum(good for stretch in counts for good, _ in stretch) / max(1, math.fsum(weights))
                low, high = interval(whole, shares[0])
                if edges:
                    half = half_width(shares, weights)
                    low, high = whole - half, whole + half
                result[name] = (max(0.0, low), min(1.0, high))
        return result

    def good_and_bad(self, index: int, begin: int, end: int) -> tuple[int, int]:
        """How many requests of a traffic were answered, and how many not, in the slices after the warm-up from one on."""
        before = self.run.slices[self.first + begin - 1] if self.first + begin else None
        good, *bad = (
            int(self.kept[end - 1].traffic[sort][index]) - (0 if before is None else int(before.traffic[sort][index]))
            for sort in ("completed", "failed", "rejected")
        )
        return good, sum(bad)

    def exact(self) -> dict[str, NDArray[np.float64]] | None:
        """Every latency of each traffic, where they were kept."""
        if not self.run.world.exact.shape[0]:
            return None
        rows = np.concatenate([*self.run.exact, np.zeros((0, 2), np.int64)])
        names = self.run.program.traffic_names
        return {name: rows[rows[:, 0] == index, 1] * 1e-9 for index, name in enumerate(names)}

    # ------------------------------------------------------------------------------------------------------- hops

    def hops(self) -> tuple[HopResult, ...]:
        """Each call site, over the whole run."""
        world = self.run.world
        wholes = [
            trimmed(np.asarray(counts), float(row["total"]) * 1e-9, float(row["largest"]) * 1e-9, T.COARSE_BITS)
            for counts, row in zip(world.coarse, world.edge_counts, strict=True)
        ]
        intervals = hop_intervals(self.run.slices, wholes)
        result = []
        for index, site in enumerate(self.run.program.sites):
            row = world.edge_counts[index]
            result.append(
                HopResult(
                    caller=site.caller,
                    callee=site.node if site.handler.startswith("(") else f"{site.node}.{site.handler}",
                    tries=int(row["tries"]),
                    errors=int(row["errors"]),
                    timeouts=int(row["timeouts"]),
                    retries=int(row["retries"]),
                    rejected=int(row["rejected"]),
                    latency=latency_with(wholes[index], intervals[index]),
                )
            )
        return tuple(result)

    # ------------------------------------------------------------------------------------------------------- effects

    def effects(self) -> dict[str, EffectResult]:
        """Each effect's ledger: the units that are over, and those still under way."""
        world = self.run.world
        units = self.run.open_units()
        answered = units[units["state"] == T.OK]
        result = {}
        for index, name in enumerate(self.run.program.effect_names):
            row = world.effects[index]
            times = (answered["effects"] >> (4 * index)) & 15
            asked = ((answered["expected"] >> index) & 1 == 1) | (times > 0)
            once, more, none = (int((asked & mask).sum()) for mask in (times == 1, times > 1, times == 0))
            number = 2 * len(self.run.program.traffic_names) + index
            result[name] = EffectResult(
                expected=int(row["expected"]) + once + more + none,
                once=int(row["once"]) + once,
                lost=int(row["lost"]),
                duplicated=int(row["duplicated"]) + more,
                pending=none,
                unasked=int(row["unasked"]),
                happened=int(row["happened"]),
                out_of_order=int(row["disordered"]) if row["order"] >= 0 else -1,
                delay=latency_of(self.rows(number), self.edges),
            )
        return result

    def spreads(self) -> dict[str, Latency]:
        """How long each broadcast took to reach the last."""
        base = 2 * len(self.run.program.traffic_names) + len(self.run.program.effect_names)
        return {
            name: latency_of(self.rows(base + i), self.edges) for i, name in enumerate(self.run.program.spread_names)
        }

    def unreached(self) -> dict[str, int]:
        """How many broadcasts did not reach everyone, over the whole run."""
        base = 2 * len(self.run.program.traffic_names) + len(self.run.program.effect_names)
        missed = self.run.world.missed
        return {name: int(missed[base + i]) for i, name in enumerate(self.run.program.spread_names)}

    # ------------------------------------------------------------------------------------------------------- nodes

    def nodes(self) -> dict[str, NodeResult]:
        """Each node, all its replicas together."""
        world = self.run.world
        levels = Levels(self.run, self.kept)
        servers, queues, busiest = self.server_sums(), self.queue_sums(), self.busiest()
        hits, misses = by_node(self.run, "caches", [world.caches["hits"], world.caches["misses"]]).tolist()
        [lost] = by_node(self.run, "databases", [world.databases["lost"]]).tolist()
        result = {}
        for index, name in enumerate(self.run.program.node_names):
            kind = self.run.program.design.nodes[name].kind
            row = self.node({key: sums[index] for key, sums in servers.items()})
            ci95 = levels.of_servers(row, index, servers["capacity"][index])
            if kind in ("queue", "topic"):
                row.update(self.queue({key: sums[index] for key, sums in queues.items()}))
                ci95 |= levels.of_queues(row, index)
            lookups = hits[index] + misses[index]
            result[name] = NodeResult(
                kind=kind,
                ci95=ci95,
                busiest=busiest[index],
                hit_ratio=hits[index] / lookups if lookups else NAN,
                lost_writes=lost[index],
                **row,
            )
        return result

    def server_sums(self) -> dict[str, list[int]]:
        """What was counted of each node's servers, by what it is called."""
        world = self.run.world
        sums = {name: self.over("servers", name) for name in SERVER_SUMS}
        sums.update(line=world.servers["line"], crashes=self.run.total("servers", "crashes"))
        return {
            "capacity": world.servers["capacity"][world.nodes["first"]].tolist(),
            "line_max": self.longest("servers", [piece.line_max for piece in self.kept]),
            **dict(zip(sums, by_node(self.run, "servers", list(sums.values())).tolist(), strict=True)),
        }

    def queue_sums(self) -> dict[str, list[int]]:
        """What was counted of each node's queues, by what it is called."""
        queues = self.run.world.queues
        sums = {name: self.over("queues", name) for name in QUEUE_SUMS}
        sums.update({name: self.run.total("queues", name) for name in ("redelivered", "dead")})
        sums["backlog"] = queues["ready"] + queues["held"]
        return {
            "ready_max": self.longest("queues", [piece.ready_max for piece in self.kept]),
            **dict(zip(sums, by_node(self.run, "queues", list(sums.values())).tolist(), strict=True)),
        }

    def longest(self, kind: str, lines: list[NDArray[np.int64]]) -> list[int]:
        """The longest that each node's lines together were, given the longest of each slice."""
        longest: list[int] = by_node(self.run, kind, lines).max(axis=0, initial=0).tolist()
        return longest

    def busiest(self) -> list[float]:
        """The utilisation of each node's busiest server; NaN where they have no limit or none was up."""
        capacity = np.asarray(self.run.world.servers["capacity"]).astype(np.float64)
        able = self.over("servers", "up_area") * capacity
        shares = np.full(len(able), NAN)
        np.divide(self.over("servers", "busy_area"), able, out=shares, where=(able > 0) & (capacity < T.NO_LIMIT))
        busiest: list[float] = np.fmax.reduceat(shares, self.run.world.nodes["first"]).tolist()
        return busiest

    def node(self, sums: dict[str, int]) -> dict[str, Any]:
        """One node's row, by what was counted of its servers."""
        span = self.measured * 1e9 or 1.0
        up, capacity = sums["up_area"], sums["capacity"]
        return {
            "utilisation": sums["busy_area"] / (up * capacity) if up and capacity < T.NO_LIMIT else NAN,
            "busy_mean": sums["busy_area"] / span,
            "replicas_mean": up / span,
            "queue_mean": sums["line_area"] / span,
            "queue_max": sums["line_max"],
            "wait_mean": sums["waited"] * 1e-9 / sums["started"] if sums["started"] else 0.0,
            "redelivered": 0,
            "dead_letters": 0,
            "backlog": sums["line"],
            **{name: sums[name] for name in ("arrivals", "completions", "rejected", "errors", "crashes")},
        }

    def queue(self, sums: dict[str, int]) -> dict[str, Any]:
        """What a queue's row says instead of its broker's."""
        return {
            "queue_mean": sums["area"] / (self.measured * 1e9 or 1.0),
            "queue_max": sums["ready_max"],
            "wait_mean": sums["waited"] * 1e-9 / sums["delivered"] if sums["delivered"] else 0.0,
            "redelivered": sums["redelivered"],
            "dead_letters": sums["dead"],
            "backlog": sums["backlog"],
            "arrivals": sums["enqueued"],
            "completions": sums["acked"],
            "rejected": sums["rejected"],
        }
