"""Legal, but surely meant otherwise: the few things worth a warning before a run, never an error.

A design that is slow, overloaded or unsafe gets none: finding that out is what running it is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design import steps as kinds
from hotseat.design.cycles import check_messages
from hotseat.design.findings import Findings
from hotseat.design.floor import floors
from hotseat.design.quantities import format_quantity
from hotseat.design.units import TIME
from hotseat.design.walk import every_step, handlers_of, lists_of, resolve, steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.design.design import Design
    from hotseat.design.policies import Retry
    from hotseat.errors import Problem


def remarks(design: Design, *, lines: Mapping[str, int] | None = None, file: str = "") -> list[Problem]:
    """The warnings about a design that has no problems."""
    findings = Findings(lines or {}, (), file)
    for remark in (
        _timeouts,
        _late_faults,
        _idle_queues,
        _missing_keys,
        _dead_code,
        check_messages,
        _broadcast_effects,
    ):
        remark(design, findings)
    return findings.problems


def _timeouts(design: Design, findings: Findings) -> None:
    """A timeout that light alone exceeds, or a try that may take longer than the whole."""
    for name, traffic in design.traffic.items():
        least = min((floor.seconds for floor in floors(design, name)), default=0.0)
        if traffic.timeout is not None and traffic.timeout < least:
            text = f"{format_quantity(traffic.timeout, TIME)} is shorter than light takes: every request times out"
            findings.add(f"traffic.{name}.timeout", text)
        _tries(traffic.retry, traffic.timeout, f"traffic.{name}", findings)
    for placed in every_step(design):
        retry, timeout = getattr(placed.step, "retry", None), getattr(placed.step, "timeout", None)
        _tries(retry, timeout, placed.path, findings)


def _tries(retry: Retry | None, timeout: float | None, path: str, findings: Findings) -> None:
    if retry is None or timeout is None or retry.num_retries == 0:
        return
    if retry.per_try_timeout is None:
        text = (
            f"without `per_try_timeout` the first try may use the whole `timeout` of {format_quantity(timeout, TIME)}"
        )
        findings.add(f"{path}.retry", f"{text}: a slow answer is never retried")
    elif retry.per_try_timeout >= timeout:
        findings.add(
            f"{path}.retry.per_try_timeout", "is not shorter than the `timeout` of the whole: no slow try is retried"
        )


def _late_faults(design: Design, findings: Findings) -> None:
    for number, fault in enumerate(design.faults):
        if (fault.at or 0.0) >= design.duration:
            text = f"the run is over at {format_quantity(design.duration, TIME)}, before this fault begins"
            findings.add(f"faults.{number}.at", text)


def _idle_queues(design: Design, findings: Findings) -> None:
    """A queue that nobody fills."""
    filled = {placed.step.send for placed in every_step(design) if isinstance(placed.step, kinds.Send)}
    filled |= {node.dead_letters for node in design.nodes.values() if node.dead_letters is not None}
    for name, node in design.nodes.items():
        if node.kind in ("queue", "topic") and name not in filled:
            findings.add(f"nodes.{name}", f"nobody sends to this {node.kind}")


def _missing_keys(design: Design, findings: Findings) -> None:
    """Caches and shards without keys: every request would be about the same one."""
    if any(traffic.keys is not None for traffic in design.traffic.values()):
        return
    text = "no traffic has `keys`, so every request is about one and the same key"
    for placed in every_step(design):
        if isinstance(placed.step, kinds.Lookup):
            findings.add(f"{placed.path}.lookup", text)
    for name, node in design.nodes.items():
        if node.shards > 1:
            findings.add(f"nodes.{name}.shards", text)


def _dead_code(design: Design, findings: Findings) -> None:
    """Steps after one that always fails."""
    for _, _, path, steps in handlers_of(design):
        for where, items in lists_of(steps, path):
            for number, step in enumerate(items[:-1]):
                if isinstance(step, kinds.Fail) and step.fail >= 1:
                    findings.add(f"{where}.{number + 1}", "this never runs: the `fail` before it always fails")


def _broadcast_effects(design: Design, findings: Findings) -> None:
    """Effects are counted by request, and a broadcast runs its handler in many places for one request."""
    for placed in every_step(design):
        if not isinstance(placed.step, kinds.Broadcast):
            continue
        node, handler = resolve(design, placed.step.broadcast)
        for _, step in steps_of(design.nodes[node].on[handler], ""):
            if isinstance(step, kinds.Effect):
                text = f"'{step.effect}' happens wherever this reaches, and all but the first time count as duplicates"
                findings.add(f"{placed.path}.broadcast", f"{text}; hold '{node}' to its `spread` instead")
