"""What a reader of a result should not miss: a run that ended by itself before its time, broadcasts that did not reach
everyone, effects that nobody can count.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hotseat.design.quantities import format_quantity
from hotseat.design.steps import Effect, FanOut, Step
from hotseat.design.units import TIME
from hotseat.design.walk import resolve, steps_of, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hotseat.design.design import Design
    from hotseat.load.result import HopResult, NodeResult


def notes_of(
    design: Design,
    unreached: Mapping[str, int],
    nodes: Mapping[str, NodeResult],
    hops: Iterable[HopResult],
    *,
    ended: float | None = None,
) -> tuple[str, ...]:
    """The sentences, each whole; `ended` is when a run ended for want of room, in seconds."""
    short = () if ended is None else (out_of_room(design, ended),)
    missed = (f"{count:,} broadcasts to '{name}' did not reach everyone" for name, count in unreached.items() if count)
    return (*short, *missed, *uncounted(design, nodes), *repeated(design, nodes, hops))


def out_of_room(design: Design, ended: float) -> str:
    """A run that ended because more was under way at once than the engine holds."""
    when, whole = (format_quantity(float(f"{seconds:.4g}"), TIME) for seconds in (ended, design.duration))
    return (
        f"the run ended by itself at {when} of {whole}: a million requests, calls or messages were under way at once, "
        "and more the engine does not hold"
    )


def uncounted(design: Design, nodes: Mapping[str, NodeResult]) -> Iterator[str]:
    """Messages left in a queue whose consumer fans out: how many units they would have made, nobody knows yet."""
    for node in design.nodes.values():
        left = nodes[node.consumes].backlog if node.consumes else 0
        if left:
            for effect in fanned_out(design, node.on.get("message", ())):
                yield f"{left:,} messages were left in '{node.consumes}': what they will do to '{effect}' is in no count"


def repeated(design: Design, nodes: Mapping[str, NodeResult], hops: Iterable[HopResult]) -> Iterator[str]:
    """A sentence for each effect of which `again` knows."""
    for effect, count in again(design, nodes, hops).items():
        yield (
            f"{count:,} messages or calls came again, and a `fan_out` behind them counts its recipients anew: "
            f"what happened twice to '{effect}' there is in no count of duplicates"
        )


def again(design: Design, nodes: Mapping[str, NodeResult], hops: Iterable[HopResult]) -> dict[str, int]:
    """Of each effect in a `fan_out` that was run again: how many messages or calls came again.

    It draws its recipients anew, so that nobody can tell a second time from a first.
    """
    times: dict[str, int] = {}
    for node in design.nodes.values():
        redelivered = nodes[node.consumes].redelivered if node.consumes else 0
        if redelivered:
            for effect in fanned_out(design, node.on.get("message", ())):
                times[effect] = times.get(effect, 0) + redelivered
    for hop in hops:
        if hop.retries and "." in hop.callee:
            for effect in fanned_out(design, handler_steps(design, hop.callee)):
                times[effect] = times.get(effect, 0) + hop.retries
    return times


def fanned_out(design: Design, steps: tuple[Step, ...]) -> dict[str, None]:
    """The effects that happen inside a `fan_out` somewhere behind these steps, in the order of the file."""
    fans = [step for step in behind(design, steps, set()) if isinstance(step, FanOut)]
    inner = [step for fan in fans for step in behind(design, fan.do, set())]
    return dict.fromkeys(step.effect for step in inner if isinstance(step, Effect))


def behind(design: Design, steps: tuple[Step, ...], seen: set[tuple[str, str]]) -> Iterator[Step]:
    """These steps, those inside them, and those of every handler to which they call, send or broadcast."""
    for _, step in steps_of(steps, ""):
        yield step
        for name, handler in targets_of(design, step):
            if (name, handler) not in seen:
                seen.add((name, handler))
                yield from behind(design, design.nodes[name].on.get(handler, ()), seen)


def handler_steps(design: Design, target: str) -> tuple[Step, ...]:
    """The steps of `node.handler`, through load balancers; none where it is one of the engine's own."""
    with contextlib.suppress(KeyError):
        name, handler = resolve(design, target)
        return design.nodes[name].on[handler]
    return ()
