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

from sqlalchemy import Connection, Engine, delete, insert, select

from hotseat.community import feed, loader, search
from hotseat.community.tags import Tag, TagSummary, known_tags, page, summary
from hotseat.community.write_up import Entry, WriteUp, entry
from hotseat.store.write_ups import CREATE_WORDS, PACKAGE, metadata, write_up_tags, write_ups

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

    def __init__(self, engine: Engine, *, rounds: Collection[str] = ()) -> None:
        self.engine = engine
        self.rounds = frozenset(rounds)

    # what goes in

    def load(self, files: Iterable[tuple[str, str]] | None = None) -> Loaded:
        """Brings the package's write-ups into the database; `files` (names and texts) stand in for them.

        Raises WriteUpError, and changes nothing, if anything is wrong with any of them.
        """
        texts = dict(files if files is not None else loader.texts())
        found = {write_up.slug: write_up for write_up in loader.read_texts(texts.items())}
        with self.engine.begin() as connection:
            _create(connection)
            return _replace(connection, found, {name.removesuffix(".md"): text for name, text in texts.items()})

    # what comes out

    def write_ups(self, tag: str | None = None) -> tuple[Entry, ...]:
        """Every write-up, or those with a tag: first what can be sat, then the newest, then by title."""
        entries = [entry(write_up) for write_up in self._all(tag)]
        entries.sort(key=lambda item: item.title)
        entries.sort(key=lambda item: item.updated, reverse=True)
        return tuple(sorted(entries, key=lambda item: not item.can_be_sat))

    def write_up(self, slug: str) -> WriteUp | None:
        """A whole write-up, or None."""
        with self.engine.connect() as connection:
            text = connection.scalar(select(write_ups.c.text).where(write_ups.c.slug == slug))
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
        with self.engine.connect() as connection:
            found = search.find(connection, query)
        entries = {item.slug: item for item in self.write_ups()} if found else {}
        return tuple(Hit(entries[each.slug], each.snippet) for each in found if each.slug in entries)

    def feed(self, tag: str, base_url: str) -> str | None:
        """A tag's Atom feed, or None for a tag that does not exist."""
        known = known_tags().get(tag)
        return None if known is None else feed.atom(tag, known.name, self.write_ups(tag), base_url=base_url)

    def _all(self, tag: str | None) -> list[WriteUp]:
        asked = select(write_ups.c.slug, write_ups.c.text).order_by(write_ups.c.slug)
        if tag is not None:
            asked = asked.join(write_up_tags).where(write_up_tags.c.tag == tag)
        with self.engine.connect() as connection:
            rows = connection.execute(asked).all()
        return [self._shown(slug, text) for slug, text in rows]

    def _shown(self, slug: str, text: str) -> WriteUp:
        write_up = _read(slug, text)
        return dataclasses.replace(write_up, can_be_sat=write_up.round in self.rounds)


@functools.lru_cache(maxsize=1024)
def _read(slug: str, text: str) -> WriteUp:
    return loader.read_text(text, file=f"{slug}.md")


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    kind = "sqlite" if connection.dialect.name == "sqlite" else "other"
    connection.exec_driver_sql(CREATE_WORDS[kind])


def _replace(connection: Connection, found: dict[str, WriteUp], texts: dict[str, str]) -> Loaded:
    """Makes the package's rows those of `found`."""
    rows = connection.execute(
        select(write_ups.c.slug, write_ups.c.owner, write_ups.c.digest).order_by(write_ups.c.slug)
    ).all()
    ours = {slug: digest for slug, owner, digest in rows if owner == PACKAGE}
    taken = {slug for slug, owner, _ in rows if owner != PACKAGE}
    digests = {slug: _digest(text) for slug, text in texts.items()}
    added = tuple(slug for slug in found if slug not in ours and slug not in taken)
    changed = tuple(slug for slug in found if slug in ours and ours[slug] != digests[slug])
    removed = tuple(slug for slug in ours if slug not in found)
    for slug in (*changed, *removed):
        _forget(connection, slug)
    for slug in (*added, *changed):
        _put(connection, found[slug], texts[slug], digests[slug])
    return Loaded(added, changed, removed, tuple(slug for slug in found if slug in taken))


def _forget(connection: Connection, slug: str) -> None:
    connection.execute(delete(write_up_tags).where(write_up_tags.c.write_up == slug))
    connection.execute(delete(write_ups).where(write_ups.c.slug == slug))
    search.forget(connection, slug)


def _put(connection: Connection, write_up: WriteUp, text: str, digest: str) -> None:
    row = {"slug": write_up.slug, "owner": PACKAGE, "digest": digest, "text": text}
    connection.execute(insert(write_ups), [row])
    carried = [{"write_up": write_up.slug, "tag": tag, "position": n} for n, tag in enumerate(write_up.tags)]
    connection.execute(insert(write_up_tags), carried)
    search.index(connection, write_up)


def _digest(text: str) -> str:
    return hashlib.sha256(f"{INDEX}\n{text}".encode()).hexdigest()
