"""The debrief as one HTML file, complete in itself: it loads nothing, prints, and follows the reader's light or dark.

It is built from the report's own parts (`hotseat.report`), so a design's picture and a command to copy look the same
here as there, and every text that a candidate wrote is escaped by the same few lines.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

from markdown_it import MarkdownIt

from hotseat.design.reading import examine
from hotseat.interview import debrief_words as words
from hotseat.interview.debrief import Debrief, ItemScore, PushbackStory
from hotseat.interview.history import clock_text
from hotseat.interview.triage import time_text
from hotseat.interview.visible import visible
from hotseat.report.boxes import plain_boxes
from hotseat.report.diagram import drawn
from hotseat.report.markup import Child, Html, el, wide
from hotseat.report.page import section, whole_page
from hotseat.report.replay import command_line, design_source
from hotseat.report.words import listed, part
from hotseat.rounds.round import EvidenceKind

MARKED = ("pushed", "runended", "committed", "skipped", "conceded", "predicted", "asked", "said")
"""The kinds of moments that the strip of the sitting marks."""

Maker = Callable[[Debrief], Child]


def debrief_html(found: Debrief) -> str:
    """The whole page."""
    found = visible(found)
    parts = [(key, title, maker(found)) for key, (title, maker) in SECTIONS.items()]
    there = [(key, title, content) for key, title, content in parts if content]
    top = section("verdict", "", verdict(found))
    style = resources.files("hotseat.interview").joinpath("debrief.css").read_text("utf-8").strip()
    contents = [("verdict", "Verdict"), *((key, title) for key, title, _ in there)]
    sections = [top, *(section(key, title, content) for key, title, content in there)]
    return whole_page(f"{found.title}: {words.VERDICT[found.verdict.verdict]}", contents, sections, style=style)


def sign(good: bool | None, yes: str = "met", no: str = "missed", unknown: str = "–") -> Html:  # noqa: FBT001
    """A pill that says whether something was so."""
    if good is None:
        return el("span", unknown, class_="quiet")
    return el("span", yes if good else no, class_=f"pill {'met' if good else 'miss'}")


def quiet(text: str) -> Html | None:
    """A remark."""
    return el("p", text, class_="quiet") if text else None


def ticked(text: str) -> Child:
    """A text in which what stands between backticks is code."""
    return [el("code", piece) if place % 2 else piece for place, piece in enumerate(text.split("`"))]


# ------------------------------------------------------------------------------------------------------------------ verdict


def verdict(found: Debrief) -> Child:
    """The verdict, the score among its bars, the arithmetic."""
    one = found.verdict
    bar = found.calibrations.get(found.calibration, found.calibration)
    notes = [note for note in (found.progress, one.provisional) if note]
    return [
        el("h1", found.title),
        quiet(
            f"{words.clock_line(found)} · began {words.began_text(found)} · engine {found.engine}, seed {found.seed}"
        ),
        el("p", words.VERDICT[one.verdict], class_=f"called {one.verdict}"),
        el("p", f"{part(one.score)} of the points by '{bar}'."),
        score(found),
        [el("div", note, class_="warning hint") for note in notes],
        el("ul", [el("li", sentence) for sentence in one.arithmetic], class_="sum"),
    ]


def score(found: Debrief) -> Html:
    """The score as a bar, with the steps' bars as ticks on it."""
    one = found.verdict
    ticks = [
        el("span", el("b", f"{words.VERDICT[name]} {part(bar)}"), style=f"left:{bar * 100:.2f}%")  # type: ignore[index]
        for name, bar in one.bars.items()
    ]
    fill = el("i", style=f"width:{min(1.0, one.score) * 100:.2f}%")
    return el(
        "div",
        fill,
        el("em", part(one.score)),
        ticks,
        class_=f"score {one.verdict}",
        role="img",
        aria_label=f"{part(one.score)} of the points",
    )


# ------------------------------------------------------------------------------------------------------------------- rubric


def rubric(found: Debrief) -> Child:
    """The items, each kind of evidence apart."""
    kinds: tuple[EvidenceKind, ...] = ("measured", "witnessed", "judged")
    groups: list[Child] = []
    for kind in kinds:
        items = [one for one in found.rubric if one.evidence == kind]
        if items:
            groups += [
                el("p", words.KINDS[kind], class_="kind"),
                el("table", [item(one) for one in items], class_="items"),
            ]
    return groups


def item(one: ItemScore) -> Html:
    """An item's row."""
    good = None if one.points is None else one.points >= one.weight - 1e-9
    mood = "quiet" if good is None else "met" if good else "miss"
    must = el("span", "must be there", class_="must") if one.must else None
    return el(
        "tr",
        el("td", words.points_text(one), class_=mood),
        el("td", el("div", one.title, must, class_="ti"), el("div", one.why, class_="why")),
        el("td", f"{words.grounds(one)}", class_="quiet"),
    )


