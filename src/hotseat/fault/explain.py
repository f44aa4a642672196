"""Why it broke: which faults are necessary, what else would have done, and in which window of the source it hurts.

All of it is found by running again. A fault without which the promise holds is **necessary**; where another way of the
same effect breaks it as well, it is **any of** them. A fault is slid along its node's effects, earlier and later, as
long as the promise is broken in the same words: those effects are the **window**. A crash lies between two effects, so
its window ends before the first effect at which it does no harm; anything else strikes an effect, so its window ends
with the last effect at which it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.fault.keys import Fault, FaultSet, Key, is_order

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
    well; `opens` and `closes` bound the window in which the fault breaks the promise, None where it cannot be slid.
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
        opens, closes = (None, None) if is_order(fault) else self._window(fault, rest)
        return Reason(fault, need, others, _edge(step), opens, closes)

    def _window(self, fault: Fault, rest: FaultSet) -> tuple[Edge | None, Edge | None]:
        """Slides a fault over the effects that its node would have had without it."""
        crash = fault.way.startswith("crash")
        steps = [step for step in self.bench.run(rest, record=True).steps if _slides(step, fault)]
        place = next((index for index, step in enumerate(steps) if step.key == fault.key), -1)
        if place < 0 or (len(steps) == 1 and not crash):
            return None, None
        first = last = place
        while first > 0 and self._still_breaks(steps[first - 1].key, fault, rest):
            first -= 1
        while last + 1 < len(steps) and self._still_breaks(steps[last + 1].key, fault, rest):
            last += 1
        if not crash:
            return (_edge(steps[first]), _edge(steps[last])) if first < last else (None, None)
        end = _edge(steps[last + 1]) if last + 1 < len(steps) else Edge("the end of the run", "", 0)
        return _edge(steps[first]), end

    def _still_breaks(self, key: Key | None, fault: Fault, rest: FaultSet) -> bool:
        return key is not None and key not in {each.key for each in rest} and self._same(rest | {Fault(key, fault.way)})


def _slides(step: Step, fault: Fault) -> bool:
    """Can the fault be slid to this step? A crash to every effect of its node; another to those that can go wrong so."""
    if step.key is None or step.node != fault.key.node:
        return False
    return fault.way.startswith("crash") or (step.kind == fault.key.kind and fault.way in step.ways)


def _edge(step: Step | None) -> Edge:
    return Edge("the start", "", 0) if step is None else Edge(f"{step.kind} {step.what}", step.file, step.line)


def explain(bench: Bench, found: Found) -> Explanation:
    """The explanation of one broken promise, in a few dozen runs."""
    return Explainer(bench, found).explain()
