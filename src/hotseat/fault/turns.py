"""Turns: the steps of a run whose order among each other could be another one, and what decides it.

A **turn** is a read or write of stored data, or the arrival of a message. Two turns of different tasks **clash** if they
touch the same thing and one of them writes it, or if one is an arrival at the node of the other; turns that do not
clash commute. In a run that is tracked, every turn comes by here first:

- A turn that the fault set holds **sleeps** until a turn that it clashes with has been taken, as in the method of sleep
  sets (Godefroid 1996). If none comes, it is taken all the same, and the run is marked `blocked`: its order is one that
  has been played already.
- In a **ranked** run, turns gather for a moment, and the one whose chain ranks highest is taken: probabilistic concurrency
  testing with chain partitioning, PCTCP (Ozkan, Majumdar, Niksic, Tabaei Befrouei and Weissenbacher, "Randomized testing
  of distributed systems with probabilistic guarantees", OOPSLA 2018). A chain is a series of turns each of which causes
  the next; its rank is random, and drops at a few random places.
"""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from hotseat.fault.keys import RANKED, Fault, FaultSet, Key, held, held_times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hotseat.fault.loop import Loop

ARRIVE, SEE, WRITE = "arrive", "see", "write"

PATIENCE = 1.0
"""Virtual seconds for which a turn is held back in vain."""

GATHER = 0.02
"""Virtual seconds for which turns gather in a ranked run before one is taken."""


class Turn(NamedTuple):
    """A step that others may clash with. The kind of its key is `arrive`, `see` or `write`; `thing` is what it touches,
    `task` the path of the task that takes it, `time` when it came and `came` the number of those taken before it came.
    `past` is what had led to it: for each task the place, among those taken, of the last turn that it can know of;
    `number` counts the turns that came.
    """

    key: Key
    thing: str
    task: str
    time: float
    came: int
    past: Mapping[str, int]
    number: int = 0

    def follows(self, other: Turn, place: int) -> bool:
        """Did the other, taken at `place`, have to come first for this one to come at all?"""
        return self.past.get(other.task, -1) >= place


def clash(one: Turn, other: Turn, *, memory: bool = False) -> bool:
    """Does it matter which of the two comes first? With `memory`, tasks of one node share more than is stored."""
    if one.task == other.task:
        return False
    mine, yours = one.key, other.key
    if mine.node == yours.node and (memory or ARRIVE in (mine.kind, yours.kind)):
        return True
    if one.thing != other.thing or WRITE not in (mine.kind, yours.kind):
        return False
    return mine.what == yours.what or one.thing in (mine.what, yours.what)


class _Sleeper:
    __slots__ = ("left", "turn", "wake")

    def __init__(self, turn: Turn, wake: Callable[[], object], left: int) -> None:
        self.turn = turn
        self.wake = wake
        self.left = left


