"""The hot wallet, the cold wallet and the two people who must agree before the cold one is opened.

Each of them knows a `key` for a repetition: the same key again changes nothing and is answered as the first time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

HOT_LIMIT = 100
PEOPLE = ("alice", "bea")
MOVE_WAYS = ("crash:after", "reply-lost")
ASK_WAYS = ("declined", "no-answer")


@dataclass(slots=True)
class Purse:
    """The money and the approvals. `payouts` are (user, amount, key), in order; `most_hot` is the most that the hot
    wallet ever held, `bare` a sentence about the first cold transfer without its approvals.
    """

    run: Run
    hot: int
    cold: int
    payouts: list[tuple[str, int, str]] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)
    approvals: dict[tuple[str, str], int] = field(default_factory=dict)
    most_hot: int = 0
    bare: str = ""

    def pay(self, user: str, amount: int, key: str) -> bool:
        """Pays from the hot wallet. False if there is not enough in it."""
        if key and key in [known for _, _, known in self.payouts]:
            return True
        if amount > self.hot:
            return False
        self.hot -= amount
        self.payouts.append((user, amount, key))
        self.run.log("hot", "pays", f"{user} {amount}")
        return True

    def refill(self, amount: int, key: str) -> None:
        """Moves money from the cold wallet to the hot one."""
        if key and key in self.moved:
            return
        agreed = [who for who in PEOPLE if self.approvals.get((who, key), 0) >= amount]
        if len(agreed) < len(PEOPLE) and not self.bare:
            missing = next(who for who in PEOPLE if who not in agreed)
            self.bare = f"the refill for {key} leaves the cold wallet, and {missing} has not approved it"
        self.moved[key] = amount
        self.cold -= amount
        self.hot += amount
        self.most_hot = max(self.most_hot, self.hot)
        self.run.log("hot", "holds", str(self.hot))


class Wallets:
    """The purse as one incarnation of a node uses it: `node.wallets`."""

    def __init__(self, purse: Purse, node: Node) -> None:
        self._purse = purse
        self._node = node

    async def hot_balance(self) -> int:
        """What the hot wallet holds."""
        await self._begin()
        return self._purse.hot

    async def pay(self, user: str, amount: int, *, key: str) -> bool:
        """Pays a customer from the hot wallet. False if it does not hold enough; TimeoutError if no answer came."""
        await self._begin()
        way = self._purse.run.choose(self._node.name, "pay", f"{user} {amount}", MOVE_WAYS, seen=key)
        done = self._purse.pay(user, amount, key)
        await self._end(way)
        return done

    async def refill(self, amount: int, *, key: str) -> None:
        """Moves money from cold to hot; every one of the people must have approved this key, for this amount or more.
        The
        vault does not check, it does what it is told. TimeoutError if no answer came.
        """
        await self._begin()
        way = self._purse.run.choose(self._node.name, "refill", f"hot {amount}", MOVE_WAYS, seen=key)
        self._purse.refill(amount, key)
        await self._end(way)

    async def ask(self, person: str, amount: int, *, key: str) -> bool:
        """Asks a person to approve a refill. True for yes, False for no; TimeoutError if there is no answer."""
        await self._begin()
        run = self._purse.run
        way = run.choose(self._node.name, "ask", f"{person} {amount}", ASK_WAYS, seen=key)
        if way == "no-answer":
            await run.pause(5.0)
            raise TimeoutError(f"{person} does not answer")
        if way == "declined":
            return False
        self._purse.approvals[person, key] = max(amount, self._purse.approvals.get((person, key), 0))
        return True

    async def _begin(self) -> None:
        run = self._purse.run
        if not self._node.alive:
            await run.never()
        await run.pause(0.01)

    async def _end(self, way: str) -> None:
        run = self._purse.run
        if way == "crash:after":
            run.crash(self._node.name)
            await run.never()
        if way == "reply-lost":
            await run.pause(5.0)
            raise TimeoutError("no answer in time")
