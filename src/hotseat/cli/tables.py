"""The tables of `hotseat run`: what was asked, what was measured, what became of every effect, and why the tail is the tail.

Everything fits 80 columns. The verdict stands last, because the last line is where the eye is when a command ends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from hotseat.cli.words import (
    count_text,
    digits,
    half_text,
    interval_text,
    metric_text,
    money_text,
    rate_text,
    share_text,
    span_text,
    time_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType

    from hotseat.load.result import Blame, Latency, ObjectiveResult, Result

PARTS = (("mean", "mean"), ("p50", "p50"), ("p90", "p90"), ("p99", "p99"), ("p99.9", "p999"))
SHARES = 5
"""How many places of the tail are shown."""
STATES = {
    "network": "network",
    "waiting": "waiting in line",
    "working": "working",
    "sleeping": "sleeping",
    "backoff": "waiting to retry",
    "timed_out": "in tries given up",
    "earlier": "before it was there",
}


class Marks:
    """The few signs beyond letters, and what stands for them where they cannot be shown."""

    def __init__(self, *, plain: bool) -> None:
        self.met, self.missed, self.about = ("ok", "MISSED", "+-") if plain else ("✓", "✗", "±")
        self.dot = "-" if plain else "·"
        self.bar = "#" if plain else "█"
        self.rule = box.ASCII if plain else box.SIMPLE_HEAD


def grid(title: str, columns: Sequence[str], *, left: int = 1) -> Table:
    """A table without a frame: `left` columns of names, the rest numbers set to the right.

    Where it is too wide, names are folded and numbers never are.
    """
    table = Table(box=None, padding=(0, 0, 0, 1), pad_edge=False, header_style="", show_edge=False)
    for place, name in enumerate(columns):
        justify: Literal["left", "right"] = "left" if place < left else "right"
        header = Text(title, style="bold") if place == 0 else Text(name, style="dim")
        table.add_column(
            header, justify=justify, no_wrap=place > 0, overflow="fold", min_width=8 if place == 0 else None
        )
    return table


def dim(text: str) -> Text:
    """Words of less weight."""
    return Text(text, style="dim")


def alarming(text: str, *, wrong: bool) -> Text:
    """A number, in red where it should not be what it is."""
    return Text(text, style="bold red" if wrong else "")


def print_result(console: Console, result: Result, marks: Marks) -> None:
    """All the tables, in reading order."""
    console.print(heading(result, marks))
    for part in (
        traffic_table(result, marks),
        exact_table(result),
        effects_table(result),
        nodes_table(result),
        details_table(result),
        spreads_table(result),
        costs_table(result),
        *(tail for name in result.why if (tail := tail_table(result, name, marks))),
        objectives_table(result, marks),
    ):
        if part is not None:
            console.print()
            console.print(part)
    if not all(certainties(result)):
        from hotseat.load.planned import settles

        console.print()
        console.print(Text(f"Too close to call: {settles(result)}.", style="yellow"))
    for place, note in enumerate(warnings(result)):
        if place == 0:
            console.print()
        console.print(note)


def heading(result: Result, marks: Marks) -> Text:
    """The design's name, and what was run of it."""
    text = Text(result.design.name, style="bold")
    ran = f"{span_text(result.duration)} simulated"
    warm = f"the first {span_text(result.warmup)} left out as warm-up" if result.warmup else "no warm-up left out"
    text.append(f"\n{ran} {marks.dot} {warm}", style="dim")
    return text


def traffic_table(result: Result, marks: Marks) -> Table:
    """Each traffic on a line, half the width of each 95% interval under it."""
    table = grid("Traffic", ("", "rate", *(label for label, _ in PARTS), "max", "available"))
    for name, one in result.traffic.items():
        latency = one.latency
        values = [time_text(getattr(latency, attribute)) for _, attribute in PARTS]
        low = math.isfinite(one.availability) and one.availability < 1
        available = Text(share_text(one.availability), style="yellow" if low else "")
        table.add_row(name, rate_text(one.rate), *values, time_text(latency.max), available)
        halves = halves_of(latency, marks)
        if any(halves):
            table.add_row(dim("  95% interval"), "", *map(dim, halves), "", "")
    return table


def halves_of(latency: Latency, marks: Marks) -> list[str]:
    """`±0.09` for each part that has an interval, in the unit of the number above it."""
    found = []
    for label, attribute in PARTS:
        half = half_text(getattr(latency, attribute), latency.ci95.get(label, (math.nan, math.nan)))
        found.append(f"{marks.about}{half}" if half else "")
    return found


