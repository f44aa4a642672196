"""The report of a run: one HTML file, complete in itself, the same bytes for the same result.

It loads nothing: style and script stand in it, and its content policy forbids everything else. What the charts show is
drawn here; the script only reads values out under the pointer, sorts tables and copies the replay line, so the page is
whole without it and on paper.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.report.diagram import diagram
from hotseat.report.effects import effects_section
from hotseat.report.faults import Struck, struck_by
from hotseat.report.latency import latency_section
from hotseat.report.markup import Child, Html, el, name_of
from hotseat.report.over_time import time_section
from hotseat.report.replay import replay_section
from hotseat.report.tables import checks_section, hops_table, nodes_table
from hotseat.report.verdict import verdict_section
from hotseat.report.why import why_section

if TYPE_CHECKING:
    from os import PathLike

    from hotseat.load.result import Result

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""The page's content policy: nothing may be loaded from anywhere."""


def write_report(result: Result, path: str | PathLike[str], *, command: str | None = None) -> None:
    """Writes the report of a result to a file, replacing what was there. Raises OSError where it cannot.

    `command` is the command line that made the result; without it the page gives one for the design that it carries.
    """
    Path(path).write_bytes(report_html(result, command=command).encode("utf-8", "replace"))


def report_html(result: Result, *, command: str | None = None) -> str:
    """The report of a result as text; `command` as for `write_report`."""
    return whole_page(f"{result.design.name}: what the run found", _contents(result), _sections(result, command))


def whole_page(title: str, contents: list[tuple[str, str]], sections: list[Html], *, style: str = "") -> str:
    """A page that is complete in itself: a bar with links to its sections (id and title), the first of which is the
    verdict, and `style` after the common style sheet.
    """
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", Html(_file("page.css") + (f"\n{style}" if style else ""))),
    )
    body = el("body", _top(contents), el("main", sections, id="main"), el("script", Html(_file("page.js"))))
    return f"<!doctype html>\n{el('html', head, body, lang='en')}\n"


def _file(name: str) -> str:
    """The text of a file beside this module."""
    return resources.files("hotseat.report").joinpath(name).read_text("utf-8").strip()


def _top(names: list[tuple[str, str]]) -> Html:
    brand = el("span", "hot", el("i", "seat"), class_="brand")
    links = el("nav", [el("a", title, href=f"#{key}") for key, title in names], aria_label="Sections")
    return el("header", el("a", "Skip to the verdict", href="#main", class_="skip"), brand, links, class_="top")


def _contents(result: Result) -> list[tuple[str, str]]:
    """The sections that this page has: id and title."""
    every = [
        ("verdict", "Verdict", True),
        ("design", "Design", True),
        ("latency", "Latency", True),
        ("time", "Over time", True),
        ("effects", "Effects", bool(result.effects)),
        ("why", "Why", any(result.why.values())),
        ("hops", "Hops", bool(result.hops)),
        ("nodes", "Nodes", True),
        ("checks", "Checks", True),
        ("replay", "Replay", True),
    ]
    return [(key, title) for key, title, there in every if there]


def _sections(result: Result, command: str | None) -> list[Html]:
    faults = struck_by(result.design, result.duration)
    about = result.design.description
    makers: dict[str, tuple[str, Child]] = {
        "verdict": (
            "",
            [
                el("h1", name_of(result.design.name)),
                el("p", about, class_="about") if about else None,
                verdict_section(result),
            ],
        ),
        "design": ("The design", [diagram(result, faults), fault_list(faults)]),
        "latency": ("Latency", latency_section(result)),
        "time": ("Over time", [time_section(result, faults), _time_key(result, faults)]),
        "effects": ("What happened to the world outside", effects_section(result)),
        "why": ("Why the tail is the tail", why_section(result)),
        "hops": ("Hops", hops_table(result)),
        "nodes": ("Nodes", nodes_table(result)),
        "checks": ("The run checks itself", checks_section(result)),
        "replay": ("Run it again", replay_section(result, command)),
    }
    return [section(key, *makers[key]) for key, _ in _contents(result)]


def section(key: str, title: str, content: Child) -> Html:
    """A part of a page, under its title."""
    return el("section", el("h2", title) if title else None, content, id=key)


def fault_list(faults: list[Struck]) -> Html | None:
    """The faults with their letters, in words."""
    if not faults:
        return el("p", "No fault was injected.", class_="quiet")
    items = [
        el("li", el("b", fault.letter, class_="letter"), " ", el("span", name_of(fault.words))) for fault in faults
    ]
    return el("ul", items, class_="faults")


def _time_key(result: Result, faults: list[Struck]) -> Html | None:
    """What the shading means."""
    parts: list[Child] = []
    if result.warmup > 0:
        parts.append(el("span", el("i", class_="swatch warm"), "warm-up, not measured"))
    if any(fault.timed for fault in faults):
        parts.append(el("span", el("i", class_="swatch fault"), "a fault acts; letters as in the list above"))
    return el("p", parts, class_="key-line quiet") if parts else None
