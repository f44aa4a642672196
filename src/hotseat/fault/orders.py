"""The orders of concurrent steps: what if this one had waited for that one?

Two turns that clash and come close together in time form a race. The run in which the first of them sleeps until the
second has been taken has the race the other way round; from that run the races after it are turned round in the same
way, so that every order is reached by a series of turns held back. Two orders that differ only in turns that do not
clash are one, and the second is not continued; nor is a run in which a sleeping turn is never woken (sleep sets,
Godefroid 1996; the races as in dynamic partial order reduction, Flanagan and Godefroid, POPL 2005).

Orders with fewer turns held back come first. All are played where there are few. Otherwise those with at most
DELAY_BOUND held back are (delay bounding: Emmi, Qadeer and Rakamaric, POPL 2011), and where even those are too many, the
first `most`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.fault.keys import held, held_times
from hotseat.fault.turns import SEE, WRITE, clash

if TYPE_CHECKING:
    from hotseat.fault.bench import Bench
    from hotseat.fault.keys import FaultSet
    from hotseat.fault.turns import Turn, Turns

CLOSE = 0.05
"""Turns within so many virtual seconds of each other are taken for concurrent."""

DELAY_BOUND = 2
"""How many turns may be held back where all orders are too many."""

FEW = 60
"""So many orders around one run are few: beyond DELAY_BOUND, no more than these are played."""


@dataclass(slots=True)
class Orders:
    """The orders played around one run, and for those that broke something (index, set, promise, sentence). `bound` is
    the number of turns held back up to which none is missing, `every` true if none is missing at all.
    """

    played: list[FaultSet] = field(default_factory=list)
    broken: list[tuple[int, FaultSet, str, str]] = field(default_factory=list)
    bound: int = 0
    every: bool = False


def races(turns: Turns, start: int) -> list[int]:
    """The places, from `start` on, of turns that race with one of another task: it clashes with it, comes closely after
    it, and does not come because of it. A race that was turned round already is not turned back.
    """
    return [place for place in range(start, len(turns.taken)) if _raced(turns, place)]


def _raced(turns: Turns, place: int) -> bool:
    one = turns.taken[place]
    for other in turns.taken[place + 1 :]:
        if other.time - one.time > CLOSE:
            return False
        turned = other.came <= place < turns.woken.get(other.key, -1)
        if clash(one, other, memory=turns.memory) and not turned and not other.follows(one, place):
            return True
    return False


def canonical(turns: Turns) -> tuple[object, ...]:
    """Equal for runs that differ only in the order of turns that do not clash: for each thing the order of what is done
    to it, where neighbours that commute stand in alphabetical order.
    """
    things: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}
    steps: dict[str, int] = {}
    for turn in turns.taken:
        steps[turn.task] = number = steps.get(turn.task, -1) + 1
        name = f"{turn.task} {number} {turn.key.kind} {turn.key.what}"
        for thing, group in _places(turn, memory=turns.memory):
            order = things.setdefault(thing, [])
            if not order or order[-1][0] != group or group == WRITE:
                order.append((group, []))
            order[-1][1].append(name)
    return tuple(
        (thing, tuple((group, tuple(sorted(names))) for group, names in order))
        for thing, order in sorted(things.items())
    )


def _places(turn: Turn, *, memory: bool) -> list[tuple[tuple[str, ...], str]]:
    """Under which names the turn is kept, and which of its neighbours there it commutes with: those of its group, unless
    that is WRITE.
    """
    node, kind, what, _ = turn.key
    local = WRITE if memory or kind not in (SEE, WRITE) else "local"
    places: list[tuple[tuple[str, ...], str]] = [(("node", node), local)]
    if kind in (SEE, WRITE):
        whole = what == turn.thing
        places += [(("all of", turn.thing), f"any {kind}")] if whole or kind == WRITE else []
        places += [] if whole else [(("part of", turn.thing, what), kind)]
    return places


def play_orders(bench: Bench, base: FaultSet, most: int) -> Orders:
    """Plays the orders around the run with `base`, at most `most` of them."""
    orders = Orders()
    seen: set[tuple[object, ...]] = set()
    waiting: deque[tuple[FaultSet, int, int]] = deque([(base, 0, 0)])
    while waiting:
        faults, start, depth = waiting.popleft()
        orders.bound = max(orders.bound, depth - 1)
        if len(orders.played) >= (most if depth <= DELAY_BOUND else min(most, FEW)):
            return orders
        turns = _play(bench, orders, base, faults)
        order = canonical(turns)
        if turns.blocked or order in seen:
            continue
        seen.add(order)
        waiting.extend((_hold(faults, turns.taken[place]), place, depth + 1) for place in races(turns, start))
    orders.every = True
    return orders


def _play(bench: Bench, orders: Orders, base: FaultSet, faults: FaultSet) -> Turns:
    outcome = bench.run(faults, track=True)
    if faults != base:
        orders.played.append(faults)
        number = len(orders.played) - 1
        orders.broken.extend((number, faults, promise, sentence) for promise, sentence in outcome.broken.items())
    turns: Turns = outcome.run.turns
    return turns


def _hold(faults: FaultSet, turn: Turn) -> FaultSet:
    """The set with this turn held back once more than it is."""
    times = sum(held_times(fault.way) for fault in faults if fault.key == turn.key)
    return frozenset(fault for fault in faults if fault.key != turn.key) | {held(turn.key, times + 1)}


__all__ = ["CLOSE", "DELAY_BOUND", "FEW", "Orders", "canonical", "play_orders", "races"]
