"""Withdrawals. Looks at the balance, then debits it, for all requests at the same time, at read committed."""

import asyncio

PEOPLE = ("alice", "bea")


async def reserve(node, row):
    async with node.db.transaction() as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] >= row["amount"]:
            await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
            await tx.update("withdrawals", row["id"], status="reserved")
        else:
            await tx.update("withdrawals", row["id"], status="refused")


async def pay(node, row):
    held = await node.wallets.hot_balance()
    if held < row["amount"]:
        answers = [await node.wallets.ask(person, 100 - held, key=row["id"]) for person in PEOPLE]
        if answers != [True, True]:
            return
        await node.wallets.refill(100 - held, key=row["id"])
    await node.wallets.pay(row["user"], row["amount"], key=row["id"])
    await node.db.update("withdrawals", row["id"], status="paid")


async def withdrawals(node):
    while True:
        await asyncio.gather(*[reserve(node, row) for row in await node.db.select("withdrawals", status="requested")])
        for row in await node.db.select("withdrawals", status="reserved"):
            await pay(node, row)
        await asyncio.sleep(5)
