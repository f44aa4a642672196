"""Withdrawals. Every try has a key of its own, so the wallet cannot tell the second try from a second payment."""

import asyncio
import uuid

LIMIT = 100


async def withdrawals(node):
    while True:
        for row in await node.db.select("withdrawals", status="requested"):
            await reserve(node, row)
        for row in await node.db.select("withdrawals", status="reserved"):
            held = await node.wallets.hot_balance()
            if held < row["amount"] and not await refill(node, LIMIT - held):
                continue
            await node.wallets.pay(row["user"], row["amount"], key=str(uuid.uuid4()))
            await node.db.update("withdrawals", row["id"], status="paid")
        await asyncio.sleep(5)


async def refill(node, amount):
    key = str(uuid.uuid4())
    for person in ("alice", "bea"):
        if not await node.wallets.ask(person, amount, key=key):
            return False
    await node.wallets.refill(amount, key=key)
    return True


async def reserve(node, row):
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] < row["amount"]:
            await tx.update("withdrawals", row["id"], status="refused")
        else:
            await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
            await tx.update("withdrawals", row["id"], status="reserved")
