"""A sitting as it is shown: plain values derived from the log and the round, at one moment of the clock.

The page, the terminal and the API all show this. Times are seconds on the sitting's clock (pauses do not count).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hotseat.interview.events import Topic
from hotseat.rounds.evidence import Evidence
from hotseat.rounds.round import Verdict


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase: its share of the minutes, when it began (None: not yet), how long it has taken so far."""

    key: str
    title: str
    purpose: str
    minutes: float
    began: float | None
    spent: float
    pushes: bool
    state: Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class ClockView:
    """The clock: `elapsed` of `total` seconds; `paused_for` is the time not counted, in seconds."""

    elapsed: float
    total: float
    running: bool
    paused_for: float
    phase: str
    phases: tuple[PhaseView, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board: the design's text, where its boxes are, its revision (how often the text has changed), and `fixed`
    paths that may not.
    """

    text: str
    layout: Mapping[str, tuple[float, float]]
    revision: int
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question asked and what the interviewer said; `fact` is None for "your call". `offered` are the topics to pick from
    where the interviewer asked back.
    """

    seq: int
    at: float
    question: str
    answer: str
    fact: str | None
    offered: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkView:
    """A line of the worksheet; `value` is in `unit`, `text` is both as people read it; `problem` says why there is no
    value.
    """

    seq: int
    at: float
    label: str
    expression: str
    estimate: str | None
    value: float | None
    unit: str
    text: str
    problem: str


@dataclass(frozen=True, slots=True)
class EstimateView:
    """An estimate that the round wishes for."""

    key: str
    question: str
    unit: str
    done: bool


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A commitment: what is asked, by when (seconds), and where it stands."""

    key: str
    question: str
    takes: Literal["choice", "quantity", "text"]
    choices: Mapping[str, str]
    unit: str | None
    by: float
    state: Literal["open", "made", "late", "missed", "skipped"]
    value: str
    at: float | None


@dataclass(frozen=True, slots=True)
class SkipView:
    """Something skipped, and why."""

    seq: int
    at: float
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class SayingView:
    """Something said."""

    seq: int
    at: float
    text: str
    about: str | None


@dataclass(frozen=True, slots=True)
class PredictView:
    """A prediction wanted before a probe runs: the unit that an answer is written in (`time`, `count`, ...), with an
    example.
    """

    key: str
    question: str
    measure: str
    unit: str
    example: str


@dataclass(frozen=True, slots=True)
class GuessView:
    """A guess made: as written, and in base units."""

    key: str
    value: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class PredictionView:
    """A prediction made, for the run that came after it."""

    seq: int
    at: float
    guesses: tuple[GuessView, ...]
    holds: float | None


@dataclass(frozen=True, slots=True)
class RunView:
    """A run of a probe on one revision of the board. `state` of `lost`: the server stopped meanwhile; run it again."""

    id: int
    probe: str
    revision: int
    at: float
    state: Literal["running", "done", "failed", "cancelled", "lost"]
    progress: float
    prediction: PredictionView | None
    evidence: Evidence | None
    problem: str


@dataclass(frozen=True, slots=True)
class PushbackView:
    """A pushback that was asked: why, what to predict, what was predicted and run, and how it stands.

    `asked` -> `predicted` -> `broken` or `held` (its last run) -> `conceded`, or `held` after a change. `because`
    tells what was measured, and `reveals` is there at all, only once it has run: before that it is to be predicted.
    """

    key: str
    question: str
    because: str
    at: float
    state: Literal["asked", "predicted", "broken", "held", "conceded"]
    wanted: tuple[PredictView, ...]
    prediction: PredictionView | None
    runs: tuple[int, ...]
    reveals: str
    conceded: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A judged rubric item, to be marked after the end."""

    key: str
    title: str
    question: str
    levels: tuple[str, ...]
    level: int | None
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class InterviewerView:
    """What the interviewer is doing: `listening` (no design that runs yet, or no phase for pushing), `thinking`
    (running the board against all pushbacks), `asking` (a pushback is open), `content` (nothing hurts any more);
    `says` is that in a sentence.
    """

    state: Literal["listening", "thinking", "asking", "content"]
    says: str


@dataclass(frozen=True, slots=True)
class SittingView:
    """A whole sitting, now. `seq` is the number of the last event; `objectives_wanted` what to predict for the run of
    `objectives`; `unmeasured` why the final design could not be measured, where that was tried and failed.
    """

    id: str
    round: str
    title: str
    summary: str
    minutes: float
    calibration: str
    prompt: str
    seq: int
    began: str
    clock: ClockView
    board: BoardView
    answers: tuple[AnswerView, ...]
    worksheet: tuple[WorkView, ...]
    estimates: tuple[EstimateView, ...]
    commitments: tuple[CommitmentView, ...]
    skips: tuple[SkipView, ...]
    sayings: tuple[SayingView, ...]
    interviewer: InterviewerView
    pushbacks: tuple[PushbackView, ...]
    objectives_wanted: tuple[PredictView, ...]
    objectives_prediction: PredictionView | None
    runs: tuple[RunView, ...]
    judged: tuple[ItemView, ...]
    finished: Literal["", "clock", "candidate"]
    unmeasured: str


SittingState = Literal["open", "left", "paused", "finished", "unreadable"]
"""`open`: its clock is going; `left`: it stands, since nobody holds it, and goes on when somebody comes back."""


@dataclass(frozen=True, slots=True)
class SittingLine:
    """A sitting in a list. `verdict` is None until the final design has been measured; `unmarked` is how many judged
    items nobody has marked yet, so that it may still change. `problem` says why a sitting cannot be read (its round is
    not installed, a newer version wrote it).
    """

    id: str
    round: str
    title: str
    calibration: str
    began: str
    elapsed: float
    total: float
    state: SittingState
    problem: str = ""
    verdict: Verdict | None = None
    unmarked: int = 0
