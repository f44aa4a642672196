"""What a sitting has come to: its log folded, event by event, into one state.

`State.take` is the only way in which anything changes, so the same log gives the same state, whoever folds it and when.
It keeps what the log says; what the round makes of it (which deadlines are missed, what may be pushed) is told by
those who ask, at the time of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hotseat.errors import SittingError
from hotseat.interview import board
from hotseat.interview import events as log
from hotseat.interview.view import AnswerView, GuessView, PredictionView, SayingView, SkipView, WorkView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotseat.interview.events import Event
    from hotseat.rounds.evidence import Evidence


@dataclass(slots=True)
class Made:
    """A commitment as it stands: its value, when it was first made or skipped, and whether that was too late."""

    value: str
    number: float | None
    at: float
    state: Literal["made", "late", "skipped"]


@dataclass(slots=True)
class Run:
    """A run of a probe, and the prediction that it puts to the test."""

    id: int
    probe: str
    revision: int
    at: float
    state: Literal["running", "done", "failed", "cancelled", "lost"] = "running"
    prediction: PredictionView | None = None
    evidence: Evidence | None = None
    problem: str = ""


@dataclass(slots=True)
class Push:
    """A pushback that was asked, and when."""

    what: log.Pushed
    at: float
    seq: int


@dataclass(slots=True)
class State:
    """A sitting after so many events. Lists are in the log's order; `drawn` holds the numbers of the events that
    changed the board's text; `sound` is the last text that was a whole design.
    """

    started: log.Started | None = None
    began: str = ""
    seq: int = 0
    at: float = 0.0
    when: str = ""
    phases: dict[str, float] = field(default_factory=dict)
    paused: bool = False
    paused_when: str = ""
    paused_for: float = 0.0
    text: str = ""
    sound: str = ""
    whole: bool = False
    layout: board.Layout = field(default_factory=dict)
    drawn: list[int] = field(default_factory=list)
    answers: list[AnswerView] = field(default_factory=list)
    worksheet: list[WorkView] = field(default_factory=list)
    commitments: dict[str, Made] = field(default_factory=dict)
    skips: list[SkipView] = field(default_factory=list)
    sayings: list[SayingView] = field(default_factory=list)
    pushes: dict[str, Push] = field(default_factory=dict)
    rested: log.Rested | None = None
    predictions: dict[str, PredictionView] = field(default_factory=dict)
    fresh: dict[str, PredictionView] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    conceded: dict[str, str] = field(default_factory=dict)
    finished: Literal["", "clock", "candidate"] = ""
    examined: log.Examined | None = None
    judged: dict[str, log.Judged] = field(default_factory=dict)

    @property
    def phase(self) -> str:
        """The phase that it is in."""
        return next(reversed(self.phases), "")

    @property
    def revision(self) -> int:
        """How often the board's text has changed."""
        return len(self.drawn)

    @property
    def start(self) -> log.Started:
        """How it began; raises SittingError for a log that does not begin with that."""
        if self.started is None:
            raise SittingError("the log does not begin with `started`")
        return self.started

    def runs_of(self, probe: str) -> list[Run]:
        """The runs of a probe, oldest first."""
        return [run for run in self.runs.values() if run.probe == probe]

    def take(self, event: Event) -> None:  # noqa: C901 (one case for each kind of event)
        """Adds one event; raises SittingError where its number or time does not follow."""
        self._follow(event)
        at, seq = event.at, event.seq
        match event.what:
            case log.Started() as what:
                self.started, self.began, self.text = what, event.when, what.board
                self.whole = board.starts_whole(what.board)
                self.sound = what.board if self.whole else ""
            case log.Moved() as what:
                self.phases.pop(what.phase, None)
                self.phases[what.phase] = at
            case log.Paused():
                self.paused, self.paused_when = True, event.when
            case log.Resumed() as what:
                self.paused = False
                self.paused_for += what.away
            case log.Drew() as what:
                self._draw(what, seq)
            case log.Asked() as what:
                self.answers.append(AnswerView(seq, at, what.text, what.answer, what.fact, what.offered))
            case log.Estimated() as what:
                self.worksheet.append(
                    WorkView(
                        seq, at, what.label, what.expression, what.estimate, what.value, what.unit, what.text,
                        what.problem,
                    )
                )  # fmt: skip
            case log.Committed() as what:
                self._commit(what, at)
            case log.Skipped() as what:
                self.skips.append(SkipView(seq, at, what.what, what.reason))
                if what.commitment is not None:
                    self.commitments.setdefault(what.commitment, Made(what.reason, None, at, "skipped"))
            case log.Said() as what:
                self.sayings.append(SayingView(seq, at, what.text, what.about))
            case log.Predicted() as what:
                self.predictions[what.probe] = self.fresh[what.probe] = prediction(what, seq, at)
            case log.Finished() as what:
                self.finished, self.paused = what.by, False
            case log.Examined() as what:
                self.examined = what
            case log.Judged() as what:
                self.judged[what.item] = what
            case log.Pushed() | log.Rested() | log.Conceded() | log.RunBegan() | log.RunEnded():
                self._push_or_run(event)

    def _follow(self, event: Event) -> None:
        if event.seq != self.seq + 1:
            raise SittingError(f"event {event.seq} follows event {self.seq}: the log has a gap")
        if event.at < self.at:
            raise SittingError(f"event {event.seq} is at {event.at:g} s, before the one that it follows")
        if isinstance(event.what, log.Started) is not (event.seq == 1):
            raise SittingError(f"event {event.seq}: a log begins with `started`, once")
        self.seq, self.at, self.when = event.seq, event.at, event.when

    def _draw(self, drew: log.Drew, seq: int) -> None:
        text = board.spliced(self.text, drew)
        if text != self.text:
            self.drawn.append(seq)
        self.text, self.whole = text, drew.runs
        self.sound = text if drew.runs else self.sound
        self.layout = board.laid_out(self.layout, drew.layout)

    def _commit(self, what: log.Committed, at: float) -> None:
        """A changed commitment keeps the time at which it was first made."""
        before = self.commitments.get(what.commitment)
        if before is None or before.state == "skipped":
            self.commitments[what.commitment] = Made(what.value, what.number, at, "late" if what.late else "made")
        else:
            before.value, before.number = what.value, what.number

    def _push_or_run(self, event: Event) -> None:
        match event.what:
            case log.Pushed() as what:
                self.pushes[what.pushback] = Push(what, event.at, event.seq)
            case log.Rested() as what:
                self.rested = what
            case log.Conceded() as what:
                self.conceded[what.pushback] = what.reason
            case log.RunBegan() as what:
                told = self.fresh.pop(what.probe, None)
                self.runs[event.seq] = Run(event.seq, what.probe, what.revision, event.at, prediction=told)
            case log.RunEnded() as what:
                run = self.runs.get(what.run)
                if run is None:
                    raise SittingError(f"event {event.seq} ends run {what.run}, which never began")
                run.state, run.evidence, run.problem = what.state, what.evidence, what.problem


def prediction(what: log.Predicted, seq: int, at: float) -> PredictionView:
    """A prediction as it is shown: each guess in base units and as it was written."""
    guesses = []
    for key, guess in what.guesses.items():
        value, low, high = what.numbers.get(key, (None, None, None))
        between = f"{guess.low} to {guess.high}" if guess.low is not None and guess.high is not None else ""
        said = ", ".join(part for part in (guess.value or "", between) if part)
        guesses.append(GuessView(key, value, low, high, said))
    return PredictionView(seq, at, tuple(guesses), what.holds)


def fold(events: Iterable[Event]) -> State:
    """The state after these events."""
    state = State()
    for event in events:
        state.take(event)
    return state
