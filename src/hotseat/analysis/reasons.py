"""Why an objective broke under load: facts that were measured where it broke, in sentences, the most telling first.

Each is of a node that has to do with the objective, and says what it was at the highest load that held, where that helps.
They are facts and not a verdict: what was full, what grew, who crashed or refused, where the slowest spent their time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.analysis.involved import involved
from hotseat.design.thresholds import METRICS, family_of
from hotseat.design.units import TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hotseat.analysis.plan import Judged
    from hotseat.analysis.stress import Point
    from hotseat.design.design import Design
    from hotseat.load.result import Blame

PLACES = {
    "network": "on the network to",
    "waiting": "waiting in line at",
    "working": "working at",
    "sleeping": "sleeping at",
    "backoff": "waiting to try again to reach",
    "timed_out": "in tries given up at",
    "earlier": "before it was ready in",
}
"""The states of a blame as the words before its node."""
A_WHILE = 0.02
"""The share of the time in which a node was full that deserves a word."""
BUSY = 0.8
"""A node that is busier than this over the whole run hides no while in which it was full."""
LONG = 100
"""A line of so many that is half as long again as where all held deserves a word."""
COUNTS = {
    "rejected": ("rejected request", "rejected requests"),
    "redelivered": ("message delivered again", "messages delivered again"),
}
"""What is told of a node for any objective, with the words for one and for more."""
ACCIDENTS = {
    "crashes": ("crash", "crashes"),
    "lost_writes": ("write lost", "writes lost"),
    "dead_letters": ("dead letter", "dead letters"),
}
"""And what is told as well where an objective counts what became of an effect, or of requests."""


def reasons(design: Design, broken: Point, met: Point | None, missed: Judged | None) -> tuple[str, ...]:
    """Facts that were measured where it broke, of the nodes that have to do with it."""
    subject = missed.subject if missed else ""
    if subject == "design":
        return ()  # a cost is its own reason
    nodes = involved(design, subject)
    rank = "slowest" if subject in design.traffic else "latest"
    timed = missed is not None and is_time(missed.threshold.metric)
    told = (
        f"{blame.share:.0%} of the {rank} 1%'s time is spent {place_of(design, blame)} {blame.node}"
        for blame in broken.why.get(subject, ())[:2]
        if blame.share >= 0.1 and missed and missed.threshold.metric.startswith(("p(", "mean", "max"))
    )
    waiting = longest_wait(broken, met, nodes, missed.measured) if missed and timed else ""
    facts = (
        busiest(broken, met, nodes),
        waiting,
        longest_line(broken, met, nodes),
        *growing(broken, (*nodes, subject)),
    )
    kinds = COUNTS if timed or missed is None else {**ACCIDENTS, **COUNTS}
    return (*told, *stale(broken, missed), *filter(None, facts), *counted(broken, met, nodes, kinds))


def place_of(design: Design, blame: Blame) -> str:
    """Where time was spent; nobody stands in line at a worker, which takes from its queue: there a fan-out's turns are."""
    if blame.state == "waiting" and design.nodes[blame.node].kind == "worker":
        return "waiting for a turn in a `fan_out` of"
    return PLACES[blame.state]


def stale(broken: Point, missed: Judged | None) -> Iterator[str]:
    """How many answers were stale, where that is what was missed."""
    share = broken.measures.get(f"traffic.{missed.subject}.stale", math.nan) if missed else math.nan
    if missed and missed.threshold.metric.startswith("stale") and share > 0:
        yield f"{share * 100:.3g}% of its answers were stale"


def is_time(metric: str) -> bool:
    """Whether a metric is a time, such as `p(99)`."""
    return METRICS[family_of(metric)] is TIME


def measured_at(point: Point, nodes: Sequence[str], measure: str) -> dict[str, float]:
    """One measure of several nodes, where it is a number."""
    values = {name: point.measures.get(f"nodes.{name}.{measure}", math.nan) for name in nodes}
    return {name: value for name, value in values.items() if math.isfinite(value)}


