"""Withdrawals. Tries a refill again after a timeout, under a new name each time. The first one may have come through."""

import asyncio


async def refill(node, id, amount):
    for attempt in range(1, 4):
        key = f"{id}-{attempt}"
        try:
            if await node.wallets.ask("alice", amount, key=key) and await node.wallets.ask("bea", amount, key=key):
                await node.wallets.refill(amount, key=key)
                return True
        except TimeoutError:
            await asyncio.sleep(1)
    return False


async def withdrawals(node):
    while True:
        for row in await node.db.select("withdrawals", status="requested"):
            await reserve(node, row)
        for row in await node.db.select("withdrawals", status="reserved"):
            held = await node.wallets.hot_balance()
            if held >= row["amount"] or await refill(node, row["id"], 100 - held):
                await node.wallets.pay(row["user"], row["amount"], key=row["id"])
                await node.db.update("withdrawals", row["id"], status="paid")
        await asyncio.sleep(5)


async def reserve(node, row):
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] < row["amount"]:
            await tx.update("withdrawals", row["id"], status="refused")
        else:
            await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
            await tx.update("withdrawals", row["id"], status="reserved")
