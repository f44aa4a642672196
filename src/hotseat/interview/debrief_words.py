"""The debrief's own words, the same in the terminal and on the page: points, grounds, factors, replays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hotseat.interview.debrief import Debrief, FailureMode, GradedGuess, ItemScore, Predictions
from hotseat.interview.history import clock_text
from hotseat.interview.verdict import number
from hotseat.report.words import NONE, digits, format_of, listed, plural, threshold_of
from hotseat.rounds.evidence import OBJECTIVES, Evidence, Measured
from hotseat.rounds.round import EvidenceKind, Verdict
from hotseat.rounds.wording import said

VERDICT: Mapping[Verdict, str] = {
    "no-hire": "No hire",
    "lean-hire": "Lean hire",
    "hire": "Hire",
    "strong-hire": "Strong hire",
}
STATE = {
    "asked": "asked, not answered",
    "predicted": "predicted, not run",
    "broken": "broken, and left so",
    "held": "held",
    "conceded": "conceded",
}
KINDS: Mapping[EvidenceKind, str] = {
    "measured": "Measured: the final design was run",
    "witnessed": "Witnessed: the log shows it",
    "judged": "Judged: a person's opinion",
}
OURS = (
    "The six failure modes, the weights and the bars are ours: what interviewers often describe, made precise enough to "
    "be counted. Each says what it counted."
)


@dataclass(frozen=True, slots=True)
class Replay:
    """A measurement that can be made again: what it is, the file that it needs, the file's text, the command."""

    title: str
    file: str
    design: str
    command: str


def points_text(item: ItemScore) -> str:
    """`20 of 40`."""
    return f"{NONE if item.points is None else number(item.points)} of {number(item.weight)}"


def grounds(item: ItemScore) -> str:
    """What an item's points rest on."""
    if item.evidence == "measured":
        return f"under {probe_text(item.probe or OBJECTIVES)}"
    if item.evidence == "judged":
        return f"by {item.judge}" if item.judge else "not marked"
    return lines_text(item.log)


def lines_text(lines: tuple[int, ...]) -> str:
    """`lines 3 and 5 of the log`; of many the first few."""
    if not lines:
        return ""
    few = [str(line) for line in lines[:6]]
    more = f" and {len(lines) - 6} more" if len(lines) > 6 else ""
    words = ", ".join(few) + more if more else listed(few)
    return f"line{'s' * (len(lines) > 1)} {words} of the log"


def probe_text(probe: str) -> str:
    """`its own load`, or `'crash'`."""
    return "its own load" if probe == OBJECTIVES else f"'{probe}'"


def measured_value(one: Measured) -> str:
    """A measurement in its threshold's unit."""
    return NONE if one.measured is None else format_of(threshold_of(one.threshold))(one.measured)


def outcome_text(evidence: Evidence) -> str:
    """What a run came to, in one line: the missed thresholds with their values, or that all are met."""
    if evidence.problem:
        return evidence.problem
    missed = [f"{said(one.subject)} {one.threshold}: {measured_value(one)}" for one in evidence.holds if not one.met]
    if missed:
        return f"missed {listed(missed)}"
    return f"{plural(len(evidence.holds), 'threshold')} met, none missed"


def factor_text(guess: GradedGuess) -> str:
    """How far a guess was off: `too low by a factor of 3.2`."""
    if guess.log_ratio is None:
        same = guess.guessed == guess.measured and guess.measured != NONE
        return "right" if same else "no factor: one of them is 0 or missing"
    factor = 10 ** abs(guess.log_ratio)
    if factor < 1.05:
        return "right within 5%"
    return f"too {'low' if guess.log_ratio > 0 else 'high'} by a factor of {digits(factor, 2)}"


def covered_text(guess: GradedGuess) -> str:
    """Whether the interval held it."""
    return "" if guess.covered is None else "held it" if guess.covered else "missed it"


def predictions_text(found: Predictions) -> Iterator[str]:
    """The summary, a sentence each."""
    if found.median_log_ratio is not None:
        yield f"Half of the guesses were within a factor of {digits(10**found.median_log_ratio, 2)}."
    if found.intervals:
        yield f"{found.covered} of {found.intervals} intervals of 90% held the outcome."
    if found.brier is not None:
        yield f"Brier score {found.brier:.2f}: 0 is perfect, 0.25 is always saying 50%."


def mode_lines(mode: FailureMode) -> str:
    """What triggered a failure mode."""
    return lines_text(mode.log) if mode.found else ""


def began_text(found: Debrief) -> str:
    """`2026-01-01 09:30 UTC`."""
    return f"{found.began[:16].replace('T', ' ')} UTC"


def triage_note(found: Debrief) -> str:
    """How minutes and weights came about."""
    probes = listed(["its own load", *(f"'{probe}'" for probe in found.weighed_under)])
    return (
        "Minutes are an estimate: the time before each stroke, given to what the stroke touched. Weights were measured: "
        f"each decision was taken out, one at a time, and the design run again under {probes}."
    )


def clock_line(found: Debrief) -> str:
    """`44:00 of 45:00 on the clock, paused for 2:00`."""
    paused = f", paused for {clock_text(found.clock.paused_for)} besides" if found.clock.paused_for >= 1 else ""
    return f"{clock_text(found.clock.elapsed)} of {clock_text(found.clock.total)} on the clock{paused}"


def replays(found: Debrief) -> tuple[Replay, ...]:
    """Every measurement that the debrief rests on: the final design's first, then the sitting's runs in their order."""
    final = [replay(one, f"Final design under {probe_text(one.probe)}", "final") for one in found.final]
    runs = [
        replay(run.evidence, f"Run {run.id} at {clock_text(run.at)}, {probe_text(run.probe)}", f"run-{run.id}")
        for run in found.runs
        if run.evidence is not None
    ]
    return tuple(one for one in (*final, *runs) if one is not None)


def replay(evidence: Evidence, title: str, folder: str) -> Replay | None:
    """One of them; None for a probe that could not be run."""
    if evidence.problem or not evidence.command:
        return None
    file = f"{evidence.probe}.design.yaml"
    there = f"{folder}/{file}"
    return Replay(title, there, evidence.design, evidence.command.replace(file, there))
