"""What a person reads: each promise kept or broken, why, in which window, the picture, and how to see it again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from hotseat.fault.bench import LIVELOCK
from hotseat.fault.excerpt import excerpt
from hotseat.fault.explain import ANY_OF
from hotseat.fault.keys import strikes, write_faults
from hotseat.fault.mermaid import mermaid
from hotseat.fault.picture import draw
from hotseat.fault.search import count
from hotseat.fault.terminal import sketch
from hotseat.fault.world import world_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hotseat.fault.explain import Edge, Explanation, Reason
    from hotseat.fault.keys import FaultSet
    from hotseat.fault.search import Findings
    from hotseat.fault.world import World


def promise_texts(world: World) -> dict[str, str]:
    """The promises' texts by id, with the one that holds in every world: a run settles down."""
    return {**{promise.id: promise.text for promise in world.promises}, LIVELOCK: "the handler settles down"}


def write_report(
    world: World,
    findings: Findings,
    explanations: Mapping[str, Explanation],
    *,
    handler: str,
    source: bool = False,
    replay: Callable[[Explanation], str] | None = None,
) -> str:
    """The report as text. `source` adds the lines of each window, `replay` writes the command that ends a broken
    promise.
    """
    command = replay or (lambda explanation: replay_command(world, handler, explanation))
    blocks = []
    for id_, text in _told(world, findings).items():
        lines = [f'promise  "{text}"']
        if id_ not in findings.broken:
            lines.append(f"         kept in {findings.coverage.sentence()}")
        if id_ in explanations:
            lines.append(_broken(explanations[id_], findings, text, handler if source else ""))
            lines.append(f"replay   {command(explanations[id_])}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _told(world: World, findings: Findings) -> dict[str, str]:
    """The promises' texts by id, a livelock only where there was one."""
    texts = promise_texts(world)
    if LIVELOCK not in findings.broken and LIVELOCK not in findings.beyond:
        del texts[LIVELOCK]
    return texts


def replay_command(world: World, handler: str, explanation: Explanation) -> str:
    """The command that plays this very run again; a call, where the world has no name that the command would know."""
    faults = write_faults(explanation.found.faults)
    if world.folder is None and world.name not in world_names():
        return f"hotseat.fault.replay(WORLD, {handler!r}, {faults!r})"
    return f"hotseat break {shlex.quote(handler)} --round {world.name} --faults {shlex.quote(faults)}"


def _broken(explanation: Explanation, findings: Findings, text: str, handler: str) -> str:
    found = explanation.found
    word = "BROKEN" if found.promise in findings.broken else "beyond the budget: broken"
    lines = [
        f"         {word} {struck_by(found.faults)}, in run {found.run:,} of {findings.coverage.runs:,}: {found.sentence}"
    ]
    lines += [f"  {line}" for reason in explanation.reasons for line in _reason(reason)]
    shown = excerpt(handler, explanation) if handler else ""
    if shown:
        lines.append(f"\n{shown}")
    lines.append("\n" + sketch(draw(explanation, text)) + "\n")
    return "\n".join(lines)


def struck_by(faults: FaultSet) -> str:
    """By how many faults, in words."""
    number = strikes(faults)
    ordered = number < len(faults)
    if not number:
        return "by another order of concurrent steps" if ordered else "with no fault at all"
    return f"by {count(number)}" + (" and another order of concurrent steps" if ordered else "")


def _reason(reason: Reason) -> list[str]:
    key = reason.fault.key
    name, _, moment = reason.fault.way.partition(":")
    times = {0: "the first time"}.get(key.n, f"time {key.n + 1}")
    need = f"{ANY_OF}: {', '.join((reason.fault.way, *reason.others))}" if reason.need == ANY_OF else reason.need
    lines = [f"{name}  {key.node}  {moment or 'at'}  {key.kind} {key.what} ({times})   <- {need}"]
    if reason.opens and reason.closes:
        lines.append(f"  window: {_window(reason, reason.opens, reason.closes)}")
    elif reason.at.line:
        lines.append(f"  at {reason.at}")
    return lines


def _window(reason: Reason, opens: Edge, closes: Edge) -> str:
    if reason.fault.way.startswith("crash"):
        return f"between {opens} and {closes}; a crash anywhere in it does the same"
    return f"from {opens} to {closes}; '{reason.fault.way}' at any of them does the same"


def as_data(
    world: World, findings: Findings, explanations: Mapping[str, Explanation], *, handler: str
) -> dict[str, Any]:
    """The report as plain data, for `--json`."""
    coverage = findings.coverage
    return {
        "round": world.name,
        "handler": handler,
        "kept": not findings.broken,
        "coverage": {
            "sentence": coverage.sentence(),
            "runs": coverage.runs,
            "by_faults": coverage.levels,
            "complete": coverage.complete,
            "totals": coverage.totals,
            "orders": coverage.orders,
            "random": coverage.random,
            "stopped": coverage.stopped,
        },
        "promises": [
            _promise_data(id_, text, explanations.get(id_), kept=id_ not in findings.broken)
            for id_, text in _told(world, findings).items()
        ],
    }


def _promise_data(id_: str, text: str, explanation: Explanation | None, *, kept: bool) -> dict[str, Any]:
    if explanation is None:
        return {"id": id_, "text": text, "kept": kept}
    found = explanation.found
    reasons = [
        {
            "fault": str(reason.fault),
            "need": reason.need,
            "others": list(reason.others),
            "line": reason.at.line,
            "window": [{"effect": edge.effect, "line": edge.line} for edge in (reason.opens, reason.closes) if edge],
        }
        for reason in explanation.reasons
    ]
    return {
        "id": id_,
        "text": text,
        "kept": kept,
        "beyond": kept,
        "sentence": found.sentence,
        "faults": write_faults(found.faults),
        "run": found.run,
        "reasons": reasons,
        "mermaid": mermaid(draw(explanation, text)),
    }
