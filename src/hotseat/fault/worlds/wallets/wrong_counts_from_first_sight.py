"""Deposits. Notes the height at which it first saw a deposit, and credits two blocks later without looking again."""

import asyncio

SEEN, CREDITED = "seen", "credited"


async def note(node, source):
    for deposit in await source.deposits():
        if await node.db.get("deposits", deposit.id) is None:
            await node.db.insert("deposits", deposit.id, id=deposit.id, user=deposit.user, amount=deposit.amount, height=deposit.height, status=SEEN)


async def credit(node, row):
    async with node.db.transaction("serializable") as tx:
        account = await tx.get("accounts", row["user"])
        await tx.update("accounts", row["user"], balance=account["balance"] + row["amount"])
        await tx.update("deposits", row["id"], status=CREDITED)


async def deposits(node):
    while True:
        await note(node, node.sources[0])
        tip = min([await source.height() for source in node.sources])
        for row in await node.db.select("deposits", status=SEEN):
            if tip - row["height"] + 1 >= 3:
                await credit(node, row)
        await asyncio.sleep(10)
