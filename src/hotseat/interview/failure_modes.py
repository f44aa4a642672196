"""The six failure modes that Hotseat watches for in a design round, each with the log lines that triggered it.

They are ours: patterns that interviewers often describe, made precise enough for a log to show. None of them is a
verdict; a rubric item may ask that some were avoided, and that is all the weight they have. The bounds below are our
choice too, and each sentence tells what was counted, so that anybody can disagree with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from hotseat.design import tree as trees
from hotseat.errors import DesignError
from hotseat.interview import events as log
from hotseat.interview.debrief import FailureMode
from hotseat.interview.estimates import right_lines
from hotseat.interview.events import Event
from hotseat.interview.history import Board, boards, clock_text, is_own, of_kind, seconds_by_node
from hotseat.report.words import listed, plural
from hotseat.rounds.round import FailureMode as Key
from hotseat.rounds.round import Round

LOOSE_BOXES, LOOSE_SECONDS = 3, 180.0
"""So many boxes that nothing joins, for so long, are boxes without connections."""
DIVE_SECONDS, DIVE_SHARE = 240.0, 0.5
"""So long on one node, and more than this share of all drawing, before the whole stood, is a deep dive."""
HEDGES = 3
"""Fewer hedges and unasked alternatives than these are how people speak."""

HEDGE = re.compile(
    r"\b(it depends|depends on (?:how|what|whether)|maybe|perhaps|possibly|probably|might|could also|could maybe|"
    r"not (?:really |quite |entirely )?sure|i guess|kind of|sort of|hard to say|one could|some people)\b",
    re.IGNORECASE,
)
ALTERNATIVE = re.compile(
    r"\b(alternatively|or (?:else )?(?:we|you|i|one) could|(?:we|you|i|one) could instead|instead,? (?:we|you|i|one) could|"
    r"another (?:option|way|approach|possibility)|on the other hand|or maybe|either way|the other option)\b",
    re.IGNORECASE,
)

TITLES: dict[Key, str] = {
    "no-clarifying-question": "No clarifying question before the first box",
    "boxes-without-connections": "Boxes without connections",
    "deep-dive-before-scope": "A deep dive before the scope",
    "scale-never-settled": "Scale never settled",
    "second-half-never-reached": "The second half never reached",
    "explaining-instead-of-committing": "Explaining instead of committing",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a detector saw: whether the mode is there, the sentence, the lines."""

    found: bool
    sentence: str
    log: tuple[int, ...] = ()


def failure_modes(round_: Round, events: Sequence[Event]) -> tuple[FailureMode, ...]:
    """All six, found or not, in their order."""
    return tuple(failure_mode(key, round_, events) for key in get_args(Key))


def failure_mode(key: Key, round_: Round, events: Sequence[Event]) -> FailureMode:
    """One of them."""
    seen = DETECTORS[key](round_, events)
    return FailureMode(key, TITLES[key], seen.found, seen.sentence, seen.log)


def no_clarifying_question(_round: Round, events: Sequence[Event]) -> Seen:
    """A box was drawn before anything was asked."""
    first = next(((event, drew.touched) for event, drew in of_kind(events, log.Drew) if drew.touched), None)
    asked = [event for event, _ in of_kind(events, log.Asked)]
    if first is None:
        return Seen(found=False, sentence="No box was drawn.", log=tuple(event.seq for event in asked))
    box, touched = first
    before = [event for event in asked if event.seq < box.seq]
    if before:
        said = f"{plural(len(before), 'question')} asked before the first box ({clock_text(box.at)})."
        return Seen(found=False, sentence=said, log=tuple(event.seq for event in before))
    later = f"; the first came at {clock_text(asked[0].at)}" if asked else ", nor after it"
    sentence = f"{touched[0]} was drawn at {clock_text(box.at)} before any question was asked{later}."
    return Seen(found=True, sentence=sentence, log=(box.seq, *(event.seq for event in asked[:1])))


