"""A transactional database: tables of rows by key, committed or not at all.

Two isolation levels, as PostgreSQL has them. `read committed`: each statement sees what is committed when it runs, plus
the transaction's own writes; a write waits for another transaction's uncommitted write to the same row. `serializable`:
the transaction sees one moment, and its commit fails with SerializationFailure if a row it read, or a table it selected
from, has been changed by a commit since. Read-only transactions have no choice point; a commit has:

    crash:after    durable, but the node crashes before it learns so
    error          not committed: the connection breaks, DatabaseError
    error:after    committed, and then the connection breaks: DatabaseError all the same
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hotseat.fault.effects.network import describe

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable, Mapping

    from hotseat.fault.run import Node, Run

COMMIT_WAYS = ("crash:after", "error", "error:after")
Row = dict[str, Any]
READ_COMMITTED = "read committed"
SERIALIZABLE = "serializable"


class DatabaseError(Exception):
    """The connection broke: the commit may or may not have happened."""


class SerializationFailure(DatabaseError):
    """Another transaction committed what this one had read. Nothing is committed; try again."""


class Deadlock(DatabaseError):
    """Two transactions wait for each other. Nothing is committed; try again."""


class UniqueViolation(DatabaseError):
    """A row with this key, or with these unique columns, exists already."""


class CheckViolation(DatabaseError):
    """A row does not satisfy a check of its table."""


class Database:
    """One database. `tables` maps names to rows by key; `unique` gives, per table, columns that no two rows may share;
    `checks` gives, per table, a predicate that every row must satisfy. `latency` is the time of a statement in seconds.
    """

    def __init__(
        self,
        run: Run,
        *,
        name: str = "db",
        tables: Mapping[str, Mapping[Any, Row]],
        unique: Mapping[str, Iterable[str]] | None = None,
        checks: Mapping[str, Callable[[Row], bool]] | None = None,
        latency: float = 0.001,
        ways: tuple[str, ...] = COMMIT_WAYS,
    ) -> None:
        self.run = run
        self.name = name
        self.tables: dict[str, dict[Any, Row]] = {
            table: {key: dict(row) for key, row in rows.items()} for table, rows in tables.items()
        }
        self.unique = {table: tuple(columns) for table, columns in (unique or {}).items()}
        self.checks = dict(checks or {})
        self.latency = latency
        self.ways = ways
        self.version = 0
        self.row_versions: dict[tuple[str, Any], int] = {}
        self.table_versions: dict[str, int] = {}
        self.written: dict[tuple[str, Any], int] = {}
        self.locks: dict[tuple[str, Any], Transaction] = {}
        self.open: list[Transaction] = []
        run.on_crash.append(self._forget)
        run.durable[name] = self._tell

    def connect(self, node: Node) -> Connection:
        """The database as `node` uses it."""
        return Connection(self, node)

    def _tell(self) -> dict[str, str]:
        return {
            f"{table} {key}": ", ".join(f"{column}={value!r}" for column, value in row.items()) or "present"
            for table, rows in self.tables.items()
            for key, row in rows.items()
        }

    def _forget(self, node: Node) -> None:
        for transaction in [each for each in self.open if each.node is node]:
            transaction.end()


class Connection:
    """The database as one incarnation of a node uses it: `node.db`. Outside a transaction each statement commits by
    itself.
    """

    def __init__(self, database: Database, node: Node) -> None:
        self._database = database
        self._node = node

    def transaction(self, isolation: str = READ_COMMITTED) -> Transaction:
        """`async with db.transaction() as tx:` commits at the end of the block, and rolls back if it raises."""
        if isolation not in (READ_COMMITTED, SERIALIZABLE):
            raise self._database.run.mistake(
                f"isolation level '{isolation}': write '{READ_COMMITTED}' or '{SERIALIZABLE}'"
            )
        return Transaction(self._database, self._node, isolation)

    async def get(self, table: str, key: Any) -> Row | None:
        """The row with this key, or None."""
        return await self.transaction().get(table, key)

    async def select(self, table: str, **where: Any) -> list[Row]:
        """All rows whose columns equal `where`, in the order of their insertion."""
        return await self.transaction().select(table, **where)

    async def insert(self, table: str, key: Any, row: Row | None = None, **columns: Any) -> None:
        """Adds a row. Raises UniqueViolation if there is one with this key."""
        async with self.transaction() as tx:
            await tx.insert(table, key, row, **columns)

    async def update(self, table: str, key: Any, **columns: Any) -> int:
        """Changes columns of a row; returns the number of rows changed, 0 or 1."""
        async with self.transaction() as tx:
            return await tx.update(table, key, **columns)

    async def delete(self, table: str, key: Any) -> int:
        """Removes a row; returns the number of rows removed, 0 or 1."""
        async with self.transaction() as tx:
            return await tx.delete(table, key)


class Transaction:
    """Statements that take effect together at the end, or never."""

    def __init__(self, database: Database, node: Node, isolation: str) -> None:
        self.database = database
        self.node = node
        self.isolation = isolation
        self.begun = database.version
        self.writes: dict[tuple[str, Any], Row | None] = {}
        self.read: dict[tuple[str, Any], None] = {}
        self.scanned: dict[str, None] = {}
        self.waiters: list[asyncio.Future[None]] = []
        self.waits_for: Transaction | None = None
        self._snapshot: dict[str, dict[Any, Row]] | None = None
        if isolation == SERIALIZABLE:
            self._snapshot = {table: dict(rows) for table, rows in database.tables.items()}

    async def __aenter__(self) -> Transaction:
        self.begun = self.database.version
        self.database.open.append(self)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if kind is None:
                await self._commit()
        finally:
            self.end()

    async def get(self, table: str, key: Any) -> Row | None:
        """The row with this key, or None."""
        await self._statement(table)
        if self.database.run.track:
            await self.database.run.turn(self.node, "see", describe(f"{table} {key}"), table)
        self.read[table, key] = None
        if self.database.run.record:
            self._log_read(f"{table} {key}", [(table, key)])
        row = self._see(table, key)
        return None if row is None else dict(row)

    async def select(self, table: str, **where: Any) -> list[Row]:
        """All rows whose columns equal `where`, in the order of their insertion."""
        await self._statement(table)
        if self.database.run.track:
            await self.database.run.turn(self.node, "see", table, table)
        self.scanned[table] = None
        keys = dict.fromkeys([*self._rows(table), *(key for name, key in self.writes if name == table)])
        if self.database.run.record:
            self._log_read(table, [name for name in self.database.written if name[0] == table])
        rows = [row for row in (self._see(table, key) for key in keys) if row is not None]
        return [dict(row) for row in rows if all(row.get(column) == value for column, value in where.items())]

    async def insert(self, table: str, key: Any, row: Row | None = None, **columns: Any) -> None:
        """Adds a row. Raises UniqueViolation if there is one with this key or these unique columns, CheckViolation
        where a check fails.
        """
        await self._statement(table)
        await self._lock(table, key)
        if self._committed_or_own(table, key) is not None:
            raise UniqueViolation(f"{table}: a row with key {key!r} exists")
        self._put(table, key, {**(row or {}), **columns})

    async def update(self, table: str, key: Any, **columns: Any) -> int:
        """Changes columns of a row; returns the number of rows changed, 0 or 1. Waits for another transaction's write
        to it.
        """
        await self._statement(table)
        await self._lock(table, key)
        row = self._committed_or_own(table, key)
        if row is None:
            return 0
        self._put(table, key, {**row, **columns})
        return 1

    async def delete(self, table: str, key: Any) -> int:
        """Removes a row; returns the number of rows removed, 0 or 1."""
        await self._statement(table)
        await self._lock(table, key)
        if self._committed_or_own(table, key) is None:
            return 0
        self.writes[table, key] = None
        return 1

    def _log_read(self, what: str, names: list[tuple[str, Any]]) -> None:
        written = self.database.written
        after = tuple(written[name] for name in names if name in written)
        self.database.run.log(self.node.name, "see", describe(what), after=after)

    def end(self) -> None:
        """Lets go of every lock; without a commit before, nothing has happened."""
        database = self.database
        if self in database.open:
            database.open.remove(self)
        for name in [name for name, holder in database.locks.items() if holder is self]:
            del database.locks[name]
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)
        self.waiters.clear()

    def _statement(self, table: str) -> asyncio.Future[None]:
        database = self.database
        if not self.node.alive:
            return database.run.never()
        if table not in database.tables:
            raise database.run.mistake(f"the database has no table '{table}'; it has: {', '.join(database.tables)}")
        return database.run.pause(database.latency)

    def _rows(self, table: str) -> dict[Any, Row]:
        return (self._snapshot or self.database.tables)[table]

    def _see(self, table: str, key: Any) -> Row | None:
        return self.writes[table, key] if (table, key) in self.writes else self._rows(table).get(key)

    def _committed_or_own(self, table: str, key: Any) -> Row | None:
        self._check_serializable([(table, key)])
        return self.writes[table, key] if (table, key) in self.writes else self.database.tables[table].get(key)

    def _put(self, table: str, key: Any, row: Row) -> None:
        check = self.database.checks.get(table)
        if check is not None and not check(row):
            raise CheckViolation(f"{table}: the row with key {key!r} fails the table's check")
        columns = self.database.unique.get(table, ())
        same = [
            other
            for other in {**self.database.tables[table]}
            if other != key
            and columns
            and all(self.database.tables[table][other].get(column) == row.get(column) for column in columns)
        ]
        if same:
            raise UniqueViolation(f"{table}: a row with the same {', '.join(columns)} exists")
        self.writes[table, key] = row

    async def _lock(self, table: str, key: Any) -> None:
        locks = self.database.locks
        while (holder := locks.get((table, key))) not in (None, self):
            assert holder is not None
            other: Transaction | None = holder
            while other is not None:
                if other is self:
                    raise Deadlock(f"{table}: two transactions wait for each other")
                other = other.waits_for
            waiter = self.database.run.future()
            holder.waiters.append(waiter)
            self.waits_for = holder
            await waiter
            self.waits_for = None
        if self in self.database.open:
            locks[table, key] = self

    def _check_serializable(self, names: Iterable[tuple[str, Any]]) -> None:
        if self.isolation != SERIALIZABLE:
            return
        database = self.database
        if any(database.row_versions.get(name, 0) > self.begun for name in names) or any(
            database.table_versions.get(table, 0) > self.begun for table in self.scanned
        ):
            raise SerializationFailure("could not serialize access: another transaction committed first")

    async def _commit(self) -> None:
        if not self.writes:
            return
        database, run = self.database, self.database.run
        if not self.node.alive:
            await run.never()
        await run.pause(database.latency)
        if run.track:
            for table, key in self.writes:
                await run.turn(self.node, "write", describe(f"{table} {key}"), table)
        self._check_serializable([*self.read, *self.writes])
        what = describe(" ".join(f"{table} {key}" for table, key in self.writes))
        seen = "; ".join(f"{table}[{key}] = {row}" for (table, key), row in self.writes.items()) if run.record else ""
        way = run.choose(self.node.name, "commit", what, database.ways, seen=seen)
        if way != "error":
            self._apply()
        if way == "crash:after":
            run.crash(self.node.name)
            await run.never()
        if way in ("error", "error:after"):
            raise DatabaseError("the connection broke during commit")

    def _apply(self) -> None:
        database = self.database
        database.version += 1
        database.written.update(dict.fromkeys(self.writes, database.run.last()))
        for (table, key), row in self.writes.items():
            if row is None:
                database.tables[table].pop(key, None)
            else:
                database.tables[table][key] = row
            database.row_versions[table, key] = database.version
            database.table_versions[table] = database.version
