"""Results made by hand, for pages about runs that never were: any names, any sizes, any holes."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np

from hotseat.design.design import Design
from hotseat.design.distributions import Constant
from hotseat.design.faults import Crash, Flush, Spike
from hotseat.design.nodes import Node
from hotseat.design.objectives import Threshold
from hotseat.design.steps import Call, Effect, Work
from hotseat.design.traffic import Traffic
from hotseat.load.histogram import trimmed
from hotseat.load.result import (
    Blame,
    EffectResult,
    HopResult,
    Latency,
    NodeResult,
    ObjectiveResult,
    Result,
    Series,
    TrafficResult,
)

NAN = math.nan
UNKNOWN = (NAN, NAN)
NAMES = ("mean", "p50", "p90", "p99", "p99.9")


def latency(median: float = 0.02, count: int = 5000) -> Latency:
    """A lognormal-looking distribution, by exact quantiles; an empty one when `count` is 0."""
    counts = np.zeros(60_000, np.int64)
    if count:
        places = np.clip(30_000 + 700 * np.sqrt(2) * _erfinv(np.linspace(-0.999, 0.999, count)), 0, 59_999)
        np.add.at(counts, places.astype(int) - 30_000 + _bin(median), 1)
    histogram = trimmed(counts, median * count * 1.2, median * 10 if count else 0.0)
    values = [histogram.mean, *(histogram.percentile(p) for p in (50, 90, 99, 99.9))]
    ci95 = {name: (value * 0.9, value * 1.1) for name, value in zip(NAMES, values, strict=True)}
    return Latency(histogram.count, *values, histogram.largest, ci95, histogram)


def _erfinv(x: np.ndarray) -> np.ndarray:
    """Winitzki's approximation of the inverse error function."""
    a = 0.147
    log = np.log(1 - x * x)
    first = 2 / (np.pi * a) + log / 2
    return np.sign(x) * np.sqrt(np.sqrt(first * first - log / a) - first)


def _bin(seconds: float) -> int:
    mantissa, exponent = math.frexp(seconds * 1e9)
    return 1024 + (exponent - 11) * 1024 + int((mantissa * 2 - 1) * 1024)


def made(**values: object) -> Result:
    """A result of these values; what else a result must have, and a page does not need, is empty."""
    needed = [f.name for f in dataclasses.fields(Result) if f.default is f.default_factory is dataclasses.MISSING]
    return Result(**{**{name: {} for name in needed}, **values})


def node_result(kind: str = "service", **changes: object) -> NodeResult:
    row = NodeResult(
        kind, 5000, 4990, 0, 10, 0.613, 3.0, 1.5, 42, 0.0031, 2.0, 0, NAN, 0, 0, 0, 0
    )  # fmt: skip
    return dataclasses.replace(row, **changes)


def result(
    nodes: tuple[str, ...] = ("api", "store"),
    traffics: tuple[str, ...] = ("reads",),
    *,
    count: int = 5000,
    slices: int = 128,
) -> Result:
    """A run in which each node calls the next; the last has the effect `charge`."""
    chain = {name: Node("service", replicas=2, on={"go": (Work(Constant(0.001)), Call(f"{after}.go"))})
             for name, after in itertools.pairwise(nodes)}  # fmt: skip
    chain[nodes[-1]] = Node("external", on={"go": (Effect("charge"),)})
    time = np.linspace(60 / slices, 60, slices) if slices else np.empty(0)
    wave = 0.5 + 0.3 * np.sin(time)
    empty = np.full(slices, 0.0 if count else NAN)
    design = Design(
        name="A design",
        traffic={name: Traffic(to=f"{nodes[0]}.go", rate=100.0) for name in traffics},
        nodes=chain,
        duration=60.0,
        faults=(Crash(nodes[0], at=20.0, lasting=10.0), Flush(nodes[-1], at=40.0), Spike(traffics[0], 2.0, at=50.0)),
        objectives={traffics[0]: (Threshold("p(99)", "<", 0.25, "p(99) < 250ms"),)},
    )
    one = latency(count=count)
    return made(
        design=design,
        seed=7,
        duration=60.0,
        warmup=5.0,
        events=123_456,
        engine="0.1.0",
        traffic={
            name: TrafficResult(6000, count, 70, 30, 6000 - count - 100, 91.2, one, 0.9804, 0.0, latency(count=0))
            for name in traffics
        },
        hops=tuple(
            HopResult(f"{a}.go", f"{b}.go", 5100, 51, 20, 12, 0, latency(0.004))
            for a, b in itertools.pairwise(nodes)
        ),
        effects={"charge": EffectResult(4000, 3900, 7, 61, 32, 5, 4031, -1, latency(0.03))},
        spreads={},
        nodes={name: node_result(node.kind) for name, node in chain.items()},
        series=Series(
            time,
            {name: {"rate": wave * 100, "errors": wave, "p50": wave / 50 + empty, "p99": wave / 10 + empty,
                    "in_flight": wave * 5} for name in traffics},
            {name: {"utilisation": wave, "queue": wave * 3, "replicas": np.full(slices, 2.0)} for name in chain},
        ),
        objectives=(ObjectiveResult(traffics[0], "p(99) < 250ms", one.p99, bool(one.p99 < 0.25), one.ci95["p99"]),),
        why={name: {"p50": (Blame(nodes[0], "working", 0.7), Blame(nodes[-1], "waiting", 0.3)),
                    "p99": (Blame(nodes[-1], "waiting", 0.85), Blame(nodes[0], "working", 0.15))} for name in traffics},
        checks={f"little:{nodes[0]}": 0.0, f"utilisation:{nodes[0]}": 3e-16},
        cost=NAN,
    )  # fmt: skip
