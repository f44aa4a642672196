"""Rounds, as far as anybody may know them before they sit one: what it is about and how its time is shared out."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from hotseat.rounds import catalogue
from hotseat.rounds.round import Round, RoundKind
from hotseat.web.errors import answers
from hotseat.web.who import Anyone

routes = APIRouter(prefix="/api/rounds", tags=["rounds"], dependencies=[Anyone])


@dataclass(frozen=True, slots=True)
class RoundPhase:
    """A phase: its share of the minutes, and its line of advice."""

    key: str
    title: str
    minutes: float
    purpose: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A calibration: whose bar it is."""

    key: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class RoundEntry:
    """A round in the catalogue. Its facts, pushbacks, rubric and references are for those who sit it to find out."""

    slug: str
    title: str
    summary: str
    kind: RoundKind
    minutes: float
    level: str
    skills: tuple[str, ...]
    phases: tuple[RoundPhase, ...]
    calibrations: tuple[Bar, ...]
    write_up: str | None


@routes.get("", responses=answers())
def rounds() -> tuple[RoundEntry, ...]:
    """The rounds that can be sat here."""
    return tuple(_entry(one) for one in catalogue.all_rounds())


@routes.get("/{slug}", responses=answers(404, 422))
def a_round(slug: str) -> RoundEntry:
    """One round, as far as it may be known beforehand."""
    if slug not in catalogue.slugs():
        raise HTTPException(404)
    return _entry(catalogue.find(slug))


def _entry(one: Round) -> RoundEntry:
    return RoundEntry(
        slug=one.slug,
        title=one.title,
        summary=one.summary,
        kind=one.kind,
        minutes=one.minutes,
        level=one.level,
        skills=one.skills,
        phases=tuple(RoundPhase(key, it.title, it.minutes, it.purpose) for key, it in one.phases.items()),
        calibrations=tuple(Bar(key, it.title, it.about) for key, it in one.calibrations.items()),
        write_up=one.write_up,
    )
