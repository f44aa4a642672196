"""Checks of the boxes: names, keys of another kind, queues that nobody empties, workers that consume nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotseat.design import shapes
from hotseat.design.findings import Findings, nearest
from hotseat.design.nodes import KEYS, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hotseat.design.design import Design

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}")
MAX_NODES = 2000


def check_nodes(design: Design, findings: Findings) -> None:
    """Every node by itself and with the nodes it names."""
    if not design.nodes:
        findings.add("nodes", "a design has at least one node")
    if len(design.nodes) > MAX_NODES:
        findings.add("nodes", f"{len(design.nodes):,} nodes; a design has at most {MAX_NODES:,}")
        return
    for name, node in design.nodes.items():
        path = f"nodes.{name}"
        if findings.full:
            return
        check_name(name, path, "node", findings)
        if name == "design":
            findings.add(
                path, "'design' is the subject of the objectives on the whole design; give the node another name"
            )
        for handler in node.on:
            check_name(handler, f"{path}.on.{handler}", "handler", findings)
        if node.kind not in KEYS:
            findings.add(f"{path}.kind", f"'{node.kind}' is not a kind{nearest(str(node.kind), KEYS)}")
            continue
        _check_keys(node, path, findings)
        _check_worker(design, name, path, findings)
        _check_queue(design, name, path, findings)
        _check_balancer(design, name, path, findings)


def check_name(name: str, path: str, what: str, findings: Findings) -> None:
    """A name can be part of a dotted path."""
    if not NAME.fullmatch(name):
        text = f"'{name[:40]}' cannot name a {what}: use letters, digits, '_' and '-', beginning with a letter"
        findings.add(path, text)


def _check_keys(node: Node, path: str, findings: Findings) -> None:
    """A node built in Python may have been given keys of another kind; a file's reader has said so already."""
    for key in shapes.keys_of(Node).values():
        if getattr(node, key.attribute) != key.default and key.name not in KEYS[node.kind]:
            owners = [kind for kind, names in KEYS.items() if key.name in names]
            findings.add(f"{path}.{key.name}", f"a {node.kind} has no '{key.name}'; it belongs to {', '.join(owners)}")


def _queues(design: Design) -> list[str]:
    return [name for name, node in design.nodes.items() if node.kind in ("queue", "topic")]


def _check_worker(design: Design, name: str, path: str, findings: Findings) -> None:
    """A worker takes messages from somewhere and says what to do with one."""
    node = design.nodes[name]
    if node.kind != "worker":
        return
    if node.consumes is None:
        findings.add(f"{path}.consumes", f"a worker consumes a queue or a topic{nearest('', _queues(design))}")
    else:
        check_kind(design, node.consumes, ("queue", "topic"), f"{path}.consumes", findings)
        _check_sharing(design, name, path, findings)
    if "message" not in node.on:
        text = "a worker has a `message` handler, which runs once for each message"
        findings.add(f"{path}.on.message", text, about=(f"{path}.on",))


def _check_sharing(design: Design, name: str, path: str, findings: Findings) -> None:
    """Replicas of one worker compete for a queue's messages; two workers would each need their own copy: a topic."""
    queue = str(design.nodes[name].consumes)
    first = next(other for other, node in design.nodes.items() if node.consumes == queue)
    if first != name and queue in design.nodes and design.nodes[queue].kind == "queue":
        text = f"'{queue}' is consumed by '{first}' already; give that more `replicas`, or make '{queue}' a topic"
        findings.add(f"{path}.consumes", text)


def check_kind(design: Design, name: str, kinds: Iterable[str], path: str, findings: Findings) -> None:
    """The node `name` is there and is one of `kinds`."""
    kinds = tuple(kinds)
    node = design.nodes.get(name)
    if node is not None and node.kind in kinds:
        return
    wanted = " or ".join(kinds)
    fitting = [other for other, value in design.nodes.items() if value.kind in kinds]
    hint = nearest(name, fitting, otherwise=f"; this design has no {wanted}")
    if node is None:
        findings.add(path, f"there is no node '{name[:60]}'{hint}", about=(f"nodes.{name}",))
    else:
        findings.add(path, f"'{name}' is a {node.kind}, not a {wanted}{hint}")


def _check_queue(design: Design, name: str, path: str, findings: Findings) -> None:
    """Somebody consumes every queue, unless it is where dead letters rest."""
    node = design.nodes[name]
    if node.kind not in ("queue", "topic"):
        return
    if node.dead_letters is not None:
        if node.dead_letters == name:
            findings.add(f"{path}.dead_letters", "a queue cannot be its own dead letters")
        check_kind(design, node.dead_letters, ("queue", "topic"), f"{path}.dead_letters", findings)
    nodes = design.nodes.items()
    consumed = any(other.consumes == name for _, other in nodes)
    resting = any(other.dead_letters == name for _, other in nodes)
    unread = [broken for broken in findings.broken if broken.count(".") <= 1 or broken.endswith((".consumes", ".kind"))]
    if not consumed and not resting:
        text = f"nobody consumes this {node.kind}: give a worker `consumes: {name}`"
        findings.add(path, text, about=[other for other in unread if other.startswith("nodes")])


def _check_balancer(design: Design, name: str, path: str, findings: Findings) -> None:
    """A load balancer stands before something, and not before itself."""
    node = design.nodes[name]
    if node.kind != "load_balancer":
        return
    if node.to is None:
        findings.add(f"{path}.to", "a load balancer stands before a node: write `to: node`")
        return
    check_kind(design, node.to, ("service", "edge", "external", "worker", "database"), f"{path}.to", findings)
    seen, here = {name}, node.to
    while here in design.nodes and design.nodes[here].kind == "load_balancer":
        if here in seen:
            findings.add(f"{path}.to", "this load balancer leads back to itself")
            return
        seen.add(here)
        here = design.nodes[here].to or ""
