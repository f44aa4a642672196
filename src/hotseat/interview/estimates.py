"""Estimates held against the round's own: a line of the worksheet is right within the factor that the round allows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hotseat.interview import events as log
from hotseat.interview.events import Event
from hotseat.interview.history import of_kind
from hotseat.rounds.round import Estimate, Round


def is_right(estimate: Estimate, line: log.Estimated) -> bool | None:
    """Whether a line is within the factor of the answer; None where it has no value, or one of another dimension."""
    if line.value is None or line.problem or line.unit != estimate.unit:
        return None
    if line.value <= 0 or estimate.answer <= 0:
        return line.value == estimate.answer
    return abs(math.log(line.value / estimate.answer)) <= math.log(estimate.within) + 1e-9


def last_lines(events: Sequence[Event]) -> dict[str, tuple[Event, log.Estimated]]:
    """The line that stands for each of the round's estimates: the last one written for it that has a value."""
    found: dict[str, tuple[Event, log.Estimated]] = {}
    for event, line in of_kind(events, log.Estimated):
        if line.estimate is not None and (line.value is not None or line.estimate not in found):
            found[line.estimate] = (event, line)
    return found


def right_lines(round_: Round, events: Sequence[Event]) -> dict[str, int]:
    """The estimates that are right, each with its line of the log."""
    return {
        key: event.seq
        for key, (event, line) in last_lines(events).items()
        if key in round_.estimates and is_right(round_.estimates[key], line)
    }
