"""Full-text search over write-ups: any text is a safe query, and what comes back is text, not HTML.

A query is words, all of which must occur; `"words in quotes"` must occur together; the last word, and every word that
ends in `*`, also matches what begins with it. Nothing else is special: each word is quoted before the database sees
it. SQLite's FTS5 finds and ranks (BM25, a title counting most); PostgreSQL does the same with its own text search.

The words stand in a table of their own, made from the write-ups when they are loaded: it is no part of the migrations,
and may be thrown away at any time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, text

from hotseat.community.markdown import plain
from hotseat.community.write_up import WriteUp

WORDS = ("title", "summary", "tags", "told", "body")
"""The columns that are searched: what a list shows, what the front matter tells, and the text."""

MAX_TERMS = 16
MAX_QUERY = 300
MAX_HITS = 50

_OPENED, _CLOSED = "\x02", "\x03"  # mark a match within a snippet; no write-up has control characters
_TERMS = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that occur one after the other; with `prefix`, the last of them may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a snippet, as plain text; `match` says to highlight it."""

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A write-up's slug and the stretch of it that matches best."""

    slug: str
    snippet: tuple[Fragment, ...]


def parse(query: str) -> tuple[Term, ...]:
    """What a query asks for; empty if there is no word in it."""
    query = query[:MAX_QUERY]
    terms = []
    for phrase, star, word in _TERMS.findall(query):
        words = tuple(_WORDS.findall(phrase or word))
        if words:
            terms.append(Term(words, bool(star) or word.endswith("*")))
    if terms and query[-1:].isalnum():
        terms[-1] = Term(terms[-1].words, prefix=True)
    return tuple(terms[:MAX_TERMS])


def find(connection: Connection, query: str) -> tuple[Found, ...]:
    """The write-ups that match, best first, at most MAX_HITS."""
    terms = parse(query)
    if not terms:
        return ()
    postgres = connection.dialect.name == "postgresql"
    statement, asked = (_POSTGRES, _to_tsquery(terms)) if postgres else (_SQLITE, _to_fts(terms))
    rows = connection.execute(text(statement), {"asked": asked, "most": MAX_HITS})
    return tuple(Found(slug, _fragments(snippet)) for slug, snippet in rows)


def create(connection: Connection) -> None:
    """Makes the table of words, unless it is there."""
    connection.execute(text(_MADE_BY_SQLITE if connection.dialect.name == "sqlite" else _MADE_ELSEWHERE))


def index(connection: Connection, write_up: WriteUp) -> None:
    """Puts a write-up's words where they are found, in place of those it had."""
    forget(connection, write_up.slug)
    names = ("slug", *WORDS)
    statement = f"INSERT INTO write_up_words ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608 (names of ours)
    connection.execute(text(statement), {"slug": write_up.slug, **_words(write_up)})


def forget(connection: Connection, slug: str) -> None:
    """Takes a write-up's words out."""
    connection.execute(text("DELETE FROM write_up_words WHERE slug = :slug"), {"slug": slug})


def _words(write_up: WriteUp) -> dict[str, str]:
    company = write_up.company
    told = (write_up.prompt, write_up.graded, write_up.outcome, company.name or "", company.stage, write_up.role)
    return {
        "title": write_up.title,
        "summary": write_up.summary,
        "tags": " ".join(write_up.tags),
        "told": " ".join(told),
        "body": " ".join(f"{section.title}: {plain(section.html)}" for section in write_up.sections),
    }


_MADE_BY_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS write_up_words USING fts5("
    f"slug UNINDEXED, {', '.join(WORDS)}, tokenize = 'porter unicode61 remove_diacritics 2')"
)

_MADE_ELSEWHERE = (
    "CREATE TABLE IF NOT EXISTS write_up_words (slug VARCHAR(200) PRIMARY KEY, "
    f"{', '.join(f'{name} TEXT NOT NULL' for name in WORDS)})"
)

_SQLITE = f"""
    SELECT slug, snippet(write_up_words, -1, '{_OPENED}', '{_CLOSED}', '…', 28)
    FROM write_up_words WHERE write_up_words MATCH :asked
    ORDER BY bm25(write_up_words, 0.0, 8.0, 4.0, 4.0, 2.0, 1.0), slug LIMIT :most
"""  # noqa: S608 (only constants of this module stand in it)

_POSTGRES = f"""
    SELECT slug, ts_headline('english', told || ' ' || body, query,
        'StartSel={_OPENED}, StopSel={_CLOSED}, MaxWords=28, MinWords=14')
    FROM write_up_words, to_tsquery('english', :asked) query,
        LATERAL (SELECT setweight(to_tsvector('english', title), 'A')
            || setweight(to_tsvector('english', summary || ' ' || tags), 'B')
            || setweight(to_tsvector('english', told), 'C') || to_tsvector('english', body) AS words) AS weighed
    WHERE words @@ query ORDER BY ts_rank(words, query) DESC, slug LIMIT :most
"""  # noqa: S608 (only constants of this module stand in it)


def _to_fts(terms: tuple[Term, ...]) -> str:
    """FTS5's own language: every phrase in double quotes, with a star for a prefix, side by side for "and"."""
    return " ".join(f'"{" ".join(term.words)}"{"*" if term.prefix else ""}' for term in terms)


def _to_tsquery(terms: tuple[Term, ...]) -> str:
    """PostgreSQL's: every word in quotes, `<->` between the words of a phrase, `:*` for a prefix."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "") + ")" for term in terms
    )


def _fragments(snippet: str) -> tuple[Fragment, ...]:
    parts = re.split(f"{_OPENED}([^{_CLOSED}]*){_CLOSED}", snippet)
    return tuple(Fragment(part, n % 2 == 1) for n, part in enumerate(parts) if part)
