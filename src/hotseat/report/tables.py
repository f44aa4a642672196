"""The tables: every hop, every node, and the run's checks of itself. Columns can be sorted by their headings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.report.markup import Child, Html, el, name_of, wide
from hotseat.report.words import NONE, count, seconds, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotseat.load.result import HopResult, NodeResult, Result

Cell = tuple[str, float]
"""A cell's text and the value by which its column is sorted."""

HOP_TITLES = ("caller", "callee", "tries", "errors", "timeouts", "retries", "rejected", "mean", "p50", "p99", "max")
NODE_TITLES = (
    "node", "kind", "arrivals", "completions", "errors", "rejected", "utilisation", "mean line", "longest line",
    "mean wait", "replicas", "notable",
)  # fmt: skip
LAWS = {"little": "Little's law", "utilisation": "Utilisation law"}
UNEVEN = 0.1
"""By how much a replica or shard must be busier than all of them together to deserve a word."""
EXACT = 1e-9
"""Books that differ by less agree to the last digit that a float has."""


def hops_table(result: Result) -> Html:
    """Each pair of caller and callee, as the caller sees it."""
    rows = [([hop.caller, hop.callee], _hop_cells(hop)) for hop in result.hops]
    return sortable("Hops", HOP_TITLES, 2, rows)


def _hop_cells(hop: HopResult) -> list[Cell]:
    bad = [_amount(number) for number in (hop.errors, hop.timeouts, hop.retries, hop.rejected)]
    times = [(seconds(v), v) for v in (hop.latency.mean, hop.latency.p50, hop.latency.p99, hop.latency.max)]
    return [_amount(hop.tries), *bad, *times]


def nodes_table(result: Result) -> Html:
    """Each node, over all its replicas."""
    rows = [([name, node.kind.replace("_", " ")], _node_cells(node)) for name, node in result.nodes.items()]
    return sortable("Nodes", NODE_TITLES, 2, rows)


def _node_cells(node: NodeResult) -> list[Cell]:
    counts = [_amount(number) for number in (node.arrivals, node.completions, node.errors, node.rejected)]
    busy = (share(node.utilisation), node.utilisation)
    line = [
        (count(node.queue_mean), node.queue_mean),
        _amount(node.queue_max),
        (seconds(node.wait_mean), node.wait_mean),
    ]
    return [*counts, busy, *line, (count(node.replicas_mean), node.replicas_mean), (notable(node), math.nan)]


def notable(node: NodeResult) -> str:
    """What only some kinds of node have, where it is not nothing."""
    parts = [f"{share(node.hit_ratio)} hits"] if math.isfinite(node.hit_ratio) else []
    if node.busiest > node.utilisation + UNEVEN:
        parts.append(f"its busiest part at {share(node.busiest)}")
    facts = (
        (node.crashes, "crash", "crashes"),
        (node.redelivered, "redelivered", "redelivered"),
        (node.dead_letters, "dead letter", "dead letters"),
        (node.lost_writes, "write lost", "writes lost"),
        (node.backlog, "left at the end", "left at the end"),
    )
    told = (f"{count(number)} {one if number == 1 else many}" for number, one, many in facts if number)
    return ", ".join([*parts, *told])


def _amount(number: float) -> Cell:
    return (count(number) if number else "0"), float(number)


def sortable(label: str, titles: Sequence[str], names: int, rows: Iterable[tuple[list[str], list[Cell]]]) -> Html:
    """A table whose headings sort it; the first `names` columns are words, the others numbers."""
    head = el(
        "tr",
        [
            el(
                "th",
                el("button", title, type="button"),
                scope="col",
                class_="n" if at >= names and title != "notable" else None,
            )
            for at, title in enumerate(titles)
        ],
    )
    body = [
        el("tr", [_word(word, at) for at, word in enumerate(words)], [_cell(cell) for cell in cells])
        for words, cells in rows
    ]
    return wide(el("table", el("thead", head), el("tbody", body), class_="sort"), label)


def _word(text: str, at: int) -> Html:
    return el("th", name_of(text), scope="row") if at == 0 else el("td", name_of(text))


def _cell(cell: Cell) -> Html:
    text, value = cell
    if math.isnan(value) and text != NONE:
        return el("td", text, class_="words")
    quiet = " zero" if text in ("0", "0 s", NONE) else ""
    return el("td", text, class_=f"n{quiet}", data_v=f"{value:.9g}" if math.isfinite(value) else None)


def checks_section(result: Result) -> list[Child]:
    """Conservation in numbers, and the two laws node by node."""
    return [_conservation(result), _laws(result)]


def _conservation(result: Result) -> Html:
    """Generated = completed + failed + rejected + in flight, a row a traffic."""
    titles = ("traffic", "generated", "completed", "failed", "rejected", "in flight", "left over")
    rows = []
    for name, traffic in result.traffic.items():
        parts = (traffic.completed, traffic.failed, traffic.rejected, traffic.in_flight)
        over = traffic.generated - sum(parts)
        cells = [el("td", count(number), class_="n") for number in (traffic.generated, *parts)]
        last = el("td", count(over) if over else "0, as it must be", class_="n miss" if over else "n met")
        rows.append(el("tr", el("th", name_of(name), scope="row"), cells, last))
    head = el("tr", [el("th", title, scope="col", class_="n" if at else None) for at, title in enumerate(titles)])
    return wide(el("table", el("thead", head), el("tbody", rows)), "Conservation")


def _laws(result: Result) -> Html:
    """The largest error of each law, and where."""
    items = []
    for law, words in LAWS.items():
        errors = {
            name.partition(":")[2]: error for name, error in result.checks.items() if name.partition(":")[0] == law
        }
        items.append(el("li", _law(words, errors)))
    others = [name for name in result.checks if name.partition(":")[0] not in LAWS]
    items += [el("li", name_of(name), f": relative error {result.checks[name]:.1e}") for name in others]
    return el("ul", items, class_="checks")


def _law(words: str, errors: dict[str, float]) -> list[Child]:
    if not errors:
        return [f"{words}: nothing to check: no request waited for a worker, or no node has workers."]
    where = max(errors, key=lambda name: errors[name])
    number = f"checked on {count(len(errors))} {'node' if len(errors) == 1 else 'nodes'}"
    if errors[where] <= EXACT:
        return [f"{words}: ", el("span", "holds", class_="met"), f", {number}, to the last digit."]
    return [
        f"{words}: {number}; ",
        el("span", f"off by {errors[where]:.1e}", class_="miss"),
        " on ",
        name_of(where),
        ".",
    ]
