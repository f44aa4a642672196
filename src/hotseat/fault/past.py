"""The causal past: which steps can have led to this one?

One step happened before another (Lamport, "Time, clocks, and the ordering of events in a distributed system", 1978) if it
came before it on the same node, if it sent what the other received, if it wrote what the other read, or if a chain of
these leads from one to the other. A crash happened before the restart. All else can be left out of a picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotseat.fault.trace import Step


def causal_past(steps: Sequence[Step], last: Iterable[int]) -> set[int]:
    """The numbers of the steps that happened before those numbered `last`, and these. `steps` is the log of a whole run."""
    before = _direct(steps)
    past: set[int] = set()
    waiting = list(last)
    while waiting:
        number = waiting.pop()
        if number not in past:
            past.add(number)
            waiting.extend(before[number])
    return past


def _direct(steps: Sequence[Step]) -> list[list[int]]:
    """For each step those that led to it directly: on its node, by a message, by what it read."""
    latest: dict[str, int] = {}
    before = []
    for step in steps:
        mine = latest.get(step.node, -1)
        before.append([each for each in (mine, step.cause, *step.after) if 0 <= each < step.number])
        latest[step.node] = step.number
    return before
