"""How to run it again: the command, and the whole design that it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hotseat.design.quantities import format_quantity
from hotseat.design.units import TIME
from hotseat.design.writing import write_design
from hotseat.report.markup import Child, Html, el

if TYPE_CHECKING:
    from hotseat.load.result import Result

LONGER = 1e-9
"""By more than this share a run is longer than its design says."""


def replay_section(result: Result, command: str | None = None) -> list[Child]:
    """The command and the design; `command` is the one that made this result, where somebody knows it."""
    note = f"Engine {result.engine}. The design as it ran stands below." if command else promise(result)
    source = design_source("The whole design as YAML, faults and all", write_design(result.design), "yaml")
    return [command_line(command or replay_command(result), "command"), el("p", note, class_="quiet"), source]


def command_line(command: str, key: str) -> Html:
    """A command to copy; `key` is its id on the page."""
    return el("div", el("code", command, id=key, tabindex=0), _copy(key), class_="command")


def design_source(title: str, text: str, key: str) -> Html:
    """A design's text to open and to copy; `key` is its id on the page."""
    source = el("pre", text, id=key, tabindex=0)
    return el("details", el("summary", title), el("div", _copy(key), source, class_="source"))


def _copy(key: str) -> Html:
    """A button that copies the text of the element with this id."""
    return el("button", "Copy", type="button", class_="btn", data_copy=key)


def promise(result: Result) -> str:
    """What the command gives: this very result, unless it was lengthened or stopped on the way."""
    again = f"Engine {result.engine} and seed {result.seed} give this result again, to the last bit."
    if lengthened(result):
        again = "This run was lengthened for its precision; the command runs it at its whole length at once."
    elif result.interrupted:
        again = "This run was stopped early; the command runs it whole."
    return f"Save the design below under that name. {again}"


def replay_command(result: Result) -> str:
    """The command line that repeats the run, given the design of the page."""
    words = ["hotseat run", f"{slug(result.design.name)}.design.yaml", f"--seed {result.seed}"]
    if lengthened(result):
        words.append(f"--for {format_quantity(round(result.duration, 9), TIME)}")
    return " ".join(words)


def lengthened(result: Result) -> bool:
    """Whether the run went on beyond its design's duration, to be more precise."""
    return result.duration > result.design.duration * (1 + LONGER)


def slug(name: str) -> str:
    """A file name for a design's name: its letters and digits, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "my"