def boxes_without_connections(_round: Round, events: Sequence[Event]) -> Seen:
    """Several boxes stood apart for minutes."""
    since: Board | None = None
    every = boards(events)
    given = frozenset(loose_boxes(every[0].text)[0])
    ends = [*(board.at for board in every[1:]), max((event.at for event in events), default=0.0)]
    for board, until in zip(every, ends, strict=True):
        names, loose = loose_boxes(board.text)
        if board.text and names == () and since is not None:
            continue  # cannot be read at this moment: in the middle of a stroke
        apart = [name for name in loose if name not in given]
        if len(apart) < LOOSE_BOXES:
            since = None
            continue
        since = since or board
        if until - since.at >= LOOSE_SECONDS:
            stretch = f"from {clock_text(since.at)} to {clock_text(until)} at least"
            sentence = f"{listed(apart)} stood without a connection {stretch}."
            return Seen(found=True, sentence=sentence, log=tuple(dict.fromkeys((since.seq, board.seq))))
    return Seen(
        found=False,
        sentence=f"At no time did {LOOSE_BOXES} boxes or more stand apart for {LOOSE_SECONDS / 60:.0f} minutes.",
    )


def loose_boxes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The boxes of a board that need not be a whole design yet, and those that nothing joins to another.

    A box is joined when any value in another's keys, or in traffic, names it (`store` or `store.put`), or one in its own
    names another.
    """
    try:
        root, _ = trees.parse(text)
    except DesignError:
        return (), ()
    plain = trees.to_plain(root) if isinstance(root, trees.Mapping) else {}
    nodes = plain.get("nodes")
    if not isinstance(nodes, dict):
        return (), ()
    joined: set[str] = set()
    for owner, value in [*nodes.items(), *(("", one) for one in as_values(plain.get("traffic")))]:
        targets = {word.partition(".")[0] for word in words_in(value)} & nodes.keys() - {owner}
        joined |= targets | ({owner} if targets else set())
    return tuple(nodes), tuple(name for name in nodes if name not in joined)


def as_values(value: object) -> list[object]:
    """The values of a mapping; nothing of anything else."""
    return list(value.values()) if isinstance(value, dict) else []


def words_in(value: object) -> Iterable[str]:
    """Every text among a value's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from words_in(inner)


def deep_dive_before_scope(_round: Round, events: Sequence[Event]) -> Seen:
    """Most of the drawing went into one node before there was a design of the whole."""
    whole = next((board for board in boards(events) if board.runs), None)
    before = [event for event in events if whole is None or event.seq <= whole.seq]
    draws = [(event, drew) for event, drew in of_kind(before, log.Drew) if drew.touched]
    # The stroke that makes it whole touches what was missing, so it counts as scope, not as detail.
    spent = seconds_by_node(before if whole is None else before[:-1])
    total = sum(spent.values())
    node, seconds = max(spent.items(), key=lambda one: one[1], default=("", 0.0))
    until = f"before the whole first ran at {clock_text(whole.at)}" if whole else "and the whole never ran"
    if seconds >= DIVE_SECONDS and seconds > DIVE_SHARE * total:
        lines = tuple(event.seq for event, drew in draws if node in drew.touched)
        sentence = f"{clock_text(seconds)} of {clock_text(total)} of drawing went into {node}, {until}."
        return Seen(found=True, sentence=sentence, log=lines)
    if not node:
        return Seen(found=False, sentence=f"No part was worked out in detail {until}.")
    return Seen(found=False, sentence=f"{clock_text(seconds)} on {node} at most, {until}.")


def scale_never_settled(round_: Round, events: Sequence[Event]) -> Seen:
    """Neither an estimate that is right nor a rate that was committed to."""
    rates = {key for key, one in round_.commitments.items() if one.takes == "quantity" and one.unit == "rate"}
    committed = [event.seq for event, made in of_kind(events, log.Committed) if made.commitment in rates]
    right = tuple(right_lines(round_, events).values())
    tried = [event.seq for event, _ in of_kind(events, log.Estimated)]
    settled = (*right, *committed)
    if settled:
        parts = [plural(len(right), "estimate") + " right"] * bool(right)
        parts += [plural(len(committed), "rate") + " committed to"] * bool(committed)
        return Seen(found=False, sentence=f"{listed(parts)}.", log=tuple(sorted(settled)))
    said = f"none of the {len(tried)} lines on the worksheet answers one" if tried else "the worksheet is empty"
    return Seen(found=True, sentence=f"No estimate is right ({said}), and no rate was committed to.", log=tuple(tried))


