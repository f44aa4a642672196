"""A sitting written down in advance: what the candidate does, and when; for tests, for authors, for `hotseat sit --script`.

    hotseat_script: 1
    round: webhooks
    steps:
      - {at: "0:40", ask: "How many events a second at peak?"}
      - {at: "9:30", commit: {guarantee: at-least-once}}
      - {at: "10:00", draw: designs/first-pass.design.yaml}
    answers:
      ack-window:
        - {predict: {guesses: {duplicates: {value: "0", low: "0", high: "10"}}, holds: 0.9}}
        - {run: asked}
        - {concede: "The merchant charges twice in this window; we say so in the contract."}
    after:
      - {judge: clarity, level: 2}

`steps` have their times on the sitting's clock. The interviewer chooses what to push, and when, so what is answered to
each pushback stands in `answers` and is played when that pushback is asked, each step `in` so long after the one before.
This module reads scripts, with every problem and its line; `playing.py` plays them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.design import tree as trees
from hotseat.design.reading import text_of
from hotseat.errors import DesignError, Problem, SittingError

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "1"
PAUSE = 15.0
"""Seconds that an answer's step takes, where the script does not say."""

VERBS: dict[str, tuple[str, frozenset[str]]] = {
    "ask": ("text", frozenset()),
    "pick": ("text", frozenset()),
    "estimate": ("text", frozenset(("estimate_for", "label"))),
    "commit": ("table", frozenset()),
    "draw": ("text", frozenset(("layout",))),
    "skip": ("text", frozenset(("reason", "commitment"))),
    "say": ("text", frozenset(("about",))),
    "move": ("text", frozenset()),
    "predict": ("table", frozenset()),
    "run": ("text", frozenset()),
    "concede": ("any", frozenset()),
    "pause": ("text", frozenset()),
    "finish": ("any", frozenset()),
    "judge": ("text", frozenset(("level", "by", "note"))),
}
"""What a step can do: what stands behind the word, and which other keys it may have."""

CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:\.\d{1,3})?)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done (`verb`, `value`, `more`), at which second, or so many seconds after the one before."""

    verb: str
    value: Any
    more: Mapping[str, Any] = field(default_factory=dict)
    at: float | None = None
    wait: float = PAUSE
    where: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script. `file` is its name for messages, `folder` where it looks for designs that the round has not."""

    round: str
    calibration: str | None
    steps: tuple[Step, ...]
    answers: Mapping[str, tuple[Step, ...]]
    after: tuple[Step, ...]
    file: str = ""
    folder: Path | None = None


def read_script(source: str | Path, *, file: str = "") -> Script:
    """Reads a script from a path, or from its text; raises SittingError with every problem and its line."""
    folder = None
    if isinstance(source, Path):
        file, folder = file or source.name, source.parent
    try:
        root, problems = trees.parse(text_of(source) if isinstance(source, Path) else source, file=file)
    except DesignError as error:
        raise SittingError(error.problems) from None
    reader = _Reader(file, problems)
    script = reader.script(root, folder)
    if script is None or reader.problems:
        raise SittingError(sorted(reader.problems, key=lambda one: one.line))
    return script