# ---------------------------------------------------------------------------------------------------------------- pushbacks


def pushbacks(found: Debrief) -> Child:
    """Each pushback's story."""
    return [story(found, one) for one in found.pushbacks] or quiet("Nothing was asked.")


def story(found: Debrief, one: PushbackStory) -> Html:
    """The question, its runs, what changed in between, the two boards."""
    runs = [run for run in found.runs if run.id in one.runs and run.evidence is not None]
    lines = [
        el("li", f"{clock_text(run.at)}, run {run.id}: {words.outcome_text(run.evidence)}")
        for run in runs
        if run.evidence is not None
    ]
    changed = [el("li", el("code", change)) for change in one.changed]
    boards = el("div", el("pre", one.before, tabindex=0), el("pre", one.after, tabindex=0), class_="boards")
    return el(
        "article",
        el(
            "h3",
            one.question,
            " ",
            sign(one.state in ("held", "conceded"), words.STATE[one.state], words.STATE[one.state]),
        ),
        quiet(one.because),
        el("ul", lines) if lines else None,
        el("p", "Changed in between:") if changed else None,
        el("ul", changed) if changed else None,
        el("p", f"Conceded: {one.conceded}") if one.conceded else None,
        quiet(one.reveals),
        el("details", el("summary", "The board before and after"), boards) if changed else None,
        class_=f"story {one.state}",
    )


# --------------------------------------------------------------------------------------------- what was said and what came


def commitments(found: Debrief) -> Child:
    """Commitments beside measurements."""
    rows = []
    for one in found.commitments:
        view = one.commitment
        made = f"{view.value or view.state}{f', at {clock_text(view.at)}' if view.at is not None else ''}"
        state = f" ({view.state})" if view.state not in ("made", "open") and view.value else ""
        rows.append(
            el(
                "tr",
                el("th", view.question),
                el("td", made + state, class_="wrap"),
                el("td", one.measured),
                el("td", sign(one.met, "kept", "not kept", "")),
            )
        )
    return table(("", "Committed", "Measured", ""), rows, "Commitments")


def estimates(found: Debrief) -> Child:
    """Estimates beside the round's own."""
    rows = []
    for one in found.estimates:
        yours = (one.work.text or one.work.problem) if one.work else "not estimated"
        rows.append(
            el(
                "tr",
                el("th", one.estimate.question),
                el("td", yours),
                el("td", one.answer, quiet(one.working)),
                el("td", sign(one.right if one.work else None, "right", "off", "")),
            )
        )
    return table(("", "Yours", "The round's", ""), rows, "Estimates")


def predictions(found: Debrief) -> Child:
    """Guesses and beliefs."""
    graded = found.predictions
    rows = [
        el(
            "tr",
            el("th", one.question),
            el("td", one.guessed),
            el("td", one.interval),
            el("td", one.measured),
            el("td", words.factor_text(one)),
            el("td", sign(one.covered, "held", "missed", "")),
            el("td", f"run {one.run}", class_="quiet"),
        )
        for one in graded.guesses
    ]
    beliefs = [
        el(
            "tr",
            el("th", f"It holds under {words.probe_text(one.probe)}"),
            el("td", part(one.holds)),
            el("td", sign(one.held, "it held", "it did not")),
            el("td", f"{one.brier:.2f}"),
            el("td", f"run {one.run}", class_="quiet"),
        )
        for one in graded.beliefs
    ]
    if not rows and not beliefs:
        return quiet("Nothing was predicted and then run.")
    summary = el("ul", [el("li", sentence) for sentence in words.predictions_text(graded)], class_="sum")
    columns = ("Guess", "Value", "90% interval", "Measured", "Off by", "Interval", "")
    return [
        summary,
        table(columns, rows, "Guesses"),
        table(("Belief", "Said", "Came", "Brier", ""), beliefs, "Beliefs"),
    ]


def table(columns: tuple[str, ...], rows: list[Html], label: str) -> Html | None:
    """A table with a head; nothing without rows."""
    if not rows:
        return None
    head = el("thead", el("tr", [el("th", name) for name in columns]))
    return wide(el("table", head, el("tbody", rows), class_="said"), label)


# ----------------------------------------------------------------------------------------------------------- how it was sat


