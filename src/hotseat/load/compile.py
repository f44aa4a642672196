"""Compiles a design into the kernel's tables: places, servers, programs, call sites, timelines.

Everything that does not change while a design runs is worked out here once; a `Program` can be run many times, each run on
its own copy of the tables (`make_world`). This module says in which order; what it makes itself are the programs, the
effects and the timeline, and the others are made by the modules named `compile_...`, one for each kind of thing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

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
from hotseat.errors import DesignError
from hotseat.load import tables as T
from hotseat.load.assembly import Assembler
from hotseat.load.compile_calls import edges
from hotseat.load.compile_network import lanes, network
from hotseat.load.compile_nodes import node_tables, place_nodes
from hotseat.load.compile_stores import caches, database_tables, databases, own_handlers, queues
from hotseat.load.compile_traffic import client_programs, traffics
from hotseat.load.program import Compilation, Program, Table, setting, table
from hotseat.load.reach import Reach
from hotseat.load.timeline import timeline

if TYPE_CHECKING:
    from hotseat.design.design import Design

EFFECTS_MAX = 15
"""Effects that a design may have: a unit counts each in four bits of one number."""


def compile_design(design: Design, *, horizon: float, seed: int, limits: dict[str, int] | None = None) -> Program:
    """Compiles a design for runs of at most `horizon` simulated seconds; `limits` caps a traffic's number of requests.

    Raises DesignError for what cannot be run.
    """
    c = begin(design, horizon, seed, limits or {})
    for fill in PARTS:  # each needs what those before it have filled
        fill(c)
    return c.program


def begin(design: Design, horizon: float, seed: int, limits: dict[str, int]) -> Compilation:
    """A compilation of which nothing is done but the names."""
    nodes = list(design.nodes.items())
    reach = Reach(design)
    if len(reach.effect_names) > EFFECTS_MAX:
        raise DesignError(
            f"effects: a design may have {EFFECTS_MAX} different effects, this one has {len(reach.effect_names)}"
        )
    program = Program(
        design,
        horizon,
        node_names=[name for name, _ in nodes],
        traffic_names=list(design.traffic),
        effect_names=reach.effect_names,
        keys=max([1, *(t.keys.count for t in design.traffic.values() if t.keys)]),
    )
    row = {name: index for index, (name, _) in enumerate(nodes)}
    return Compilation(design, seed, limits, program, reach, nodes, row)


def programs(c: Compilation) -> None:
    """Every handler, the handlers that stores have of themselves, and each traffic's own call."""
    design = c.design
    crashes = tuple(fault for fault in design.faults if isinstance(fault, Crash) and fault.between)
    assembler = c.assembler = Assembler(
        effects=c.program.effect_names,
        cache_rows=lambda cache, user: (c.local_rows[cache, user], c.first_server[user]),
        is_local=lambda name: design.nodes[name].local,
        local_work=lambda name: setting(design.nodes[name], "work"),
        reach=c.reach.certain,
        crashes=crashes,
    )
    for name, node in c.nodes:
        for handler, steps in node.on.items():
            c.start[name, handler] = assembler.handler(name, handler, steps)
        own_handlers(c, name, node)
    client_programs(c)
    database_tables(c)
    base = 2 * len(design.traffic) + len(c.program.effect_names)
    for operation in assembler.operations:
        if operation.op == T.OP_BROADCAST:
            operation.c += base
    c.program.spread_names = assembler.spreads
    c.program.sites = assembler.sites


def operations(c: Compilation) -> None:
    """The assembled programs, as a table."""
    assembler = c.assembler
    names = T.OP.names or ()
    rows = [{name: getattr(operation, name) for name in names} for operation in assembler.operations]
    once = np.array([assembler.once_by_request, assembler.once_by_key], np.int64)
    c.program.tables.update(ops=table(T.OP, rows), once=once)
    c.program.distributions = assembler.distributions


def effects(c: Compilation) -> None:
    """Effect rows, and the memory of order where something has one and keys are few enough."""
    names = c.program.effect_names
    rows: list[dict[str, float]] = []
    ordered = c.program.keys > 1 or any(node.order_by for _, node in c.nodes)
    tracked = ordered and c.program.keys * len(names) <= 8_000_000
    for index, _ in enumerate(names):
        rows.append({"order": index * c.program.keys if tracked else -1})
    c.program.tables.update(
        effects=table(T.EFFECT, rows),
        effect_order=np.full(len(names) * c.program.keys if tracked else 0, -1, np.int64),
    )


def faults(c: Compilation) -> None:
    """The fault timeline."""
    controls, links = timeline(c)
    order = sorted(range(len(controls)), key=lambda i: (controls[i]["time"], i))
    rows = [controls[i] for i in order]
    rows.append({"time": T.NEVER})
    c.program.tables.update(controls=table(T.CONTROL, rows), links=table(T.LINK, links))


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


PARTS = (
    network, place_nodes, queues, caches, databases, programs, edges, traffics, effects, node_tables, faults, lanes,
    operations,
)  # fmt: skip
"""What fills the tables, in order."""
