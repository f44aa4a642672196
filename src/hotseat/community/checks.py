"""What a write-up must be beyond its types: one sentence where a sentence is asked for, known tags, honest labels.

The last is the one that matters: what Hotseat put in itself is listed in the front matter (`ours`) and labelled where
it stands, and neither without the other.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from hotseat.community.tags import known_tags
from hotseat.community.write_up import HEADINGS, RECONSTRUCTION, SLUG, FrontMatter, Section, WriteUp
from hotseat.errors import Problem

MAX_TITLE = 90
MAX_SUMMARY = 200

_LINKS = re.compile(r'href="/write-ups/([^"#?]*)')
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s+[A-Z])")


def check(front: FrontMatter, sections: Iterable[Section], *, lines: Mapping[str, int], file: str) -> list[Problem]:
    """Every problem of a write-up that could be read, each with the line of its key."""
    found = [
        *_short(front),
        *_sentences(front),
        *_tags(front.tags),
        *_forms(front),
        *_labels(front, list(sections)),
    ]
    return [Problem(key, message, lines.get(key, 1), file) for key, message in found]


def _short(front: FrontMatter) -> Iterable[tuple[str, str]]:
    for key, text, most in (("title", front.title, MAX_TITLE), ("summary", front.summary, MAX_SUMMARY)):
        if len(text) > most:
            yield key, f"{len(text)} characters; a list has room for {most}"


def _sentences(front: FrontMatter) -> Iterable[tuple[str, str]]:
    for key in ("summary", "prompt", "graded", "outcome"):
        text = getattr(front, key)
        if not text.endswith((".", "?", "!")) or _SENTENCE_ENDS.search(text):
            yield key, "write one sentence, with its full stop"


def _tags(tags: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    known = known_tags()
    if not tags:
        yield "tags", "no tags; write at least `- system-design-interview`"
    for n, tag in enumerate(tags):
        near = difflib.get_close_matches(tag, known, n=1)
        if tag not in known:
            hint = f"did you mean '{near[0]}'?" if near else "add it to tags.yaml with its name, or use one from there"
            yield f"tags.{n}", f"unknown tag '{tag[:40]}'; {hint}"
        elif tag in tags[:n]:
            yield f"tags.{n}", f"'{tag}' is there already"


def _forms(front: FrontMatter) -> Iterable[tuple[str, str]]:
    if not _is_date(front.updated):
        yield "updated", f"'{front.updated[:40]}' is no date; write it like 2026-11-24"
    if front.round is not None and not SLUG.fullmatch(front.round):
        yield "round", f"'{front.round[:40]}' is no round's slug; write it like edge-flags"
    if front.origin.path is not None and not front.origin.path.startswith("/"):
        yield "origin.path", "write the path on that site, beginning with `/`"
    for n, part in enumerate(front.loop):
        if part.minutes is not None and part.minutes <= 0:
            yield f"loop.{n}.minutes", "a round takes at least a minute; leave the key out where nobody told"


def _labels(front: FrontMatter, sections: list[Section]) -> Iterable[tuple[str, str]]:
    if len(sections) < len(HEADINGS):
        return  # the label may stand in a part that could not be read
    labelled = any(s.reconstructed or f"<strong>{RECONSTRUCTION}" in s.html.lower() for s in sections)
    if front.ours and not labelled:
        yield "ours", f"no part of the text is labelled: write `({RECONSTRUCTION})` after a heading that is ours"
    if labelled and not front.ours:
        yield "ours", "the text has reconstructed parts: say here, item by item, what they are"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def lost_links(write_ups: Iterable[WriteUp]) -> list[Problem]:
    """Links from one write-up to another that is not among them."""
    told = {write_up.slug: "".join(section.html for section in write_up.sections) for write_up in write_ups}
    return [
        Problem("", f"links to a write-up that is not there: /write-ups/{target}", 0, f"{slug}.md")
        for slug, markup in told.items()
        for target in _LINKS.findall(markup)
        if target not in told
    ]
