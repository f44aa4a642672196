"""A design as a picture that other tools draw: a Mermaid flowchart of who asks whom.

This is the seam for pictures in and out: an export takes a Design and returns text, as here; an import (Excalidraw,
React Flow) makes the plain values that `from_json` reads, so that it inherits every check and every sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.shapes import HEADS, word_of
from hotseat.design.walk import every_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.design.design import Design

SHAPES = {"queue": "[[{}]]", "topic": "[[{}]]", "database": "[({})]", "cache": "[({})]", "external": "{{{{{}}}}}"}
"""How Mermaid draws a kind of node; a plain box if it is not here."""

POINTING = (
    kinds.Call, kinds.Send, kinds.Broadcast, kinds.Lookup, kinds.Store, kinds.Invalidate, kinds.Read, kinds.Write,
)  # fmt: skip
"""The steps that point from one node to another."""


def to_mermaid(design: Design) -> str:
    """The design as a Mermaid `flowchart`: traffic, nodes, and an arrow for each thing one asks of another."""
    lines = ["flowchart LR"]
    lines += [f'  traffic_{_name(name)}(("{name}"))' for name in design.traffic]
    lines += [
        f"  {_name(name)}{SHAPES.get(node.kind, '[{}]').format(_label(name))}" for name, node in design.nodes.items()
    ]
    lines += [f"  {arrow}" for arrow in dict.fromkeys(_arrows(design))]
    return "\n".join(lines) + "\n"


def _arrows(design: Design) -> Iterator[str]:
    """Every arrow, in the order of the file."""
    for name, traffic in design.traffic.items():
        yield f"traffic_{_name(name)} --> {_name(traffic.to.partition('.')[0])}"
    for placed in every_step(design):
        if isinstance(placed.step, POINTING):
            cls: type = type(placed.step)
            word = word_of(cls)
            target, _, handler = str(getattr(placed.step, HEADS.get(cls, word))).partition(".")
            yield f'{_name(placed.node)} -->|"{handler or word}"| {_name(target)}'
    for name, node in design.nodes.items():
        if node.consumes is not None:
            yield f"{_name(node.consumes)} --> {_name(name)}"
        if node.dead_letters is not None:
            yield f'{_name(name)} -.->|"dead letters"| {_name(node.dead_letters)}'
        if node.to is not None:
            yield f"{_name(name)} --> {_name(node.to)}"


def _name(name: str) -> str:
    """A name that Mermaid takes for an identifier and not for a word of its own (`end`)."""
    return "n_" + name.replace("-", "_")


def _label(name: str) -> str:
    return f'"{name}"'
