"""Checks of the handlers: what a step names is there and is of the right kind, and messages are acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.checks_nodes import check_kind, check_name
from hotseat.design.findings import Findings, nearest
from hotseat.design.walk import effects_of, every_step, handlers_of, lists_of, steps_of

if TYPE_CHECKING:
    from hotseat.design.design import Design
    from hotseat.design.steps import Step
    from hotseat.design.walk import Placed

MAX_EFFECTS = 15
"""What the engine can follow for one request at a time."""
MAX_STEPS = 20_000


def check_steps(design: Design, findings: Findings) -> None:
    """Every step of every handler."""
    count = 0
    for placed in every_step(design):
        count += 1
        if findings.full:
            return
        _check_target(design, placed, findings)
        _check_message(design, placed, findings)
        _check_shape(placed.step, placed.path, findings)
    if count > MAX_STEPS:
        findings.add("nodes", f"{count:,} steps; a design has at most {MAX_STEPS:,}")
    for node, handler, path, steps in handlers_of(design):
        _check_after_nack(steps, path, findings)
        if design.nodes[node].kind == "worker" and handler == "message":
            _check_ack(steps, path, findings)
    _check_effects(design, findings)


def _check_target(design: Design, placed: Placed, findings: Findings) -> None:
    """What a step names."""
    step, path = placed.step, placed.path
    if isinstance(step, kinds.Call):
        check_handler(design, step.call, f"{path}.call", findings)
    elif isinstance(step, kinds.Broadcast):
        check_handler(design, step.broadcast, f"{path}.broadcast", findings)
    elif isinstance(step, kinds.Send):
        check_kind(design, step.send, ("queue", "topic"), f"{path}.send", findings)
    elif isinstance(step, (kinds.Lookup, kinds.Store, kinds.Invalidate)):
        word = type(step).__name__.lower()
        check_kind(design, getattr(step, word), ("cache",), f"{path}.{word}", findings)
    elif isinstance(step, kinds.Read):
        check_kind(design, step.read, ("database",), f"{path}.read", findings)
        database = design.nodes.get(step.read)
        if step.source == "replica" and database and database.kind == "database" and not database.read_replicas:
            text = f"'{step.read}' has no replica to read from; give it `read_replicas: 2`, or leave `from` out"
            findings.add(f"{path}.from", text, about=(f"nodes.{step.read}.read_replicas",))
    elif isinstance(step, kinds.Write):
        check_kind(design, step.write, ("database",), f"{path}.write", findings)


def check_handler(design: Design, target: str, path: str, findings: Findings) -> None:
    """`node.handler` names a handler that is there and that may be called."""
    name, dot, handler = target.partition(".")
    about = (f"nodes.{name}", f"nodes.{name}.on")
    node = design.nodes.get(name)
    if node is None:
        callable_nodes = [other for other, value in design.nodes.items() if value.on or value.kind == "load_balancer"]
        every = [f"{other}.{word}" for other in callable_nodes for word in design.nodes[other].on]
        hint = nearest(target, every) if dot else nearest(name, callable_nodes)
        findings.add(path, f"there is no node '{name[:60]}'{hint}", about=(f"nodes.{name}",))
        return
    steps_instead = {
        "queue": f"`send: {name}`", "topic": f"`send: {name}`", "cache": f"`lookup: {name}` or `store: {name}`",
    }  # fmt: skip
    if node.kind in steps_instead:
        findings.add(path, f"'{name}' is a {node.kind}, which has no handlers; write {steps_instead[node.kind]}")
        return
    seen: set[str] = set()
    while node.kind == "load_balancer":
        if node.to not in design.nodes or node.to in seen or node.to is None:
            return  # the balancer's own problem
        seen.add(node.to)
        name, node = node.to, design.nodes[node.to]
    if handler not in node.on:
        handlers = [f"{target.partition('.')[0]}.{word}" for word in node.on]
        instead = f"; write `read: {name}` or `write: {name}`" if node.kind == "database" and not node.on else ""
        what = (
            f"'{name}' has no handler '{handler[:60]}'" if handler else f"'{name}' is a node; name one of its handlers"
        )
        hint = instead or nearest(target, handlers, otherwise=f"; give it one: `on: {{{handler or 'name'}: [...]}}`")
        findings.add(path, what + hint, about=(*about, f"nodes.{name}", f"nodes.{name}.on"))
    elif node.kind == "worker" and handler == "message":
        findings.add(path, f"'{name}.message' runs for messages only; send to '{node.consumes}' instead")


def _check_message(design: Design, placed: Placed, findings: Findings) -> None:
    """`ack` and `nack` have a message to speak of."""
    if not isinstance(placed.step, (kinds.Ack, kinds.Nack)):
        return
    if design.nodes[placed.node].kind != "worker" or placed.handler != "message":
        word = type(placed.step).__name__.lower()
        text = f"`{word}` outside a worker's `message` handler: there is no message here to {word}"
        findings.add(placed.path, text, about=(f"nodes.{placed.node}.kind",))


def _check_shape(step: Step, path: str, findings: Findings) -> None:
    """Rules of single steps."""
    if isinstance(step, kinds.Parallel) and not step.parallel:
        findings.add(f"{path}.parallel", "no branches: write a list of lists of steps")
    if isinstance(step, kinds.Branch) and not step.branch:
        findings.add(f"{path}.branch", "no arms: write a list like [{p: 10%, do: [...]}]")
    if isinstance(step, kinds.Effect):
        check_name(step.effect, f"{path}.effect", "effect", findings)
    if isinstance(step, kinds.Once) and step.mark == "with":
        for inner, other in steps_of(step.do, f"{path}.once"):
            if not isinstance(other, (kinds.Work, kinds.Effect)):
                text = "with `mark: with` the steps are one transaction: only `work` and `effect` can be part of it"
                findings.add(inner, text)


def _check_after_nack(steps: tuple[Step, ...], path: str, findings: Findings) -> None:
    """A nack ends the handler; what stands after it never runs."""
    for where, items in lists_of(steps, path):
        for number, step in enumerate(items[:-1]):
            if isinstance(step, kinds.Nack):
                findings.add(f"{where}.{number + 1}", "this never runs: the `nack` before it ends the handler")


def _check_ack(steps: tuple[Step, ...], path: str, findings: Findings) -> None:
    """A message that is never acknowledged comes back until it is a dead letter."""
    if not any(isinstance(step, kinds.Ack) for _, step in steps_of(steps, path)):
        findings.add(path, "no `ack`: every message would come back until it is a dead letter; end with `- ack`")


def _check_effects(design: Design, findings: Findings) -> None:
    names = effects_of(design)
    if len(names) > MAX_EFFECTS:
        first = next(
            placed
            for placed in every_step(design)
            if isinstance(placed.step, kinds.Effect) and placed.step.effect == names[MAX_EFFECTS]
        )
        text = (
            f"{len(names)} effects, and at most {MAX_EFFECTS} can be followed: '{names[MAX_EFFECTS]}' is one too many"
        )
        findings.add(f"{first.path}.effect", text)
