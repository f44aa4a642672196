"""Calls that go round: allowed where a way out exists, refused where every path calls on.

A handler can end when some path through its steps meets only handlers that can end. That is a least fixed point: begin
with nobody, add every handler whose steps can end given those already known, until nothing changes. What is left over
calls for ever; retries and callbacks, whose cycles pass a branch, a miss, a `fail`, a `once` or a queue, are not.

Messages may go round too. Each request ends then, and the messages never do: that is no error, and worth a warning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.distributions import Constant
from hotseat.design.walk import handlers_of, steps_of, targets_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hotseat.design.design import Design
    from hotseat.design.findings import Findings
    from hotseat.design.steps import Step

Handler = tuple[str, str]


def check_cycles(design: Design, findings: Findings) -> None:
    """Notes each cycle of calls without a way out, once."""
    end = "every path calls on, so no request ever ends; put a `branch` around one of the calls"
    for path, way in Ways(design).cycles():
        findings.add(path, f"a cycle without a way out: {way}; {end}")


def check_messages(design: Design, findings: Findings) -> None:
    """Notes each cycle of messages without a way out, once; of a design in which no calls go round."""
    end = "every path sends on, so no message is ever the last; put a `branch` around one of the sends"
    for path, way in Ways(design, sends=True).cycles():
        findings.add(path, f"messages that go round for ever: {way}; {end}")


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways from handler to handler: by calls and broadcasts and, with `sends`, by messages."""

    design: Design
    sends: bool = False

    def cycles(self) -> Iterator[tuple[str, str]]:
        """Each cycle once: the path of its last call, and the way in words."""
        endless = dict.fromkeys(self.endless())
        reported: set[Handler] = set()
        for start in endless:
            if start in reported:
                continue
            cycle, path = self.cycle_from(start, endless)
            if not reported.isdisjoint(cycle) or not cycle:
                reported.add(start)
                continue
            reported.update(cycle, [start])
            names = [f"{node}.{handler}" for node, handler in (*cycle, cycle[0])]
            yield path, " -> ".join(names if len(names) <= 9 else [*names[:7], "...", names[-1]])

    def endless(self) -> list[Handler]:
        """The handlers whose every path leads on for ever."""
        steps = {(node, handler): items for node, handler, _, items in handlers_of(self.design)}
        callers: dict[Handler, list[Handler]] = {}
        for key, items in steps.items():
            for _, step in steps_of(items, ""):
                for target in self.targets(step):
                    callers.setdefault(target, []).append(key)
        ending: set[Handler] = set()
        waiting = list(steps)
        while waiting:
            key = waiting.pop()
            if key not in ending and self.can_end(steps[key], ending):
                ending.add(key)
                waiting += callers.get(key, [])
        return [key for key in steps if key not in ending]

    def targets(self, step: Step) -> list[Handler]:
        """The handlers that one step leads to."""
        return targets_of(self.design, step, sends=self.sends)

    def can_end(self, steps: tuple[Step, ...], ending: Collection[Handler]) -> bool:
        """Whether some path through a list of steps ends."""
        for step in steps:
            if isinstance(step, kinds.Nack) or (isinstance(step, kinds.Fail) and step.fail > 0):
                return True
            if not self.step_ends(step, ending):
                return False
        return True

    def step_ends(self, step: Step, ending: Collection[Handler]) -> bool:
        """Whether some path through one step ends."""
        if isinstance(step, kinds.Branch):
            total = math.fsum(arm.p for arm in step.branch)
            return total < 1 - 1e-9 or any(arm.p > 0 and self.can_end(arm.do, ending) for arm in step.branch)
        if isinstance(step, kinds.Parallel):
            return all(self.can_end(branch, ending) for branch in step.parallel)
        if isinstance(step, kinds.FanOut):
            nobody = isinstance(step.fan_out, Constant) and step.fan_out.value == 0
            return nobody or self.can_end(step.do, ending)
        return all(target in ending for target in self.targets(step))

    def cycle_from(self, start: Handler, endless: Collection[Handler]) -> tuple[list[Handler], str]:
        """Follows calls between endless handlers until one comes again; the cycle, and the path of the last call."""
        way, here, path = {start: None}, start, ""
        while True:
            steps = self.design.nodes[here[0]].on[here[1]]
            for where, step in steps_of(steps, f"nodes.{here[0]}.on.{here[1]}"):
                target = next((target for target in self.targets(step) if target in endless), None)
                if target is not None:
                    here, path = target, where
                    break
            else:
                return [], path
            if here in way:
                handlers = list(way)
                return handlers[handlers.index(here) :], path
            way[here] = None
