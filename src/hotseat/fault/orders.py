"""The orders of concurrent steps: what if this one had waited for that one?

Steps of two tasks that touch the same thing, one of them writing, close together in time, form a race. A run in which
the earlier one is held back until another task has touched the thing has the race the other way round. All such runs
with at most `bound`
steps held back are played (a delay bound: Emmi, Qadeer and Rakamaric, POPL 2011). Steps on different things commute:
an order that differs from one
already played only by commuting steps is not continued, as in the method of sleep sets (Godefroid, 1996).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.fault.keys import HELD, Fault, FaultSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotseat.fault.bench import Bench
    from hotseat.fault.run import Turn

CLOSE = 0.05
"""Steps within so many virtual seconds of each other are taken for concurrent."""


def races(turns: Sequence[Turn], start: int) -> list[int]:
    """The places, from `start` on, of steps that another task's step on the same thing follows closely, one of the
    two writing.
    """
    found = []
    for place in range(start, len(turns)):
        one = turns[place]
        for other in turns[place + 1 :]:
            if other.time - one.time > CLOSE:
                break
            if other.thing == one.thing and other.task != one.task and "write" in (one.key.kind, other.key.kind):
                found.append(place)
                break
    return found


def canonical(turns: Sequence[Turn]) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """The order of steps on each thing by itself: equal for runs that differ only by commuting steps."""
    things: dict[str, list[object]] = {}
    for turn in turns:
        things.setdefault(turn.thing, []).append((turn.key, turn.task))
    return tuple((thing, tuple(order)) for thing, order in sorted(things.items()))


def play_orders(
    bench: Bench, base: FaultSet, bound: int
) -> tuple[list[FaultSet], list[tuple[int, FaultSet, str, str]]]:
    """Plays the orders around the run with `base`. Returns the sets played, and for those that broke something
    (index, set, promise, sentence).
    """
    played: list[FaultSet] = []
    broken: list[tuple[int, FaultSet, str, str]] = []
    seen = set()
    stack: list[tuple[FaultSet, int]] = [(base, bound)]
    while stack:
        faults, left = stack.pop(0)
        outcome = bench.run(faults, track=True)
        if faults != base:
            played.append(faults)
            broken.extend((len(played) - 1, faults, promise, sentence) for promise, sentence in outcome.broken.items())
        turns = outcome.run.turns
        order = canonical(turns)
        if left == 0 or order in seen:
            continue
        seen.add(order)
        held = [place for place, turn in enumerate(turns) if Fault(turn.key, HELD) in faults]
        start = max(held, default=-1) + 1
        stack.extend((faults | {Fault(turns[place].key, HELD)}, left - 1) for place in races(turns, start))
    return played, broken