def failure_modes(found: Debrief) -> Child:
    """The six, told as ours."""
    rows = [
        el(
            "tr",
            el("th", mode.title),
            el("td", sign(not mode.found, "not found", "found")),
            el("td", mode.seen, class_="wrap"),
            el("td", words.mode_lines(mode), class_="quiet"),
        )
        for mode in found.failure_modes
    ]
    return [quiet(words.OURS), el("table", el("tbody", rows), class_="modes")]


def triage(found: Debrief) -> Child:
    """Minutes beside weight."""
    if not found.triage:
        return None
    longest = max(one.minutes for one in found.triage) or 1.0
    rows = [
        el(
            "tr",
            el("th", ticked(one.what)),
            el("td", bar(one.minutes / longest, one.role), class_="small"),
            el("td", time_text(one.minutes), class_="small"),
            el("td", one.role, class_="small"),
            el("td", listed(list(one.broken)), class_="wrap"),
        )
        for one in found.triage
    ]
    return [
        quiet(words.triage_note(found)),
        table(("Decision", "", "Time", "Weight", "Breaks without it"), rows, "Triage"),
    ]


def bar(share: float, role: str) -> Html:
    """A length."""
    return el("i", class_=f"spent {role.replace(' ', '-')}", style=f"width:{share * 120:.0f}px")


def skips(found: Debrief) -> Child:
    """What was left out on purpose."""
    return [el("p", el("b", one.what), f": {one.reason}") for one in found.skips]


def timeline(found: Debrief) -> Child:
    """The sitting as a strip, and every moment."""
    rows = [
        el(
            "tr",
            el("td", clock_text(one.at)),
            el("td", one.title, " ", el("span", one.detail, class_="de"), class_="wrap"),
        )
        for one in found.timeline
    ]
    every = el("details", el("summary", f"All {len(rows)} moments"), el("table", rows, class_="moments"))
    return [strip(found), every]


def strip(found: Debrief) -> Html:
    """The phases as they were, and marks for what was done."""
    total = max(found.clock.total, found.clock.elapsed, 1.0)
    phases = [
        el(
            "span",
            one.title,
            class_="ph",
            title=f"{one.title}: {clock_text(one.spent)}",
            style=f"left:{one.began / total * 100:.2f}%;width:{one.spent / total * 100:.2f}%",
        )
        for one in found.clock.phases
        if one.began is not None
    ]
    marks = [
        el(
            "i",
            class_=f"ev {one.kind}",
            title=f"{clock_text(one.at)} {one.title}",
            style=f"left:{one.at / total * 100:.2f}%",
        )
        for one in found.timeline
        if one.kind in MARKED
    ]
    return el("div", phases, marks, class_="strip", role="img", aria_label="The phases and what was done in them")


def design(found: Debrief) -> Child:
    """The final design as a picture and as text."""
    drawing = examine(found.design).design if "\n" in found.design else None
    picture = drawn(drawing, plain_boxes(drawing), {}) if drawing is not None and drawing.nodes else None
    return [picture, design_source("The board at the end as YAML", found.design, "board")]


def practise(found: Debrief) -> Child:
    """What to do next."""
    if not found.practise:
        return el("p", "Nothing was lost. Sit another round, or this one by a harder bar.")
    return el("ol", [el("li", ticked(sentence)) for sentence in found.practise], class_="todo")


def replays(found: Debrief) -> Child:
    """Every measurement, with the design that ran and the command that runs it again."""
    every = words.replays(found)
    if not every:
        return None
    note = (
        f" writes all of these files; or save one under its name. Engine {found.engine} gives the same numbers again, to "
        f"the last bit."
    )
    lines = [
        el(
            "div",
            el("h3", one.title),
            command_line(one.command, f"command-{place}"),
            design_source(one.file, one.design, f"design-{place}"),
        )
        for place, one in enumerate(every)
    ]
    first = el("p", el("code", f"hotseat debrief {found.id} --designs ."), note, class_="quiet")
    return [first, el("div", lines, class_="replays")]


def sources(found: Debrief) -> Child:
    """Where the round comes from: its own Markdown, in which HTML is text."""
    if not found.sources:
        return None
    return el("div", Html(MarkdownIt("commonmark", {"html": False}).render(found.sources)), class_="prose")


SECTIONS: dict[str, tuple[str, Maker]] = {
    "rubric": ("Rubric", rubric),
    "practise": ("Practise next", practise),
    "pushbacks": ("Pushbacks", pushbacks),
    "design": ("Final design", design),
    "commitments": ("Commitments", commitments),
    "estimates": ("Estimates", estimates),
    "predictions": ("Predictions", predictions),
    "modes": ("Failure modes", failure_modes),
    "triage": ("Triage", triage),
    "skips": ("Skips", skips),
    "timeline": ("Timeline", timeline),
    "replay": ("Replay", replays),
    "sources": ("Sources", sources),
}
