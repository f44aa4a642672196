"""The tables, as typed classes: sittings with their logs and verdicts, cached results, and the community's write-ups.

A sitting is a row with who and what, and its events, numbered from 1 without a gap: the pair (sitting, seq) is unique,
so of two writers who append the same number one is told to look again. Everything else is derived from the events.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What all tables share; named constraints, so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SittingRow(Base):
    """A sitting: whose, of which round, and when its clock was last seen going (`beat_at` on its clock, `beat_when`
    in seconds since 1970, `host` the process that held it): where the clock stands if the server goes away.
    """

    __tablename__ = "sittings"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    round: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(200), index=True)
    calibration: Mapped[str] = mapped_column(String(200))
    began: Mapped[str] = mapped_column(String(40))
    beat_at: Mapped[float] = mapped_column(Double, default=0.0)
    beat_when: Mapped[float] = mapped_column(Double, default=0.0)
    host: Mapped[str] = mapped_column(String(200), default="")


class EventRow(Base):
    """One line of a sitting's log."""

    __tablename__ = "events"

    sitting: Mapped[str] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[float] = mapped_column(Double)
    when: Mapped[str] = mapped_column("when", String(40))
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class VerdictRow(Base):
    """What a sitting came to, as drawn from the first `seq` events of its log by `drawn_by`: a copy, to be made again when
    either has changed.
    """

    __tablename__ = "verdicts"

    sitting: Mapped[str] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int]
    drawn_by: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class ResultRow(Base):
    """What a run measured, by the digest of everything that decides it: the evidence, and the whole result as
    compressed JSON.
    """

    __tablename__ = "results"

    digest: Mapped[str] = mapped_column(String(128), primary_key=True)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    result: Mapped[bytes] = mapped_column(LargeBinary)


class WriteUpRow(Base):
    """A write-up: whose (`hotseat` for those that come with it), and the text of its file, which `digest` is of."""

    __tablename__ = "write_ups"

    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200), index=True)
    digest: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[TagRow]] = relationship(cascade="all, delete-orphan", order_by="TagRow.position")


class TagRow(Base):
    """A write-up's tag, in the order in which it names them."""

    __tablename__ = "write_up_tags"

    write_up: Mapped[str] = mapped_column(ForeignKey("write_ups.slug", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
