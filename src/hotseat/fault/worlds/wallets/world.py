"""Wallets: money comes from a chain that may take it back, and goes out of a hot wallet that is filled from a cold one.

Ann has nothing, and sends 60 over the chain. As soon as her account shows it she asks for it back. The hot
wallet holds 40, so it has to be refilled from the cold one, with the approval of two people, and must never hold more
than 100. A handler defines `deposits(node)`, `withdrawals(node)`, or both; the half it leaves out is the world's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.fault.effects.chain import Block, Transaction
from hotseat.fault.effects.database import READ_COMMITTED, Connection, Database
from hotseat.fault.effects.database import Transaction as DatabaseTransaction
from hotseat.fault.world import Promise, World
from hotseat.fault.worlds.wallets.defaults import deposits, withdrawals
from hotseat.fault.worlds.wallets.purse import HOT_LIMIT, Purse, Wallets
from hotseat.fault.worlds.wallets.sources import QuietChain, Source, SourceView

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

USER = "ann"
AMOUNT = 60
DEPOSIT = "dep_1"
HOT = 40
COLD = 1000
BLOCK_TIME = 10.0
BLOCKS = 5
COMMIT_WAYS = ("crash:after",)


@dataclass(slots=True)
class State:
    """What is looked at when the run is over."""

    run: Run
    chain: QuietChain
    database: Database
    purse: Purse
    twice: bool
    asked: bool = False

    @property
    def balance(self) -> int:
        """What ann's account says."""
        return int(self.database.tables["accounts"][USER].get("balance") or 0)

    @property
    def paid(self) -> int:
        """What ann was paid."""
        return sum(amount for user, amount, _ in self.purse.payouts if user == USER)

    @property
    def deposited(self) -> int:
        """What ann has on the branch that counts in the end."""
        return AMOUNT if self.chain.confirmed(DEPOSIT) else 0

    def look(self) -> None:
        """After every commit: is there something to withdraw?"""
        if self.balance >= AMOUNT and not self.asked:
            self.asked = True
            self.run.after(0.5, self._ask)

    def _ask(self) -> None:
        for name in ("w_1", "w_2") if self.twice else ("w_1",):
            self.run.log(USER, "asks", f"for {AMOUNT} ({name})")
            row = {"id": name, "user": USER, "amount": AMOUNT, "status": "requested"}
            self.database.version += 1
            self.database.tables["withdrawals"][name] = row
            self.database.row_versions["withdrawals", name] = self.database.version
            self.database.table_versions["withdrawals"] = self.database.version


class WatchedTransaction(DatabaseTransaction):
    """A transaction after whose commit ann looks at her account."""

    state: State

    def _apply(self) -> None:
        super()._apply()
        self.state.look()


class WatchedConnection(Connection):
    """The database as the custodian uses it: `node.db`."""

    def __init__(self, state: State, node: Node) -> None:
        super().__init__(state.database, node)
        self._state = state

    def transaction(self, isolation: str = READ_COMMITTED) -> DatabaseTransaction:
        """`async with db.transaction() as tx:` commits at the end of the block, and rolls back if it raises."""
        super().transaction(isolation)
        watched = WatchedTransaction(self._database, self._node, isolation)
        watched.state = self._state
        return watched


