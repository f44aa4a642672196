"""Opening the database and speaking to it: one engine, short transactions, errors as sentences.

SQLite by default: a file in the platform's data folder, in WAL mode so that readers never wait for a writer, with foreign
keys on, and `synchronous=FULL`: what a candidate did is on the disk before they are told so, which costs one flush of the
disk an action. Those who wait meanwhile share the next flush (`together`), so that fifty people at once wait hardly
longer than one. A writing transaction takes the lock as it begins, so that two writers wait for each other instead of
failing half-way. PostgreSQL by URL.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import platformdirs
import sqlalchemy
from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from hotseat.errors import StoreError
from hotseat.store.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")

CONNECTIONS = 48
"""So many connections to a SQLite file stay open; opening one, with its settings, takes longer than most questions."""
BUSY = 10_000
"""Milliseconds that a writer waits for another one."""


def default_url() -> str:
    """`HOTSEAT_DATABASE` if it is set, else a SQLite file in the place where this system keeps a person's data."""
    given = os.environ.get("HOTSEAT_DATABASE")
    return given or f"sqlite:///{Path(platformdirs.user_data_dir('hotseat', appauthor=False)) / 'hotseat.db'}"


@dataclass(eq=False, slots=True)
class Share:
    """Somebody's part of a transaction that is shared: what to write, and once that is `done`, what came of it."""

    work: Callable[[sqlalchemy.Connection], Any]
    done: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    error: BaseException | None = None

    def write(self, connection: sqlalchemy.Connection) -> None:
        """Writes it, wholly or not at all; a number that is taken is the matter of this part alone."""
        part = connection.begin_nested()
        try:
            self.answer = self.work(connection)
        except IntegrityError as error:
            part.rollback()
            self.error = error
        else:
            part.commit()

    def outcome(self) -> Any:  # noqa: ANN401 (what `work` returns)
        """What came of it, in the thread that waits for it."""
        if isinstance(self.error, StoreError):
            raise StoreError(str(self.error))  # its own: others raise it too
        if self.error is not None:
            raise self.error
        return self.answer


class Store:
    """An open database with the tables of this version. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite lets one write at a time, and those who wait for it look again only now and then (up to every 100 ms);
        # threads of one process wait for each other here instead, and go on at once.
        self.turn = threading.Lock()
        self.guard = threading.Lock()
        self.waiting: list[Share] = []

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

    def together(self, work: Callable[[sqlalchemy.Connection], Answer]) -> Answer:
        """Has `work` write in a transaction that it may share with others; returns once it is on the disk.

        Who comes while somebody writes waits for the turn; who comes while somebody waits joins them, so that one flush of
        the disk serves all who came meanwhile. Each part is written wholly or not at all. IntegrityError passes, as in
        `writing`; where the transaction fails, it fails for all, with nothing written.
        """
        mine = Share(work)
        with self.guard:
            self.waiting.append(mine)
            first = len(self.waiting) == 1
        if first:
            self._lead()
        mine.done.wait()
        answer: Answer = mine.outcome()
        return answer

    def _lead(self) -> None:
        """Waits for the turn, and writes for all who wait by then."""
        shares: list[Share] = []
        try:
            with self.turn:
                shares = self._all_waiting()
                with self._transaction() as connection:
                    for share in shares:
                        share.write(connection)
        except BaseException as error:  # noqa: BLE001 (it is raised where each of them waits)
            shares = shares or self._all_waiting()
            for share in shares:
                share.error = error
        for share in shares:
            share.done.set()

    def _all_waiting(self) -> list[Share]:
        with self.guard:
            shares, self.waiting = self.waiting, []
        return shares

    @contextmanager
    def _transaction(self) -> Iterator[sqlalchemy.Connection]:
        with self.sentences(), self.engine.connect().execution_options(hotseat_writes=True) as one, one.begin():
            yield one

    @contextmanager
    def connection(self) -> Iterator[sqlalchemy.Connection]:
        """A writing transaction on the bare connection."""
        with self.turn, self._transaction() as one:
            yield one

    @contextmanager
    def looking(self) -> Iterator[sqlalchemy.Connection]:
        """A reading transaction on the bare connection: a third of the work of a Session, for what is asked often."""
        with self.sentences(), self.engine.connect() as one:
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
    pool: dict[str, Any] = (
        {"poolclass": sqlalchemy.StaticPool} if memory else {"pool_size": CONNECTIONS, "pool_use_lifo": True}
    )
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
