"""Checks of the faults: what they strike is there and is of a kind that the fault can strike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design import faults as kinds
from hotseat.design.checks_nodes import check_kind
from hotseat.design.findings import Findings, nearest
from hotseat.design.walk import every_step, label_of, labels_in, orders_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.design import Design
    from hotseat.design.faults import Fault
    from hotseat.design.steps import Step

SERVING = ("service", "worker", "external", "edge", "database", "cache")
ANY = (*SERVING, "queue", "topic", "load_balancer")


def check_faults(design: Design, findings: Findings) -> None:
    """Every fault."""
    for number, fault in enumerate(design.faults):
        if not findings.full:
            check_fault(design, fault, f"faults.{number}", findings)


def check_fault(design: Design, fault: Fault, path: str, findings: Findings) -> None:
    """What one fault names."""
    if isinstance(fault, (kinds.Crash, kinds.Slow)):
        _check_replicas(design, fault, path, findings)
    elif isinstance(fault, kinds.Errors):
        check_kind(design, fault.errors, SERVING, f"{path}.errors", findings)
    elif isinstance(fault, kinds.Partition):
        _check_pair(design, fault.partition, f"{path}.partition", findings)
    elif isinstance(fault, kinds.Link):
        _check_pair(design, fault.link, f"{path}.link", findings)
        if fault.latency == fault.loss == fault.duplicate == 0:
            findings.add(path, "this link fault does nothing: write latency, loss or duplicate")
    elif isinstance(fault, kinds.RegionDown):
        if fault.region_down not in design.regions:
            hint = nearest(fault.region_down, design.regions, otherwise="; this design has none")
            findings.add(
                f"{path}.region_down", f"there is no region '{fault.region_down[:60]}'{hint}", about=("regions",)
            )
    elif isinstance(fault, kinds.Flush):
        check_kind(design, fault.flush, ("cache",), f"{path}.flush", findings)
    elif isinstance(fault, kinds.Failover):
        check_kind(design, fault.failover, ("database",), f"{path}.failover", findings)
    elif isinstance(fault, kinds.Throttle):
        check_kind(design, fault.throttle, SERVING, f"{path}.throttle", findings)
    elif isinstance(fault, kinds.Spike):
        if fault.spike not in design.traffic:
            hint = nearest(fault.spike, design.traffic)
            findings.add(
                f"{path}.spike", f"there is no traffic '{fault.spike[:60]}'{hint}", about=(f"traffic.{fault.spike}",)
            )
    else:
        check_kind(
            design, fault.restart, ("service", "worker", "external", "edge", "cache"), f"{path}.restart", findings
        )


def _check_replicas(design: Design, fault: kinds.Crash | kinds.Slow, path: str, findings: Findings) -> None:
    """A crash or a slow-down: the node, how many replicas of it, and the two steps between which it dies."""
    name = fault.crash if isinstance(fault, kinds.Crash) else fault.slow
    allowed = ANY if isinstance(fault, kinds.Crash) else SERVING
    check_kind(design, name, allowed, f"{path}.{type(fault).__name__.lower()}", findings)
    node = design.nodes.get(name)
    if node is None:
        return
    most = max(node.replicas, node.autoscale.max_replicas if node.autoscale else 0)
    if node.kind == "database":
        most = node.shards * (1 + node.read_replicas)
    if fault.replicas != "all" and fault.replicas > most:
        findings.add(f"{path}.replicas", f"'{name}' has {most} replica{'s' * (most > 1)}, fewer than {fault.replicas}")
    if isinstance(fault, kinds.Crash):
        _check_crash(design, fault, path, findings)


def _check_crash(design: Design, fault: kinds.Crash, path: str, findings: Findings) -> None:
    if fault.probability is not None and fault.between is None:
        text = "a crash at a time happens; a probability belongs to `between: [first step, second step]`"
        findings.add(f"{path}.probability", text)
    if fault.lasting is not None and fault.at is None and fault.between is None:
        findings.add(f"{path}.for", "this crash lasts, but from when? write `at: 60s` beside it")
    if fault.between is None:
        return
    handlers = design.nodes[fault.crash].on
    known = list(dict.fromkeys(label for steps in handlers.values() for label, _ in orders_of(steps) if label))
    about = (f"nodes.{fault.crash}",)
    missing = [(number, label) for number, label in enumerate(fault.between) if label not in known]
    for number, label in missing:
        hint = _elsewhere(design, fault.crash, label) or nearest(label, known, otherwise="; it has no step with a name")
        text = f"no step of '{fault.crash}' is called '{label[:60]}'{hint}"
        findings.add(f"{path}.between.{number}", text, about=about)
    first, second = fault.between
    orders = [order for steps in handlers.values() for order in orders_of(steps)]
    if not missing and not any(label == first and second in later for label, later in orders):
        findings.add(f"{path}.between", _disorder(design.nodes[fault.crash].on, first, second), about=about)


def _elsewhere(design: Design, node: str, label: str) -> str:
    """What to write instead of a step of another node: the call that leads to it."""
    for name, other in design.nodes.items():
        if name == node or not any(label in labels_in(steps) for steps in other.on.values()):
            continue
        own = (label_of(placed.step) for placed in every_step(design) if placed.node == node)
        calls = list(dict.fromkeys(call for call in own if call and call.partition(".")[0] == name))
        hint = f", which '{node}' knows as '{calls[0]}'" if calls else ""
        return f": it is a step of '{name}'{hint}; a replica of '{node}' can only die between two steps of its own"
    return ""


def _disorder(handlers: Mapping[str, tuple[Step, ...]], first: str, second: str) -> str:
    """Why a step never comes behind another, and what to write instead."""
    orders = [order for steps in handlers.values() for order in orders_of(steps)]
    if any(label == second and first in later for label, later in orders):
        return f"'{first}' does not come before '{second}': write [{second}, {first}]"
    if not any({first, second} <= labels_in(steps) for steps in handlers.values()):
        return f"'{first}' and '{second}' are in two handlers, and neither follows the other; name two steps of one handler"
    return (
        f"'{first}' does not come before '{second}': one is inside the other, or they are in two arms of a branch or two "
        "ways of a `parallel`; name a step that comes behind the first one"
    )


def _check_pair(design: Design, pair: tuple[str, str], path: str, findings: Findings) -> None:
    """Two regions, or two nodes."""
    if pair[0] == pair[1]:
        findings.add(path, "names the same thing twice")
    for number, name in enumerate(pair):
        if name not in design.regions and name not in design.nodes:
            hint = nearest(name, (*design.regions, *design.nodes))
            findings.add(
                f"{path}.{number}",
                f"there is no region or node '{name[:60]}'{hint}",
                about=(f"nodes.{name}", f"regions.{name}"),
            )
    ends = [name in design.regions for name in pair]
    if all(name in design.regions or name in design.nodes for name in pair) and ends[0] != ends[1]:
        both = all(name in design.nodes for name in pair)
        if not both:
            findings.add(path, "names a region and a node; write two regions or two nodes")
