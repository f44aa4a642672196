"""The search: which fault sets are tried, in which order, and what may be said afterwards.

The happy path comes before everything. Then all runs with one fault, then all with two, and so on: since fewer faults
come earlier, what breaks a promise is minimal when it is found. A set of faults is grown only by faults that strike
after
those it has, so that each set is played once. What time is left goes into random sets beyond.

The unit of work is a parent set with all its children; units are played in any order on any number of processes, and
counted in one order, so that run numbers do not depend on the machine.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hotseat.fault.bench import LIVELOCK
from hotseat.fault.keys import jitter
from hotseat.fault.orders import play_orders
from hotseat.fault.shrink import shrink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hotseat.fault.bench import Bench
    from hotseat.fault.keys import Fault, FaultSet

DELAY_BOUND = 2
"""How many steps may be held back in one order."""

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
    """What was tried. `levels[k]` is the number of runs with exactly k faults; `complete` the largest k of which none
    is missing, -1 for none.
    """

    levels: list[int] = field(default_factory=list)
    complete: int = -1
    orders: int = 0
    random: int = 0
    seconds: float = 0.0
    stopped: str = ""

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
        partial = sum(self.levels[self.complete + 1 :])
        if partial:
            text += f", {partial:,} of those with {count(self.complete + 1)}"
        if self.orders:
            text += f", {self.orders:,} other orders of concurrent steps"
        if self.random:
            text += f", {self.random:,} random beyond"
        return text + (f" ({self.stopped})" if self.stopped else "")


@dataclass(slots=True)
class Findings:
    """The result of a search: per promise the smallest breaking set, and the coverage."""

    broken: dict[str, Found] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What one unit came to: the sets played, in order, and for those that broke something (index, set, promise,
    sentence).
    """

    children: list[FaultSet]
    broken: list[tuple[int, FaultSet, str, str]]


def count(faults: int) -> str:
    """1 -> "1 fault"."""
    return f"{faults} fault" + ("" if faults == 1 else "s")


def play_children(bench: Bench, parent: FaultSet) -> UnitResult:
    """Plays every set that is `parent` and one later fault."""
    outcome = bench.run(parent)
    keys = {fault.key for fault in parent}
    last = max((index for index, (key, _) in enumerate(outcome.choices) if key in keys), default=-1)
    children: list[FaultSet] = []
    broken: list[tuple[int, FaultSet, str, str]] = []
    for fault in outcome.faults_after(last):
        child = parent | {fault}
        children.append(child)
        for promise, sentence in bench.run(child).broken.items():
            broken.append((len(children) - 1, child, promise, sentence))
    return UnitResult(children, broken)


def play_random(bench: Bench, seed: int, runs: int, known: tuple[Fault, ...], least: int) -> UnitResult:
    """Plays `runs` random sets of at least `least` faults, drawn from `known`, half of them with random latencies."""
    generator = random.Random(seed)
    children: list[FaultSet] = []
    broken: list[tuple[int, FaultSet, str, str]] = []
    for _ in range(runs):
        size = min(len(known), least + int(generator.expovariate(0.7)))
        child = frozenset({fault.key: fault for fault in generator.sample(known, size)}.values())
        if generator.random() < 0.5:
            child |= {jitter(generator.randrange(1_000_000))}
        children.append(child)
        outcome = bench.run(child)
        broken.extend(
            (len(children) - 1, frozenset(outcome.applied), promise, sentence)
            for promise, sentence in outcome.broken.items()
        )
    return UnitResult(children, broken)


def play_held(bench: Bench, base: FaultSet, bound: int) -> UnitResult:
    """Plays the orders of concurrent steps around the run with `base`, at most `bound` steps held back."""
    return UnitResult(*play_orders(bench, base, bound))


TASKS: dict[str, Callable[..., object]] = {"children": play_children, "random": play_random, "orders": play_held}


def inline(bench: Bench) -> Callable[[Iterable[Unit]], Iterator[object]]:
    """Plays units one after the other in this process."""

    def play(units: Iterable[Unit]) -> Iterator[object]:
        for name, arguments in units:
            yield TASKS[name](bench, *arguments)

    return play


