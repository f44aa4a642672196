"""Where write-ups are kept: each as the text of its file, its tags, and its words for searching.

`write_up_words` is an FTS5 table in SQLite; elsewhere it is an ordinary one with the same columns.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

PACKAGE = "hotseat"
"""The owner of the write-ups that come with Hotseat."""

write_ups = Table(
    "write_ups",
    metadata,
    Column("slug", String(100), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("text", Text, nullable=False),
)

write_up_tags = Table(
    "write_up_tags",
    metadata,
    Column("write_up", ForeignKey("write_ups.slug", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(100), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
)

WORDS = ("title", "summary", "tags", "told", "body")
"""The columns of `write_up_words` that are searched: what a list shows, what the front matter tells, and the text."""

CREATE_WORDS = {
    "sqlite": "CREATE VIRTUAL TABLE IF NOT EXISTS write_up_words USING fts5("
    f"slug UNINDEXED, {', '.join(WORDS)}, tokenize = 'porter unicode61 remove_diacritics 2')",
    "other": "CREATE TABLE IF NOT EXISTS write_up_words (slug VARCHAR(100) PRIMARY KEY, "
    f"{', '.join(f'{name} TEXT NOT NULL' for name in WORDS)})",
}
