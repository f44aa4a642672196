"""The effects' ledger: what became of every unit that should have touched the world outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.report.markup import Html, el, name_of
from hotseat.report.words import count, share

if TYPE_CHECKING:
    from hotseat.load.result import EffectResult, Result

FATES = ("once", "lost", "duplicated", "pending")
MEANINGS = {
    "once": "happened exactly once",
    "lost": "never happened, and all its work is over",
    "duplicated": "happened more than once",
    "pending": "still under way when the run ended",
}


def effects_section(result: Result) -> Html:
    """A bar and its numbers for every effect."""
    return el("div", [_ledger(name, effect) for name, effect in result.effects.items()], class_="ledgers")


def _ledger(name: str, effect: EffectResult) -> Html:
    amounts = [(fate, int(getattr(effect, fate))) for fate in FATES]
    said = ", ".join(f"{count(amount)} {fate}" for fate, amount in amounts)
    bar = el(
        "div",
        [el("i", class_=f"fate {fate}", style=f"flex-grow:{amount}") for fate, amount in amounts if amount],
        class_="bar",
        role="img",
        aria_label=f"{name}: {said}",
    )
    legend = el("dl", [_amount(fate, amount, effect.expected) for fate, amount in amounts], class_="amounts")
    return el("div", el("h3", name_of(name)), bar, legend, el("p", aside(effect), class_="quiet"))


def _amount(fate: str, amount: int, expected: int) -> Html:
    bad = " miss" if amount and fate in ("lost", "duplicated") else ""
    part = share(amount / expected) if expected else ""
    return el(
        "div",
        el("dt", el("i", class_=f"key {fate}"), fate, title=MEANINGS[fate]),
        el("dd", count(amount), el("small", part), class_=bad.strip() or None),
    )


def aside(effect: EffectResult) -> str:
    """The counts that are not part of the bar, as a sentence."""
    parts = [f"Expected {count(effect.expected)} times, happened {count(effect.happened)} times"]
    if effect.unasked:
        parts.append(f"{count(effect.unasked)} units saw it although their caller was told that they failed")
    if effect.out_of_order > 0:
        parts.append(f"{count(effect.out_of_order)} came out of order")
    return "; ".join(parts) + "."
