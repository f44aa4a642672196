"""Sittings' logs in the database: begin one, append to it, read it, and keep what runs measured.

This knows nothing of what the events mean: a line is a number, two times, a kind and plain data.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from hotseat.store.tables import EventRow, ResultRow, SittingRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from hotseat.store.database import Store


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log."""

    seq: int
    at: float
    when: str
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """A sitting's own row: `beat_at` is where its clock was last seen, `beat_when` the second since 1970 of that, and
    `host` the process that held it.
    """

    id: str
    round: str
    owner: str
    calibration: str
    began: str
    beat_at: float
    beat_when: float
    host: str


# What is asked at every step of a sitting is put together once; SQLAlchemy then has nothing to do but ask.
HEAD = select(*(getattr(SittingRow, name) for name in Head.__slots__)).where(SittingRow.id == bindparam("sitting"))
LINES = (
    select(EventRow.seq, EventRow.at, EventRow.when, EventRow.kind, EventRow.data)
    .select_from(SittingRow)
    .outerjoin(EventRow, and_(EventRow.sitting == SittingRow.id, EventRow.seq > bindparam("after")))
    .where(SittingRow.id == bindparam("sitting"))
    .order_by(EventRow.seq)
)
EVIDENCE = select(ResultRow.evidence).where(ResultRow.digest == bindparam("digest"))
BEAT = (
    update(SittingRow)
    .where(SittingRow.id == bindparam("sitting"))
    .values(beat_at=bindparam("at"), beat_when=bindparam("moment"), host=bindparam("process"))
)


class Logs:
    """The sittings of one database."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(self, head: Head, lines: Sequence[Line]) -> None:
        """A new sitting with its first lines."""

        def write(connection: Connection) -> None:
            connection.execute(insert(SittingRow), {name: getattr(head, name) for name in Head.__slots__})
            connection.execute(insert(EventRow), _rows(head.id, lines))

        self.store.together(write)

    def append(self, sitting: str, lines: Sequence[Line], *, beat_when: float, host: str) -> bool:
        """Appends lines, all or none; False, with nothing written, if one of their numbers is taken."""

        def write(connection: Connection) -> None:
            connection.execute(insert(EventRow), _rows(sitting, lines))
            connection.execute(BEAT, {"sitting": sitting, "at": lines[-1].at, "moment": beat_when, "process": host})

        try:
            self.store.together(write)
        except IntegrityError:
            return False
        return True

    def beat(self, places: Mapping[str, float], *, when: float, host: str) -> None:
        """Notes where the clocks of several sittings are."""
        rows = [{"sitting": sitting, "at": at, "moment": when, "process": host} for sitting, at in places.items()]
        self.store.together(lambda connection: connection.execute(BEAT, rows))

    def head(self, sitting: str) -> Head | None:
        """A sitting's row, or None."""
        with self.store.looking() as connection:
            row = connection.execute(HEAD, {"sitting": sitting}).first()
            return None if row is None else Head(*row)

    def heads(self, owner: str | None = None) -> list[Head]:
        """All sittings, or an owner's, newest first."""
        query = select(SittingRow).order_by(SittingRow.began.desc(), SittingRow.id)
        if owner is not None:
            query = query.where(SittingRow.owner == owner)
        with self.store.reading() as session:
            return [_head(row) for row in session.scalars(query)]

    def lines(self, sitting: str, *, after: int = 0) -> list[Line] | None:
        """The lines of a log from number `after` on, that one left out; None where there is no such sitting."""
        with self.store.looking() as connection:
            rows = connection.execute(LINES, {"sitting": sitting, "after": after}).all()
        return [Line(*row) for row in rows if row.seq is not None] if rows else None

    def forget(self, sitting: str) -> None:
        """Deletes a sitting and its log."""
        with self.store.writing() as session:
            session.execute(delete(SittingRow).where(SittingRow.id == sitting))

    def keep(self, digest: str, *, evidence: dict[str, Any], result: bytes) -> None:
        """Keeps what a run measured, and its whole result (JSON)."""
        row = {"digest": digest, "evidence": evidence, "result": zlib.compress(result, 6)}

        def write(connection: Connection) -> None:
            connection.execute(delete(ResultRow).where(ResultRow.digest == digest))
            connection.execute(insert(ResultRow), row)

        self.store.together(write)

    def evidence(self, digest: str) -> dict[str, Any] | None:
        """What a run measured, if it is known."""
        with self.store.looking() as connection:
            found: dict[str, Any] | None = connection.scalar(EVIDENCE, {"digest": digest})
            return found

    def result(self, digest: str) -> bytes | None:
        """The whole result of a run as JSON, if it is known."""
        with self.store.reading() as session:
            found = session.scalar(select(ResultRow.result).where(ResultRow.digest == digest))
            return None if found is None else zlib.decompress(found)


def _rows(sitting: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"sitting": sitting, **{name: getattr(line, name) for name in Line.__slots__}} for line in lines]


def _head(row: SittingRow) -> Head:
    return Head(**{name: getattr(row, name) for name in Head.__slots__})
