"""Predictions graded: each guess beside what was measured, each belief beside what came true.

A guess of a quantity is off by a factor, so its error is the logarithm of that factor: log10(measured / guessed), 0
where it was right, 1 where ten times as much came out. A 90% interval either held the outcome or not; of ten of them
nine should. How probable the candidate thought it that the design holds is scored by Brier's rule, (p - outcome)^2
(Monthly Weather Review 78, 1950): 0 is perfect, 0.25 is what always saying 50% gets, 1 is being sure and wrong.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hotseat.design.thresholds import METRICS, family_of
from hotseat.interview import events as log
from hotseat.interview.debrief import GradedBelief, GradedGuess, Predictions
from hotseat.interview.events import Event
from hotseat.interview.history import of_kind
from hotseat.report.words import FORMATS, NONE, Format, count
from hotseat.rounds.evidence import Evidence
from hotseat.rounds.round import Predict, Round

NEAR_ONE = ("availability", "hit_ratio")
"""Metrics that should be near 100%, where what counts is what they lack."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A prediction and the first run that put it to the test."""

    run: int
    seq: int
    predicted: log.Predicted
    evidence: Evidence


def put_to_test(events: Sequence[Event]) -> Iterator[Tested]:
    """Every prediction that a run has answered. One that was changed before the run counts as changed; a run again
    without a new prediction answers nothing new, and what a run has shown already can no longer be predicted.
    """
    waiting: dict[str, tuple[int, log.Predicted]] = {}
    under_way: dict[int, tuple[int, log.Predicted]] = {}
    shown: dict[str, int] = {}
    for event in events:
        what = event.what
        if isinstance(what, log.RunEnded) and what.evidence is not None:
            shown.setdefault(what.evidence.digest, event.seq)
        if isinstance(what, log.Predicted):
            waiting[what.probe] = (event.seq, what)
        elif isinstance(what, log.RunBegan) and what.probe in waiting:
            under_way[event.seq] = waiting.pop(what.probe)
        elif isinstance(what, log.RunEnded) and what.run in under_way:
            seq, predicted = under_way.pop(what.run)
            if what.evidence is not None and what.state == "done":
                if seq < shown[what.evidence.digest]:
                    yield Tested(what.run, seq, predicted, what.evidence)
            else:  # it answered nothing, so the prediction still waits for the next run
                waiting.setdefault(predicted.probe, (seq, predicted))


def graded(round_: Round, events: Sequence[Event], wanted: Mapping[str, Predict]) -> Predictions:
    """All predictions of a log, graded. `wanted` is what is asked before a run of `objectives`."""
    every = tuple(put_to_test(events))
    guesses = tuple(guess for one in every for guess in guesses_of(one, questions(round_, one, wanted)))
    beliefs = tuple(belief for one in every for belief in beliefs_of(one))
    sizes = [abs(guess.log_ratio) for guess in guesses if guess.log_ratio is not None]
    intervals = [guess.covered for guess in guesses if guess.covered is not None]
    return Predictions(
        guesses,
        beliefs,
        statistics.median(sizes) if sizes else None,
        sum(intervals),
        len(intervals),
        statistics.fmean(belief.brier for belief in beliefs) if beliefs else None,
    )


def questions(round_: Round, one: Tested, wanted: Mapping[str, Predict]) -> Mapping[str, Predict]:
    """What was asked before a run of this probe."""
    pushback = round_.pushbacks.get(one.predicted.probe)
    return wanted if pushback is None else pushback.predict


def guesses_of(one: Tested, asked: Mapping[str, Predict]) -> Iterator[GradedGuess]:
    """The guesses of one prediction, in the order in which they were asked for."""
    for key, predict in asked.items():
        if key not in one.predicted.numbers:
            continue
        value, low, high = one.predicted.numbers[key]
        measured = one.evidence.measures.get(predict.measure)
        form = form_of(predict.measure)
        yield GradedGuess(
            run=one.run,
            probe=one.predicted.probe,
            question=predict.question,
            guessed=written(value, form),
            interval=f"{form(low)} to {form(high)}" if low is not None and high is not None else "",
            measured=written(measured, form),
            log_ratio=off_by(predict.measure, value, measured),
            covered=covered(low, high, measured),
        )


def beliefs_of(one: Tested) -> Iterator[GradedBelief]:
    """How probable it was thought that the design holds, and whether it did."""
    believed, held = one.predicted.holds, one.evidence.met
    if believed is not None and not one.evidence.problem:
        yield GradedBelief(one.run, one.predicted.probe, believed, held, brier(believed, held=held))


def log_ratio(guessed: float | None, measured: float | None) -> float | None:
    """log10(measured / guessed); None where one of them is not above 0, or is not there."""
    if guessed is None or measured is None or not (guessed > 0 and measured > 0):
        return None
    return math.log10(measured) - math.log10(guessed) if math.isfinite(guessed + measured) else None


def off_by(measure: str, guessed: float | None, measured: float | None) -> float | None:
    """The log ratio of a measure. Of an availability or a hit ratio it is that of what they lack to 100%: whoever says
    99.9% where 99% comes out is off by a factor of ten. Above 0 the guess was too low.
    """
    if metric_of(measure) not in NEAR_ONE or guessed is None or measured is None:
        return log_ratio(guessed, measured)
    lacking = log_ratio(1.0 - guessed, 1.0 - measured)
    return None if lacking is None else -lacking


def covered(low: float | None, high: float | None, measured: float | None) -> bool | None:
    """Whether the interval held the outcome; None where there is no interval, or nothing was measured."""
    if low is None or high is None or measured is None:
        return None
    return low <= measured <= high


def brier(believed: float, *, held: bool) -> float:
    """(p - outcome)^2, from 0 to 1."""
    return (believed - held) ** 2


def near(one: Tested, key: str, measure: str, within: float) -> bool:
    """Whether a guess was within a factor of what was measured; a guess of 0 is right where 0 came out."""
    guessed, measured = one.predicted.numbers[key][0], one.evidence.measures.get(measure)
    if guessed is None or measured is None:
        return False
    ratio = off_by(measure, guessed, measured)
    return guessed == measured if ratio is None else abs(ratio) <= math.log10(within) + 1e-12


def right_ones(round_: Round, events: Sequence[Event], wanted: Mapping[str, Predict], within: float) -> list[Event]:
    """The log lines of the predictions that came true: each question of a probe once, however often it was asked again.

    A guess came true within a factor of the outcome, a belief when it was on the right side of 50%.
    """
    lines = {event.seq: event for event, _ in of_kind(events, log.Predicted)}
    found: dict[tuple[str, str], Event] = {}
    for one in put_to_test(events):
        asked = questions(round_, one, wanted)
        true = [key for key in asked if key in one.predicted.numbers and near(one, key, asked[key].measure, within)]
        true += ["" for belief in beliefs_of(one) if (belief.holds > 0.5) == belief.held]
        for key in true:
            found.setdefault((one.predicted.probe, key), lines[one.seq])
    return list(found.values())


def form_of(measure: str) -> Format:
    """How a measure's values are written: `events: p(99)` as a time."""
    family = family_of(metric_of(measure))
    return FORMATS[METRICS[family]] if family in METRICS else count


def metric_of(measure: str) -> str:
    """The metric of a measure: `events: availability` -> `availability`."""
    return measure.partition(":")[2].strip()


def written(value: float | None, form: Format) -> str:
    """A value that may not be there."""
    return NONE if value is None else form(value)
