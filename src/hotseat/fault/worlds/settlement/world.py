"""Settlement: one file from the bank, one report per merchant and day, and a runbook that is really run.

The bank puts a CSV file into the inbox and a worker calls `ingest(node, file)`. When that ends with a crash or
an exception, nothing tries again by itself: half a minute later the person on call runs `runbook(node, file)`, in a
new process, as often as it takes. A reader looks at the report after every commit, so what is visible for a
millisecond counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotseat.errors import LabError
from hotseat.fault.effects.database import READ_COMMITTED, Connection, Database, Transaction
from hotseat.fault.world import Promise, World

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

DAY = "2026-05-01"
COLUMNS = ("transaction", "merchant", "amount", "currency", "date", "kind")
ROWS = (
    ("tx_1", "acme", "1200", "EUR", DAY, "sale"),
    ("tx_2", "bolt", "400", "EUR", DAY, "sale"),
    ("tx_3", "acme", "300", "EUR", DAY, "sale"),
    ("tx_4", "bolt", "500", "EUR", DAY, "sale"),
)
RANGES = {"acme": (1400, 2000), "bolt": (100, 800)}
"""The least and the most that a merchant is expected to settle in a day, in minor units."""

COMMIT_WAYS = ("crash:after", "error:after")
"""A commit that fails is left out: the worker ends by the exception, as by a crash before the commit."""

RUNBOOK_AFTER = 30.0
"""Seconds until somebody runs the runbook."""
NEXT_DELIVERY = 60.0
"""Seconds until the bank delivers a second time, where it does."""


@dataclass(frozen=True, slots=True)
class File:
    """A file in the inbox. `transactions` is from the bank's covering note: how many different ones it holds."""

    name: str
    transactions: int
    lines: tuple[tuple[str, ...], ...] = field(repr=False)

    @property
    def cut(self) -> bool:
        """Does it hold fewer transactions than the note says?"""
        return len(set(self.lines)) < self.transactions


@dataclass(slots=True)
class State:
    """What is looked at when the run is over. `jobs` are each worker's deliveries, (time, file), in order; `half` is
    what the reader saw that it should not have, `bad_runbook` what a runbook left behind.
    """

    run: Run
    jobs: dict[str, list[tuple[float, File]]]
    database: Database
    running: dict[str, File] = field(default_factory=dict)
    half: str = ""
    bad_runbook: str = ""

    def report(self) -> dict[tuple[str, str], int]:
        """What a reader sees now: the amount by merchant and day."""
        amounts: dict[tuple[str, str], int] = {}
        for row in self.database.tables["report"].values():
            key = (str(row.get("merchant")), str(row.get("date")))
            amounts[key] = amounts.get(key, 0) + int(row.get("amount") or 0)
        return amounts

    def look(self) -> None:
        """The reader's look, after every commit."""
        seen = self.report()
        if seen and not self.half and (wrong := difference(seen)):
            self.run.log("reader", "sees", wrong)
            self.half = f"at {self.run.loop.now:.2f} s a reader sees {wrong}"


def expected() -> dict[tuple[str, str], int]:
    """The report of the whole file, each transaction once."""
    amounts: dict[tuple[str, str], int] = {}
    for _, merchant, amount, _, date, _ in ROWS:
        amounts[merchant, date] = amounts.get((merchant, date), 0) + int(amount)
    return amounts


EXPECTED = expected()


def difference(seen: dict[tuple[str, str], int]) -> str:
    """The first thing in which `seen` is not the whole file, in words; empty if it is."""
    for key in [*EXPECTED, *seen]:
        has, should = seen.get(key), EXPECTED.get(key, 0)
        if has != should:
            merchant, date = key
            return f"{merchant} with {'nothing' if has is None else has} on {date} instead of {should}"
    return ""


class WatchedTransaction(Transaction):
    """A transaction after whose commit the reader looks."""

    state: State

    def _apply(self) -> None:
        super()._apply()
        self.state.look()


class WatchedConnection(Connection):
    """The database as a worker uses it: `node.db`."""

    def __init__(self, state: State, node: Node) -> None:
        super().__init__(state.database, node)
        self._state = state

    def transaction(self, isolation: str = READ_COMMITTED) -> Transaction:
        """`async with db.transaction() as tx:` commits at the end of the block, and rolls back if it raises."""
        super().transaction(isolation)
        watched = WatchedTransaction(self._database, self._node, isolation)
        watched.state = self._state
        return watched


class Rows:
    """`async for row in node.rows(file)`: one row at a time, a dictionary of text; the worker may crash after each."""

    def __init__(self, run: Run, node: Node, file: File) -> None:
        self._run = run
        self._node = node
        self._file = file
        self._next = 0

    def __aiter__(self) -> Rows:
        return self

    async def __anext__(self) -> dict[str, str]:
        run, node, file = self._run, self._node, self._file
        if not node.alive:
            await run.never()
        if self._next == len(file.lines):
            raise StopAsyncIteration
        line = file.lines[self._next]
        self._next += 1
        await run.pause(0.001)
        if run.choose(node.name, "read", f"{file.name} row {self._next}", ("crash:after",)) != "fine":
            run.crash(node.name)
            await run.never()
        return dict(zip(COLUMNS, line, strict=True))