def exact_table(result: Result) -> Table | None:
    """Exact percentiles, where every latency was kept."""
    if result.exact is None:
        return None
    from hotseat.load.export import exact_data

    table = grid("Exact, warm-up too", ("", "count", *(label for label, _ in PARTS), "max"))
    for name, latencies in result.exact.items():
        data = exact_data(latencies)
        values = (time_text(data[label] or math.nan) for label in (*(label for label, _ in PARTS), "max"))
        table.add_row(name, count_text(data["count"]), *values)
    return table


def effects_table(result: Result) -> Table | None:
    """The ledger of what happened to the world outside."""
    if not result.effects:
        return None
    table = grid("Effects", ("", "expected", "once", "lost", "duplicated", "pending", "unasked", "p99 delay"))
    for name, one in result.effects.items():
        table.add_row(
            name,
            count_text(one.expected),
            count_text(one.once),
            alarming(count_text(one.lost), wrong=one.lost > 0),
            alarming(count_text(one.duplicated), wrong=one.duplicated > 0),
            count_text(one.pending),
            alarming(count_text(one.unasked), wrong=one.unasked > 0),
            time_text(one.delay.p99),
        )
    return table


UNEVEN = 0.1
"""By how much the busiest replica or shard must be busier than all of them together, for a column of its own."""


def nodes_table(result: Result) -> Table:
    """What each node had to do, and who had to wait for it; the busiest replica or shard where it is much busier."""
    uneven = any(node.busiest > node.utilisation + UNEVEN for node in result.nodes.values())
    hottest = ("busiest",) if uneven else ()
    table = grid("Nodes", ("", "kind", "replicas", "busy", *hottest, "line mean", "max", "wait", "arrivals"), left=2)
    for name, node in result.nodes.items():
        table.add_row(
            name,
            dim(node.kind.replace("load_balancer", "balancer")),
            digits(node.replicas_mean) if node.replicas_mean % 1 else count_text(node.replicas_mean),
            busy(node.utilisation),
            *((busy(node.busiest),) if uneven else ()),
            line_length(node.queue_mean),
            count_text(node.queue_max),
            time_text(node.wait_mean),
            count_text(node.arrivals),
        )
    return table


def busy(value: float) -> Text:
    """Utilisation, coloured as it nears the end of its rope."""
    style = "bold red" if value > 0.95 else "yellow" if value > 0.8 else ""
    if not math.isfinite(value):
        return Text("-")
    return Text("<0.1%" if 0 < value < 0.001 else f"{value:.1%}".replace("100.0", "100"), style=style)


def line_length(mean: float) -> str:
    """A mean number of waiting requests; next to none is 0."""
    return "0" if 0 <= mean < 0.001 else digits(mean)


DETAILS = (
    ("rejected", "rejected"),
    ("errors", "errors"),
    ("crashes", "crashes"),
    ("redelivered", "redelivered"),
    ("dead_letters", "dead letters"),
    ("backlog", "backlog"),
    ("lost_writes", "lost writes"),
)


def details_table(result: Result) -> Table | None:
    """What went wrong at which node, and what caches hit: only columns and rows with something in them."""
    keys = [(key, label) for key, label in DETAILS if any(getattr(node, key) > 0 for node in result.nodes.values())]
    cached = any(math.isfinite(node.hit_ratio) for node in result.nodes.values())
    if not keys and not cached:
        return None
    table = grid("At the nodes", ("", *(label for _, label in keys), *(("hit ratio",) if cached else ())))
    for name, node in result.nodes.items():
        values = [getattr(node, key) for key, _ in keys]
        if not any(value > 0 for value in values) and not math.isfinite(node.hit_ratio):
            continue
        hits = [share_text(node.hit_ratio) if math.isfinite(node.hit_ratio) else ""] if cached else []
        table.add_row(name, *(count_text(value) if value else "" for value in values), *hits)
    return table


def spreads_table(result: Result) -> Table | None:
    """How long broadcasts took until the last had them."""
    if not result.spreads:
        return None
    table = grid("Broadcasts", ("", "reached all", "not all", *(label for label, _ in PARTS), "max"))
    for name, one in result.spreads.items():
        values = (time_text(getattr(one, attribute)) for _, attribute in PARTS)
        missed = result.unreached[name]
        table.add_row(
            name, count_text(one.count), alarming(count_text(missed), wrong=missed > 0), *values, time_text(one.max)
        )
    return table


def costs_table(result: Result) -> Table | None:
    """What a month like the measured time costs, node by node and together."""
    if not result.costs:
        return None
    title = f"Cost a month, {result.currency}" if result.currency else "Cost a month"
    table = grid(title, ("", "replicas", "requests", "together"))
    for name, one in result.costs.items():
        table.add_row(name, money_text(one.replicas), money_text(one.requests), money_text(one.total))
    if len(result.costs) > 1:
        parts = [sum(getattr(one, part) for one in result.costs.values()) for part in ("replicas", "requests")]
        table.add_row(dim("together"), *map(money_text, parts), Text(money_text(result.cost), style="bold"))
    return table


