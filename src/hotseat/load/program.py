"""A compiled design, and the working state of compiling one: what the modules beside `compile.py` fill in together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hotseat.design.nodes import DEFAULTS, Node
from hotseat.load import tables as T

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.design.distributions import Distribution
    from hotseat.load.assembly import Assembler, CallSite
    from hotseat.load.reach import Reach

Table = NDArray[Any]


def setting(node: Node, key: str) -> Any:  # noqa: ANN401 (a setting may be anything)
    """A node's setting where None cannot be meant: what the design says, else its kind's default."""
    value = getattr(node, key)
    return DEFAULTS.get(node.kind, {}).get(key) if value is None else value


def ns(seconds: float | None) -> int:
    """Whole nanoseconds; `NEVER` for None."""
    return T.NEVER if seconds is None else min(round(seconds * 1e9), T.NEVER)


def table(dtype: np.dtype[Any], rows: list[Any]) -> Table:
    """Rows given as mappings, as a table; keys that a row leaves out are zero."""
    result = np.zeros(len(rows), dtype)
    for record, row in zip(result, rows, strict=True):
        for key, value in row.items():
            record[key] = value
    return result


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


@dataclass(slots=True)
class Compilation:
    """The working state of one compilation: the program so far, and what of it other parts must know."""

    design: Design
    seed: int
    limits: dict[str, int]
    program: Program
    reach: Reach
    nodes: list[tuple[str, Node]]
    row: dict[str, int]
    """Each node's row."""
    assembler: Assembler = field(init=False)
    first_server: dict[str, int] = field(default_factory=dict)
    servers_of: dict[str, int] = field(default_factory=dict)
    queue_rows: dict[str, list[int]] = field(default_factory=dict)
    cache_first: dict[str, int] = field(default_factory=dict)
    local_rows: dict[tuple[str, str], int] = field(default_factory=dict)
    """Of a local cache and a node that uses it: the first row."""
    database_row: dict[str, int] = field(default_factory=dict)
    start: dict[tuple[str, str], int] = field(default_factory=dict)
    """Of a node and a handler: its first operation."""
    client_start: dict[str, int] = field(default_factory=dict)
    think: dict[str, int] = field(default_factory=dict)
    access: dict[str, int] = field(default_factory=dict)
    """Of a traffic: the first operation of its client, and the rows of two distributions."""