class Search:
    """A search over the fault sets of one bench. `play` plays units and yields their results in order."""

    def __init__(
        self,
        bench: Bench,
        *,
        faults: int,
        seconds: float,
        beyond: int = 0,
        seed: int = 0,
        play: Callable[[Iterable[Unit]], Iterator[object]] | None = None,
    ) -> None:
        self.bench = bench
        self.faults = faults
        self.seconds = seconds
        self.beyond = beyond
        self.seed = seed
        self.play = play or inline(bench)
        self.findings = Findings()
        self._known: dict[Fault, None] = {}

    def explore(self) -> Findings:
        """Searches until every set within the budget was played or time is up. Ctrl-C ends it early and keeps what
        was found.
        """
        started = time.monotonic()
        coverage = self.findings.coverage
        try:
            self._explore(started)
        except KeyboardInterrupt:
            coverage.stopped = "interrupted"
        coverage.seconds = time.monotonic() - started
        return self.findings

    def _explore(self, started: float) -> None:
        coverage = self.findings.coverage
        outcome = self.bench.run()
        coverage.levels.append(1)
        coverage.complete = 0
        self._keep(frozenset(), outcome.broken.items(), 1)
        if outcome.broken:
            coverage.stopped = "it fails with no fault at all"
            return
        parents: list[FaultSet] = [frozenset()]
        bases: list[FaultSet] = [frozenset()]
        for level in range(1, self.faults + 1):
            coverage.levels.append(0)
            children: list[FaultSet] = []
            for result in self.play(("children", (parent,)) for parent in parents):
                assert isinstance(result, UnitResult)
                self._count(result, level)
                children.extend(result.children)
                if time.monotonic() - started > self.seconds:
                    coverage.stopped = f"the {self.seconds:g} s were up"
                    return
            coverage.complete = level
            bases += children if level == 1 else []
            parents = children
        self._orders(bases, started)
        self._beyond(started)

    def _orders(self, bases: list[FaultSet], started: float) -> None:
        coverage = self.findings.coverage
        for result in self.play(("orders", (base, DELAY_BOUND)) for base in bases):
            assert isinstance(result, UnitResult)
            before = coverage.runs
            coverage.orders += len(result.children)
            for index, faults, promise, sentence in result.broken:
                if promise not in self.findings.broken:
                    smallest, said = shrink(self.bench, faults, promise)
                    self.findings.broken[promise] = Found(promise, said or sentence, smallest, before + index + 1)
            if time.monotonic() - started > self.seconds:
                coverage.stopped = f"the {self.seconds:g} s were up"
                return

    def _beyond(self, started: float) -> None:
        known = tuple(self._known)
        batches = [min(100, self.beyond - start) for start in range(0, self.beyond, 100)] if known else []
        units: Iterator[Unit] = (
            ("random", (self.seed * 1_000_003 + number, runs, known, self.faults + 1))
            for number, runs in enumerate(batches)
        )
        for result in self.play(units):
            assert isinstance(result, UnitResult)
            base = self.findings.coverage.runs
            self.findings.coverage.random += len(result.children)
            for index, faults, promise, _ in result.broken:
                if promise not in self.findings.broken:
                    smallest, sentence = shrink(self.bench, faults, promise)
                    self.findings.broken[promise] = Found(promise, sentence, smallest, base + index + 1)
            if time.monotonic() - started > self.seconds:
                self.findings.coverage.stopped = f"the {self.seconds:g} s were up"
                return

    def _count(self, result: UnitResult, level: int) -> None:
        coverage = self.findings.coverage
        base = coverage.runs
        coverage.levels[level] += len(result.children)
        for child in result.children:
            self._known.update(dict.fromkeys(sorted(child)))
        for index, faults, promise, sentence in result.broken:
            self._keep(faults, [(promise, sentence)], base + index + 1)

    def _keep(self, faults: FaultSet, broken: Iterable[tuple[str, str]], run: int) -> None:
        for promise, sentence in broken:
            if promise not in self.findings.broken:
                self.findings.broken[promise] = Found(promise, sentence, faults, run)


__all__ = [
    "LIVELOCK",
    "Coverage",
    "Findings",
    "Found",
    "Search",
    "UnitResult",
    "count",
    "inline",
    "play_children",
    "play_random",
]
