"""Which effects a piece of work certainly leads to: what a caller who is told "done" may expect.

An effect is expected of a unit when every way through its handlers, calls and queues, without a failure, leads to it.
What stands in an arm of a branch or behind a cache miss is expected only when that way is taken; the assembler marks it
there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.design.steps import (
    Branch,
    Broadcast,
    Call,
    Effect,
    FanOut,
    Invalidate,
    Lookup,
    Once,
    Parallel,
    Read,
    Reply,
    Send,
    Step,
    Store,
    Write,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.design.design import Design

NOTHING: frozenset[str] = frozenset()


def nested(step: Step) -> list[tuple[Step, ...]]:
    """The runs of steps inside a step."""
    if isinstance(step, Parallel):
        return list(step.parallel)
    if isinstance(step, Branch):
        return [arm.do for arm in step.branch]
    if isinstance(step, (FanOut, Once)):
        return [step.do]
    if isinstance(step, Lookup):
        return [step.miss]
    if isinstance(step, (Call, Send, Read, Write)) and step.fallback:
        return [step.fallback]
    return []


def every_step(steps: tuple[Step, ...]) -> Iterator[Step]:
    """All steps of a handler, nested ones too, in the order in which they are written."""
    for step in steps:
        yield step
        for inner in nested(step):
            yield from every_step(inner)


class Reach:
    """Answers, for one design, which effects a handler or a run of steps certainly leads to."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.known: dict[tuple[str, str], frozenset[str]] = {}
        names: list[str] = []
        for node in design.nodes.values():
            for steps in node.on.values():
                names += [step.effect for step in every_step(steps) if isinstance(step, Effect)]
        self.effect_names = list(dict.fromkeys(names))

    def users_of_cache(self, cache: str) -> list[str]:
        """The nodes whose handlers touch a cache."""
        users = []
        for name, node in self.design.nodes.items():
            steps = [step for handler in node.on.values() for step in every_step(handler)]
            touched = {step.lookup for step in steps if isinstance(step, Lookup)}
            touched |= {step.store for step in steps if isinstance(step, Store)}
            touched |= {step.invalidate for step in steps if isinstance(step, Invalidate)}
            if cache in touched:
                users.append(name)
        return users

    def of_handler(self, node: str, handler: str) -> frozenset[str]:
        """Effects that a call to a handler certainly leads to. A handler that calls itself adds nothing by that."""
        key = (node, handler)
        if key not in self.known:
            self.known[key] = NOTHING
            self.known[key] = self.certain(self.design.nodes[node].on.get(handler, ()))
        return self.known[key]

    def of_queue(self, queue: str) -> frozenset[str]:
        """Effects that a message certainly leads to: those of every consumer."""
        found = [self.of_handler(name, "message") for name, node in self.design.nodes.items() if node.consumes == queue]
        return frozenset().union(*found)

    def certain(self, steps: tuple[Step, ...]) -> frozenset[str]:
        """Effects that a run of steps certainly leads to."""
        return frozenset().union(*(self.of_step(step) for step in steps))

    def of_step(self, step: Step) -> frozenset[str]:
        """Effects that one step certainly leads to."""
        if isinstance(step, Effect):
            return frozenset((step.effect,))
        if isinstance(step, Call):
            return self.of_call(step.call)
        if isinstance(step, Send):
            return self.of_queue(step.send)
        if isinstance(step, Parallel) and step.need in (None, len(step.parallel)):
            return frozenset().union(*(self.certain(branch) for branch in step.parallel))
        if isinstance(step, Once) and step.by == "request":
            return self.certain(step.do)
        if isinstance(step, Branch) and math.fsum(arm.p for arm in step.branch) > 1 - 1e-9:
            return frozenset.intersection(*(self.certain(arm.do) for arm in step.branch))
        if isinstance(step, (Broadcast, Reply)):
            return NOTHING
        return NOTHING

    def of_call(self, target: str) -> frozenset[str]:
        """Effects of a call, through a load balancer if there is one."""
        name, _, handler = target.partition(".")
        node = self.design.nodes[name]
        return (
            self.of_handler(str(node.to), handler) if node.kind == "load_balancer" else self.of_handler(name, handler)
        )
