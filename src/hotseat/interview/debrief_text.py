"""The debrief in the terminal: the verdict with its arithmetic first, then what it rests on, then what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hotseat.interview import debrief_words as words
from hotseat.interview.debrief import Debrief, ItemScore, PushbackStory
from hotseat.interview.history import clock_text
from hotseat.interview.triage import time_text
from hotseat.interview.visible import visible
from hotseat.report.words import listed, part, plural
from hotseat.rounds.round import VERDICTS, EvidenceKind, Verdict

CHANGES, MOMENTS = 8, 24
"""So many changes of a pushback, and so many lines of the timeline, are shown."""
SHORT = ("moved", "paused", "resumed", "committed", "pushed", "rested", "runended", "conceded", "finished")
"""The kinds of events in the short timeline."""
COLOURS = {"no-hire": "bold red", "lean-hire": "bold yellow", "hire": "bold green", "strong-hire": "bold green"}


@dataclass(frozen=True, slots=True)
class Signs:
    """The few signs beyond letters; `plain` ones where a terminal cannot show the others."""

    met: str = "✓"
    missed: str = "✗"
    unknown: str = "–"
    here: str = "▸"

    def of(self, good: bool | None) -> Text:  # noqa: FBT001 (what the sign stands for)
        """A sign and its colour."""
        if good is None:
            return Text(self.unknown, style="dim")
        return Text(self.met, style="green") if good else Text(self.missed, style="red")


PLAIN = Signs("+", "x", "-", ">")


def debrief_parts(found: Debrief, *, signs: Signs | None = None) -> Iterator[RenderableType]:
    """Every part of the debrief that has something to say."""
    signs, found = signs or Signs(), visible(found)
    yield head(found, signs)
    yield rubric(found, signs)
    makers = (pushbacks, commitments, estimates, predictions, failure_modes, triage, skips, timeline, practise, replays)
    for maker in makers:
        part_ = maker(found, signs)
        if part_ is not None:
            yield part_


def section(title: str, *content: RenderableType, note: str = "") -> RenderableType:
    """A title and what stands under it, indented."""
    heading = Text.assemble((title, "bold"), (f"  {note}" if note else "", "dim"))
    return Group(heading, *(Padding(one, (0, 0, 0, 2)) for one in content))


def grid(*widths: int | None) -> Table:
    """Columns without lines; a width of None takes what is left."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        table.add_column(width=width, ratio=1 if width is None else None, overflow="fold")
    return table


def dim(text: str) -> Text:
    """Words of less weight."""
    return Text(text, style="dim")


def head(found: Debrief, signs: Signs) -> RenderableType:
    """The verdict and how it comes about."""
    one = found.verdict
    bar = found.calibrations.get(found.calibration, found.calibration)
    title = Text.assemble(
        (words.VERDICT[one.verdict], COLOURS[one.verdict]),
        f", {part(one.score)} of the points",
        (f" by '{bar}'", "dim"),
    )
    bars = {"no-hire": 0.0, **one.bars}
    steps = Text("   ").join(step_text(step, bars[step], reached=step == one.verdict, signs=signs) for step in VERDICTS)
    lines: list[RenderableType] = [
        Text.assemble((found.title, "bold"), (f"  {words.clock_line(found)}", "dim")),
        title,
        steps,
    ]
    notes = [note for note in (found.progress, one.provisional) if note]
    lines += [Text(note, style="yellow") for note in notes]
    lines += [Padding(Text(sentence), (0, 0, 0, 2)) for sentence in one.arithmetic]
    return Group(*lines)


def step_text(step: Verdict, bar: float, *, reached: bool, signs: Signs) -> Text:
    """A step and its bar, marked where it was reached."""
    words_ = f"{words.VERDICT[step]}{f' {part(bar)}' if bar else ''}"
    return Text(f"{signs.here} {words_}", style=COLOURS[step]) if reached else Text(words_, style="dim")


