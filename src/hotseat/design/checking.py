"""Is it a design? Questions asked of the whole value, once every key has been read.

The same checks serve a file (each problem with its line), a design built in Python, and one changed by `--set`. Nothing
is run; the slowest question is a walk over the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design.bounds import out_of_bounds
from hotseat.design.checks_faults import check_faults
from hotseat.design.checks_nodes import check_nodes
from hotseat.design.checks_objectives import check_objectives
from hotseat.design.checks_regions import check_regions
from hotseat.design.checks_steps import check_steps
from hotseat.design.checks_traffic import check_traffic
from hotseat.design.cycles import check_cycles
from hotseat.design.findings import Findings
from hotseat.errors import DesignError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hotseat.design.design import Design

CHECKS = (check_nodes, check_steps, check_traffic, check_regions, check_faults, check_objectives, check_cycles)


def check_design(design: Design) -> None:
    """Raises DesignError with every problem of a design; returns when there is none."""
    problems = check_values(design)
    if problems:
        raise DesignError(problems)


def check_values(
    design: Design, *, lines: Mapping[str, int] | None = None, broken: Collection[str] = (), file: str = ""
) -> list[Problem]:
    """Every problem of a design as a value; `lines` and `broken` are what its reader noted."""
    findings = Findings(lines or {}, broken, file)
    for path, message in out_of_bounds(design):
        findings.add(path, message)
    for check in CHECKS:
        if not findings.full:
            check(design, findings)
    return findings.problems
