"""Withdrawals. Keeps a durable tally of approvals: two times yes. Nobody looks whether it was twice the same person."""

import asyncio


async def tally(node, id):
    async with node.db.transaction("serializable") as tx:
        row = await tx.get("transfers", id)
        if row is None:
            await tx.insert("transfers", id, approvals=1)
        else:
            await tx.update("transfers", id, approvals=row["approvals"] + 1)


async def approved(node, id, amount):
    for person in ("alice", "bea"):
        if await node.wallets.ask(person, amount, key=id):
            await tally(node, id)
    row = await node.db.get("transfers", id)
    return row is not None and row["approvals"] >= 2


async def pay(node, row):
    held = await node.wallets.hot_balance()
    if held < row["amount"]:
        if not await approved(node, row["id"], 100 - held):
            return
        await node.wallets.refill(100 - held, key=row["id"])
    await node.wallets.pay(row["user"], row["amount"], key=row["id"])
    await node.db.update("withdrawals", row["id"], status="paid")


async def withdrawals(node):
    while True:
        for row in await node.db.select("withdrawals", status="requested"):
            await reserve(node, row)
        for row in await node.db.select("withdrawals", status="reserved"):
            await pay(node, row)
        await asyncio.sleep(5)


async def reserve(node, row):
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] < row["amount"]:
            await tx.update("withdrawals", row["id"], status="refused")
        else:
            await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
            await tx.update("withdrawals", row["id"], status="reserved")
