"""Opening the database and speaking to it: one engine, short transactions, errors as sentences.

SQLite by default: a file in the platform's data folder, in WAL mode so that readers never wait for a writer, with foreign
keys on, and `synchronous=FULL`: what a candidate did is on the disk before they are told so, which costs one flush of the
disk an action; people act a few times a minute, not a thousand times a second. A writing transaction takes the lock as it
begins, so that two writers wait for each other instead of failing half-way. PostgreSQL by URL.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import sqlalchemy
from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from hotseat.errors import StoreError
from hotseat.store.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECTIONS = 48
"""So many connections to a SQLite file stay open; opening one, with its settings, takes longer than most questions."""
BUSY = 10_000
"""Milliseconds that a writer waits for another one."""


def default_url() -> str:
    """`HOTSEAT_DATABASE` if it is set, else a SQLite file in the place where this system keeps a person's data."""
    given = os.environ.get("HOTSEAT_DATABASE")
    return given or f"sqlite:///{Path(platformdirs.user_data_dir('hotseat', appauthor=False)) / 'hotseat.db'}"


class Store:
    """An open database with the tables of this version. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite lets one write at a time, and those who wait for it look again only now and then (up to every 100 ms);
        # threads of one process wait for each other here instead, and go on at once.
        self.turn = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @classmethod
    def open(cls, url: str | None = None) -> Store:
        """Opens (and makes, or brings up to date) the database at `url`: `sqlite:///file`, `postgresql+psycopg://…`,
        or the path of a SQLite file. Raises StoreError.
        """
        address = parsed(url or default_url())
        if address.get_backend_name() == "sqlite":
            make_folder(address)
        try:
            engine = make_engine(address)
        except (ImportError, NoSuchModuleError) as error:
            raise StoreError(f"{shown(address)}: no driver for this database is installed ({error})") from None
        store = cls(engine)
        try:
            with store.connection() as connection:
                upgrade(connection)
        except BaseException:
            engine.dispose()
            raise
        return store

    @property
    def address(self) -> str:
        """Which database, for people (without its password)."""
        return shown(self.engine.url)

    def close(self) -> None:
        """Lets go of every connection."""
        self.engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[sqlalchemy.Connection]:
        """A writing transaction on the bare connection."""
        with (
            self.turn,
            self.sentences(),
            self.engine.connect().execution_options(hotseat_writes=True) as one,
            one.begin(),
        ):
            yield one

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing transaction: all of it, or nothing. IntegrityError passes: the caller knows what it means."""
        with self.connection() as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A reading transaction, which waits for nobody."""
        with self.sentences(), Session(self.engine) as session:
            yield session

    @contextmanager
    def sentences(self) -> Iterator[None]:
        """Turns the database's errors into sentences."""
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StoreError(f"{self.address}: {reason(str(error.orig))}") from None
        except SQLAlchemyError as error:
            raise StoreError(f"{self.address}: {error}") from None


def parsed(url: str) -> URL:
    """The URL; a plain path is a SQLite file."""
    try:
        return make_url(url if "://" in url else f"sqlite:///{url}")
    except ArgumentError:
        raise StoreError(
            f"'{url[:80]}' is not a database: write sqlite:///hotseat.db or postgresql+psycopg://host/name"
        ) from None


def shown(url: URL) -> str:
    """The file of a SQLite database, else the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "the database in memory"
    return url.render_as_string(hide_password=True)


def make_folder(url: URL) -> None:
    """The folder of a SQLite file, readable by its owner alone where it had to be made."""
    if url.database in (None, "", ":memory:"):
        return
    folder = Path(str(url.database)).expanduser().absolute().parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"{url.database}: its folder cannot be made ({error.strerror})") from None


def make_engine(url: URL) -> Engine:
    """The engine, with SQLite's settings where it is SQLite."""
    if url.get_backend_name() != "sqlite":
        return sqlalchemy.create_engine(url, pool_pre_ping=True)
    memory = url.database in (None, "", ":memory:")
    pool: dict[str, Any] = {"poolclass": sqlalchemy.StaticPool} if memory else {"pool_size": CONNECTIONS}
    engine = sqlalchemy.create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY / 1000}, **pool)
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 (the driver's connection)
    """The settings of each new connection."""
    connection.isolation_level = None  # transactions begin where we say (the driver would leave DDL out of them)
    cursor = connection.cursor()
    for setting in ("foreign_keys = ON", f"busy_timeout = {BUSY}", "journal_mode = WAL", "synchronous = FULL"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def begin_sqlite(connection: sqlalchemy.Connection) -> None:
    """Begins a transaction; a writing one takes the lock at once."""
    writes = connection.get_execution_options().get("hotseat_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


REASONS = {
    "file is not a database": "this file is not a database; name another one with --database",
    "database disk image is malformed": "this database is damaged; restore it from a copy, or name another one",
    "readonly database": "it may not be written to; nothing was changed",
    "database or disk is full": "the disk is full; what was acknowledged before is safe, this last action was not taken",
    "database is locked": "another program has been writing to it for ten seconds; try again",
    "unable to open database file": "this file cannot be opened; is its folder there, and may it be written to?",
    "disk I/O error": "the disk reports an error; what was acknowledged before is safe, this last action was not taken",
}


def reason(message: str) -> str:
    """The driver's words as a sentence that helps."""
    return next((sentence for words, sentence in REASONS.items() if words in message), message.strip().splitlines()[0])
