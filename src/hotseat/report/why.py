"""Why the tail is the tail: where the slow requests spent their time, beside where the ordinary ones did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.report.markup import Html, el, name_of, wide
from hotseat.report.words import NONE, part, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotseat.load.result import Blame, Result

STATES = ("network", "waiting", "working", "sleeping", "backoff", "timed_out", "earlier")
SAID = {
    "network": "on the network", "waiting": "waiting", "working": "working", "sleeping": "sleeping",
    "backoff": "waiting to retry", "timed_out": "in tries given up",
    "earlier": "before it was there",
}  # fmt: skip
ROOM = 0.16
"""From this share on a segment has room for its own words."""
LEAST = 0.005
"""What is less than this share in both is summed up."""


def why_section(result: Result) -> Html:
    """Two bars and their table for each traffic, and for each effect that was followed."""
    effects = (name for name in result.effects if any(result.why.get(name, {}).values()))
    names = [*(name for name in result.why if name in result.traffic), *effects]
    return el("div", [_followed(result, name) for name in names], class_="whys")


def _followed(result: Result, name: str) -> Html:
    why = result.why[name]
    half, tail = why.get("p50", ()), why.get("p99", ())
    title = el("h3", name_of(name))
    if not half and not tail:
        return el("div", title, el("p", "No request was followed to its end after the warm-up.", class_="quiet"))
    request = name in result.traffic
    latency = result.traffic[name].latency if request else result.effects[name].delay
    if not request:
        title = el("h3", name_of(name), el("span", ", until it happened", class_="quiet"))
    bars = el(
        "div",
        _bar(f"at p50 and slower ({seconds(latency.p50)})", half),
        _bar(f"at p99 and slower ({seconds(latency.p99)})", tail),
        class_="stacks",
    )
    return el(
        "div", title, el("p", sentence(half, tail, request=request), class_="lead"), bars, _table(name, half, tail)
    )


def sentence(half: Sequence[Blame], tail: Sequence[Blame], *, request: bool = True) -> list[Html]:
    """Where most of the slowest requests' (or latest effects') time went, and what it is for the slower half."""
    if not tail:
        return []
    most = tail[0]
    before = next((b.share for b in half if (b.node, b.state) == (most.node, most.state)), 0.0)
    text = el("b", part(most.share)), el("span", f" of the {'slowest' if request else 'latest'} 1%'s time: ")
    return [*text, name_of(most.node), el("span", f", {SAID.get(most.state, most.state)}"),
            el("span", f" ({part(before)} for the {'slower' if request else 'later'} half).", class_="quiet")]  # fmt: skip


def _bar(label: str, parts: Sequence[Blame]) -> Html:
    said = "; ".join(f"{b.node} {SAID.get(b.state, b.state)} {part(b.share)}" for b in parts[:6])
    segments = [_segment(blame) for blame in parts if blame.share >= LEAST]
    return el(
        "div",
        el("span", label, class_="quiet"),
        el("div", segments, class_="stack", role="img", aria_label=f"{label}: {said}"),
    )


def _segment(blame: Blame) -> Html:
    words = f"{blame.node}, {SAID.get(blame.state, blame.state)}"
    inside = el("span", name_of(words)) if blame.share >= ROOM else None
    title = f"{words}: {part(blame.share)}"
    return el("i", inside, class_=f"seg {_state(blame)}", style=f"flex-grow:{blame.share:.5f}", title=title)


def _state(blame: Blame) -> str:
    return blame.state if blame.state in STATES else "other"


def _table(name: str, half: Sequence[Blame], tail: Sequence[Blame]) -> Html:
    """Every node and state with its two shares, the tail's largest first."""
    shares: dict[tuple[str, str], list[float]] = {}
    for column, parts in enumerate((half, tail)):
        for blame in parts:
            shares.setdefault((blame.node, blame.state), [0.0, 0.0])[column] = blame.share
    ordered = sorted(shares.items(), key=lambda item: (-item[1][1], -item[1][0], item[0]))
    rows = [_row(node, state, pair) for (node, state), pair in ordered if max(pair) >= LEAST]
    little = len(ordered) - len(rows)
    if little:
        rows.append(el("tr", el("td", f"{little} more, each under {part(LEAST)}", colspan=4, class_="quiet")))
    titles = (("node", ""), ("state", ""), ("p50 and slower", "n"), ("p99 and slower", "n"))
    head = el("tr", [el("th", title, scope="col", class_=kind or None) for title, kind in titles])
    table = el("table", el("thead", head), el("tbody", rows), class_="blames")
    return wide(table, f"{name}: shares of the time, by node and state")


def _row(node: str, state: str, pair: list[float]) -> Html:
    known = state if state in STATES else "other"
    cells = [el("td", part(value) if value else NONE, class_="n") for value in pair]
    return el(
        "tr",
        el("th", name_of(node), scope="row"),
        el("td", el("i", class_=f"key {known}"), SAID.get(state, state)),
        cells,
    )
