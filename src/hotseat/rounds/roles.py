"""Roles: how a round finds the box it means in a design that it has never seen.

A candidate may call the sender `sender`, `dispatcher` or `w7`; the round says `$sender` and means "whatever calls the
merchant". Every node that does what the role says plays it, in the order of the design's file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from hotseat.design import steps as kinds
from hotseat.design.design import Design
from hotseat.design.faults import Crash, Fault
from hotseat.design.nodes import Node
from hotseat.design.walk import label_of, lists_of, resolve, steps_of
from hotseat.rounds.round import Role

MARK = "$"


class NobodyPlays(ValueError):  # noqa: N818 (it reads as the sentence that it is)
    """No node of the design does what a role says; the message is a sentence for the candidate."""


class NothingToStrike(ValueError):  # noqa: N818
    """No place in the design is like the one that a fault is for; the message is a sentence."""


def players(design: Design, role: Role) -> tuple[str, ...]:
    """The nodes that play a role, in the order of the design."""
    return tuple(name for name, node in design.nodes.items() if plays(design, name, node, role))


def plays(design: Design, name: str, node: Node, role: Role) -> bool:
    """Whether a node does everything that a role says."""
    return (
        (role.kind is None or node.kind == role.kind)
        and (role.calls is None or any(_calls(step, role.calls) for step in _steps(node)))
        and (role.receives is None or _receives(design, name, node, role.receives))
        and (role.effect is None or any(getattr(step, "effect", None) == role.effect for step in _steps(node)))
        and (role.hears is None or name in heard(design, role.hears))
    )


def heard(design: Design, traffic: str) -> frozenset[str]:
    """The nodes at which what a traffic does arrives: by calls, messages and broadcasts, or by reading a store that
    one of those writes.
    """
    start = design.traffic.get(traffic)
    waiting = [] if start is None else [start.to]
    seen: set[str] = set()
    while waiting:
        target = waiting.pop()
        if target not in seen:
            seen.add(target)
            waiting += _onwards(design, target)
    return frozenset(target.partition(".")[0] for target in seen)


def _onwards(design: Design, target: str) -> Iterator[str]:
    """Where one handler's work goes next, as `node.handler` or as a node alone."""
    name, _, handler = target.partition(".")
    node = design.nodes.get(name)
    if node is None:
        return
    if node.to is not None:
        yield f"{node.to}.{handler}"
    if node.kind in ("queue", "topic"):
        yield from (f"{other}.message" for other, one in design.nodes.items() if one.consumes == name)
        return
    for _, step in steps_of(node.on.get(handler, ()), ""):
        if isinstance(step, (kinds.Call, kinds.Broadcast, kinds.Send)):
            yield str(label_of(step))
        elif isinstance(step, (kinds.Write, kinds.Store)):
            yield from _readers(design, str(label_of(step)))


def _readers(design: Design, store: str) -> Iterator[str]:
    """The store itself and the nodes that read it, with those whose handlers do."""
    yield store
    for name, node in design.nodes.items():
        for handler, steps in node.on.items():
            if any(isinstance(step, (kinds.Read, kinds.Lookup)) and label_of(step) == store for step in _each(steps)):
                yield f"{name}.{handler}"


def _each(steps: tuple[kinds.Step, ...]) -> Iterator[kinds.Step]:
    return (step for _, step in steps_of(steps, ""))


def _steps(node: Node) -> Iterator[kinds.Step]:
    return (step for steps in node.on.values() for step in _each(steps))


def _calls(step: kinds.Step, target: str) -> bool:
    """Whether a step asks this handler, or any handler of this node."""
    return isinstance(step, (kinds.Call, kinds.Broadcast)) and _is(str(label_of(step)), target)


def _is(label: str, target: str) -> bool:
    return label == target or ("." not in target and label.partition(".")[0] == target)


def _receives(design: Design, name: str, node: Node, source: str) -> bool:
    """Whether a traffic is sent to the node (through load balancers), or a queue is consumed by it."""
    if node.consumes == source:
        return True
    traffic = design.traffic.get(source)
    return traffic is not None and resolve(design, traffic.to)[0] == name


# ------------------------------------------------------------------------------------------------------ in faults


def roles_in(text: str) -> tuple[str, ...]:
    """The roles that a word or a dotted path names: `nodes.$sender.replicas` -> `sender`."""
    return tuple(part[1:] for part in text.split(".") if part.startswith(MARK))


def roles_of_fault(fault: Fault) -> tuple[str, ...]:
    """The roles that a fault names."""
    words = (word for field in dataclasses.fields(fault) for word in _words(getattr(fault, field.name)))
    return tuple(dict.fromkeys(role for word in words for role in roles_in(word)))


def _words(value: Any) -> tuple[str, ...]:  # noqa: ANN401 (any field of a fault)
    if isinstance(value, tuple):
        return tuple(word for word in value if isinstance(word, str))
    return (value,) if isinstance(value, str) else ()


def cast(design: Design, fault: Fault, roles: Mapping[str, Role]) -> tuple[Fault, ...]:
    """The fault once for every node that plays its role. Raises NobodyPlays or NothingToStrike."""
    named = roles_of_fault(fault)
    found = [fault]
    for role in named:
        nodes = players(design, roles[role])
        if not nodes:
            raise NobodyPlays(nobody(role, roles[role]))
        found = [_put(one, role, node) for one in found for node in nodes]
    placed = [made for one in found for made in _with_steps(design, one)]
    if not placed:
        raise NothingToStrike("there is nothing to strike: no handler has a named step after the one that is meant")
    return tuple(placed)


def nobody(name: str, role: Role) -> str:
    """The sentence for a role that nobody plays."""
    said = {
        "calls": "calls {}", "receives": "receives {}", "kind": "is a {}", "effect": "has the effect {}",
        "hears": "hears of {}",
    }  # fmt: skip
    parts = [text.format(value) for key, text in said.items() if (value := getattr(role, key)) is not None]
    return f"no node of this design plays '{name}': none {' and '.join(parts)}"


def _put(fault: Fault, role: str, node: str) -> Fault:
    """The fault with a node's name in place of a role's."""
    word = MARK + role
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(fault):
        value = getattr(fault, field.name)
        if value == word:
            changes[field.name] = node
        elif isinstance(value, tuple) and word in value:
            changes[field.name] = tuple(node if one == word else one for one in value)
    return dataclasses.replace(fault, **changes)


def _with_steps(design: Design, fault: Fault) -> tuple[Fault, ...]:
    """A crash between a step and the `next` one, once for every place in the node where that is to be found."""
    if not isinstance(fault, Crash) or fault.between is None or fault.crash not in design.nodes:
        return (fault,)
    first, second = fault.between
    pairs: dict[tuple[str, str], None] = {}
    for steps in design.nodes[fault.crash].on.values():
        for _, run in lists_of(steps, ""):
            labels = [label for step in run if (label := label_of(step)) is not None]
            for number, label in enumerate(labels):
                if _is(label, first):
                    later = labels[number + 1 :]
                    if second == "next":
                        pairs.update({(label, later[0]): None} if later else {})
                    elif second in later:
                        pairs[label, second] = None
    return tuple(dataclasses.replace(fault, between=pair) for pair in pairs)
