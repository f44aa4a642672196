"""Ways through a design: every step with its dotted path, in the order of the file.

Checks, analyses and pictures all walk the same way, so a step has one address everywhere:
`nodes.api.on.publish.0.miss.1` is the second step of the miss branch of the first step.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.shapes import HEADS, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotseat.design.design import Design
    from hotseat.design.steps import Step


@dataclass(frozen=True, slots=True)
class Placed:
    """A step and where it stands."""

    node: str
    handler: str
    path: str
    step: Step


def branches(step: Step) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """The lists of steps inside a step, each with the rest of its path."""
    if isinstance(step, kinds.Parallel):
        return tuple((f"parallel.{number}", inner) for number, inner in enumerate(step.parallel))
    if isinstance(step, kinds.Branch):
        return tuple((f"branch.{number}.do", arm.do) for number, arm in enumerate(step.branch))
    if isinstance(step, kinds.Once):
        return (("once", step.do),)
    if isinstance(step, kinds.FanOut):
        return (("do", step.do),)
    if isinstance(step, kinds.Lookup):
        return (("miss", step.miss),)
    fallback = getattr(step, "fallback", None)
    return (("fallback", fallback),) if fallback is not None else ()


def lists_of(steps: tuple[Step, ...], path: str) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """This list of steps and every list inside it, each with its path."""
    yield path, steps
    for number, step in enumerate(steps):
        for rest, inner in branches(step):
            yield from lists_of(inner, f"{path}.{number}.{rest}")


def steps_of(steps: tuple[Step, ...], path: str) -> Iterator[tuple[str, Step]]:
    """Every step of a list, each followed by those inside it."""
    for number, step in enumerate(steps):
        here = f"{path}.{number}"
        yield here, step
        for rest, inner in branches(step):
            yield from steps_of(inner, f"{here}.{rest}")


def handlers_of(design: Design) -> Iterator[tuple[str, str, str, tuple[Step, ...]]]:
    """Every handler: node, name, path, steps."""
    for node, value in design.nodes.items():
        for handler, steps in value.on.items():
            yield node, handler, f"nodes.{node}.on.{handler}", steps


def every_step(design: Design) -> Iterator[Placed]:
    """Every step of every handler."""
    for node, handler, path, steps in handlers_of(design):
        for where, step in steps_of(steps, path):
            yield Placed(node, handler, where, step)


def effects_of(design: Design) -> tuple[str, ...]:
    """The names of all effects, in the order of the file."""
    names = (placed.step.effect for placed in every_step(design) if isinstance(placed.step, kinds.Effect))
    return tuple(dict.fromkeys(names))


def broadcast_nodes(design: Design) -> tuple[str, ...]:
    """The nodes that broadcasts reach, by name."""
    steps = (placed.step for placed in every_step(design))
    names = (step.broadcast.partition(".")[0] for step in steps if isinstance(step, kinds.Broadcast))
    return tuple(dict.fromkeys(names))


def label_of(step: Step) -> str | None:
    """The name by which a fault's `between` knows a step: what it calls, sends to, or does; `ack`, `nack`, `reply`.

    None for steps without a name of their own (`work`, `branch`).
    """
    cls: type = type(step)
    if isinstance(step, (kinds.Ack, kinds.Nack, kinds.Reply)):
        return word_of(cls)
    name = getattr(step, HEADS.get(cls, word_of(cls)))
    return name if isinstance(name, str) else None


def labels_in(steps: tuple[Step, ...]) -> frozenset[str]:
    """The labels of a list of steps and of every list inside it."""
    return frozenset(label for _, step in steps_of(steps, "") if (label := label_of(step)) is not None)


def orders_of(
    steps: tuple[Step, ...], later: frozenset[str] = frozenset()
) -> Iterator[tuple[str | None, frozenset[str]]]:
    """Each step's label with the labels that may still come in its handler when it is over.

    Those are the labels of the steps behind it and behind every step that it stands in. The other arms of a branch and the
    other ways of a `parallel` are not behind it.
    """
    for number, step in enumerate(steps):
        rest = labels_in(steps[number + 1 :]) | later
        yield label_of(step), rest
        for _, inner in branches(step):
            yield from orders_of(inner, rest)


def resolve(design: Design, target: str) -> tuple[str, str]:
    """The node and handler that `node.handler` names, through load balancers; raises KeyError where there is none."""
    name, _, handler = target.partition(".")
    seen = set()
    while design.nodes[name].kind == "load_balancer":
        if name in seen or design.nodes[name].to is None:
            raise KeyError(name)
        seen.add(name)
        name = str(design.nodes[name].to)
    design.nodes[name].on[handler]
    return name, handler


def targets_of(design: Design, step: Step, *, sends: bool = True) -> list[tuple[str, str]]:
    """The handlers that one step leads to, by a call, a broadcast and, with `sends`, a message.

    None for a name that leads nowhere: that is a problem of its own.
    """
    if isinstance(step, kinds.Send):
        nodes = design.nodes.items() if sends else ()
        return [(name, "message") for name, node in nodes if node.consumes == step.send and "message" in node.on]
    if isinstance(step, (kinds.Call, kinds.Broadcast)):
        with contextlib.suppress(KeyError):
            return [resolve(design, step.call if isinstance(step, kinds.Call) else step.broadcast)]
    return []
