"""Which nodes have to do with an objective: those that a traffic's answer waits for, or that an effect's way leads through.

A fact about another node may be true and have nothing to do with what was missed; an answer to "why?" leaves it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.walk import resolve, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.design.design import Design
    from hotseat.design.steps import Step


def involved(design: Design, subject: str) -> tuple[str, ...]:
    """Nodes by name, in the order in which work reaches them; all of them for a subject such as the design itself."""
    if subject in design.nodes:
        return (subject,)
    if subject in design.traffic:
        return tuple(Ways(design, queues=False).follow(design.traffic[subject].to).nodes)
    nodes: dict[str, None] = {}
    for traffic in design.traffic.values():
        ways = Ways(design, queues=True).follow(traffic.to)
        if subject in ways.effects:
            nodes |= ways.nodes
    return tuple(nodes or design.nodes)


class Ways:
    """The nodes and effects that work comes to from a handler, by calls, and by queues too where asked."""

    def __init__(self, design: Design, *, queues: bool) -> None:
        self.design, self.queues = design, queues
        self.nodes: dict[str, None] = {}
        self.effects: set[str] = set()
        self.seen: set[tuple[str, str]] = set()

    def follow(self, target: str) -> Ways:
        """Goes on from `node.handler`, through balancers."""
        name = target.partition(".")[0]
        self.nodes[name] = None
        node, handler = resolve(self.design, target)
        self.nodes[node] = None
        if (node, handler) not in self.seen:
            self.seen.add((node, handler))
            for _, step in steps_of(self.design.nodes[node].on[handler], ""):
                self.take(step)
        return self

    def take(self, step: Step) -> None:
        """One step: whom it calls, what it touches, where it sends."""
        if isinstance(step, kinds.Effect):
            self.effects.add(step.effect)
        elif isinstance(step, kinds.Call):
            self.follow(step.call)
        elif isinstance(step, kinds.Broadcast):
            self.follow(step.broadcast)
        elif isinstance(step, kinds.Send):
            self.send(step.send)
        elif name := touched(step):
            self.nodes[name] = None

    def send(self, queue: str) -> None:
        """A message: its sender waits for the queue, and an effect for the consumers too."""
        self.nodes[queue] = None
        for name in consumers(self.design, queue) if self.queues else ():
            self.follow(f"{name}.message")


def touched(step: Step) -> str | None:
    """The database or cache that a step uses."""
    for kind, name in (
        (kinds.Read, "read"),
        (kinds.Write, "write"),
        (kinds.Lookup, "lookup"),
        (kinds.Store, "store"),
        (kinds.Invalidate, "invalidate"),
    ):
        if isinstance(step, kind):
            return str(getattr(step, name))
    return None


def consumers(design: Design, queue: str) -> Iterator[str]:
    """The nodes that take a queue's or a topic's messages."""
    return (name for name, node in design.nodes.items() if node.consumes == queue)