def tail_table(result: Result, traffic: str, marks: Marks) -> RenderableType | None:
    """Where the requests above p99 (or what an effect waited for, above its delay's p99) spent their time."""
    blames = result.why[traffic].get("p99", ())
    if not blames:
        return None
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=False)
    for blame in blames[:SHARES]:
        if blame.share >= 0.005 or blame is blames[0]:
            share = f"{blame.share:.1%}".rjust(6)
            table.add_row(share, bar(blame, marks), blame.node, dim(state_of(result, blame)))
    title = f"Why the slowest 1% of '{traffic}' are slow"
    if traffic not in result.traffic:
        title = f"Why the latest 1% of '{traffic}' come late"
    return Group(Text(title, style="bold"), table)


def state_of(result: Result, blame: Blame) -> str:
    """What the time was spent on; nobody stands in line at a worker, which takes from its queue: there a fan-out waits."""
    if blame.state == "waiting" and result.design.nodes[blame.node].kind == "worker":
        return "waiting for a turn"
    return STATES[blame.state]


def bar(blame: Blame, marks: Marks) -> Text:
    """A share as a bar of up to 30 cells."""
    return Text(marks.bar * max(1, round(blame.share * 30)), style="cyan")


def objectives_table(result: Result, marks: Marks) -> RenderableType | None:
    """Each objective, met or missed or not measured, with what was measured; how many are met on top."""
    from hotseat.load.unmeasured import why_unmeasured

    if not result.objectives:
        return dim("No objectives: the design does not say what it must achieve (`objectives:`).")
    met = sum(one.met for one in result.objectives)
    all_met = met == len(result.objectives)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim", title_justify="left")
    table.title = Text.assemble(
        ("Objectives ", "bold"),
        (f"{met} of {len(result.objectives)} met", "bold green" if all_met else "bold red"),
    )
    for header in ("", "subject", "threshold", "measured", "95% interval"):
        table.add_column(header, no_wrap=header != "95% interval")
    for one, sure in zip(result.objectives, certainties(result), strict=True):
        known = not math.isnan(one.measured)
        style = "green" if one.met else "bold red" if known else "yellow"
        told = interval_text(metric_of(one), one.ci95) + ("" if sure else ", too close to call")
        if not told and known and is_percentile(result, one):
            told = "too few for one"
        table.add_row(
            Text(marks.met if one.met else marks.missed if known else "?", style=style),
            one.subject,
            one.threshold,
            Text(measured_text(one), style=style),
            dim(told if known else why_unmeasured(result.design, one.subject, metric_of(one))),
        )
    return table


def is_percentile(result: Result, one: ObjectiveResult) -> bool:
    """Whether an interval could be had for a metric, if there were more to measure: a percentile or a mean of times."""
    metric = metric_of(one)
    timed = one.subject not in result.nodes or metric.startswith("spread")
    return timed and metric.rpartition(" ")[2].startswith(("p(", "mean"))


def metric_of(one: ObjectiveResult) -> str:
    """The metric that a threshold speaks of."""
    from hotseat.design.thresholds import parse_threshold

    return parse_threshold(one.threshold).metric


def measured_text(one: ObjectiveResult) -> str:
    """The measured value in its metric's unit."""
    if not math.isfinite(one.measured):
        return "not measured" if math.isnan(one.measured) else "never"
    return metric_text(metric_of(one), one.measured)


def certainties(result: Result) -> Iterable[bool]:
    """Whether each objective's interval lies on one side of its threshold (one without an interval is taken at its word)."""
    for one in result.objectives:
        threshold = next(t for t in result.design.objectives[one.subject] if t.text == one.threshold)
        edges = [threshold.met_by(edge) for edge in one.ci95 if math.isfinite(edge)]
        yield all(edge == one.met for edge in edges)


def warnings(result: Result) -> Iterable[Text]:
    """What the reader must know before believing the numbers."""
    if result.interrupted:
        yield Text(
            f"Interrupted: this is what was measured in the first {span_text(result.duration)}.", style="bold yellow"
        )
    for growth in result.unstable:
        speed = f"{digits(growth.per_second)} a second, to {count_text(round(growth.size))}."
        yield Text(f"Unstable: {growth.what} grew by {speed}", style="bold red")
    if result.unstable:
        yield Text("More comes than is served: the longer it runs, the longer everyone waits.", style="red")
    for note in result.notes:
        yield Text(f"Note: {note}", style="yellow")
