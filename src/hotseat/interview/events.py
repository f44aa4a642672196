"""The log: what can happen in a sitting, one frozen value for each kind of event.

A sitting is nothing but its events in their order. Each has a number (`seq`, from 1 without a gap), a time on the
sitting's clock (`at`, seconds, pauses left out), the time of day (`when`, UTC, for people only: nothing is computed
from it), a kind and its data. The log is appended to and never changed; the clock, the board, the commitments, the
verdict and the debrief are all derived from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hotseat.interview.actions import Guess
from hotseat.rounds.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Started:
    """The sitting began: which round (and the digest of its folder), under which calibration, with which seed, and
    the board's text at the beginning, so that the log alone tells every later board.
    """

    round: str
    round_digest: str
    calibration: str
    seed: int
    engine: str
    board: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A phase began, by the `clock` or by the `candidate`."""

    phase: str
    by: Literal["clock", "candidate"]


@dataclass(frozen=True, slots=True)
class Paused:
    """The clock stopped."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The clock went on after `away` seconds. `by: server`: nobody pressed pause, the server was away."""

    away: float
    by: Literal["candidate", "server"] = "candidate"


@dataclass(frozen=True, slots=True)
class Drew:
    """The board changed: at character `start`, `removed` characters gave way to `inserted`. `touched` are the nodes
    (or `traffic.x`) that this changed; `layout` holds boxes that moved (None: taken away). `runs`: whether the board
    is a whole design now.
    """

    start: int
    removed: int
    inserted: str
    touched: tuple[str, ...] = ()
    layout: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question may have meant: a fact's key, and the few words that name it and give nothing away."""

    fact: str
    title: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the fact that answered it (None: your call), and the answer as given. Where several facts may have been
    meant none answers, and `offered` are the topics that the interviewer asked back with.
    """

    text: str
    fact: str | None
    answer: str
    offered: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimated:
    """A line of the worksheet, with its value in base units of `dimension`, or the problem with it."""

    expression: str
    label: str
    estimate: str | None
    value: float | None
    unit: str
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class Committed:
    """A commitment made. `value` as written, `number` in base units where it is a quantity; `late` says that its time
    was over.
    """

    commitment: str
    value: str
    number: float | None
    late: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something skipped, and why."""

    what: str
    reason: str
    commitment: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """Something said aloud."""

    text: str
    about: str | None


@dataclass(frozen=True, slots=True)
class Pushed:
    """The interviewer asked a pushback of a revision of the board, because of what its probe had measured there."""

    pushback: str
    revision: int
    because: str
    hurt: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Rested:
    """The interviewer ran the board against every pushback that is left, and nothing hurts."""

    revision: int
    tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Predicted:
    """A prediction, before the run; `numbers` are the guesses in base units: value, low, high."""

    probe: str
    guesses: Mapping[str, Guess]
    numbers: Mapping[str, tuple[float | None, float | None, float | None]]
    holds: float | None


@dataclass(frozen=True, slots=True)
class RunBegan:
    """A run was asked for. Its id is this event's number."""

    probe: str
    revision: int


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run is over: with evidence, or `failed`, `cancelled` or `lost` with a sentence."""

    run: int
    state: Literal["done", "failed", "cancelled", "lost"]
    evidence: Evidence | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Conceded:
    """A failure mode that the candidate chose to live with, and why."""

    pushback: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end."""

    by: Literal["clock", "candidate"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """After the end: a decision of the final design, taken out and run again (`role` as in `hotseat ablate`)."""

    what: str
    path: str
    role: str
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """After the end: the final design against every probe that the rubric needs, and the weight of its decisions, tried
    under its own load and `under` these pushbacks.
    """

    evidence: tuple[Evidence, ...]
    decisions: tuple[Weighed, ...]
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged item marked, by whom."""

    item: str
    level: int
    by: str
    note: str


Happening = (
    Started | Moved | Paused | Resumed | Drew | Asked | Estimated | Committed | Skipped | Said | Pushed | Rested
    | Predicted | RunBegan | RunEnded | Conceded | Finished | Examined | Judged
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log."""

    seq: int
    at: float
    when: str
    what: Happening
