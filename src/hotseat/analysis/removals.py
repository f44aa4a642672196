"""A design with one decision taken out: every policy, and every node that others can do without.

Each removal is a whole design, checked like any other. What cannot be taken out without changing what the system does (a
queue, the database) is not tried, and the reason is said.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from hotseat.design import steps as kinds
from hotseat.design.checking import check_design
from hotseat.design.design import Design
from hotseat.design.policies import Retry
from hotseat.design.steps import Step
from hotseat.design.walk import handlers_of, label_of, steps_of
from hotseat.errors import DesignError

if TYPE_CHECKING:
    from hotseat.design.nodes import Node
    from hotseat.design.traffic import Traffic

Steps = tuple[Step, ...]
Change = Callable[[str, Step], Steps | None]
"""Given a step's path and the step: what stands there instead, or None to leave it (and look inside)."""

POLICIES = (
    "timeout",
    "retry",
    "circuit_breaker",
    "hedge",
    "rate_limit",
    "max_connections",
    "max_pending_requests",
    "fallback",
    "need",
)
"""What stands beside a step and can be taken away from it."""

NODE_POLICIES: dict[str, tuple[object, str]] = {
    "queue_limit": (None, "the queue limit"),
    "outlier_detection": (None, "outlier detection"),
    "health_check": (None, "the health check"),
    "autoscale": (None, "autoscaling"),
    "dead_letters": (None, "the dead letters"),
    "coalesce": (False, "coalescing of misses"),
    "local": (False, "keeping a cache in each replica"),
    "ttl": (None, "the time to live"),
    "read_replicas": (0, "the read replicas"),
    "order_by": (None, "the order by key"),
}
"""Node keys that are decisions: the value that means "without it", and how it is called."""

