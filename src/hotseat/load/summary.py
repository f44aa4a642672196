"""Makes a `Result` of a run: warm-up dropped, intervals worked out, objectives judged, growth noticed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

import hotseat
from hotseat.errors import EngineError
from hotseat.load import tables as T
from hotseat.load.blames import exemplars, why
from hotseat.load.caveats import notes_of
from hotseat.load.confidence import UNKNOWN, batches, interval, mean_interval, percentile_intervals, warmup_slices
from hotseat.load.histogram import Histogram, merged, trimmed
from hotseat.load.judging import with_objectives
from hotseat.load.levels import PERCENTILES, Levels, hop_intervals
from hotseat.load.over_time import growth_of, series_of
from hotseat.load.planned import quiet_until
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hotseat.load.run import Run

NAN = float("nan")
LAW_TOLERANCE = 1e-6


def summarise(run: Run, *, seed: int, warmup: float | None = None, prices: Mapping[str, Price] | None = None) -> Result:
    """Everything that a run measured. `warmup` in seconds, or None to find it; `prices` is the sheet for named items."""
    return Summary(run, seed, warmup, prices or {}).result()


def latency_of(slices: list[Histogram]) -> Latency:
    """A distribution with its intervals, from the slices after the warm-up."""
    whole = merged(slices) if slices else trimmed(np.zeros(1, np.int64), 0.0, 0.0)
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
    levels: Levels = field(default_factory=lambda: Levels([]))

    def result(self) -> Result:
        """Puts the parts together. Raises EngineError when the run's books do not balance."""
        run = self.run
        run.check_books()
        self.first = self.warm_slices()
        self.levels = Levels(self.kept)
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

    def rows(self, row: int) -> list[Histogram]:
        """A histogram row's slices after the warm-up."""
        return [piece.histograms[row] for piece in self.kept]

    def over(self, kind: str, name: str) -> NDArray[np.int64]:
        """A sum after the warm-up, by server or queue."""
        values = [getattr(piece, kind)[name] for piece in self.kept]
        size = len(self.run.world.servers if kind == "servers" else self.run.world.queues)
        return np.sum(values, axis=0) if values else np.zeros(size, np.int64)

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
                latency=latency_of(self.rows(index)),
                availability=done / answered if answered else NAN,
                stale=stale / done if done else NAN,
                staleness=latency_of(self.rows(number + index)),
            )
        return result

    def availability_intervals(self) -> dict[str, Interval]:
        """95% intervals of each traffic's availability, by batches of slices."""
        result = {}
        count = 20
        for index, name in enumerate(self.run.program.traffic_names):
            result[name] = UNKNOWN
            if len(self.kept) >= count:
                ends = [self.kept[(k + 1) * len(self.kept) // count - 1] for k in range(count)]  # to the last slice
                marks = [self.run.slices[self.first - 1] if self.first else None, *ends]
                good = [0 if m is None else int(m.traffic["completed"][index]) for m in marks]
                bad = [
                    0 if m is None else int(m.traffic["failed"][index] + m.traffic["rejected"][index]) for m in marks
                ]
                shares = [
                    (good[k + 1] - good[k]) / max(1, good[k + 1] - good[k] + bad[k + 1] - bad[k]) for k in range(count)
                ]
                total = good[-1] - good[0] + bad[-1] - bad[0]
                low, high = interval((good[-1] - good[0]) / max(1, total), shares)
                result[name] = (max(0.0, low), min(1.0, high))
        return result

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
                delay=latency_of(self.rows(number)),
            )
        return result

    def spreads(self) -> dict[str, Latency]:
        """How long each broadcast took to reach the last."""
        base = 2 * len(self.run.program.traffic_names) + len(self.run.program.effect_names)
        return {name: latency_of(self.rows(base + i)) for i, name in enumerate(self.run.program.spread_names)}

    def unreached(self) -> dict[str, int]:
        """How many broadcasts did not reach everyone, over the whole run."""
        base = 2 * len(self.run.program.traffic_names) + len(self.run.program.effect_names)
        missed = self.run.world.missed
        return {name: int(missed[base + i]) for i, name in enumerate(self.run.program.spread_names)}

    # ------------------------------------------------------------------------------------------------------- nodes

    def nodes(self) -> dict[str, NodeResult]:
        """Each node, all its replicas together."""
        world = self.run.world
        sums = {name: self.over("servers", name) for name in self.run.slices[0].servers} if self.run.slices else {}
        owner = np.asarray(world.servers["node"])
        result = {}
        for index, name in enumerate(self.run.program.node_names):
            mine = np.flatnonzero(owner == index)
            totals = {key: int(value[mine].sum()) for key, value in sums.items()}
            one = self.node(name, index, mine, totals)
            result[name] = replace(one, busiest=self.busiest(mine, sums)) if totals else one
        return result

    def busiest(self, mine: NDArray[np.int64], sums: Mapping[str, NDArray[np.int64]]) -> float:
        """The utilisation of the busiest of these servers; NaN where they have no limit or none was up."""
        capacity = np.asarray(self.run.world.servers["capacity"])[mine].astype(np.float64)
        able = sums["up_area"][mine] * capacity
        there = (able > 0) & (capacity < T.NO_LIMIT)
        return float((sums["busy_area"][mine][there] / able[there]).max()) if there.any() else NAN

    def node(self, name: str, index: int, mine: NDArray[np.int64], sums: dict[str, int]) -> NodeResult:
        """One node's row."""
        world, program = self.run.world, self.run.program
        kind = program.design.nodes[name].kind
        span = self.measured * 1e9 or 1.0
        capacity = int(world.servers["capacity"][mine[0]]) if len(mine) else T.NO_LIMIT
        up = sums.get("up_area", 0)
        line_max = max((int(piece.line_max[mine].sum()) for piece in self.kept), default=0)
        row: dict[str, Any] = {
            "queue_mean": sums.get("line_area", 0) / span,
            "queue_max": line_max,
            "wait_mean": sums.get("waited", 0) * 1e-9 / sums["started"] if sums.get("started") else 0.0,
            "redelivered": 0,
            "dead_letters": 0,
            "backlog": int(world.servers["line"][mine].sum()),
            "arrivals": sums.get("arrivals", 0),
            "completions": sums.get("completions", 0),
            "rejected": sums.get("rejected", 0),
        }
        row["utilisation"] = sums.get("busy_area", 0) / (up * capacity) if up and capacity < T.NO_LIMIT else NAN
        row["busy_mean"] = sums.get("busy_area", 0) / span
        ci95 = self.levels.of_servers(row, mine, capacity)
        if kind in ("queue", "topic"):
            row.update(self.queue(index))
            ci95 |= self.levels.of_queues(row, np.flatnonzero(np.asarray(world.queues["node"]) == index))
        return NodeResult(
            kind=kind,
            errors=sums.get("errors", 0),
            ci95=ci95,
            replicas_mean=up / span,
            crashes=int(self.run.total("servers", "crashes")[mine].sum()) if self.run.slices else 0,
            hit_ratio=self.hit_ratio(index),
            lost_writes=self.lost_writes(index),
            **row,
        )

    def queue(self, index: int) -> dict[str, Any]:
        """What a queue's row says instead of its broker's."""
        world = self.run.world
        mine = np.flatnonzero(np.asarray(world.queues["node"]) == index)
        delivered = int(self.over("queues", "delivered")[mine].sum())
        return {
            "queue_mean": int(self.over("queues", "area")[mine].sum()) / (self.measured * 1e9 or 1.0),
            "queue_max": max((int(piece.ready_max[mine].sum()) for piece in self.kept), default=0),
            "wait_mean": int(self.over("queues", "waited")[mine].sum()) * 1e-9 / delivered if delivered else 0.0,
            "redelivered": int(self.run.total("queues", "redelivered")[mine].sum()),
            "dead_letters": int(self.run.total("queues", "dead")[mine].sum()),
            "backlog": int(np.asarray(world.queues["ready"] + world.queues["held"])[mine].sum()),
            "arrivals": int(self.over("queues", "enqueued")[mine].sum()),
            "completions": int(self.over("queues", "acked")[mine].sum()),
            "rejected": int(self.over("queues", "rejected")[mine].sum()),
        }

    def hit_ratio(self, index: int) -> float:
        """Hits over lookups, of the whole run; NaN for what is no cache."""
        caches = np.asarray(self.run.world.caches)
        mine = caches[caches["node"] == index]
        lookups = int(mine["hits"].sum() + mine["misses"].sum())
        return int(mine["hits"].sum()) / lookups if lookups else NAN

    def lost_writes(self, index: int) -> int:
        """Writes that a failover lost."""
        databases = np.asarray(self.run.world.databases)
        return int(databases["lost"][databases["node"] == index].sum())
