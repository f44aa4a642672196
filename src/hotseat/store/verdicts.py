"""Verdicts of sittings, kept so that a list of sittings need not read and grade every log again.

One is good as long as its log has not grown since. Whether what drew it (`drawn_by`: the round's version, the engine's)
is still what would draw it, the caller knows; what a verdict is, too: here it is plain data.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hotseat.store.tables import EventRow, SittingRow, VerdictRow

if TYPE_CHECKING:
    from hotseat.store.database import Store


@dataclass(frozen=True, slots=True)
class Kept:
    """A verdict as it was kept, and what it was drawn by."""

    drawn_by: str
    data: dict[str, Any]


class Verdicts:
    """The verdicts of one database."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def current(self, owner: str | None = None) -> dict[str, Kept]:
        """The verdicts of all sittings, or an owner's, whose logs have not grown since; by the sittings' ids."""
        last = select(func.max(EventRow.seq)).where(EventRow.sitting == VerdictRow.sitting).scalar_subquery()
        query = select(VerdictRow).where(VerdictRow.seq == last)
        if owner is not None:
            query = query.join(SittingRow, SittingRow.id == VerdictRow.sitting).where(SittingRow.owner == owner)
        with self.store.reading() as session:
            return {row.sitting: Kept(row.drawn_by, row.data) for row in session.scalars(query)}

    def keep(self, sitting: str, seq: int, verdict: Kept) -> None:
        """Keeps what was drawn from a log of `seq` events. Nothing, if the sitting was deleted meanwhile, or another
        process was first.
        """
        row = VerdictRow(sitting=sitting, seq=seq, drawn_by=verdict.drawn_by, data=verdict.data)
        with contextlib.suppress(IntegrityError), self.store.writing() as session:
            session.merge(row)
