"""The search: which fault sets are tried, in which order, and what may be said afterwards.

The happy path comes before everything. Then all runs with one fault, then all with two, up to the budget: since fewer
faults come earlier, what breaks a promise is minimal when it is found. A set of faults is grown only by faults that
strike after those it has, so that each set is played once. Then come other orders of concurrent steps. What is **beyond**
the budget is tried last, for a number of runs that is known beforehand, so that a report does not depend on the machine:
half of them sets with one fault more, the rest random sets in random orders. What breaks there is shrunk to its smallest
subset, and told apart from what breaks within the budget.

The unit of work is a parent set with all its children; units are played in any order on any number of processes, and
counted in one order, so that run numbers do not depend on the machine.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.fault.bench import LIVELOCK
from hotseat.fault.keys import RANKED, is_order, jitter, ranking, strikes
from hotseat.fault.orders import DELAY_BOUND, Orders, play_orders
from hotseat.fault.shrink import shrink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hotseat.fault.bench import Bench
    from hotseat.fault.keys import Fault, FaultSet
    from hotseat.fault.turns import Turns

BEYOND = 1_000
"""Runs beyond the budget, unless another number is asked for."""

EVERYTHING = sys.maxsize
"""As many runs beyond the budget as there is time for."""

ORDERS = 3_000
"""The most orders of concurrent steps that are played; half of them around the run with no fault."""

BATCH = 50
"""Random runs in one unit of work."""

Unit = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """A broken promise: the smallest fault set that breaks it, the sentence, and the number of the run, from 1."""

    promise: str
    sentence: str
    faults: FaultSet
    run: int


@dataclass(slots=True)
class Coverage:
    """What was tried. `levels[k]` is the number of runs with exactly k faults, `totals[k]` how many there are (0: not
    known); `complete` the largest k of which none is missing, -1 for none. `orders` counts other orders, of which
    `order_bound` is the number of steps held back up to which none is missing (-1: none is missing at all).
    """

    levels: list[int] = field(default_factory=list)
    complete: int = -1
    orders: int = 0
    random: int = 0
    seconds: float = 0.0
    stopped: str = ""
    totals: list[int] = field(default_factory=list)
    order_bound: int = -1

    @property
    def runs(self) -> int:
        """All runs that were counted."""
        return sum(self.levels) + self.orders + self.random

    def sentence(self) -> str:
        """What may be said: never "correct", always "in all runs with at most ..."."""
        within = sum(self.levels[: self.complete + 1])
        text = (
            f"all {within:,} runs with at most {count(self.complete)}" if self.complete > 0 else "the run with no fault"
        )
        for level in range(self.complete + 1, len(self.levels)):
            if self.levels[level]:
                text += f", {self.levels[level]:,} of {self._total(level)} with {count(level)}"
        if self.orders:
            text += f", {self._orders()}"
        if self.random:
            text += f", {self.random:,} random beyond"
        return text + (f" ({self.stopped})" if self.stopped else "")

    def _total(self, level: int) -> str:
        return f"{self.totals[level]:,}" if level < len(self.totals) and self.totals[level] else "those"

    def _orders(self) -> str:
        runs = f"{self.orders:,} in other orders of concurrent steps"
        if self.order_bound < 0:
            return f"all {runs}"
        return runs + (f" (all with at most {self.order_bound} held back)" if self.order_bound > 0 else "")


@dataclass(slots=True)
class Findings:
    """The result of a search: per promise the smallest breaking set within the budget; per promise that is kept within
    it the smallest that was found `beyond`; and the coverage.
    """

    broken: dict[str, Found] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    beyond: dict[str, Found] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What one unit came to: the sets played, in order; for those that broke something (index, set, promise,
    sentence); and for each set how many there are with one fault more.
    """

    children: list[FaultSet]
    broken: list[tuple[int, FaultSet, str, str]]
    rooms: list[int] = field(default_factory=list)


def count(faults: int) -> str:
    """1 -> "1 fault"."""
    return f"{faults} fault" + ("" if faults == 1 else "s")


def play_children(bench: Bench, parent: FaultSet, most: int = EVERYTHING) -> UnitResult:
    """Plays every set that is `parent` and one later fault, the first `most` of them."""
    outcome = bench.run(parent)
    keys = {fault.key for fault in parent}
    last = max((index for index, (key, _) in enumerate(outcome.choices) if key in keys), default=-1)
    result = UnitResult([], [])
    for place, fault in itertools.islice(outcome.faults_after(last), most):
        child = parent | {fault}
        played = bench.run(child)
        for promise, sentence in played.broken.items():
            result.broken.append((len(result.children), child, promise, sentence))
        result.children.append(child)
        result.rooms.append(sum(len(ways) for _, ways in played.choices[place + 1 :]))
    return result


