"""Triage: the minutes that went into each decision, beside what it carries.

Minutes come from the log: the time before a draw belongs to the nodes that it touched, shared out evenly, and a node's
time evenly to its decisions in the final design. That is an estimate and said to be one; nobody measures thought. What
a decision carries was measured: it was taken out and the design run again on the same random numbers (`hotseat
ablate`), which tells whether an objective breaks without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hotseat.interview import events as log
from hotseat.interview.debrief import Triaged
from hotseat.interview.events import Event
from hotseat.interview.history import of_kind, seconds_by_node
from hotseat.report.words import listed
from hotseat.rounds.wording import said

LONG, SHORT = 5.0, 1.0
"""Minutes from which on a decision took long, and below which it took no time to speak of."""


def triage(events: Sequence[Event]) -> tuple[Triaged, ...]:
    """The decisions of the final design as examined, most minutes first; none before that."""
    examined = next((what for _, what in of_kind(events, log.Examined)), None)
    if examined is None:
        return ()
    spent = minutes(examined.decisions, seconds_by_node(events))
    found = [triaged(one, spent[one.path]) for one in examined.decisions]
    return tuple(sorted(found, key=lambda one: -one.minutes))


def minutes(decisions: Sequence[log.Weighed], seconds: Mapping[str, float]) -> dict[str, float]:
    """The minutes of each decision by its path: its node's, shared out among the node's decisions."""
    owners: dict[str, list[str]] = {}
    for one in decisions:
        owners.setdefault(owner_of(one.path), []).append(one.path)
    return {path: seconds.get(owner, 0.0) / len(paths) / 60 for owner, paths in owners.items() for path in paths}


def owner_of(path: str) -> str:
    """The node that a dotted path belongs to (`nodes.api.on.put.0.retry` is api's), or `traffic.x`."""
    words = path.split(".")
    return ".".join(words[:2]) if words[0] == "traffic" else words[1] if len(words) > 1 else path


def triaged(one: log.Weighed, spent: float) -> Triaged:
    """One decision with its remark."""
    broken = tuple(said(threshold) for threshold in one.broken)
    return Triaged(one.what, one.path, spent, one.role, broken, remark(one.role, spent, broken))


def remark(role: str, spent: float, broken: Sequence[str] = ()) -> str:
    """The time beside the weight, in a few words."""
    took = time_text(spent)
    if role == "load-bearing":
        what = f"load-bearing: without it {listed(list(broken))} breaks" if broken else "load-bearing"
        return f"{what}; {took}"
    if role == "decoration":
        return f"{took} on decoration" if spent >= LONG else f"decoration, {took}"
    if role == "hurts":
        return f"{took} on something that the design is better without"
    return f"{'a trade-off' if role == 'a trade' else role}, {took}"


def time_text(spent: float) -> str:
    """`9 minutes`, `40 seconds`."""
    if spent < SHORT:
        seconds = round(spent * 60)
        return f"{seconds} second{'s' * (seconds != 1)}"
    whole = round(spent)
    return f"{whole} minute{'s' * (whole != 1)}"
