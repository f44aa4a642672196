"""A write-up as a value: what someone's loop or round was, told in the same order every time.

The front matter of a Markdown file is read into `FrontMatter` by its annotations, with the reader that reads designs:
a field here is a key in the file. The body is cut at its headings into `Section`s of safe HTML. `WriteUp` and `Entry`
(a write-up in a list) are also the API's JSON.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hotseat.design.units import Count

Kind = Literal["round", "loop", "questions", "article"]
"""One round told closely, a whole loop, a set of questions, or an article that is about no loop in particular."""

KINDS: tuple[Kind, ...] = ("round", "loop", "questions", "article")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What write-ups, tags and rounds are called in addresses."""

NOTICE = "A company's name says where a public write-up was sat; it implies no endorsement."

RECONSTRUCTION = "our reconstruction"
"""What a reader sees wherever Hotseat filled a gap: in brackets after a heading, or in bold before a paragraph."""

HEADINGS: dict[str, str] = {
    "setting": "Where it was sat",
    "prompt": "The prompt",
    "first-pass": "The first pass",
    "question": "The question that broke it",
    "graded": "What was really graded",
    "ending": "How it ended",
    "sit": "Sit it here",
    "known": "What is not known, and what is ours",
}
"""A write-up's sections by their keys, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class Company:
    """Where it was sat: the stage (`Series B fintech`), the size (`about 90 engineers`); a name only if public."""

    stage: str
    size: str = "size not told"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class LoopRound:
    """One round of the loop that was sat; `minutes` None where nobody told them."""

    title: str
    minutes: Count | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The public write-up behind this one: who published it, under which title, at which path of that site."""

    site: str
    title: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands between the two lines of `---`.

    `round` is the slug of the round that can be sat, or will be; `unknown` is what nobody outside knows, `ours` what
    Hotseat put there instead. `graded` and `outcome` are a sentence each; `updated` is a date, `2026-11-24`.
    """

    title: str
    summary: str
    kind: Kind
    tags: tuple[str, ...]
    level: str
    role: str
    company: Company
    outcome: str
    prompt: str
    graded: str
    updated: str
    origin: Origin
    when: str | None = None
    loop: tuple[LoopRound, ...] = ()
    round: str | None = None
    unknown: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body: safe HTML under its heading. `reconstructed`: all of it is Hotseat's own reconstruction."""

    key: str
    title: str
    html: str
    reconstructed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteUp(FrontMatter):
    """A whole write-up. `minutes` are all that are told of its rounds, together; None if nobody told any.

    `can_be_sat` says whether its round exists here; if it does not, it is in preparation.
    """

    slug: str
    sections: tuple[Section, ...]
    minutes: int | None
    reading_minutes: int
    can_be_sat: bool = False
    notice: str = NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A write-up as lists show it; its fields are those of `WriteUp`."""

    slug: str
    title: str
    summary: str
    kind: Kind
    tags: tuple[str, ...]
    level: str
    role: str
    company: Company
    outcome: str
    minutes: int | None
    updated: str
    round: str | None
    can_be_sat: bool
    reading_minutes: int


def entry(write_up: WriteUp) -> Entry:
    """The write-up as lists show it."""
    return Entry(**{name: getattr(write_up, name) for name in Entry.__dataclass_fields__})
