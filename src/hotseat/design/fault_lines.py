"""A fault in one line, for the command line: `crash sender at 60s for 30s`.

    <fault> <subject> [<subject>] [<key> <value>]...

The words are those of the file: `slow db factor 3 at 60s`, `partition eu us at 60s for 30s`, `link eu us latency 100ms
loss 1%`, `crash sender between merchant.deliver and log.record probability 10%`. The word `and` may stand anywhere.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from hotseat.design import shapes
from hotseat.design.checks_faults import check_fault
from hotseat.design.findings import Findings, nearest
from hotseat.design.reader import Reader
from hotseat.design.tree import Mapping, Scalar, Sequence, Tree
from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.design.faults import Fault

PAIRS = ("partition", "link", "between")
"""The words that are followed by two names."""


def parse_fault(line: str) -> Fault:
    """The fault that a line says; raises DesignError with a sentence."""
    words = [word for word in line.replace(",", " ").split() if word != "and"]
    if not words:
        raise DesignError(Problem("fault", "nothing here; write a fault like `crash sender at 60s for 30s`"))
    if words[0] not in shapes.FAULTS:
        raise DesignError(Problem("fault", f"'{words[0][:40]}' is not a fault{nearest(words[0], shapes.FAULTS)}"))
    reader = Reader("", None)
    fault: Fault = reader.named(_tree(words, line), shapes.FAULTS, "fault", "fault")
    if reader.problems:
        raise DesignError(reader.problems)
    return fault


def with_fault(design: Design, line: str) -> Design:
    """The design with the fault of a line added; raises DesignError where it strikes nothing that is there."""
    fault = parse_fault(line)
    findings = Findings({}, (), "")
    check_fault(design, fault, "fault", findings)
    if findings.problems:
        raise DesignError(findings.problems)
    return dataclasses.replace(design, faults=(*design.faults, fault))


def _tree(words: list[str], line: str) -> Mapping:
    """The words as the mapping that the file would have."""
    pairs: list[tuple[Scalar, Tree]] = []
    position = 0
    while position < len(words):
        key = words[position]
        size = 2 if key in PAIRS else 1
        values = words[position + 1 : position + 1 + size]
        if len(values) < size:
            need = "two names" if size == 2 else "a value"
            raise DesignError(
                Problem(f"fault.{key}", f"`{key}` is followed by {need}, and the line ends: {line.strip()[:80]}")
            )
        items: list[Tree] = [Scalar(value) for value in values]
        pairs.append((Scalar(key), Sequence(items) if size == 2 else items[0]))
        position += 1 + size
    return Mapping(pairs)
