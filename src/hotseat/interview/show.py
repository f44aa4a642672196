"""The state as it is shown: `SittingView` from what the log has come to, the round, and the time on the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from hotseat.interview import interviewer, metrics
from hotseat.interview.clock import schedule, total_of
from hotseat.interview.view import (
    AnswerView,
    BoardView,
    ClockView,
    CommitmentView,
    EstimateView,
    ItemView,
    PhaseView,
    PredictView,
    PushbackView,
    RunView,
    SittingView,
)
from hotseat.rounds.evidence import OBJECTIVES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.interview.state import Run, State
    from hotseat.rounds.round import Round

UNTOLD = "Of all that I could ask about this board, this hurts it most. Predict how much, then run it."
"""Why a pushback is asked, as long as what was measured is still to be predicted."""


def show(
    sitting: str,
    a_round: Round,
    state: State,
    *,
    elapsed: float,
    running: bool,
    thinking: bool = False,
    progress: Mapping[int, float] | None = None,
    unmeasured: str = "",
) -> SittingView:
    """A whole sitting at `elapsed` seconds."""
    return SittingView(
        id=sitting,
        round=a_round.slug or state.start.round,
        title=a_round.title,
        summary=a_round.summary,
        minutes=float(a_round.minutes),
        calibration=state.start.calibration,
        prompt=a_round.prompt,
        seq=state.seq,
        began=state.began,
        clock=clock(a_round, state, elapsed=elapsed, running=running),
        board=BoardView(state.text, dict(state.layout), state.revision, a_round.fixed),
        answers=tuple(state.answers),
        worksheet=tuple(state.worksheet),
        estimates=estimates(a_round, state),
        commitments=commitments(a_round, state, elapsed=elapsed),
        skips=tuple(state.skips),
        sayings=tuple(state.sayings),
        interviewer=interviewer.mood(a_round, state, thinking=thinking),
        pushbacks=tuple(pushback(a_round, state, key) for key in state.pushes if key in a_round.pushbacks),
        objectives_wanted=wanted(a_round, OBJECTIVES),
        objectives_prediction=state.predictions.get(OBJECTIVES),
        runs=tuple(run_view(run, (progress or {}).get(run.id, 0.0)) for run in state.runs.values()),
        judged=judged(a_round, state),
        finished=state.finished,
        unmeasured=unmeasured if state.examined is None else "",
    )


def clock(a_round: Round, state: State, *, elapsed: float, running: bool) -> ClockView:
    """The clock and the phases: how long each has taken."""
    order = list(state.phases)
    latest = dict(schedule(a_round))
    shown = []
    for key, phase in a_round.phases.items():
        began = state.phases.get(key)
        ends = elapsed if key == state.phase else _next_began(state, order, key)
        where: Literal["done", "now", "ahead"] = (
            "ahead" if latest[key] > latest.get(state.phase, 0.0) else "now" if key == state.phase else "done"
        )
        shown.append(
            PhaseView(
                key=key,
                title=phase.title,
                purpose=phase.purpose,
                minutes=float(phase.minutes),
                began=began,
                spent=round(max(0.0, ends - began), 3) if began is not None else 0.0,
                pushes=phase.pushes,
                state="done" if state.finished else where,
            )
        )
    return ClockView(elapsed, total_of(a_round), running, state.paused_for, state.phase, tuple(shown))


def _next_began(state: State, order: list[str], key: str) -> float:
    if key not in state.phases:
        return 0.0
    return state.phases[order[order.index(key) + 1]] if order.index(key) + 1 < len(order) else state.phases[key]


def estimates(a_round: Round, state: State) -> tuple[EstimateView, ...]:
    """The estimates that the round wishes for, and which of them have a value."""
    done = {line.estimate for line in state.worksheet if line.estimate and line.value is not None}
    return tuple(EstimateView(key, one.question, one.unit, key in done) for key, one in a_round.estimates.items())


def commitments(a_round: Round, state: State, *, elapsed: float) -> tuple[CommitmentView, ...]:
    """Every commitment and where it stands at this time."""
    found = []
    for key, one in a_round.commitments.items():
        made = state.commitments.get(key)
        by = float(one.by * 60)
        missed: Literal["missed", "open"] = "missed" if elapsed > by or state.finished else "open"
        found.append(
            CommitmentView(
                key=key,
                question=one.question,
                takes=one.takes,
                choices=dict(one.choices),
                unit=one.unit,
                by=by,
                state=made.state if made else missed,
                value=made.value if made else "",
                at=made.at if made else None,
            )
        )
    return tuple(found)


def wanted(a_round: Round, probe: str) -> tuple[PredictView, ...]:
    """What to predict before a probe runs: what the pushback asks, or every metric that the objectives speak of."""
    if probe != OBJECTIVES:
        return tuple(_predict(key, one.question, one.measure) for key, one in a_round.pushbacks[probe].predict.items())
    measures = dict.fromkeys(f"{subject}: {one.metric}" for subject, many in a_round.objectives.items() for one in many)
    return tuple(_predict(measure, metrics.question_of(measure), measure) for measure in measures)


def _predict(key: str, question: str, measure: str) -> PredictView:
    return PredictView(key, question, measure, metrics.unit_word(measure), metrics.example_of(measure))


def pushback(a_round: Round, state: State, key: str) -> PushbackView:
    """A pushback that was asked. What was measured, and what it reveals, is told once it has run: it is to be predicted."""
    push, one = state.pushes[key], a_round.pushbacks[key]
    runs = state.runs_of(key)
    told = state.finished or any(run.state == "done" for run in runs)
    return PushbackView(
        key=key,
        question=one.question,
        because=push.what.because if told else UNTOLD,
        at=push.at,
        state=interviewer.standing(state, key),
        wanted=wanted(a_round, key),
        prediction=state.predictions.get(key),
        runs=tuple(run.id for run in runs),
        reveals=one.reveals if told else "",
        conceded=state.conceded.get(key, ""),
    )


def run_view(run: Run, progress: float = 0.0) -> RunView:
    """A run. The design that ran is left out: it is asked for by the run's id, and would be most of the view."""
    evidence = replace(run.evidence, design="") if run.evidence is not None else None
    share = progress if run.state == "running" else 1.0
    return RunView(run.id, run.probe, run.revision, run.at, run.state, share, run.prediction, evidence, run.problem)


def judged(a_round: Round, state: State) -> tuple[ItemView, ...]:
    """The judged items of the rubric, and their marks."""
    found = []
    for key, item in a_round.rubric.items():
        if item.evidence != "judged":
            continue
        mark = state.judged.get(key)
        found.append(
            ItemView(
                key=key,
                title=item.title,
                question=item.question or "",
                levels=item.levels,
                level=mark.level if mark else None,
                by=mark.by if mark else "",
                note=mark.note if mark else "",
            )
        )
    return tuple(found)


def answer(state: State) -> AnswerView | None:
    """The last answer given."""
    return state.answers[-1] if state.answers else None