class Turns:
    """All turns of one run. `taken` lists them in the order in which they were taken, `applied` the orders that were
    followed; `blocked` is true if a held turn was taken although nothing that it clashes with had come; `woken` tells for
    each held turn how many had been taken when it was woken.
    """

    def __init__(self, loop: Loop, faults: FaultSet, *, memory: bool) -> None:
        self.loop = loop
        self.memory = memory
        self.taken: list[Turn] = []
        self.applied: list[Fault] = []
        self.blocked = False
        self.woken: dict[Key, int] = {}
        self._came = 0
        self._held = {fault.key: times for fault in faults if (times := held_times(fault.way))}
        self._counts: dict[tuple[str, str, str], int] = {}
        self._sleepers: list[_Sleeper] = []
        self._ranks = next((_Ranks(self, fault) for fault in sorted(faults) if fault.way == RANKED), None)

    async def take(self, node: str, kind: str, what: str, thing: str) -> None:
        """Waits until the running task may take this turn."""
        task = asyncio.current_task(self.loop)
        path = getattr(task, "path", "")
        turn = self._new(node, kind, what, thing, path, dict(self.loop.clocks.get(path, {})))
        if self._ranks is None and turn.key not in self._held:
            self._take(turn)
            return
        future = self.loop.create_future()
        self._wait(turn, partial(self._wake, future))
        await future
        self._take(turn)

    def arrive(
        self, node: str, what: str, task: str, past: Mapping[str, int], then: Callable[..., object], *args: object
    ) -> None:
        """Calls `then` when the arrival of `what` at `node` may take place. `past` is its sender's when it was sent."""
        turn = self._new(node, ARRIVE, what, "", task, past)

        def go() -> None:
            clock = self.loop.clocks.setdefault(task, {})
            clock.update({each: max(place, clock.get(each, -1)) for each, place in past.items()})
            self._take(turn)
            then(*args)

        if self._ranks is None and turn.key not in self._held:
            go()
        else:
            self._wait(turn, go)

    def overtaken(self) -> list[Fault]:
        """What happened in this run, as turns held back: each that others which came later, and clash with it, overtook."""
        found = []
        for place, turn in enumerate(self.taken):
            ahead = self.taken[turn.came : place]
            times = sum(other.number > turn.number and clash(turn, other, memory=self.memory) for other in ahead)
            if times:
                found.append(held(turn.key, times))
        return found

    def _new(self, node: str, kind: str, what: str, thing: str, task: str, past: Mapping[str, int]) -> Turn:
        base = (node, kind, what)
        n = self._counts.get(base, 0)
        self._counts[base] = n + 1
        self._came += 1
        return Turn(Key(node, kind, what, n), thing, task, self.loop.now, len(self.taken), past, self._came)

    def _wait(self, turn: Turn, wake: Callable[[], object]) -> None:
        if self._ranks is not None:
            self._ranks.park(turn, wake)
            return
        times = self._held[turn.key]
        self.applied.append(held(turn.key, times))
        sleeper = _Sleeper(turn, partial(self.loop.first, wake), times)
        self._sleepers.append(sleeper)
        self.loop.after(PATIENCE, self._give_up, sleeper)

    def _take(self, turn: Turn) -> None:
        self.loop.clocks.setdefault(turn.task, {})[turn.task] = len(self.taken)
        self.taken.append(turn)
        for sleeper in [each for each in self._sleepers if clash(each.turn, turn, memory=self.memory)]:
            sleeper.left -= 1
            if not sleeper.left:
                self._sleepers.remove(sleeper)
                self.woken[sleeper.turn.key] = len(self.taken)
                sleeper.wake()

    def _wake(self, future: asyncio.Future[Any]) -> None:
        if not future.done():
            future.set_result(None)
            self.loop.hurry()

    def _give_up(self, sleeper: _Sleeper) -> None:
        if sleeper in self._sleepers:
            self.blocked = True
            self._sleepers.remove(sleeper)
            sleeper.wake()


class _Ranks:
    """The chains of one ranked run and their ranks; the highest goes first."""

    def __init__(self, turns: Turns, fault: Fault) -> None:
        changes, _, steps = fault.key.what.partition(" of ")
        turns.applied.append(fault)
        self.loop = turns.loop
        self.generator = random.Random(fault.key.n)
        reach = range(max(1, int(steps) if steps.isdigit() else 1))
        drops = min(len(reach), int(changes) if changes.isdigit() else 0)
        self.drops = {place: -rank for rank, place in enumerate(self.generator.sample(reach, drops), start=1)}
        self.ranks: list[float] = []
        self.tails: dict[str, int] = {}
        self.parked: list[tuple[int, Callable[[], object]]] = []
        self.count = 0

    def park(self, turn: Turn, wake: Callable[[], object]) -> None:
        """Lets the turn wait among the others."""
        if not self.parked:
            self.loop.after(GATHER, self._pick)
        self.parked.append((self._chain(turn.task), wake))

    def _chain(self, path: str) -> int:
        """The chain that this task's turn continues: its own or its parent's, if it is the next after that one's last."""
        for tail in (path, path.rpartition(".")[0]):
            if tail in self.tails:
                chain = self.tails.pop(tail)
                break
        else:
            chain = len(self.ranks)
            self.ranks.append(self.generator.random())
        self.tails[path] = chain
        return chain

    def _pick(self) -> None:
        place = max(range(len(self.parked)), key=lambda each: self.ranks[self.parked[each][0]])
        if self.count in self.drops:
            self.ranks[self.parked[place][0]] = self.drops.pop(self.count)
            self._pick()
            return
        self.count += 1
        _, wake = self.parked.pop(place)
        if self.parked:
            self.loop.after(GATHER, self._pick)
        wake()