class _Reader:
    """Reads one script; `problems` gathers all that is wrong."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems

    def note(self, where: str, message: str, line: int) -> None:
        self.problems.append(Problem(where, message, line, self.file))

    def script(self, root: trees.Tree | None, folder: Path | None) -> Script | None:
        if not isinstance(root, trees.Mapping):
            self.note("", "a script begins with `hotseat_script: 1` and `round:`", 1)
            return None
        plain = {key.text: value for key, value in root.pairs}
        for key, _ in root.pairs:
            if key.text not in ("hotseat_script", "round", "calibration", "steps", "answers", "after"):
                self.note(key.text, "unknown key; there are: round, calibration, steps, answers, after", key.line)
        version = trees.to_plain(plain["hotseat_script"]) if "hotseat_script" in plain else None
        if version != VERSION:
            self.note("hotseat_script", f"write `hotseat_script: {VERSION}`", root.line)
        slug = self.text(plain.get("round"), "round", root.line)
        calibration = self.text(plain["calibration"], "calibration", root.line) if "calibration" in plain else None
        steps = self.steps(plain.get("steps"), "steps", timed=True)
        self.in_order(steps)
        answers = plain.get("answers")
        found: dict[str, tuple[Step, ...]] = {}
        if isinstance(answers, trees.Mapping):
            found = {key.text: self.steps(value, f"answers.{key.text}", timed=False) for key, value in answers.pairs}
        elif answers is not None and not (isinstance(answers, trees.Scalar) and answers.is_null):
            self.note("answers", "a pushback's name, and the steps that answer it", answers.line)
        after = self.steps(plain.get("after"), "after", timed=False)
        for step in after:
            if step.verb != "judge":
                self.note(step.where, "after the end there is only `judge`", step.line)
        return Script(slug, calibration, steps, found, after, self.file, folder)

    def text(self, tree: trees.Tree | None, where: str, line: int) -> str:
        if isinstance(tree, trees.Scalar) and not tree.is_null:
            return tree.text
        self.note(where, "write a word or a sentence here", tree.line if tree is not None else line)
        return ""

    def steps(self, tree: trees.Tree | None, where: str, *, timed: bool) -> tuple[Step, ...]:
        if tree is None or (isinstance(tree, trees.Scalar) and tree.is_null):
            return ()
        if not isinstance(tree, trees.Sequence):
            self.note(where, 'a list of steps, each like `{at: "0:40", ask: "..."}`', tree.line)
            return ()
        read = (self.step(item, f"{where}[{place}]", timed=timed) for place, item in enumerate(tree.items))
        return tuple(step for step in read if step is not None)

    def step(self, tree: trees.Tree, where: str, *, timed: bool) -> Step | None:
        if not isinstance(tree, trees.Mapping):
            self.note(where, 'a step is written like `{at: "0:40", ask: "..."}`', tree.line)
            return None
        values = {key.text: value for key, value in tree.pairs}
        verbs = [key for key in values if key in VERBS]
        if len(verbs) != 1:
            self.note(where, f"a step does exactly one of: {', '.join(VERBS)}", tree.line)
            return None
        verb = verbs[0]
        wanted, more = VERBS[verb]
        when = "at" if timed else "in"
        for key in values:
            if key not in (verb, when, *more):
                others = ", ".join((verb, when, *sorted(more)))
                self.note(f"{where}.{key}", f"unknown key; a step that does `{verb}` has: {others}", tree.line)
        value = trees.to_plain(values[verb])
        kind = {"text": str, "table": dict}.get(wanted)
        if kind is not None and not isinstance(value, kind):
            self.note(
                f"{where}.{verb}", "write a word or a sentence" if kind is str else "write keys and values", tree.line
            )
            return None
        time = self.time(values.get(when), f"{where}.{when}", tree.line, needed=timed)
        rest = {key: trees.to_plain(values[key]) for key in more if key in values}
        for key, said in rest.items():
            if not isinstance(said, str) and key != "layout":
                self.note(f"{where}.{key}", "write a word or a sentence", values[key].line)
                return None
        wait = PAUSE if timed or time is None else time
        return Step(verb, value, rest, time if timed else None, wait, f"{where} ({verb})", tree.line)

    def time(self, tree: trees.Tree | None, where: str, line: int, *, needed: bool) -> float | None:
        if tree is None and not needed:
            return None
        match = CLOCK.fullmatch(tree.text.strip()) if isinstance(tree, trees.Scalar) else None
        if match is None:
            self.note(where, 'a time on the clock is written like "9:30" (minutes and seconds)', line)
            return None
        hours, minutes, seconds = match.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)

    def in_order(self, steps: tuple[Step, ...]) -> None:
        latest = 0.0
        for step in steps:
            if step.at is not None and step.at < latest:
                self.note(step.where, "this step is earlier than the one before it; put the steps in order", step.line)
            latest = max(latest, step.at or 0.0)