def second_half_never_reached(round_: Round, events: Sequence[Event]) -> Seen:
    """In the phases after half of the minutes nothing was done with a whole design."""
    late = phases_of_second_half(round_)
    titles = listed([round_.phases[key].title for key in late])
    phase, reached, worked = "", [], []
    runs = False
    for event in events:
        if isinstance(event.what, log.Moved):
            phase = event.what.phase
            reached += [event.seq] * (phase in late)
        elif isinstance(event.what, log.Drew):
            runs = event.what.runs
        if phase in late and runs and is_own(event) and not isinstance(event.what, (log.Moved, log.Finished)):
            worked.append(event.seq)
    if worked:
        return Seen(
            found=False,
            sentence=f"{plural(len(worked), 'step')} in {titles}, on a design that runs.",
            log=tuple(worked[:1]),
        )
    ended = tuple(event.seq for event, _ in of_kind(events, log.Finished))
    if reached:
        sentence = f"{titles}: the clock got there, a design that runs and something done with it did not."
        return Seen(found=True, sentence=sentence, log=(reached[0], *ended))
    return Seen(found=True, sentence=f"The sitting ended before {titles}.", log=ended)


def phases_of_second_half(round_: Round) -> list[str]:
    """The phases that lie for the greater part in the second half of the minutes; the last one where none does."""
    half = sum(phase.minutes for phase in round_.phases.values()) / 2
    begins, found = 0.0, []
    for key, phase in round_.phases.items():
        if begins + phase.minutes / 2 >= half:
            found.append(key)
        begins += phase.minutes
    return found or list(round_.phases)[-1:]


def explaining_instead_of_committing(round_: Round, events: Sequence[Event]) -> Seen:
    """More hedges and unasked alternatives than decisions."""
    hedged = [
        (event, words)
        for event, text, asked in spoken(round_, events)
        for words in [soft_words(text, asked=asked)]
        if words
    ]
    total = sum(len(words) for _, words in hedged)
    decisions = [event for event in events if isinstance(event.what, (log.Committed, log.Skipped, log.Conceded))]
    lines = tuple(event.seq for event, _ in hedged)
    examples = listed([f'"{word}"' for word in dict.fromkeys(word for _, words in hedged for word in words)][:4])
    per = f"{total} for {plural(len(decisions), 'decision')}"
    if total >= HEDGES and total > len(decisions):
        return Seen(found=True, sentence=f"Hedges and unasked alternatives: {per} ({examples}).", log=lines)
    return Seen(found=False, sentence=f"Hedges and unasked alternatives: {per}.", log=lines)


def spoken(round_: Round, events: Sequence[Event]) -> Iterable[tuple[Event, str, bool]]:
    """What was said and why things were skipped; whether it answers a pushback, where alternatives were asked for."""
    for event in events:
        if isinstance(event.what, log.Said):
            yield event, event.what.text, event.what.about in round_.pushbacks
        elif isinstance(event.what, log.Skipped):
            yield event, event.what.reason, False


def soft_words(text: str, *, asked: bool) -> list[str]:
    """The hedges of a sentence and, unless it answers a pushback, its alternatives, as they were written."""
    found = [match.group(0).lower() for match in HEDGE.finditer(text)]
    return found if asked else found + [match.group(0).lower() for match in ALTERNATIVE.finditer(text)]


DETECTORS: dict[Key, Callable[[Round, Sequence[Event]], Seen]] = {
    "no-clarifying-question": no_clarifying_question,
    "boxes-without-connections": boxes_without_connections,
    "deep-dive-before-scope": deep_dive_before_scope,
    "scale-never-settled": scale_never_settled,
    "second-half-never-reached": second_half_never_reached,
    "explaining-instead-of-committing": explaining_instead_of_committing,
}
