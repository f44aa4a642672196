"""Designs: is it one? and as text again. Nothing is run and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, with_config

from hotseat.design.checks_traffic import offered_rate
from hotseat.design.design import Design
from hotseat.design.floor import floors
from hotseat.design.reading import examine, from_json
from hotseat.design.writing import to_json, write_design
from hotseat.errors import Problem
from hotseat.web.errors import answers
from hotseat.web.values import STRICT, Sound
from hotseat.web.who import Anyone

routes = APIRouter(prefix="/api/designs", tags=["designs"], dependencies=[Anyone])
LONGEST = 1_000_000
"""Characters of a design's text; its reader takes no more either."""


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Text:
    """A design as YAML text."""

    text: Annotated[str, Field(max_length=LONGEST)]


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Plain:
    """A design as plain JSON: what `check` hands back as `design`."""

    design: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TrafficFloor:
    """A traffic's rate (None: closed, so many `users`), and the least latency, in seconds, that light allows it from each
    region.
    """

    traffic: str
    rate: float | None
    users: int | None
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading a design found; `design` is None where it is none yet."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    design: dict[str, Any] | None
    floors: tuple[TrafficFloor, ...]


@routes.post("/check", responses=answers(400, 413, 422))
def check(body: Sound[Text]) -> Checked:
    """Is it a design? Every problem with its line, or the design as JSON with what it offers and what light allows."""
    found = examine(body.text + "\n")  # with a line break it is text, and never the name of a file here
    if found.problems or found.design is None:
        return Checked(found.problems, (), None, ())
    return Checked((), found.warnings, to_json(found.design), _floors(found.design))


@routes.post("/write", responses=answers(400, 413, 422))
def write(body: Sound[Plain]) -> Text:
    """A design as the YAML text that a person would write."""
    return Text(write_design(from_json(body.design)))


def _floors(design: Design) -> tuple[TrafficFloor, ...]:
    found = []
    for name, traffic in design.traffic.items():
        least: dict[str, float] = {}
        for floor in floors(design, name):
            least[floor.region] = min(floor.seconds, least.get(floor.region, floor.seconds))
        rate = None if traffic.users is not None else offered_rate(traffic, design.duration)
        found.append(TrafficFloor(name, rate, traffic.users, least))
    return tuple(found)