def build(run: Run) -> State:
    """The bank's deliveries, and one worker, or two. Raises LabError for a handler without `ingest`."""
    if "ingest" not in run.handler.functions:
        call = "async def ingest(node, file)"
        raise LabError(f"{run.handler.name}, line 1: defines 'runbook', but nothing that fails first; write '{call}'")
    jobs = {"worker": deliveries(run)}
    if run.choose("scheduler", "launch", "ingest", ("second-worker",)) != "fine":
        jobs["worker-2"] = jobs["worker"][:1]
    database = Database(run, tables={"files": {}, "staging": {}, "report": {}}, ways=COMMIT_WAYS)
    state = State(run, jobs, database)
    for name in jobs:
        run.node(name, lambda node: work(state, node), restart_after=RUNBOOK_AFTER)
    return state


def deliveries(run: Run) -> list[tuple[float, File]]:
    """What the bank sends, and when."""
    name = f"{DAY}.csv"
    repeated = run.choose("bank", "export", name, ("repeated-row",)) != "fine"
    whole = File(name, len(ROWS), (*ROWS, ROWS[0]) if repeated else ROWS)
    way = run.choose("bank", "deliver", name, ("cut-short", "again", "again-renamed"))
    if way == "cut-short":
        return [(0.0, File(name, len(ROWS), whole.lines[:2])), (NEXT_DELIVERY, whole)]
    if way == "again":
        return [(0.0, whole), (NEXT_DELIVERY, whole)]
    if way == "again-renamed":
        return [(0.0, whole), (NEXT_DELIVERY, File(f"{DAY}-resend.csv", len(ROWS), whole.lines))]
    return [(0.0, whole)]


async def work(state: State, node: Node) -> None:
    """One incarnation of a worker: the runbook first, where the one before died in a file."""
    run, jobs = state.run, state.jobs[node.name]
    node.db = WatchedConnection(state, node)
    node.rows = lambda file: Rows(run, node, file)
    node.ranges = dict(RANGES)
    while jobs:
        time, file = jobs[0]
        if node.name in state.running:
            run.log(node.name, "runbook", file.name)
            await node.function("runbook")(node, file)
            judge(state, file)
        else:
            await run.pause(max(0.0, time - run.loop.now))
            run.log(node.name, "ingest", file.name)
            state.running[node.name] = file
            await node.function("ingest")(node, file)
        del state.running[node.name], jobs[0]


def judge(state: State, file: File) -> None:
    """The runbook says that it is through: is it?"""
    seen = state.report()
    wrong = difference(seen) if seen or not file.cut else ""
    if wrong and not state.bad_runbook:
        state.run.log("reader", "sees", wrong)
        state.bad_runbook = f"the runbook is through, and the report shows {wrong}"


async def no_runbook(_node: Node, _file: File) -> None:
    """Stands for a `runbook` that the handler does not define: there is nothing to do, and nothing is done."""


def settled(state: State) -> bool:
    """Has every delivery been dealt with?"""
    return not any(state.jobs.values())


def check_totals(state: State) -> str:
    """At the end the report is the file, once."""
    wrong = difference(state.report())
    return f"at the end the report shows {wrong}" if wrong else ""


def check_whole(state: State) -> str:
    """The reader never saw a part of a file, or more than the file."""
    return state.half


def check_runbook(state: State) -> str:
    """Each runbook restored what it had to."""
    if state.bad_runbook:
        return state.bad_runbook
    names = [name for name in state.running if state.run.nodes[name].incarnation > 0]
    return f"the runbook for {state.running[names[0]].name} never comes to an end" if names else ""


def check_flags(state: State) -> str:
    """A day's volume is flagged if it is outside the merchant's range, and only then."""
    rows: list[dict[str, Any]] = list(state.database.tables["report"].values())
    for row in rows:
        merchant, amount = str(row.get("merchant")), int(row.get("amount") or 0)
        least, most = RANGES.get(merchant, (0, 0))
        if bool(row.get("flagged")) != (not least <= amount <= most):
            within = f"{amount} on {row.get('date')}, expected {least} to {most}"
            return f"{merchant} is {'flagged' if row.get('flagged') else 'not flagged'} with {within}"
    return ""


WORLD = World(
    name="settlement",
    title="Settlement: a bank's file becomes a daily report per merchant, and a runbook mends it",
    functions={"ingest": ("node", "file"), "runbook": ("node", "file")},
    defaults={"runbook": no_runbook},
    build=build,
    promises=(
        Promise("totals", "in the end each merchant's day is what the file says, once", check_totals),
        Promise("whole", "a reader sees nothing of a file or all of it, at any moment", check_whole),
        Promise("runbook", "when the runbook is through, the report is whole", check_runbook),
        Promise("flags", "a day's volume outside the merchant's range is flagged, and no other is", check_flags),
    ),
    settled=settled,
    faults=3,
    horizon=400.0,
    folder=Path(__file__).parent,
)
