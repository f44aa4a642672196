"""Calls that go round: allowed where a way out exists, refused where every path calls on.

A handler can end when some path through its steps meets only handlers that can end. That is a least fixed point: begin
with nobody, add every handler whose steps can end given those already known, until nothing changes. What is left over
calls for ever; retries and callbacks, whose cycles pass a branch, a miss, a `fail`, a `once` or a queue, are not.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.distributions import Constant
from hotseat.design.shapes import word_of
from hotseat.design.walk import handlers_of, resolve, steps_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from hotseat.design.design import Design
    from hotseat.design.findings import Findings
    from hotseat.design.steps import Step

Handler = tuple[str, str]


def check_cycles(design: Design, findings: Findings) -> None:
    """Notes each cycle of calls without a way out, once."""
    endless = dict.fromkeys(endless_handlers(design))
    reported: set[Handler] = set()
    for start in endless:
        if start in reported:
            continue
        cycle, path = _cycle_from(design, start, endless)
        if not reported.isdisjoint(cycle) or not cycle:
            reported.add(start)
            continue
        reported.update(cycle, [start])
        names = [f"{node}.{handler}" for node, handler in (*cycle, cycle[0])]
        way = " -> ".join(names if len(names) <= 9 else [*names[:7], "...", names[-1]])
        end = "every path calls on, so no request ever ends; put a `branch` around one of the calls"
        text = f"a cycle without a way out: {way}; {end}"
        findings.add(path, text)


def endless_handlers(design: Design) -> list[Handler]:
    """The handlers whose every path calls on for ever."""
    steps = {(node, handler): items for node, handler, _, items in handlers_of(design)}
    callers: dict[Handler, list[Handler]] = {}
    for key, items in steps.items():
        for target in _targets(design, items):
            callers.setdefault(target, []).append(key)
    ending: set[Handler] = set()
    waiting = list(steps)
    while waiting:
        key = waiting.pop()
        if key not in ending and _can_end(design, steps[key], ending):
            ending.add(key)
            waiting += callers.get(key, [])
    return [key for key in steps if key not in ending]


def _targets(design: Design, steps: tuple[Step, ...]) -> list[Handler]:
    """The handlers that a list of steps calls or broadcasts to."""
    found = []
    for _, step in steps_of(steps, ""):
        if isinstance(step, (kinds.Call, kinds.Broadcast)):
            with contextlib.suppress(KeyError):
                found.append(resolve(design, step.call if isinstance(step, kinds.Call) else step.broadcast))
    return found


def _can_end(design: Design, steps: tuple[Step, ...], ending: Collection[Handler]) -> bool:
    """Whether some path through a list of steps ends."""
    for step in steps:
        if isinstance(step, kinds.Nack) or (isinstance(step, kinds.Fail) and step.fail > 0):
            return True
        if not _step_ends(design, step, ending):
            return False
    return True


def _step_ends(design: Design, step: Step, ending: Collection[Handler]) -> bool:
    if isinstance(step, (kinds.Call, kinds.Broadcast)):
        try:
            target = resolve(design, step.call if isinstance(step, kinds.Call) else step.broadcast)
        except KeyError:
            return True  # a problem of its own
        return target in ending
    if isinstance(step, kinds.Branch):
        total = sum(arm.p for arm in step.branch)
        return total < 1 - 1e-9 or any(arm.p > 0 and _can_end(design, arm.do, ending) for arm in step.branch)
    if isinstance(step, kinds.Parallel):
        return all(_can_end(design, branch, ending) for branch in step.parallel)
    if isinstance(step, kinds.FanOut):
        nobody = isinstance(step.fan_out, Constant) and step.fan_out.value == 0
        return nobody or _can_end(design, step.do, ending)
    return True


def _cycle_from(design: Design, start: Handler, endless: Collection[Handler]) -> tuple[list[Handler], str]:
    """Follows calls between endless handlers until one comes again; the cycle, and the path of the last call."""
    way, here, path = {start: None}, start, ""
    while True:
        steps = design.nodes[here[0]].on[here[1]]
        step_paths = steps_of(steps, f"nodes.{here[0]}.on.{here[1]}")
        for where, step in step_paths:
            name = getattr(step, word_of(type(step))) if isinstance(step, (kinds.Call, kinds.Broadcast)) else ""
            try:
                target = resolve(design, name) if name else None
            except KeyError:
                target = None
            if target in endless and target is not None:
                here, path = target, where
                break
        else:
            return [], path
        if here in way:
            handlers = list(way)
            return handlers[handlers.index(here) :], path
        way[here] = None