def play_random(
    bench: Bench, seed: int, runs: int, known: tuple[Fault, ...], least: int, steps: int = 50
) -> UnitResult:
    """Plays `runs` random sets of at least `least` faults, drawn from `known`. Three in four are played in a random order:
    two by ranks, of which up to 3 drop among the first `steps` turns, one with random latencies.
    """
    generator = random.Random(seed)
    result = UnitResult([], [])
    for _ in range(runs):
        size = min(len(known), least + int(generator.expovariate(0.7)))
        child = frozenset({fault.key: fault for fault in generator.sample(known, size)}.values())
        child |= _random_order(generator, steps)
        outcome = bench.run(child)
        for promise, sentence in outcome.broken.items():
            faults = frozenset(outcome.applied)
            result.broken.append((len(result.children), _named(bench, faults, outcome.run.turns), promise, sentence))
        result.children.append(child)
    return result


def _random_order(generator: random.Random, steps: int) -> FaultSet:
    choice, seed = generator.randrange(4), generator.randrange(1_000_000)
    if choice == 0:
        return frozenset()
    return frozenset({jitter(seed) if choice == 1 else ranking(seed, generator.randrange(4), steps)})


def _named(bench: Bench, faults: FaultSet, turns: Turns | None) -> FaultSet:
    """The same set with its ranks spelt out as turns held back, if that breaks the same promises."""
    if turns is None or not any(fault.way == RANKED for fault in faults):
        return faults
    spelt = frozenset(fault for fault in faults if fault.way != RANKED) | frozenset(turns.overtaken())
    return spelt if bench.run(spelt).broken.keys() == bench.run(faults).broken.keys() else faults


TASKS: dict[str, Callable[..., object]] = {"children": play_children, "random": play_random, "orders": play_orders}


def inline(bench: Bench) -> Callable[[Iterable[Unit]], Iterator[object]]:
    """Plays units one after the other in this process."""

    def play(units: Iterable[Unit]) -> Iterator[object]:
        for name, arguments in units:
            yield TASKS[name](bench, *arguments)

    return play


