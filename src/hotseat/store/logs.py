"""Sittings' logs in the database: begin one, append to it, read it, and keep what runs measured.

This knows nothing of what the events mean: a line is a number, two times, a kind and plain data.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from hotseat.store.tables import EventRow, ResultRow, SittingRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class Logs:
    """The sittings of one database."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def begin(self, head: Head, lines: Sequence[Line]) -> None:
        """A new sitting with its first lines."""
        with self.store.writing() as session:
            session.add(SittingRow(**{name: getattr(head, name) for name in Head.__slots__}))
            session.flush()
            session.add_all([_row(head.id, line) for line in lines])

    def append(self, sitting: str, lines: Sequence[Line], *, beat_when: float, host: str) -> bool:
        """Appends lines in one transaction; False, with nothing written, if one of their numbers is taken."""
        try:
            with self.store.writing() as session:
                session.add_all([_row(sitting, line) for line in lines])
                session.flush()
                session.execute(
                    update(SittingRow)
                    .where(SittingRow.id == sitting)
                    .values(beat_at=lines[-1].at, beat_when=beat_when, host=host)
                )
        except IntegrityError:
            return False
        return True

    def beat(self, places: Mapping[str, float], *, when: float, host: str) -> None:
        """Notes where the clocks of several sittings are, in one transaction: each costs a flush of the disk."""
        with self.store.writing() as session:
            for sitting, at in places.items():
                session.execute(
                    update(SittingRow).where(SittingRow.id == sitting).values(beat_at=at, beat_when=when, host=host)
                )

    def head(self, sitting: str) -> Head | None:
        """A sitting's row, or None."""
        with self.store.reading() as session:
            row = session.get(SittingRow, sitting)
            return None if row is None else _head(row)

    def heads(self, owner: str | None = None) -> list[Head]:
        """All sittings, or an owner's, newest first."""
        query = select(SittingRow).order_by(SittingRow.began.desc(), SittingRow.id)
        if owner is not None:
            query = query.where(SittingRow.owner == owner)
        with self.store.reading() as session:
            return [_head(row) for row in session.scalars(query)]

    def lines(self, sitting: str, *, after: int = 0) -> list[Line]:
        """The lines of a log from number `after` on, that one left out."""
        query = (
            select(EventRow.seq, EventRow.at, EventRow.when, EventRow.kind, EventRow.data)
            .where(EventRow.sitting == sitting, EventRow.seq > after)
            .order_by(EventRow.seq)
        )
        with self.store.reading() as session:
            return [Line(*row) for row in session.execute(query)]

    def forget(self, sitting: str) -> None:
        """Deletes a sitting and its log."""
        with self.store.writing() as session:
            session.execute(delete(SittingRow).where(SittingRow.id == sitting))

    def keep(self, digest: str, *, evidence: dict[str, Any], result: bytes) -> None:
        """Keeps what a run measured, and its whole result (JSON)."""
        row = ResultRow(digest=digest, evidence=evidence, result=zlib.compress(result, 6))
        with self.store.writing() as session:
            session.merge(row)

    def evidence(self, digest: str) -> dict[str, Any] | None:
        """What a run measured, if it is known."""
        with self.store.reading() as session:
            row = session.get(ResultRow, digest)
            return None if row is None else row.evidence

    def result(self, digest: str) -> bytes | None:
        """The whole result of a run as JSON, if it is known."""
        with self.store.reading() as session:
            found = session.scalar(select(ResultRow.result).where(ResultRow.digest == digest))
            return None if found is None else zlib.decompress(found)


def _row(sitting: str, line: Line) -> EventRow:
    return EventRow(sitting=sitting, seq=line.seq, at=line.at, when=line.when, kind=line.kind, data=line.data)


def _head(row: SittingRow) -> Head:
    return Head(**{name: getattr(row, name) for name in Head.__slots__})
