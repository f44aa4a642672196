"""Withdrawals. A withdrawal goes from state to state, one commit each; every move of money bears the withdrawal's id,
so any step may be done again."""

import asyncio

LIMIT = 100
PEOPLE = ("alice", "bea")


async def requested(node, row):
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        if account["balance"] < row["amount"]:  # safeguard: the balance covers it
            await tx.update("withdrawals", row["id"], status="refused")
            return
        await tx.update("accounts", row["user"], balance=account["balance"] - row["amount"])
        await tx.update("withdrawals", row["id"], status="reserved")


async def reserved(node, row):
    key = row["id"]  # safeguard: the withdrawal's id as the key | key = f"{row['id']} {asyncio.get_running_loop().time():.0f}"
    held = await node.wallets.hot_balance()
    if held < row["amount"]:
        agreed = [await node.wallets.ask(person, LIMIT - held, key=key) for person in PEOPLE]
        if not all(agreed):  # safeguard: the approval of both
            return
        await node.wallets.refill(LIMIT - held, key=key)
    if await node.wallets.pay(row["user"], row["amount"], key=key):
        await node.db.update("withdrawals", row["id"], status="paid")


STEPS = {"requested": requested, "reserved": reserved}


async def one(node, row):
    try:
        await STEPS[row["status"]](node, row)
    except Exception:
        return  # the row is where it was, and its turn comes again


async def withdrawals(node):
    while True:
        for status in STEPS:
            for row in await node.db.select("withdrawals", status=status):
                await one(node, row)
        await asyncio.sleep(5)