def build(run: Run) -> State:
    """The chain with ann's deposit, two sources, two wallets, the database, and the custodian."""
    double = run.choose(USER, "spend", "coins of dep_1", ("double-spend",)) != "fine"
    twice = run.choose(USER, "click", "withdraw", ("twice",)) != "fine"
    wrong = run.choose("sources", "follow", "the chain", ("a-behind", "b-behind", "a-stray", "b-stray"))
    sources = [Source(run, name, wrong.partition("-")[2] if wrong[0] == name else "fine") for name in ("a", "b")]
    chain = QuietChain(run, block_time=BLOCK_TIME, blocks=BLOCKS)
    chain.on_block = lambda block: follow(sources, block, chain)
    chain.submit(Transaction(DEPOSIT, USER, AMOUNT, USER, double_spend=double))
    tables = {"accounts": {USER: {"balance": 0}}, "deposits": {}, "withdrawals": {}, "transfers": {}}
    state = State(
        run, chain, Database(run, tables=tables, ways=COMMIT_WAYS), Purse(run, HOT, COLD, most_hot=HOT), twice
    )

    async def custodian(node: Node) -> None:
        node.db = WatchedConnection(state, node)
        node.sources = [SourceView(source, node) for source in sources]
        node.wallets = Wallets(state.purse, node)
        other = node.spawn(node.function("withdrawals")(node), name="withdrawals")
        other.add_done_callback(lambda task: ended(run, node, task))
        await node.function("deposits")(node)

    run.node("custodian", custodian)
    return state


def follow(sources: list[Source], block: Block, chain: QuietChain) -> None:
    """Both sources hear of a block."""
    for source in sources:
        source.follow(block, chain.blocks)


def ended(run: Run, node: Node, task: object) -> None:
    """One half has raised: the process exits, with the other half."""
    error = task.exception()  # type: ignore[attr-defined]
    if error is not None:
        run.failed(node, error)


def settled(state: State) -> bool:
    """Has the chain ended, and has every request been dealt with?"""
    rows = state.database.tables["withdrawals"].values()
    done = all(row.get("status") in ("paid", "refused") for row in rows)
    return state.chain.left == 0 and done and (state.asked or not state.deposited)


def check_reorg(state: State) -> str:
    """Nothing was paid out of a deposit that is gone."""
    if state.paid and not state.deposited:
        return f"{USER} withdrew {state.paid}, and a reorg has taken {DEPOSIT} away"
    return ""


def check_money(state: State) -> str:
    """What came in is what went out and what is left."""
    known, left = state.deposited, state.balance
    owed = sum(AMOUNT for row in state.database.tables["withdrawals"].values() if row.get("status") == "reserved")
    if left < 0:
        return f"{USER} deposited {known}, was paid {state.paid}, and has {left} left"
    if known and known != left + state.paid + max(0, owed - state.paid):
        return f"{USER} deposited {known}, was paid {state.paid}, and has {left} left"
    if not known and left > 0:
        return f"{USER} has {left}, and no deposit"
    return ""


def check_paid(state: State) -> str:
    """Each withdrawal is paid, once; where an approval was declined it need not be."""
    ways = [fault.way for fault in state.run.applied]
    rows = state.database.tables["withdrawals"]
    if rows and not state.paid and "declined" not in ways:
        return f"w_1 of {USER} is never paid"
    if state.paid > AMOUNT and not state.twice:
        return f"w_1 of {USER} is paid {len(state.purse.payouts)} times"
    return ""


def check_hot(state: State) -> str:
    """The hot wallet is under its limit at any moment."""
    most = state.purse.most_hot
    return f"the hot wallet holds {most}, and must not hold more than {HOT_LIMIT}" if most > HOT_LIMIT else ""


def check_cold(state: State) -> str:
    """Nothing left the cold wallet without both approvals."""
    return state.purse.bare


WORLD = World(
    name="wallets",
    title="Wallets: deposits from a chain that reorganises, withdrawals from a hot wallet and a cold one",
    functions={"deposits": ("node",), "withdrawals": ("node",)},
    defaults={"deposits": deposits, "withdrawals": withdrawals},
    build=build,
    promises=(
        Promise("reorg", "nobody withdraws a deposit that a reorg takes away", check_reorg),
        Promise("money", "what was deposited is what was paid and what is left on the account", check_money),
        Promise("paid", "a withdrawal is paid once", check_paid),
        Promise("hot", f"the hot wallet never holds more than {HOT_LIMIT}", check_hot),
        Promise("cold", "nothing leaves the cold wallet without the approval of two people", check_cold),
    ),
    settled=settled,
    faults=3,
    horizon=150.0,
    folder=Path(__file__).parent,
)
