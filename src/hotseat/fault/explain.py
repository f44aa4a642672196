"""Why it broke: which faults are necessary, what else would have done, and in which window of the source it hurts.

All of it is found by running again. A fault without which the promise holds is **necessary**; where another way of the
same effect breaks it as well, it is **any of** them. A crash is slid along its node's effects, earlier and later, as
long
as the promise stays broken: the effects between which that is so are the **window**.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.fault.keys import Fault, FaultSet, Key

if TYPE_CHECKING:
    from hotseat.fault.bench import Bench
    from hotseat.fault.search import Found
    from hotseat.fault.trace import Step

NECESSARY, ANY_OF, NO_MATTER = "necessary", "any of", "does not matter"


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a window: an effect and the handler's line that asked for it (0: the world did, or the run's end)."""

    effect: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"`{self.effect}`" + (f" ({self.file}, line {self.line})" if self.line else "")


@dataclass(frozen=True, slots=True)
class Reason:
    """What one fault has to do with it. `need` is necessary, any of, or does not matter; `others` are ways that do as
    well;
    `opens` and `closes` bound the window in which a crash breaks the promise, None for faults that are not crashes.
    """

    fault: Fault
    need: str
    others: tuple[str, ...]
    at: Edge
    opens: Edge | None
    closes: Edge | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is told about one broken promise. `steps` is the log of the run, `durable` what the stores held
    at its end.
    """

    found: Found
    reasons: tuple[Reason, ...]
    steps: tuple[Step, ...]
    runs: int
    durable: tuple[tuple[str, str], ...] = ()


class Explainer:
    """Runs again and again, and counts how often."""

    def __init__(self, bench: Bench, found: Found) -> None:
        self.bench = bench
        self.found = found
        self.runs = 0

    def explain(self) -> Explanation:
        """The explanation of what was found."""
        outcome = self.bench.run(self.found.faults, record=True)
        steps = outcome.steps
        order = {step.key: step.number for step in steps if step.key is not None}
        faults = sorted(self.found.faults, key=lambda fault: order.get(fault.key, 0))
        reasons = tuple(self._reason(fault, steps) for fault in faults)
        return Explanation(self.found, reasons, steps, self.runs, outcome.run.stored())

    def _breaks(self, faults: FaultSet) -> bool:
        self.runs += 1
        outcome = self.bench.run(faults)
        return self.found.promise in outcome.broken and faults <= frozenset(outcome.applied)

    def _same(self, faults: FaultSet) -> bool:
        self.runs += 1
        outcome = self.bench.run(faults)
        return outcome.broken.get(self.found.promise) == self.found.sentence and faults <= frozenset(outcome.applied)

    def _reason(self, fault: Fault, steps: tuple[Step, ...]) -> Reason:
        rest = self.found.faults - {fault}
        step = next((each for each in steps if each.key == fault.key), None)
        ways = step.ways if step else ()
        others = tuple(way for way in ways if way != fault.way and self._breaks(rest | {Fault(fault.key, way)}))
        need = NO_MATTER if self._breaks(rest) else ANY_OF if others else NECESSARY
        opens, closes = self._window(fault, rest) if fault.way.startswith("crash") else (None, None)
        return Reason(fault, need, others, _edge(step), opens, closes)

    def _window(self, fault: Fault, rest: FaultSet) -> tuple[Edge, Edge]:
        """Slides a crash over the effects that its node would have had without it."""
        steps = [
            step
            for step in self.bench.run(rest, record=True).steps
            if step.node == fault.key.node and step.key is not None
        ]
        place = next((index for index, step in enumerate(steps) if step.key == fault.key), 0)
        first = last = place
        while first > 0 and self._crash_breaks(steps[first - 1].key, fault, rest):
            first -= 1
        while last + 1 < len(steps) and self._crash_breaks(steps[last + 1].key, fault, rest):
            last += 1
        closes = _edge(steps[last + 1]) if last + 1 < len(steps) else Edge("the end of the run", "", 0)
        return (_edge(steps[first]) if steps else Edge("the start", "", 0)), closes

    def _crash_breaks(self, key: Key | None, fault: Fault, rest: FaultSet) -> bool:
        return key is not None and key not in {each.key for each in rest} and self._same(rest | {Fault(key, fault.way)})


def _edge(step: Step | None) -> Edge:
    return Edge("the start", "", 0) if step is None else Edge(f"{step.kind} {step.what}", step.file, step.line)


def explain(bench: Bench, found: Found) -> Explanation:
    """The explanation of one broken promise, in a few dozen runs."""
    return Explainer(bench, found).explain()
