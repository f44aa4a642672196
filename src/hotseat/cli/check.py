"""`hotseat check FILE`: is it a design? Every problem at once, each with its file, line and key; nothing is run."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.cli.options import sheet_of
from hotseat.design.checks_traffic import offered_rate
from hotseat.design.floor import floors
from hotseat.design.quantities import format_quantity
from hotseat.design.reading import Examination, examine
from hotseat.design.units import RATE, TIME
from hotseat.errors import DesignError

if TYPE_CHECKING:
    import argparse

    from hotseat.design.design import Design
    from hotseat.errors import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat check`."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="the design file")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a design file and stop")


def run(arguments: argparse.Namespace) -> int:
    """Checks the file; 0 when it is a design, 2 when it is not."""
    if arguments.schema:
        from hotseat.design.schema import schema_text

        print(schema_text(), end="")
        return 0
    if arguments.file is None:
        print("hotseat check: name a design file, or write --schema", file=sys.stderr)
        return 2
    found = with_prices(examine(Path(arguments.file)), Path(arguments.file))
    if arguments.json:
        print(json.dumps(as_json(found), indent=1))
    else:
        _print(found, arguments.file)
    return 2 if found.problems else 0


def with_prices(found: Examination, file: Path) -> Examination:
    """The same, with what is wrong with the price sheet that the design names; another may still be given by --prices."""
    design = found.design
    if found.problems or design is None:
        return found
    if design.prices is None and any(node.price is not None and node.price.item for node in design.nodes.values()):
        return found
    try:
        sheet_of(None, design, file)
    except DesignError as error:
        return replace(found, problems=tuple(error.problems), warnings=())
    return found


def _print(found: Examination, file: str) -> None:
    """Problems, then warnings, then what the design is."""
    for problem in found.problems:
        print(problem, file=sys.stderr)
    for warning in found.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    if found.problems:
        count = len(found.problems)
        print(f"{file}: {count} problem{'s' * (count > 1)}; nothing was run", file=sys.stderr)
    elif found.design is not None:
        print(f"{file}: {summary(found.design)}")


def summary(design: Design) -> str:
    """How many nodes, and a line for each traffic: its rate, and the floor that light sets its regions."""
    nodes = f"ok: {len(design.nodes)} node{'s' * (len(design.nodes) > 1)}"
    return "\n".join([nodes, *(f"  {traffic_line(design, name)}" for name in design.traffic)])


def traffic_line(design: Design, name: str) -> str:
    """`reads 1340/s; light alone takes 161ms from sydney`: a floor is told only where there is one."""
    traffic = design.traffic[name]
    if traffic.users is not None:
        rate = f"{traffic.users:,} users"
    else:
        rate = format_quantity(float(f"{offered_rate(traffic, design.duration):.4g}"), RATE)
    if not design.regions:
        return f"{name} {rate}"
    least = floor_by_region(design, name)
    far = [f"{_ms(seconds)} from {region}" if region else _ms(seconds) for region, seconds in least if seconds > 0]
    if not far:
        return f"{name} {rate}; no request has to leave its region"
    near = "" if len(far) == len(least) else ", no time from the rest"
    return f"{name} {rate}; light alone takes {', '.join(far)}{near}"


def floor_by_region(design: Design, name: str) -> list[tuple[str, float]]:
    """The least latency that light allows each region of a traffic, in seconds."""
    least: dict[str, float] = {}
    for floor in floors(design, name):
        least[floor.region] = min(floor.seconds, least.get(floor.region, floor.seconds))
    return list(least.items())


def as_json(found: Examination) -> dict[str, Any]:
    """What was found, for programs."""
    answer: dict[str, Any] = {
        "ok": not found.problems,
        "problems": [_plain(problem) for problem in found.problems],
        "warnings": [_plain(warning) for warning in found.warnings],
    }
    if found.design is not None and not found.problems:
        design = found.design
        answer["design"] = design.name
        answer["nodes"] = len(design.nodes)
        answer["traffic"] = {
            name: {"rate": offered_rate(traffic, design.duration), "floor": dict(floor_by_region(design, name))}
            for name, traffic in design.traffic.items()
        }
    return answer


def _plain(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "where": problem.where, "message": problem.message}


def _ms(seconds: float) -> str:
    return format_quantity(float(f"{seconds:.3g}"), TIME)
