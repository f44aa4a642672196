"""Two views of one chain. One of them may be behind, or stay on a branch that all others have left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.fault.effects.chain import Block, Chain

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

MAX_REORG = 2
"""The deepest reorg there is."""
ENOUGH = MAX_REORG + 1
"""The number of confirmations that no reorg can take away."""
BEHIND = 2
"""By how many blocks a source that is behind is behind."""
STRAYS_FOR = 2
"""For how many blocks a source stays on a branch that the others have left."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """A transfer to a customer, as a source sees it now. `block` is the hash of the block it is in, `confirmations` is 1
    if that block is the newest.
    """

    id: str
    user: str
    amount: int
    block: str
    height: int
    confirmations: int


class Source:
    """One view. `way` is `fine`, `behind`, or `stray`: from the first reorg on it sees a branch of its own for a while."""

    def __init__(self, run: Run, name: str, way: str) -> None:
        self.run = run
        self.name = name
        self.way = way
        self.blocks: list[Block] = [Block(0, "genesis", "", ())]
        self._astray = -1

    def follow(self, block: Block, chain: list[Block]) -> None:
        """The chain has a new block; one that is no higher than the last is on another branch."""
        tip = self.blocks[-1]
        if self.way == "stray" and self._astray < 0 and block.height <= tip.height:
            self._astray = 0
        if not 0 <= self._astray < STRAYS_FOR:
            self.blocks = list(chain)
        elif block.height > tip.height:
            self._astray += 1
            self.blocks.append(Block(block.height, f"{self.name}-{block.height}", tip.hash, ()))

    def visible(self) -> list[Block]:
        """The blocks that this view knows of."""
        return self.blocks[: max(1, len(self.blocks) - BEHIND)] if self.way == "behind" else self.blocks

    def deposits(self) -> list[Deposit]:
        """Every deposit on this view's branch, oldest first."""
        blocks = self.visible()
        tip = blocks[-1].height
        return [
            Deposit(each.id, each.to, each.amount, block.hash, block.height, tip - block.height + 1)
            for block in blocks
            for each in block.transactions
        ]


class SourceView:
    """A source as one incarnation of a node uses it: `node.sources[0]` and `[1]`."""

    def __init__(self, source: Source, node: Node) -> None:
        self._source = source
        self._node = node
        self._told = ""

    async def height(self) -> int:
        """The height of the newest block that this source knows of."""
        await self._awake()
        return self._source.visible()[-1].height

    async def deposits(self) -> list[Deposit]:
        """Every deposit on the branch that this source believes in, oldest first."""
        await self._awake()
        run = self._source.run
        seen = self._source.deposits()
        if run.record:
            self._tell(", ".join(f"{each.id} {min(each.confirmations, ENOUGH)} deep" for each in seen))
        return seen

    def _tell(self, told: str) -> None:
        if told != self._told:
            self._source.run.log(self._node.name, "see", f"{self._source.name} {told or 'nothing'}")
        self._told = told

    async def _awake(self) -> None:
        if not self._node.alive:
            await self._source.run.never()


class QuietChain(Chain):
    """A chain that may be reorganised only where that takes a transaction away: all other reorgs change nothing."""

    def _mine(self) -> None:
        depth = 0
        for number, block in enumerate(reversed(self.blocks[-MAX_REORG:]), start=1):
            depth = number if block.transactions else depth
        self.max_reorg = depth
        super()._mine()

    def _reorganise(self, depth: int) -> None:
        before = len(self.removed)
        super()._reorganise(depth)
        for each in self.removed[before:]:
            self.run.log(self.name, "drops", f"{each.id} for good")
