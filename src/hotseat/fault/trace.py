"""What happened in a run, step by step: the plain list from which windows, pictures and reports are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.keys import Key


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one node.

    `number` is its place in the run, `time` the virtual time in seconds. `to` is the other node of a message, `cause`
    the
    number of the step that this one follows from on another node (-1: none). `key`, `ways` and `way` are those of an
    effect with a choice; `file` and `line` the place in the handler that asked for it (0: the world did).
    `durable` is what the stores held when the step began, as (entry, text); `after` the numbers of the steps that wrote
    what this one read. A step of kind `see` only reads: nothing can go wrong with it, and pictures leave it out.
    """

    number: int
    time: float
    node: str
    incarnation: int
    kind: str
    what: str
    to: str
    cause: int
    key: Key | None
    ways: tuple[str, ...]
    way: str
    file: str
    line: int
    seen: str
    durable: tuple[tuple[str, str], ...] = ()
    after: tuple[int, ...] = ()