STAYS = {
    "service": "its handlers do work that no other node does",
    "edge": "its handlers do work that no other node does",
    "worker": "without it nobody would consume '{consumes}'",
    "queue": "what is sent to it would have to be done by its sender, which is another design",
    "topic": "what is sent to it would have to be done by its sender, which is another design",
    "database": "what it keeps would be nowhere",
    "external": "it is not ours to take away",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """One decision taken out: what it was, its dotted path, and the design without it."""

    what: str
    path: str
    design: Design


@dataclass(frozen=True, slots=True)
class NotTried:
    """A decision that was left in, and why."""

    what: str
    why: str


def removals(design: Design) -> tuple[tuple[Removal, ...], tuple[NotTried, ...]]:
    """Every decision that can be taken out, in the order of the file, and those that cannot."""
    done: list[Removal] = []
    left: list[NotTried] = []
    for what, path, make in candidates(design):
        try:
            without = make()
            check_design(without)
        except DesignError as error:
            left.append(NotTried(what, f"the design would not stand without it: {error.problems[0].message}"))
            continue
        done.append(Removal(what, path, without))
    for name, node in design.nodes.items():
        if node.kind in STAYS:
            left.append(NotTried(f"{node.kind} '{name}'", STAYS[node.kind].format(consumes=node.consumes)))
    return tuple(done), tuple(left)


Candidate = tuple[str, str, Callable[[], Design]]


def candidates(design: Design) -> Iterator[Candidate]:
    """What could be taken out: its name, its path, and how."""
    yield from traffic_policies(design)
    for owner, handler, path, steps in handlers_of(design):
        for where, step in steps_of(steps, path):
            yield from step_policies(design, f"{owner}.{handler}", where, step)
    for name, node in design.nodes.items():
        yield from node_policies(design, name, node)
        if node.kind == "cache":
            yield f"cache '{name}'", f"nodes.{name}", partial(without_cache, design, name)
        elif node.kind == "load_balancer":
            yield f"load balancer '{name}'", f"nodes.{name}", partial(without_balancer, design, name)


# --------------------------------------------------------------------------------------------------------------- policies


def traffic_policies(design: Design) -> Iterator[Candidate]:
    """What callers from outside do to protect themselves."""
    for name, traffic in design.traffic.items():
        for policy, what, changed in simpler(traffic, ("timeout", "retry", "hedge")):
            yield (
                f"{what} of traffic '{name}'",
                f"traffic.{name}.{policy}",
                partial(with_traffic, design, name, changed),
            )


def with_traffic(design: Design, name: str, traffic: Traffic) -> Design:
    """The design with one traffic changed."""
    return replace(design, traffic={**design.traffic, name: traffic})


def simpler(value: Any, names: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:  # noqa: ANN401 (a step or a traffic)
    """The value without each of its policies: (key, what it is called, the value without it)."""
    fields = {field.name for field in dataclasses.fields(value)}
    for name in names:
        if name not in fields or getattr(value, name) is None:
            continue
        yield name, f"the {name.replace('_', ' ')}", replace(value, **{name: None})
        retry = getattr(value, name)
        if isinstance(retry, Retry):
            for inner in ("retry_budget", "per_try_timeout"):
                if getattr(retry, inner) is not None:
                    less = replace(value, retry=replace(retry, **{inner: None}))  # type: ignore[arg-type] # each may be None
                    yield f"retry.{inner}", f"the {inner.replace('_', ' ')}", less


def step_policies(design: Design, handler: str, path: str, step: Step) -> Iterator[Candidate]:
    """The policies beside a step, and steps that are themselves a decision."""
    word = f"{type(step).__name__.lower()} {label_of(step)}" if label_of(step) else type(step).__name__.lower()
    for policy, what, changed in simpler(step, POLICIES):
        yield f"{what} of `{word}` in {handler}", f"{path}.{policy}", replacing(design, path, (changed,))
    if isinstance(step, kinds.Once):
        yield f"`once` in {handler}", path, replacing(design, path, step.do)
    elif isinstance(step, kinds.Lookup):
        yield f"`lookup {step.lookup}` in {handler}", path, partial(without_lookup, design, path, step)
    elif isinstance(step, kinds.Invalidate):
        yield f"`invalidate {step.invalidate}` in {handler}", path, replacing(design, path, ())
    elif isinstance(step, kinds.Reply):
        yield f"the early `reply` in {handler}", path, replacing(design, path, ())


def replacing(design: Design, path: str, instead: Steps) -> Callable[[], Design]:
    """A design with the step at a path replaced by others."""
    return lambda: rewritten(design, lambda where, _: instead if where == path else None)


def without_lookup(design: Design, path: str, lookup: kinds.Lookup) -> Design:
    """Every lookup at a path misses; a cache in which nothing is looked up any more is held to nothing."""
    changed = replacing(design, path, lookup.miss)()
    used = any(
        isinstance(step, kinds.Lookup) and step.lookup == lookup.lookup
        for _, _, where, steps in handlers_of(changed)
        for _, step in steps_of(steps, where)
    )
    objectives = {key: value for key, value in changed.objectives.items() if used or key != lookup.lookup}
    return replace(changed, objectives=objectives)


def node_policies(design: Design, name: str, node: Node) -> Iterator[Candidate]:
    """Keys of a node that are decisions."""
    for key, (off, what) in NODE_POLICIES.items():
        if getattr(node, key) == off:
            continue
        yield f"{what} of '{name}'", f"nodes.{name}.{key}", partial(without_key, design, name, key, off)
    if node.replication is not None and node.replication.sync:
        later = replace(node, replication=replace(node.replication, sync=False))
        what = f"waiting for a replica (`sync`) of '{name}'"
        yield what, f"nodes.{name}.replication.sync", partial(with_node, design, name, later)


def without_key(design: Design, name: str, key: str, off: object) -> Design:
    """A node without one of its keys, and without what only that key gave a meaning."""
    changed = with_node(design, name, replace(design.nodes[name], **{key: off}))  # type: ignore[arg-type] # as the key takes
    if key == "dead_letters":
        return without_orphan(changed, str(design.nodes[name].dead_letters))
    if key == "read_replicas":
        return rewritten(changed, lambda _, step: from_primary(step, name))
    return changed


def from_primary(step: Step, database: str) -> Steps | None:
    """A read of the database's replicas as one of its primary; None for any other step."""
    if isinstance(step, kinds.Read) and step.read == database and step.source == "replica":
        return (replace(step, source="primary"),)
    return None


def with_node(design: Design, name: str, node: Node) -> Design:
    """The design with one node changed."""
    return replace(design, nodes={**design.nodes, name: node})


# ------------------------------------------------------------------------------------------------------------------ nodes


def without_cache(design: Design, name: str) -> Design:
    """Every lookup misses, nothing is stored, and the node is gone."""

    def change(path: str, step: Step) -> Steps | None:
        if isinstance(step, kinds.Lookup) and step.lookup == name:
            return listed(step.miss, f"{path}.miss", change)
        gone = (isinstance(step, kinds.Store) and step.store == name) or (
            isinstance(step, kinds.Invalidate) and step.invalidate == name
        )
        return () if gone else None

    return without_node(rewritten(design, change), name)


def without_balancer(design: Design, name: str) -> Design:
    """Whoever called the balancer calls what stands behind it."""
    behind = str(design.nodes[name].to)

    def straight(target: str) -> str:
        node, dot, handler = target.partition(".")
        return f"{behind}{dot}{handler}" if node == name else target

    def change(path: str, step: Step) -> Steps | None:
        if isinstance(step, kinds.Call) and step.call.partition(".")[0] == name:
            return (inside(replace(step, call=straight(step.call)), path, change),)
        if isinstance(step, kinds.Broadcast) and step.broadcast.partition(".")[0] == name:
            return (replace(step, broadcast=straight(step.broadcast)),)
        return None

    traffic = {key: replace(value, to=straight(value.to)) for key, value in design.traffic.items()}
    nodes = {
        key: replace(node, to=behind) if node.kind == "load_balancer" and node.to == name else node
        for key, node in design.nodes.items()
    }
    return without_node(rewritten(replace(design, traffic=traffic, nodes=nodes), change), name)


def without_orphan(design: Design, name: str) -> Design:
    """A queue that nobody consumes and that no other's dead letters rest in is gone too."""
    nodes = design.nodes.values()
    used = any(name in (node.consumes, node.dead_letters) for node in nodes)
    return design if used else without_node(design, name)


def without_node(design: Design, name: str) -> Design:
    """The design without a node, its objectives, and the faults that strike it."""
    nodes = {key: node for key, node in design.nodes.items() if key != name}
    objectives = {key: value for key, value in design.objectives.items() if key != name}
    return replace(
        design, nodes=nodes, objectives=objectives, faults=tuple(f for f in design.faults if not strikes(f, name))
    )


def strikes(fault: Any, name: str) -> bool:  # noqa: ANN401 (any fault)
    """Whether a fault names a node in any of its words."""
    values = (getattr(fault, field.name) for field in dataclasses.fields(fault))
    return any(value == name or (isinstance(value, tuple) and name in value) for value in values)


# --------------------------------------------------------------------------------------------------------------- rewriting


def rewritten(design: Design, change: Change) -> Design:
    """The design with its steps changed, each asked by its path."""
    nodes = {
        name: replace(
            node,
            on={word: listed(steps, f"nodes.{name}.on.{word}", change) for word, steps in node.on.items()},
        )
        for name, node in design.nodes.items()
    }
    return replace(design, nodes=nodes)


def listed(steps: Steps, path: str, change: Change) -> Steps:
    """A list of steps, changed."""
    result: list[Step] = []
    for number, step in enumerate(steps):
        here = f"{path}.{number}"
        instead = change(here, step)
        if instead is None:
            result.append(inside(step, here, change))
        else:
            result.extend(instead)
    return tuple(result)


def inside(step: Step, path: str, change: Change) -> Step:
    """A step with the lists inside it changed; the paths are those of `hotseat.design.walk`."""
    if isinstance(step, kinds.Parallel):
        ways = tuple(listed(way, f"{path}.parallel.{place}", change) for place, way in enumerate(step.parallel))
        return replace(step, parallel=ways)
    if isinstance(step, kinds.Branch):
        arms = tuple(
            replace(arm, do=listed(arm.do, f"{path}.branch.{n}.do", change)) for n, arm in enumerate(step.branch)
        )
        return replace(step, branch=arms)
    for attribute, word in (
        ("do", "once" if isinstance(step, kinds.Once) else "do"),
        ("miss", "miss"),
        ("fallback", "fallback"),
    ):
        inner = getattr(step, attribute, None)
        if isinstance(inner, tuple):
            return replace(step, **{attribute: listed(inner, f"{path}.{word}", change)})  # type: ignore[arg-type] # has it
    return step