def rubric(found: Debrief, signs: Signs) -> RenderableType:
    """The items by their kind of evidence."""
    groups = []
    kinds: tuple[EvidenceKind, ...] = ("measured", "witnessed", "judged")
    for kind in kinds:
        items = [one for one in found.rubric if one.evidence == kind]
        if items:
            groups.append(section(words.KINDS[kind], *(item_lines(one, signs) for one in items)))
    return section("Rubric", *groups)


def item_lines(one: ItemScore, signs: Signs) -> RenderableType:
    """An item: its points, its title, why."""
    table = grid(1, 10, None)
    good = None if one.points is None else one.points >= one.weight - 1e-9
    title = Text.assemble((one.title, "bold"), ("  must be there" if one.must else "", "yellow"))
    ground = words.grounds(one)
    table.add_row(signs.of(good), Text(words.points_text(one)), title)
    table.add_row("", "", dim(f"{one.why}{f' ({ground})' if ground else ''}"))
    return table


def pushbacks(found: Debrief, signs: Signs) -> RenderableType | None:
    """Each pushback's story."""
    if not found.pushbacks:
        return section("Pushbacks", dim("Nothing was asked."))
    return section("Pushbacks", *(story(found, one, signs) for one in found.pushbacks))


def story(found: Debrief, one: PushbackStory, signs: Signs) -> RenderableType:
    """The question, why, each run, what changed in between, how it ended."""
    good = {"held": True, "broken": False, "asked": False, "predicted": False}.get(one.state)
    table = grid(1, None)
    table.add_row(signs.of(good), Text.assemble((one.question, "bold"), (f"  {words.STATE[one.state]}", "dim")))
    for line in story_lines(found, one):
        table.add_row("", line)
    return table


def story_lines(found: Debrief, one: PushbackStory) -> Iterator[RenderableType]:
    """The lines under the question."""
    if one.because:
        yield dim(one.because)
    for run in found.runs:
        if run.id in one.runs and run.evidence is not None:
            yield Text(f"{clock_text(run.at)} run {run.id}: {words.outcome_text(run.evidence)}")
    if one.changed:
        yield Text(f"changed in between, {plural(len(one.changed), 'place')}:")
        yield from (Padding(dim(change), (0, 0, 0, 2)) for change in one.changed[:CHANGES])
        if len(one.changed) > CHANGES:
            yield Padding(dim(f"and {len(one.changed) - CHANGES} more (--json has them all)"), (0, 0, 0, 2))
    if one.conceded:
        yield Text(f"conceded: {one.conceded}")
    if one.reveals:
        yield dim(one.reveals)


def commitments(found: Debrief, signs: Signs) -> RenderableType | None:
    """What was committed to, beside what was measured of it."""
    if not found.commitments:
        return None
    table = grid(1, None, None)
    for one in found.commitments:
        view = one.commitment
        kept = one.met if one.met is not None else {"made": None, "late": None}.get(view.state, False)
        made = f"{view.value}, at {clock_text(view.at)}" if view.at is not None and view.value else view.state
        late = f" ({view.state})" if view.state in ("late", "skipped") and view.value else ""
        table.add_row(signs.of(kept), Text.assemble(view.key, (f"  {made}{late}", "dim")), Text(one.measured))
    return section("Commitments", table, note="beside what was measured")


def estimates(found: Debrief, signs: Signs) -> RenderableType | None:
    """Estimates beside the round's own working."""
    if not found.estimates:
        return None
    table = grid(1, None)
    for one in found.estimates:
        yours = f"yours {one.work.text or one.work.problem}" if one.work else "not estimated"
        table.add_row(signs.of(one.right if one.work else False), Text.assemble((one.estimate.question, "bold")))
        table.add_row("", Text(f"{yours}; the round's {one.answer}"))
        if one.working:
            table.add_row("", dim(one.working))
    return section("Estimates", table)


