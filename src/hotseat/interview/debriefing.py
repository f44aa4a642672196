"""The debrief, drawn up from a sitting's log and its round; nothing is simulated here, so it takes no time.

What was measured was measured before: by the runs of the sitting, and by the examination of the final design after the
end (`after.py`). Until that is done the debrief says so, and what rests on it is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hotseat.design.thresholds import parse_threshold
from hotseat.interview import events as log
from hotseat.interview.changes import changes
from hotseat.interview.debrief import CheckedEstimate, Debrief, HeldCommitment, PushbackStory
from hotseat.interview.estimates import is_right, last_lines
from hotseat.interview.events import Event
from hotseat.interview.failure_modes import failure_modes
from hotseat.interview.grading import calibration_of, graded_items, outcome
from hotseat.interview.history import board_at, boards, of_kind
from hotseat.interview.practise import practise
from hotseat.interview.predictions import graded
from hotseat.interview.timeline import timeline
from hotseat.interview.triage import triage
from hotseat.interview.verdict import verdict_of
from hotseat.interview.view import CommitmentView, PushbackView, SittingView
from hotseat.report.words import digits, format_of
from hotseat.rounds.evidence import Evidence
from hotseat.rounds.round import Predict, Round
from hotseat.rounds.wording import said


def debrief(
    round_: Round, events: Sequence[Event], view: SittingView, calibration: str | None = None, *, changed: bool = False
) -> Debrief:
    """Everything that is told after a sitting; `calibration` grades it again by another bar (default: the sitting's),
    `changed` says that the round is not the one that was sat any more.

    Raises nothing: a sitting that is still under way has a debrief so far.
    """
    started = next(what for _, what in of_kind(events, log.Started))
    key, bar = calibration_of(round_, calibration or view.calibration)
    examined = next((what for _, what in of_kind(events, log.Examined)), None)
    wanted = wanted_of(view)
    rubric = graded_items(round_, events, bar, wanted)
    modes = failure_modes(round_, events)
    predictions = graded(round_, events, wanted)
    stories = tuple(story(events, one) for one in view.pushbacks)
    weights = triage(events)
    final = examined.evidence if examined else ()
    return Debrief(
        id=view.id,
        round=view.round,
        title=view.title,
        calibration=key,
        calibrations={name: one.title for name, one in round_.calibrations.items()},
        ready=examined is not None,
        progress=progress(view, ready=examined is not None),
        began=view.began,
        engine=started.engine,
        seed=started.seed,
        clock=view.clock,
        verdict=verdict_of(rubric, bar, ready=examined is not None, changed=changed),
        rubric=rubric,
        timeline=timeline(round_, events),
        commitments=tuple(held(round_, view, final, one) for one in view.commitments),
        estimates=tuple(checked(round_, events, view)),
        skips=view.skips,
        predictions=predictions,
        failure_modes=modes,
        triage=weights,
        weighed_under=examined.under if examined else (),
        pushbacks=stories,
        runs=view.runs,
        final=final,
        design=view.board.text,
        layout=view.board.layout,
        practise=practise(rubric, modes, predictions, stories, weights),
        sources=round_.sources,
    )


def wanted_of(view: SittingView) -> dict[str, Predict]:
    """What was to be predicted before a run of the objectives."""
    return {one.key: Predict(one.question, one.measure) for one in view.objectives_wanted}


def progress(view: SittingView, *, ready: bool) -> str:
    """What is still to come."""
    if ready:
        return ""
    if not view.finished:
        return "The sitting is still under way; this is its debrief so far."
    if view.unmeasured:
        reason = view.unmeasured.rstrip(".")
        return f"The final design could not be measured: {reason}. It is tried again after a while, while this is open."
    return "The final design is being measured; what rests on that is missing until then."


def held(round_: Round, view: SittingView, final: Sequence[Evidence], one: CommitmentView) -> HeldCommitment:
    """A commitment beside what was measured of it: of the final design where that was examined, else in the last run."""
    objective = round_.commitments[one.key].objective
    runs: list[tuple[int | None, Evidence]] = [(None, evidence) for evidence in final]
    runs += [(run.id, run.evidence) for run in reversed(view.runs) if run.evidence is not None]
    if one.value:
        for subject, text in objective.items():
            found = measurement(subject, text.replace("{value}", one.value), runs)
            if found is not None:
                return HeldCommitment(one, *found)
    return HeldCommitment(one, "", None, None)


def measurement(
    subject: str, text: str, runs: Sequence[tuple[int | None, Evidence]]
) -> tuple[str, bool, int | None] | None:
    """The first run that measured a threshold: the value in words, whether it was met, and the run."""
    try:
        threshold = parse_threshold(text)
    except ValueError:
        return None
    for run, evidence in runs:
        found = outcome(subject, threshold, evidence)
        if found.measured is not None:
            return f"{said(subject)} {threshold.metric}: {format_of(threshold)(found.measured)}", found.met, run
    return None


def checked(round_: Round, events: Sequence[Event], view: SittingView) -> Iterator[CheckedEstimate]:
    """Every estimate that the round wished for, beside its own working."""
    lines, works = last_lines(events), {work.seq: work for work in view.worksheet}
    for one in view.estimates:
        estimate = round_.estimates[one.key]
        event, line = lines.get(one.key, (None, None))
        yield CheckedEstimate(
            estimate=one,
            work=works.get(event.seq) if event else None,
            answer=f"{digits(estimate.answer)} {estimate.unit}",
            right=is_right(estimate, line) if line else None,
            working=estimate.working,
        )


def story(events: Sequence[Event], view: PushbackView) -> PushbackStory:
    """A pushback from its question to how it ended, with the board as it was asked and as it was answered."""
    every = boards(events)
    before = board_at(every, 0)
    for _, what in of_kind(events, log.Pushed):
        if what.pushback == view.key:
            before = board_at(every, what.revision)
    ended = revision_of_end(events, view.key)
    after = board_at(every, ended) if ended is not None else before
    return PushbackStory(
        view.key,
        view.question,
        view.because,
        view.reveals,
        view.state,
        view.conceded,
        view.runs,
        before.text,
        after.text,
        changes(before.text, after.text),
    )


def revision_of_end(events: Sequence[Event], pushback: str) -> int | None:
    """The revision on which a pushback's last run was made; None where it was never run."""
    return next(
        (what.revision for _, what in reversed(list(of_kind(events, log.RunBegan))) if what.probe == pushback), None
    )
