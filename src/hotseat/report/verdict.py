"""The verdict first: was every objective met, by how much, and how sure is the run of it.

An objective whose 95% interval reaches across its threshold is decided by this run's luck as much as by the design; the
page says so beside the verdict. A run that grew without bound is said loudly, since its numbers describe its length.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.design.thresholds import METRICS, family_of
from hotseat.design.units import SHARE
from hotseat.load.planned import settles
from hotseat.report.markup import Child, Html, el, name_of, wide
from hotseat.report.words import (
    count,
    digits,
    format_of,
    interval,
    listed,
    money,
    plural,
    seconds,
    share,
    span,
    threshold_of,
)

if TYPE_CHECKING:
    from hotseat.design.objectives import Threshold
    from hotseat.load.result import ObjectiveResult, Result

LARGE = 0.25
"""A warm-up longer than this share of the run is worth a word."""
CLOSE = 2.0
"""From here on a miss is told as a multiple, below it as a percentage."""


def verdict_section(result: Result) -> list[Child]:
    """Headline, warnings, the table of objectives, and the run in numbers."""
    return [
        el("p", headline(result), class_=f"headline {_mood(result)}"),
        warnings(result),
        objectives_table(result),
        run_facts(result),
    ]


def headline(result: Result) -> str:
    """One sentence."""
    total = len(result.objectives)
    unknown = sum(math.isnan(objective.measured) for objective in result.objectives)
    missed = sum(not objective.met for objective in result.objectives) - unknown
    if not total:
        return "No objectives were set; this is what was measured."
    if unknown:
        return f"{total - missed - unknown} of {total} objectives met, {missed} missed, {unknown} not measured."
    if missed in (0, total):
        every = {1: "The objective was", 2: "Both objectives were"}.get(total, f"All {total} objectives were")
        return f"{every} {'missed' if missed else 'met'}."
    return f"{missed} of {total} objectives {'was' if missed == 1 else 'were'} missed."


def _mood(result: Result) -> str:
    if not result.objectives:
        return ""
    return "met" if result.met else "miss"


def warnings(result: Result) -> list[Html]:
    """What a reader must know before any number: growth, an interrupted run, books that differ."""
    found = []
    if result.unstable:
        grown = [f"{g.what} grew by {count(g.per_second)} each second, to {count(g.size)}" for g in result.unstable]
        found.append(_warning(
            "The design did not keep up.",
            f"{_capital(listed(grown))}. What comes in is more than what gets done, so the latencies below say how long "
            "the run was, and not how slow the design is.",
        ))  # fmt: skip
    if result.interrupted:
        found.append(
            _warning("The run was stopped early.", f"What follows was measured in its first {span(result.duration)}.")
        )
    if result.warmup > LARGE * result.duration:
        text = (
            f"{seconds(result.warmup)} of {span(result.duration)} are in no latency, rate or availability below, however "
            "they went; the strips over time show them, greyed."
        )
        found.append(_warning("Much of the run was left out as warm-up.", text, kind="hint"))
    unsettled = [o for o in result.objectives if undecided(o)]
    if unsettled:
        found.append(_warning(
            f"{_capital(plural(len(unsettled), 'verdict'))} could have gone the other way.",
            f"The 95% interval reaches across the threshold: {settles(result)}.",
            kind="hint",
        ))  # fmt: skip
    found += [_warning("To know:", note) for note in result.notes]
    return found


def _warning(title: str, text: str, *, kind: str = "loud") -> Html:
    return el("div", el("strong", title), " ", _with_code(text), class_=f"warning {kind}", role="note")


def _with_code(text: str) -> list[Child]:
    """A sentence with what it sets between backticks as code."""
    return [el("code", part) if place % 2 else part for place, part in enumerate(text.split("`"))]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def undecided(objective: ObjectiveResult) -> bool:
    """Whether the measured value's interval reaches across the threshold."""
    threshold = threshold_of(objective.threshold)
    low, high = objective.ci95
    if threshold is None or not (math.isfinite(low) and math.isfinite(high)):
        return False
    return threshold.met_by(low) != threshold.met_by(high)


def objectives_table(result: Result) -> Html | None:
    """Each objective in a row."""
    if not result.objectives:
        return None
    titles = (("verdict", ""), ("objective", ""), ("measured", "n"), ("95% interval", "n"), ("distance", ""))
    head = el("tr", [el("th", title, scope="col", class_=kind or None) for title, kind in titles])
    rows = [_objective_row(objective) for objective in result.objectives]
    return wide(el("table", el("thead", head), el("tbody", rows), class_="objectives"), "Objectives")


def _objective_row(objective: ObjectiveResult) -> Html:
    threshold = threshold_of(objective.threshold)
    form = format_of(threshold)
    mood, word = ("met", "met") if objective.met else ("miss", "missed")
    if math.isnan(objective.measured):
        mood, word = "quiet", "not measured"
    return el(
        "tr",
        el("td", el("span", word, class_=f"pill {mood}")),
        el("th", name_of(objective.subject), " ", el("code", objective.threshold), scope="row"),
        el("td", form(objective.measured), class_=f"n {mood}"),
        el("td", interval(objective.ci95, form), class_="n quiet"),
        el("td", margin(objective), class_="quiet"),
    )


def margin(objective: ObjectiveResult) -> str:
    """How far the measured value is from its threshold: `18% under`, `4.9 times the threshold`."""
    threshold = threshold_of(objective.threshold)
    if objective.measured == math.inf:
        return "some were never reached"
    if not math.isfinite(objective.measured):
        return "nothing was measured"
    if threshold is None or objective.measured == threshold.value:
        return ""
    if undecided(objective):
        return "the interval reaches across"
    side = "over" if objective.measured > threshold.value else "under"
    if is_share(threshold):
        return f"{abs(objective.measured - threshold.value) * 100:.2g} points {side}"
    if threshold.value == 0 or threshold.operator == "==":
        return ""
    ratio = objective.measured / threshold.value
    if ratio >= CLOSE:
        return f"{digits(ratio, 2)} times the threshold"
    return f"{share(abs(ratio - 1))} {side}" if abs(ratio - 1) >= 0.0005 else f"barely {side}"


def is_share(threshold: Threshold) -> bool:
    """Whether a threshold speaks of a share, whose distances are told in points of a percentage."""
    return METRICS[family_of(threshold.metric)] is SHARE


def run_facts(result: Result) -> Html:
    """The run itself in numbers."""
    generated = sum(traffic.generated for traffic in result.traffic.values())
    facts: list[tuple[str, str]] = [
        ("simulated", span(result.duration)),
        ("warm-up left out", seconds(result.warmup) if result.warmup else "none"),
        ("requests", count(generated)),
        ("events executed", count(result.events)),
        ("seed", str(result.seed)),
        ("engine", result.engine),
    ]
    if math.isfinite(result.cost):
        facts.insert(4, ("cost of a month like this", f"{money(result.cost)} {result.currency}".rstrip()))
    return el("dl", [el("div", el("dt", name), el("dd", value)) for name, value in facts], class_="facts")
