"""The debrief as a value: everything that is told after a sitting, each line with what it rests on.

`Debrief` is what the page, the terminal, the JSON and the HTML file all show. `runs` are ids of runs in the log
(their evidence can be replayed), `log` are numbers of events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotseat.interview.view import ClockView, CommitmentView, EstimateView, RunView, SkipView, WorkView
from hotseat.rounds.evidence import Evidence
from hotseat.rounds.round import EvidenceKind, Verdict


@dataclass(frozen=True, slots=True)
class ItemScore:
    """A rubric item: `points` of `weight`, why, and what that rests on: probes measured, log lines, or a person's
    word.

    `points` is None for a judged item that nobody has marked; it then counts for nothing, on either side.
    """

    key: str
    title: str
    skill: str
    evidence: EvidenceKind
    weight: float
    points: float | None
    why: str
    probe: str | None
    log: tuple[int, ...]
    judge: str
    must: bool


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict, and how it comes about: the share of the points, the steps' bars, the items that hold it down, in
    sentences.
    """

    verdict: Verdict
    score: float
    points: float
    out_of: float
    bars: Mapping[str, float]
    held_down_by: tuple[str, ...]
    arithmetic: tuple[str, ...]
    provisional: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline."""

    seq: int
    at: float
    kind: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class HeldCommitment:
    """A commitment beside what was measured of it in the last run (None: nothing measurable)."""

    commitment: CommitmentView
    measured: str
    met: bool | None
    run: int | None


@dataclass(frozen=True, slots=True)
class GradedGuess:
    """A guess beside its outcome: `log_ratio` is log10(measured / guessed) (None where one of them is 0 or was not
    given), above 0 where the guess was too low; of an availability it is that of what lacks to 100%. `covered` says
    whether the interval held it.
    """

    run: int
    probe: str
    question: str
    guessed: str
    interval: str
    measured: str
    log_ratio: float | None
    covered: bool | None


@dataclass(frozen=True, slots=True)
class GradedBelief:
    """How probable the candidate thought that the design holds, whether it did, and the Brier score of that: (p -
    outcome)^2.
    """

    run: int
    probe: str
    holds: float
    held: bool
    brier: float


@dataclass(frozen=True, slots=True)
class Predictions:
    """All of them: the median size of the log ratios, the share of 90% intervals that held (of how many), the mean
    Brier score.
    """

    guesses: tuple[GradedGuess, ...]
    beliefs: tuple[GradedBelief, ...]
    median_log_ratio: float | None
    covered: int
    intervals: int
    brier: float | None


@dataclass(frozen=True, slots=True)
class FailureMode:
    """One of the six that are watched for: found or not, the sentence that says what was seen, and the log lines that
    triggered it.
    """

    key: str
    title: str
    found: bool
    seen: str
    log: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Triaged:
    """A decision of the final design: the minutes spent on it, its role when taken out, the objectives that broke
    then.
    """

    what: str
    path: str
    minutes: float
    role: str
    broken: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class PushbackStory:
    """A pushback's story: the question, its runs in order, how it ended, and the board before and after."""

    key: str
    question: str
    because: str
    reveals: str
    state: str
    conceded: str
    runs: tuple[int, ...]
    before: str
    after: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedEstimate:
    """An estimate that the round wished for, beside its own working."""

    estimate: EstimateView
    work: WorkView | None
    answer: str
    right: bool | None
    working: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything. `ready` is False while the final design is still being measured; what rests on that is then
    missing. `weighed_under` are the pushbacks under which decisions were taken out, beside the design's own load.
    """

    id: str
    round: str
    title: str
    calibration: str
    calibrations: Mapping[str, str]
    ready: bool
    progress: str
    began: str
    engine: str
    seed: int
    clock: ClockView
    verdict: VerdictView
    rubric: tuple[ItemScore, ...]
    timeline: tuple[Moment, ...]
    commitments: tuple[HeldCommitment, ...]
    estimates: tuple[CheckedEstimate, ...]
    skips: tuple[SkipView, ...]
    predictions: Predictions
    failure_modes: tuple[FailureMode, ...]
    triage: tuple[Triaged, ...]
    weighed_under: tuple[str, ...]
    pushbacks: tuple[PushbackStory, ...]
    runs: tuple[RunView, ...]
    final: tuple[Evidence, ...]
    design: str
    layout: Mapping[str, tuple[float, float]]
    practise: tuple[str, ...]
    sources: str
