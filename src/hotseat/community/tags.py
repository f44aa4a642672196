"""Tags: their names from `tags.yaml`, and a tag's page: its counts by kind, its write-ups by section."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hotseat.community.write_up import KINDS, Entry, Kind
from hotseat.design import tree as trees
from hotseat.design.reader import Reader
from hotseat.errors import WriteUpError

FILE = Path(__file__).parent / "tags.yaml"


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag as `tags.yaml` has it: how it is called, and a line about it."""

    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class KindCount:
    """So many write-ups of a kind."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class TagSummary:
    """A tag in a list: how many write-ups carry it, and how many of their rounds can be sat here."""

    slug: str
    name: str
    about: str
    count: int
    can_be_sat: int


@dataclass(frozen=True, slots=True)
class TagSection:
    """A part of a tag's page with its write-ups."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag's page. `counts` has the kinds that occur; `feed` is the path of its Atom feed."""

    slug: str
    name: str
    about: str
    count: int
    can_be_sat: int
    counts: tuple[KindCount, ...]
    sections: tuple[TagSection, ...]
    feed: str


@functools.cache
def known_tags() -> Mapping[str, TagName]:
    """Every tag that there is, by slug, in the order of the file."""
    return read_tags(FILE.read_text(encoding="utf-8"), file=FILE.name)


def read_tags(text: str, *, file: str) -> Mapping[str, TagName]:
    """The tags of a file's text; raises WriteUpError with every problem."""
    root, problems = trees.parse(text, file=file)
    reader = Reader(file, None)
    read: Mapping[str, TagName] = reader.table(root or trees.Mapping(), TagName, "")
    if problems or reader.problems:
        raise WriteUpError([*problems, *reader.problems])
    return read


def summary(slug: str, entries: Iterable[Entry]) -> TagSummary:
    """A tag in a list, from the write-ups that carry it."""
    known, mine = known_tags()[slug], list(entries)
    return TagSummary(slug, known.name, known.about, len(mine), sum(entry.can_be_sat for entry in mine))


def page(slug: str, entries: Iterable[Entry]) -> Tag:
    """A tag's page, from the write-ups that carry it."""
    mine = tuple(entries)
    head = summary(slug, mine)
    counts = [KindCount(kind, sum(entry.kind == kind for entry in mine)) for kind in KINDS]
    return Tag(
        slug=slug,
        name=head.name,
        about=head.about,
        count=head.count,
        can_be_sat=head.can_be_sat,
        counts=tuple(count for count in counts if count.count),
        sections=(TagSection("Community", mine),) if mine else (),
        feed=f"/tags/{slug}/feed.atom",
    )