class Search:
    """A search over the fault sets of one bench. `play` plays units and yields their results in order; `stop` is asked
    after each whether to end.
    """

    def __init__(
        self,
        bench: Bench,
        *,
        faults: int,
        seconds: float,
        beyond: int = 0,
        seed: int = 0,
        play: Callable[[Iterable[Unit]], Iterator[object]] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.bench = bench
        self.faults = faults
        self.seconds = seconds
        self.beyond = beyond
        self.seed = seed
        self.play = play or inline(bench)
        self.stop = stop
        self.findings = Findings()
        self._started = 0.0
        self._known: dict[Fault, None] = {}
        self._rooms: dict[FaultSet, int] = {}

    def explore(self) -> Findings:
        """Searches until everything was played or time is up. Ctrl-C ends it early and keeps what was found."""
        self._started = time.monotonic()
        coverage = self.findings.coverage
        try:
            self._explore()
        except KeyboardInterrupt:
            coverage.stopped = INTERRUPTED
        coverage.seconds = time.monotonic() - self._started
        return self.findings

    def _explore(self) -> None:
        coverage = self.findings.coverage
        outcome = self.bench.run()
        coverage.levels.append(1)
        coverage.totals.append(1)
        coverage.complete = 0
        self._rooms = {frozenset(): sum(len(ways) for _, ways in outcome.choices)}
        for promise, sentence in outcome.broken.items():
            self._keep(promise, sentence, frozenset(), 1)
        if outcome.broken:
            coverage.stopped = "it fails with no fault at all"
            return
        bases: list[FaultSet] = [frozenset()]
        for level in range(1, self.faults + 1):
            if not self._level(level, list(self._rooms), EVERYTHING):
                return
            bases += self._rooms if level == 1 else []
        if self._orders(bases):
            self._beyond()

    def _level(self, level: int, parents: list[FaultSet], most: int) -> bool:
        """Plays the sets of `level` faults that grow out of `parents`, at most `most`; False where time was up."""
        coverage = self.findings.coverage
        coverage.levels.append(0)
        coverage.totals.append(sum(self._rooms.values()))
        rooms, self._rooms = self._rooms, {}
        for result in self.play(_families(parents, rooms, most)):
            assert isinstance(result, UnitResult)
            self._rooms.update(zip(result.children, result.rooms, strict=True))
            self._learn(result.children)
            self._count(result, "levels")
            if self._over():
                return False
        if most >= coverage.totals[level]:
            coverage.complete = level
        return True

    def _learn(self, children: list[FaultSet]) -> None:
        """Keeps the faults that exist. Each child has at most one that is new, so that their order is always the same."""
        known = self._known
        for child in children:
            for fault in child:
                if fault not in known:
                    known[fault] = None

    def _orders(self, bases: list[FaultSet]) -> bool:
        """Plays other orders around each of `bases`; False where time was up."""
        coverage = self.findings.coverage
        shares = [ORDERS // 2, *[max(1, ORDERS // 2 // max(1, len(bases) - 1))] * (len(bases) - 1)]
        bound, every = sys.maxsize, True
        for result in self.play(("orders", each) for each in zip(bases, shares, strict=True)):
            assert isinstance(result, Orders)
            self._count(UnitResult(result.played, result.broken), "orders")
            every = every and result.every
            bound = bound if result.every else min(bound, result.bound)
            coverage.order_bound = -1 if every else bound
            if self._over():
                coverage.order_bound = 0
                return False
        return True

    def _beyond(self) -> None:
        """One fault more than the budget; then random sets."""
        total = sum(self._rooms.values())
        everything = self.beyond >= EVERYTHING
        most = total if everything or total <= self.beyond else self.beyond // 2
        if most:
            parents = list(self._rooms)
            random.Random(self.seed).shuffle(parents)
            if not self._level(self.faults + 1, parents, most):
                return
        self._random(self.beyond if everything else self.beyond - most)

    def _random(self, runs: int) -> None:
        known = tuple(self._known)
        steps = len(self.bench.run().choices) * 3
        least = self.findings.coverage.complete + 1
        units: Iterator[Unit] = (
            ("random", (self.seed * 1_000_003 + start // BATCH, min(BATCH, runs - start), known, least, steps))
            for start in range(0, runs if known else 0, BATCH)
        )
        for result in self.play(units):
            assert isinstance(result, UnitResult)
            self._count(result, "random")
            if self._over():
                return

    def _over(self) -> bool:
        coverage = self.findings.coverage
        if self.stop():
            coverage.stopped = INTERRUPTED
        elif time.monotonic() - self._started > self.seconds:
            coverage.stopped = f"the {self.seconds:g} s were up"
        return bool(coverage.stopped)

    def _count(self, result: UnitResult, what: str) -> None:
        coverage = self.findings.coverage
        base = coverage.runs
        if what == "levels":
            coverage.levels[-1] += len(result.children)
        elif what == "orders":
            coverage.orders += len(result.children)
        else:
            coverage.random += len(result.children)
        for index, faults, promise, sentence in result.broken:
            if promise not in self.findings.broken and (what != "random" or promise not in self.findings.beyond):
                if what == "levels":
                    self._keep(promise, sentence, faults, base + index + 1)
                else:
                    smallest, said = shrink(self.bench, faults, promise)
                    self._keep(promise, said or sentence, smallest, base + index + 1)

    def _keep(self, promise: str, sentence: str, faults: FaultSet, run: int) -> None:
        within = strikes(faults) <= self.faults
        known = self.findings.broken if within else self.findings.beyond
        if promise not in self.findings.broken and promise not in known:
            known[promise] = Found(promise, sentence, faults, run)
        if within:
            self.findings.beyond.pop(promise, None)


INTERRUPTED = "interrupted"


def _families(parents: list[FaultSet], rooms: dict[FaultSet, int], most: int) -> Iterator[Unit]:
    """Units that play the children of `parents`, `most` in all."""
    for parent in parents:
        if rooms[parent] and most > 0:
            yield "children", (parent, min(most, rooms[parent]))
            most -= rooms[parent]


__all__ = [
    "BEYOND",
    "DELAY_BOUND",
    "EVERYTHING",
    "INTERRUPTED",
    "LIVELOCK",
    "Coverage",
    "Findings",
    "Found",
    "Search",
    "UnitResult",
    "count",
    "inline",
    "is_order",
    "play_children",
    "play_random",
]
