"""Withdrawals. Says "paid" before it pays, so as not to pay twice: after a crash it does not pay at all."""

import asyncio


async def withdrawals(node):
    while True:
        for row in await node.db.select("withdrawals", status="requested"):
            await reserve(node, row)
        for row in await node.db.select("withdrawals", status="reserved"):
            if not await fill(node, row):
                continue
            await node.db.update("withdrawals", row["id"], status="paid")
            for _ in range(3):
                try:
                    await node.wallets.pay(row["user"], row["amount"], key=row["id"])
                    break
                except TimeoutError:
                    continue
        await asyncio.sleep(5)


async def fill(node, row):
    held = await node.wallets.hot_balance()
    if held >= row["amount"]:
        return True
    if await node.wallets.ask("alice", 100 - held, key=row["id"]) and await node.wallets.ask("bea", 100 - held, key=row["id"]):
        await node.wallets.refill(100 - held, key=row["id"])
        return True
    return False


async def reserve(node, row):
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] < row["amount"]:
            await tx.update("withdrawals", row["id"], status="refused")
        else:
            await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
            await tx.update("withdrawals", row["id"], status="reserved")