def predictions(found: Debrief, signs: Signs) -> RenderableType | None:
    """Guesses and beliefs beside what came out."""
    graded = found.predictions
    if not graded.guesses and not graded.beliefs:
        return section("Predictions", dim("Nothing was predicted and then run."))
    lines: list[RenderableType] = [Text(sentence) for sentence in words.predictions_text(graded)]
    table = grid(1, None)
    for guess in graded.guesses:
        close = (
            None if guess.log_ratio is None and guess.guessed != guess.measured else abs(guess.log_ratio or 0) <= 0.5
        )
        table.add_row(signs.of(close), Text.assemble((guess.question, "bold"), (f"  run {guess.run}", "dim")))
        between = f" ({guess.interval}: {words.covered_text(guess)})" if guess.interval else ""
        table.add_row("", Text(f"{guess.guessed}{between}; measured {guess.measured}: {words.factor_text(guess)}"))
    for belief in graded.beliefs:
        right = (belief.holds > 0.5) == belief.held
        held = "it held" if belief.held else "it did not"
        said = (
            f"It holds under {words.probe_text(belief.probe)}: {part(belief.holds)}; {held} (Brier {belief.brier:.2f})"
        )
        table.add_row(signs.of(right), Text.assemble(said, (f"  run {belief.run}", "dim")))
    return section("Predictions", *lines, table)


def failure_modes(found: Debrief, signs: Signs) -> RenderableType:
    """The six, found or not."""
    table = grid(1, None)
    for mode in found.failure_modes:
        table.add_row(
            signs.of(not mode.found),
            Text.assemble(
                (mode.title, "bold"), (": found" if mode.found else ": not found", "red" if mode.found else "dim")
            ),
        )
        lines = words.mode_lines(mode)
        table.add_row("", dim(f"{mode.seen}{f' ({lines})' if lines else ''}"))
    return section("Failure modes", table, note="six that are watched for; ours")


def triage(found: Debrief, _signs: Signs) -> RenderableType | None:
    """Minutes beside weight."""
    if not found.triage:
        return None
    table = grid(10, None)
    for one in found.triage:
        style = {"load-bearing": "bold", "decoration": "dim"}.get(one.role, "")
        table.add_row(Text(time_text(one.minutes)), Text.assemble((one.what, style), (f"  {one.role}", "dim")))
        if one.broken:
            table.add_row("", dim(f"without it breaks: {listed(list(one.broken))}"))
    return section("Triage", dim(words.triage_note(found)), table)


def skips(found: Debrief, _signs: Signs) -> RenderableType | None:
    """What was left out on purpose."""
    if not found.skips:
        return None
    lines = (Text.assemble((one.what, "bold"), f": {one.reason}") for one in found.skips)
    return section("Skipped on purpose", *lines)


def timeline(found: Debrief, _signs: Signs) -> RenderableType | None:
    """The turns of the sitting; the rest is in the JSON and on the page."""
    moments = [one for one in found.timeline if one.kind in SHORT]
    table = grid(7, None)
    for one in moments[:MOMENTS]:
        table.add_row(
            dim(clock_text(one.at)), Text.assemble(one.title, (f"  {one.detail}" if one.detail else "", "dim"))
        )
    left = len(found.timeline) - min(len(moments), MOMENTS)
    note = f"{plural(left, 'line')} left out; --json has all" if left else ""
    return section("Timeline", table, note=note) if moments else None


def practise(found: Debrief, _signs: Signs) -> RenderableType | None:
    """What to do next."""
    if not found.practise:
        return section("Practise next", Text("Nothing was lost. Sit another round, or this one by a harder bar."))
    table = grid(2, None)
    for place, sentence in enumerate(found.practise, 1):
        table.add_row(dim(f"{place}."), Text(sentence))
    return section("Practise next", table)


def replays(found: Debrief, _signs: Signs) -> RenderableType | None:
    """How to have every measurement again."""
    every = words.replays(found)
    if not every:
        return None
    first = Text(f"hotseat debrief {found.id} --designs .", style="bold", overflow="fold")
    lines: list[RenderableType] = [Group(first, dim("writes the designs that ran; then any of these:"))]
    lines += [Group(Text(one.command, overflow="fold"), Padding(dim(one.title), (0, 0, 0, 2))) for one in every]
    return section("Replay", *lines)
