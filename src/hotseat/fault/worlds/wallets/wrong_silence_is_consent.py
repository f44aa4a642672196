"""Withdrawals. A person who does not answer has no objection, or so it takes it: customers do not like to wait."""

import asyncio


async def agrees(node, person, amount, id):
    try:
        return await node.wallets.ask(person, amount, key=id)
    except TimeoutError:
        return True


async def pay(node, row):
    held = await node.wallets.hot_balance()
    if held < row["amount"]:
        if not (await agrees(node, "alice", 100 - held, row["id"]) and await agrees(node, "bea", 100 - held, row["id"])):
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
