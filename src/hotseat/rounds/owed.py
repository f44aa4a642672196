"""What a traffic is owed: for each request that was told "done", one effect of the world's; not fewer, and not more.

The engine follows an effect from where a design's own steps lead to it. A design that drops most of its events on purpose,
does the effect itself, or makes up work of its own to be measured by, would keep every promise about an effect that it was
never asked for. So who does it is looked at before a run, and whether the books of the run agree with the traffic after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hotseat.design.design import Design
from hotseat.design.nodes import Node
from hotseat.design.objectives import Threshold
from hotseat.design.walk import steps_of
from hotseat.load.judging import measure
from hotseat.load.result import Result
from hotseat.rounds.round import Round
from hotseat.rounds.world import start_of

SLACK = 0.01
"""The share of a traffic by which the books may differ."""


def usurped(round_: Round, design: Design) -> Iterator[str]:
    """A sentence for every node of the candidate's that does itself what only the world does."""
    start = start_of(round_.start)
    for effect in dict.fromkeys(round_.owed.values()):
        theirs = {name for name, node in start.nodes.items() if does(node, effect)} if start else set()
        for name, node in design.nodes.items():
            if name not in theirs and does(node, effect):
                yield f"nodes.{name} does '{effect}', which is for {' or '.join(sorted(theirs))} alone to do: call them"


def does(node: Node, effect: str) -> bool:
    """Whether a handler of a node has this effect."""
    steps = (step for handler in node.on.values() for _, step in steps_of(handler, ""))
    return any(getattr(step, "effect", None) == effect for step in steps)


def unsettled(owed: Mapping[str, str], holds: Mapping[str, tuple[Threshold, ...]], result: Result) -> str:
    """Why a run does not count: too much or too little of what is owed; nothing where the books agree."""
    for traffic, effect in owed.items():
        done = result.traffic[traffic].completed if traffic in result.traffic else 0
        led = result.effects[effect].expected if effect in result.effects else 0
        if abs(led - done) > SLACK * done:
            return said_of(traffic, effect, done, led)
        for threshold in holds.get(effect, ()):
            if hidden(threshold, effect, result):
                return (
                    f"{result.effects[effect].pending:,} of {done:,} {traffic} still waited for '{effect}' at the end, "
                    f"which is too many to say that {effect} {threshold.text}: see to it that they come to it sooner"
                )
    return ""


def said_of(traffic: str, effect: str, done: int, led: int) -> str:
    """The sentence for books that do not agree."""
    told = f"{done:,} requests of '{traffic}' were told \"done\", and the design goes on to '{effect}'"
    if led < done:
        return f"{told} for {led:,} of them: lead every one there"
    return f"{told} {led:,} times: do that once for each of them, and for nothing else"


def hidden(threshold: Threshold, effect: str, result: Result) -> bool:
    """Whether a percentile of an effect's delay is only met because too many units are still under way at the end and
    so are not in it: more than may be late, without those that came within the threshold's own time before the end.
    """
    found = result.effects[effect]
    if not threshold.metric.startswith("p(") or not threshold.met_by(measure(result, effect, threshold)[0]):
        return False
    late = found.pending - found.expected / result.duration * threshold.value
    may_be_late = 1.0 - float(threshold.metric.removeprefix("p(").removesuffix(")")) / 100.0
    return late > max(may_be_late, SLACK) * found.expected
