"""What to practise next: drawn from the points that were lost, the failure modes found and the predictions that missed.

Each sentence points at something that can be done in Hotseat, and the ones that cost most come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hotseat.interview.debrief import FailureMode, ItemScore, Predictions, PushbackStory, Triaged
from hotseat.interview.history import clock_text
from hotseat.report.words import digits, listed
from hotseat.rounds.evidence import OBJECTIVES

SKILLS = 3
IDLE = 3.0
"""Minutes on what carries nothing, from which on they are worth a word."""
FACTOR = 0.5
"""Guesses that are off by more than this many tens (a factor of three) are worth practising."""

EXERCISES: Mapping[str, str] = {
    "no-clarifying-question": "Sit a round again and ask three questions before the first box; the Ask box answers what it "
    "knows, and says when it is your call.",
    "boxes-without-connections": "Draw a call with each box: after every node, run `hotseat check FILE`, which names what "
    "nobody calls or consumes.",
    "deep-dive-before-scope": "Draw the whole in its thinnest form first, until the board says that it runs; then go "
    "into the part that the run shows to matter.",
    "scale-never-settled": "Put one line a quantity on the worksheet before drawing: events a second, bytes a day, what "
    "is kept. The round's own working stands beside yours below.",
    "second-half-never-reached": "Sit the round with each phase ended by hand at its minutes; a plain design that runs by "
    "half time earns more than half of a fine one.",
    "explaining-instead-of-committing": "For every decision say one reason and one cost, then commit it in its box; answer "
    "'it depends' with the number on which it depends.",
}


def practise(
    rubric: Sequence[ItemScore],
    modes: Sequence[FailureMode],
    predictions: Predictions,
    pushbacks: Sequence[PushbackStory],
    triage: Sequence[Triaged],
) -> tuple[str, ...]:
    """What to do next, what cost most first."""
    return (
        *lost_skills(rubric),
        *(f"{mode.title}: {EXERCISES[mode.key]}" for mode in modes if mode.found),
        *open_pushbacks(pushbacks),
        *calibrating(predictions),
        *decoration(triage),
    )


def lost_skills(rubric: Sequence[ItemScore]) -> Iterator[str]:
    """The skills that most points were lost in, with the items and what to run."""
    lost: dict[str, list[ItemScore]] = {}
    for one in rubric:
        if one.points is not None and one.points < one.weight - 1e-9:
            lost.setdefault(one.skill, []).append(one)
    worst = sorted(lost.items(), key=lambda pair: -sum(missing(one) for one in pair[1]))
    for skill, items in worst[:SKILLS]:
        items = sorted(items, key=lambda one: -missing(one))
        points = f"{sum(missing(one) for one in items):.3g} points lost in {skill}"
        titles = listed([f"'{one.title}'" for one in items])
        yield f"{points} ({titles}). {next_step(items[0])}"


def missing(one: ItemScore) -> float:
    """The points that an item did not bring."""
    return one.weight - (one.points or 0.0)


def next_step(one: ItemScore) -> str:
    """What to do about an item, by its kind of evidence."""
    if one.evidence == "measured":
        what = "its own load" if one.probe == OBJECTIVES else f"'{one.probe}'"
        return f"Replay your final design under {what} with the command below, change one thing, and run it until it holds."
    if one.evidence == "witnessed":
        return "Sit the round again with that line open; it is earned by what the log shows, not by how it is said."
    return "Read your sayings in the timeline as somebody else would, and mark yourself again after the next sitting."


def open_pushbacks(pushbacks: Sequence[PushbackStory]) -> Iterator[str]:
    """Questions that were asked and neither answered by a change nor conceded."""
    left = [story.key for story in pushbacks if story.state in ("asked", "predicted", "broken")]
    if left:
        named = listed([f"'{key}'" for key in left])
        yield (
            f"Left open: {named}. A reasoned concession counts as an answer and silence does not; say which failure "
            f"you would live with, and who would feel it."
        )


def calibrating(predictions: Predictions) -> Iterator[str]:
    """Guesses far off, intervals too narrow, beliefs too sure."""
    if predictions.median_log_ratio is not None and predictions.median_log_ratio > FACTOR:
        factor = digits(10**predictions.median_log_ratio, 2)
        yield (
            f"Half of your guesses were off by a factor of {factor} or more. Before each run, write the arithmetic of the "
            f"guess on the worksheet."
        )
    if predictions.intervals >= 3 and predictions.covered < 0.75 * predictions.intervals:
        yield (
            f"{predictions.covered} of {predictions.intervals} of your 90% intervals held. Widen them "
            f"until nine in ten would."
        )
    if predictions.brier is not None and predictions.brier > 0.25:
        yield (
            f"How sure you were scored {predictions.brier:.2f} by Brier's rule, where 0 is best; always saying 50% scores "
            f"0.25. Say 50% unless you can name the step that makes it hold."
        )


def decoration(triage: Sequence[Triaged]) -> Iterator[str]:
    """Time that went where nothing hangs."""
    idle = [one for one in triage if one.role in ("decoration", "hurts") and one.minutes >= IDLE]
    if idle:
        spent = clock_text(sum(one.minutes for one in idle) * 60)
        yield (
            f"{spent} went into {listed([one.what for one in idle])}, without which nothing measured gets worse. `hotseat "
            f"ablate FILE` on a design of yours shows what carries it before you polish the rest."
        )