def busiest(broken: Point, met: Point | None, nodes: Sequence[str]) -> str:
    """Who has the busiest replica or shard, or was full for a while that the mean hides; and how that was where all held."""
    busy = measured_at(broken, nodes, "busiest")
    most = max(busy, key=lambda name: busy[name], default="")
    full = {name: share for name in nodes if (share := broken.full.get(name, 0.0)) >= A_WHILE}
    if full and busy.get(most, 0.0) < BUSY:
        fullest = max(full, key=lambda name: full[name])
        before = "" if met is None else f" ({met.full.get(fullest, 0.0):.0%} at the highest load that holds)"
        return f"all workers of {fullest} are busy in {full[fullest]:.0%} of the time{before}"
    if not most or busy[most] < 0.5:
        return ""
    mean = broken.measures[f"nodes.{most}.utilisation"]
    before = "" if met is None else f"; {met.measures[f'nodes.{most}.busiest']:.0%} at the highest load that holds"
    if busy[most] > mean + 0.1:
        return f"the busiest replica or shard of {most} is at {busy[most]:.0%} (all of them at {mean:.0%}{before})"
    return f"{most} is the busiest node, at {busy[most]:.0%}" + (f" ({before[2:]})" if before else "")


def longest_wait(broken: Point, met: Point | None, nodes: Sequence[str], missed: float) -> str:
    """Where the mean wait in line is longest, if it is a part of the time that was too long that deserves a word."""
    waits = measured_at(broken, nodes, "wait_mean")
    most = max(waits, key=lambda name: waits[name], default="")
    if not most or waits[most] < 0.02 * missed:
        return ""
    before = math.nan if met is None else met.measures.get(f"nodes.{most}.wait_mean", math.nan)
    then = f" ({span(before)} at the highest load that holds)" if math.isfinite(before) else ""
    return f"the mean wait at {most} is {span(waits[most])}{then}"


def longest_line(broken: Point, met: Point | None, nodes: Sequence[str]) -> str:
    """Whose line became the longest, where it was far longer than where all held."""
    lines = measured_at(broken, nodes, "queue_max")
    most = max(lines, key=lambda name: lines[name], default="")
    before = 0.0 if met is None else met.measures.get(f"nodes.{most}.queue_max", 0.0)
    if not most or lines[most] < LONG or lines[most] < 1.5 * before:
        return ""
    then = "" if met is None else f" ({before:,.0f} at the highest load that holds)"
    return f"the line of {most} grew up to {lines[most]:,.0f}{then}"


def span(seconds: float) -> str:
    """A wait in seconds or milliseconds."""
    return f"{seconds:,.3g} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"


def growing(broken: Point, names: Sequence[str]) -> list[str]:
    """What grows without bound, of these nodes and this traffic."""
    mine = [growth for growth in broken.unstable if any(f"'{name}'" in growth.what for name in names)]
    return [f"{growth.what} grows by {growth.per_second:,.0f} a second" for growth in mine[:2]]


def counted(
    broken: Point, met: Point | None, nodes: Sequence[str], kinds: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """Who crashed, lost, rejected or delivered again the most, of each kind one."""
    for kind, (one, many) in kinds.items():
        counts = measured_at(broken, nodes, kind)
        worst = max(counts, key=lambda name: counts[name], default="")
        if worst and counts[worst] >= 0.05:
            number = amount(counts[worst])
            before = 0.0 if met is None else met.measures.get(f"nodes.{worst}.{kind}", 0.0)
            then = "" if met is None else f" ({amount(before)} at the highest load that holds)"
            yield f"{worst}: {number} {one if number == '1' else many} a run{then}"


def amount(mean: float) -> str:
    """A mean count: `4`, `2.67`, `41,200`."""
    return f"{mean:,.0f}" if mean >= 100 else f"{mean:.3g}"
