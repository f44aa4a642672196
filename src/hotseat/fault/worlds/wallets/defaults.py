"""The world's own halves of a custodian, for the half that a handler does not define."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from hotseat.fault.effects.database import DatabaseError
from hotseat.fault.worlds.wallets.purse import HOT_LIMIT, PEOPLE
from hotseat.fault.worlds.wallets.sources import MAX_REORG

if TYPE_CHECKING:
    from hotseat.fault.run import Node


async def deposits(node: Node) -> None:
    """Credits a deposit once it is deeper than any reorg, on both sources."""
    while True:
        views = [await source.deposits() for source in node.sources]
        deep = [[each.id for each in view if each.confirmations > MAX_REORG] for view in views]
        for deposit in views[0]:
            if all(deposit.id in ids for ids in deep):
                await _credit(node, deposit)
        await asyncio.sleep(10)


async def _credit(node: Node, deposit: Any) -> None:
    async with node.db.transaction("serializable") as tx:
        if await tx.get("deposits", deposit.id) is None:
            account = await tx.get("accounts", deposit.user)
            await tx.insert("deposits", deposit.id, amount=deposit.amount)
            await tx.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)


async def withdrawals(node: Node) -> None:
    """Reserves the money, then pays it, then says so."""
    while True:
        for status, step in (("requested", _reserve), ("reserved", _pay)):
            for row in await node.db.select("withdrawals", status=status):
                with contextlib.suppress(TimeoutError, DatabaseError):
                    await step(node, row)
        await asyncio.sleep(5)


async def _reserve(node: Node, row: dict[str, Any]) -> None:
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] < row["amount"]:
            await tx.update("withdrawals", row["id"], status="refused")
            return
        await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
        await tx.update("withdrawals", row["id"], status="reserved")


async def _pay(node: Node, row: dict[str, Any]) -> None:
    held = await node.wallets.hot_balance()
    if held < row["amount"]:
        amount = HOT_LIMIT - held
        answers = [await node.wallets.ask(person, amount, key=row["id"]) for person in PEOPLE]
        if not all(answers):
            return
        await node.wallets.refill(amount, key=row["id"])
    if await node.wallets.pay(row["user"], row["amount"], key=row["id"]):
        await node.db.update("withdrawals", row["id"], status="paid")
