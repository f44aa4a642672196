"""The bench: a world with a handler in it, ready to be run under any fault set, any number of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError
from hotseat.fault import fence
from hotseat.fault.handler import Handler, describe, line_of, read_handler
from hotseat.fault.keys import Fault, FaultSet, Key, unknown_fault
from hotseat.fault.loop import StepLimit
from hotseat.fault.run import Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hotseat.fault.trace import Step
    from hotseat.fault.world import World

LIVELOCK = "livelock"
"""The id under which a run that never settles down is reported."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run came to. `broken` maps the ids of broken promises to sentences, `choices` are the questions asked in
    order, `applied` the faults that took place, `steps` the log if one was kept.
    """

    broken: dict[str, str]
    choices: list[tuple[Key, tuple[str, ...]]]
    applied: tuple[Fault, ...]
    steps: tuple[Step, ...]
    died: tuple[tuple[str, str], ...]
    run: Any

    @property
    def hash(self) -> str:
        """A digest of everything that happened. Made when asked for: a search asks for few."""
        return str(self.run.hash())

    def faults_after(self, last: int) -> Iterator[tuple[int, Fault]]:
        """Every fault that could strike at a choice after the one numbered `last`, with the number of the choice."""
        for place in range(last + 1, len(self.choices)):
            key, ways = self.choices[place]
            for way in ways:
                yield place, Fault(key, way)


class Bench:
    """A world and a handler."""

    def __init__(self, world: World, handler: Handler) -> None:
        self.world = world
        self.handler = handler

    def run(self, faults: FaultSet = frozenset(), *, record: bool = False, track: bool = False) -> Outcome:
        """Plays one run. Raises LabError where the handler cannot be run."""
        world = self.world
        run = Run(self.handler, faults=faults, record=record, track=track, step_limit=world.step_limit)
        state = world.build(run)
        fence.guard(run)
        broken: dict[str, str] = {}
        try:
            run.play(horizon=world.horizon, settled=lambda: world.settled(state), grace=world.grace)
        except StepLimit as error:
            broken[LIVELOCK] = f"never settles down: {error}"
        finally:
            fence.release()
        if LIVELOCK not in broken:
            for promise in world.promises:
                sentence = promise.check(state)
                if sentence:
                    broken[promise.id] = sentence
        died = tuple((name, self._died(error)) for name, error in run.died)
        if not record:
            run.let_go()
        return Outcome(broken, run.choices, tuple(run.applied), tuple(run.steps), died, run)

    def happy(self) -> Outcome:
        """The run in which nothing goes wrong. Raises LabError if the handler raises even then, or never settles
        down.
        """
        outcome = self.run()
        for _, error in outcome.run.died:
            if not type(error).__module__.startswith("hotseat."):  # a world's own errors may be answered with a 500
                raise LabError(f"{self._died(error)}, with no fault at all")
        if LIVELOCK in outcome.broken:
            raise LabError(
                f"{self.handler.name}, line 1: with no fault at all it {outcome.broken[LIVELOCK]}; "
                "does it loop without waiting for anything?"
            )
        return outcome

    def replay(self, faults: FaultSet) -> Outcome:
        """A recorded run. Raises LabError if one of the faults names no effect of it."""
        outcome = self.run(faults, record=True)
        missing = sorted(faults - frozenset(outcome.applied))
        if missing:
            raise unknown_fault(missing[0], [Fault(key, way) for key, ways in outcome.choices for way in ways])
        return outcome

    def _died(self, error: BaseException) -> str:
        return f"{self.handler.name}, line {line_of(error, self.handler.path)}: raises {describe(error)}"


def make_bench(world: World, path: str | Path) -> Bench:
    """The bench of the handler in the file at `path`. Raises LabError, with file and line, where it cannot be one."""
    return Bench(world, read_handler(path, wanted=world.functions, defaults=world.defaults))


def first_difference(bench: Bench, faults: FaultSet = frozenset()) -> str:
    """Plays the same run twice; an empty string if both are equal, else a sentence that names the first difference."""
    return compare(bench.run(faults).run.lines(), bench.run(faults).run.lines())


def compare(one: list[str], two: list[str]) -> str:
    """A sentence that names the first difference between two runs' lines; empty where there is none."""
    for left, right in zip(one, two, strict=False):
        if left != right:
            return f"one has {left}, the other {right}"
    return "" if len(one) == len(two) else f"one has {len(one)} effects, the other {len(two)}"
