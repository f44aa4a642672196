"""A blockchain: blocks one after the other, until a longer branch takes the last few away.

Every `block_time` seconds the world mines what is in the pool. Each block is a choice point: `reorg:d` replaces the
last d
blocks by d + 1 others, in which the transactions marked `double_spend` are missing for good and all others are mined
again.
A node reads through its own view, which may lag. A read has `stale`: the answer is `lag` blocks old. A submission has
`crash:after`
and `lost`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotseat.fault.effects.network import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotseat.fault.run import Node, Run


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transfer. `id` names it, `double_spend` says that a reorg takes it away for good."""

    id: str
    to: str
    amount: int
    sender: str = ""
    double_spend: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block. `hash` differs between branches of the same `height`."""

    height: int
    hash: str
    parent: str
    transactions: tuple[Transaction, ...]


class Chain:
    """One chain. It mines `blocks` blocks, `block_time` seconds apart; a reorg is at most `max_reorg` deep."""

    def __init__(
        self,
        run: Run,
        *,
        name: str = "chain",
        block_time: float = 10.0,
        blocks: int = 12,
        max_reorg: int = 2,
        lag: int = 1,
        on_block: Callable[[Block], None] | None = None,
    ) -> None:
        self.run = run
        self.name = name
        self.block_time = block_time
        self.left = blocks
        self.max_reorg = max_reorg
        self.lag = lag
        self.on_block = on_block
        self.pool: list[Transaction] = []
        self.blocks: list[Block] = [Block(0, f"{name}-0a", "", ())]
        self.removed: list[Transaction] = []
        self._branch = 0
        run.after(block_time, self._mine)

    def view(self, node: Node) -> ChainView:
        """The chain as `node` sees it."""
        return ChainView(self, node)

    def submit(self, transaction: Transaction) -> None:
        """Puts a transaction into the pool, from the world's side; one that is there or mined already is ignored."""
        known = [*self.pool, *(each for block in self.blocks for each in block.transactions)]
        if transaction.id not in [each.id for each in known]:
            self.pool.append(transaction)

    def confirmed(self, transaction_id: str, *, height: int | None = None) -> int:
        """Confirmations of a transaction, 1 for the block it is in, 0 if it is in none up to `height`."""
        top = self.blocks[-1].height if height is None else height
        for block in self.blocks[: top + 1]:
            if transaction_id in [each.id for each in block.transactions]:
                return top - block.height + 1
        return 0

    def _mine(self) -> None:
        depth = min(self.max_reorg, len(self.blocks) - 1)
        ways = tuple(f"reorg:{each}" for each in range(1, depth + 1))
        way = self.run.choose(self.name, "block", str(self.blocks[-1].height + 1), ways)
        if way.startswith("reorg"):
            self._reorganise(int(way.partition(":")[2]))
        self._append()
        self.left -= 1
        if self.left > 0:
            self.run.after(self.block_time, self._mine)

    def _reorganise(self, depth: int) -> None:
        gone = self.blocks[-depth:]
        del self.blocks[-depth:]
        self._branch += 1
        orphans = [each for block in gone for each in block.transactions]
        self.removed += [each for each in orphans if each.double_spend]
        self.pool = [each for each in orphans if not each.double_spend] + self.pool
        self.run.log(self.name, "reorg", f"the last {depth}")
        for _ in range(depth):
            self._append()

    def _append(self) -> None:
        parent = self.blocks[-1]
        height = parent.height + 1
        block = Block(height, f"{self.name}-{height}{chr(ord('a') + self._branch)}", parent.hash, tuple(self.pool))
        self.pool = []
        self.blocks.append(block)
        if self.on_block is not None:
            self.on_block(block)


class ChainView:
    """The chain as one incarnation of a node sees it."""

    def __init__(self, chain: Chain, node: Node, latency: float = 0.05) -> None:
        self._chain = chain
        self._node = node
        self._latency = latency

    async def height(self) -> int:
        """The height of the newest block that this node knows of."""
        way = await self._read("height")
        chain = self._chain
        return max(0, chain.blocks[-1].height - (chain.lag if way == "stale" else 0))

    async def block(self, height: int) -> Block | None:
        """The block of this height on the branch that counts now, or None."""
        await self._pause()
        blocks = self._chain.blocks
        return blocks[height] if 0 <= height < len(blocks) else None

    async def confirmations(self, transaction_id: str) -> int:
        """How many blocks confirm the transaction now; 0 for one that is in no block."""
        way = await self._read(f"confirmations {describe(transaction_id)}")
        chain = self._chain
        top = chain.blocks[-1].height - (chain.lag if way == "stale" else 0)
        return chain.confirmed(transaction_id, height=max(0, top))

    async def submit(self, transaction: Transaction) -> None:
        """Broadcasts a transaction; the same `id` again changes nothing."""
        await self._pause()
        way = self._chain.run.choose(
            self._node.name, "submit", f"{self._chain.name} {describe(transaction.id)}", ("crash:after", "lost")
        )
        if way != "lost":
            self._chain.submit(transaction)
        if way == "crash:after":
            self._chain.run.crash(self._node.name)
            await self._chain.run.never()

    async def _read(self, what: str) -> str:
        await self._pause()
        way: Any = self._chain.run.choose(self._node.name, "read", f"{self._chain.name} {what}", ("stale",))
        return str(way)

    async def _pause(self) -> None:
        if not self._node.alive:
            await self._chain.run.never()
        await self._chain.run.pause(self._latency)
