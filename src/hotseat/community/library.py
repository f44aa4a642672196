"""The library: the write-ups in the database, and everything that the pages ask of them.

`load` brings the package's own write-ups in, by the digest of their text: what is there already is left alone, what
the package no longer has goes, and nobody else's row is touched. The text is what is kept; the values that pages show
are read from it again, once a process.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hotseat.community import feed, loader, search
from hotseat.community.tags import Tag, TagSummary, known_tags, page, summary
from hotseat.community.write_up import SLUG, Entry, WriteUp, entry
from hotseat.store.database import Store
from hotseat.store.tables import TagRow, WriteUpRow

PACKAGE = "hotseat"
"""The owner of the write-ups that come with Hotseat."""

INDEX = "1"
"""Goes into the digests: another number here, and every write-up is indexed anew."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading changed, by slug. `taken` are slugs under which someone else has written."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A write-up that a search found, and where."""

    entry: Entry
    snippet: tuple[search.Fragment, ...]


class Library:
    """Write-ups, tags, search and feeds. `rounds` are the slugs of the rounds that can be sat here."""

    def __init__(self, store: Store, *, rounds: Collection[str] = ()) -> None:
        self.store = store
        self.rounds = frozenset(rounds)

    # what goes in

    def load(self, files: Iterable[tuple[str, str]] | None = None) -> Loaded:
        """Brings the package's write-ups into the database; `files` (names and texts) stand in for them.

        Raises WriteUpError, and changes nothing, if anything is wrong with any of them.
        """
        texts = dict(files if files is not None else loader.texts())
        found = {write_up.slug: write_up for write_up in loader.read_texts(texts.items())}
        with self.store.writing() as session:
            search.create(session.connection())
            return _replace(session, found, {name.removesuffix(".md"): text for name, text in texts.items()})

    # what comes out

    def write_ups(self, tag: str | None = None) -> tuple[Entry, ...]:
        """Every write-up, or those with a tag: first what can be sat, then the newest, then by title."""
        if tag is not None and tag not in known_tags():
            return ()
        entries = [entry(write_up) for write_up in self._all(tag)]
        entries.sort(key=lambda item: item.title)
        entries.sort(key=lambda item: item.updated, reverse=True)
        return tuple(sorted(entries, key=lambda item: not item.can_be_sat))

    def write_up(self, slug: str) -> WriteUp | None:
        """A whole write-up, or None."""
        if not SLUG.fullmatch(slug):
            return None
        with self.store.reading() as session:
            text = session.scalar(select(WriteUpRow.text).where(WriteUpRow.slug == slug))
        return None if text is None else self._shown(slug, text)

    def tags(self) -> tuple[TagSummary, ...]:
        """Every tag in use, the most used first."""
        carried: dict[str, list[Entry]] = {}
        for item in self.write_ups():
            for slug in item.tags:
                carried.setdefault(slug, []).append(item)
        found = [summary(slug, entries) for slug, entries in carried.items()]
        return tuple(sorted(found, key=lambda tag: (-tag.count, tag.slug)))

    def tag(self, slug: str) -> Tag | None:
        """A tag's page, or None for a tag that does not exist; one that nobody used yet has no sections."""
        return page(slug, self.write_ups(slug)) if slug in known_tags() else None

    def search(self, query: str) -> tuple[Hit, ...]:
        """The write-ups that match a query, best first; none for a query without a word."""
        with self.store.reading() as session:
            found = search.find(session.connection(), query)
        entries = {item.slug: item for item in self.write_ups()} if found else {}
        return tuple(Hit(entries[each.slug], each.snippet) for each in found if each.slug in entries)

    def feed(self, tag: str, base_url: str) -> str | None:
        """A tag's Atom feed, or None for a tag that does not exist."""
        known = known_tags().get(tag)
        return None if known is None else feed.atom(tag, known.name, self.write_ups(tag), base_url=base_url)

    def _all(self, tag: str | None) -> list[WriteUp]:
        asked = select(WriteUpRow.slug, WriteUpRow.text).order_by(WriteUpRow.slug)
        if tag is not None:
            asked = asked.join(TagRow).where(TagRow.tag == tag)
        with self.store.reading() as session:
            rows = session.execute(asked).all()
        return [self._shown(slug, text) for slug, text in rows]

    def _shown(self, slug: str, text: str) -> WriteUp:
        write_up = _read(slug, text)
        return dataclasses.replace(write_up, can_be_sat=write_up.round in self.rounds)


@functools.lru_cache(maxsize=1024)
def _read(slug: str, text: str) -> WriteUp:
    return loader.read_text(text, file=f"{slug}.md")


def _replace(session: Session, found: dict[str, WriteUp], texts: dict[str, str]) -> Loaded:
    """Makes the package's rows those of `found`."""
    asked = select(WriteUpRow.slug, WriteUpRow.owner, WriteUpRow.digest).order_by(WriteUpRow.slug)
    rows = session.execute(asked).all()
    ours = {slug: digest for slug, owner, digest in rows if owner == PACKAGE}
    taken = {slug for slug, owner, _ in rows if owner != PACKAGE}
    digests = {slug: _digest(text) for slug, text in texts.items()}
    added = tuple(slug for slug in found if slug not in ours and slug not in taken)
    changed = tuple(slug for slug in found if slug in ours and ours[slug] != digests[slug])
    removed = tuple(slug for slug in ours if slug not in found)
    for slug in (*changed, *removed):
        _forget(session, slug)
    for slug in (*added, *changed):
        _put(session, found[slug], texts[slug], digests[slug])
    return Loaded(added, changed, removed, tuple(slug for slug in found if slug in taken))


def _forget(session: Session, slug: str) -> None:
    session.execute(delete(WriteUpRow).where(WriteUpRow.slug == slug))  # its tags go with it
    search.forget(session.connection(), slug)


def _put(session: Session, write_up: WriteUp, text: str, digest: str) -> None:
    carried = [TagRow(tag=tag, position=n) for n, tag in enumerate(write_up.tags)]
    session.add(WriteUpRow(slug=write_up.slug, owner=PACKAGE, digest=digest, text=text, tags=carried))
    session.flush()
    search.index(session.connection(), write_up)


def _digest(text: str) -> str:
    return hashlib.sha256(f"{INDEX}\n{text}".encode()).hexdigest()
