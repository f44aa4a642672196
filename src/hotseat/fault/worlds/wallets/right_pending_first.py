"""Deposits. Shows a deposit as pending from the first block on, as customers like it. A second step, which looks at
both sources again each time, makes it money once it is deep enough, or drops it when it is gone from both."""

import asyncio


async def note(node, views):
    for deposit in {each.id: each for view in views for each in view.values()}.values():
        if await node.db.get("deposits", deposit.id) is None:
            await node.db.insert("deposits", deposit.id, id=deposit.id, user=deposit.user, amount=deposit.amount, status="pending")


async def judge(node, row, views):
    depths = [view[row["id"]].confirmations if row["id"] in view else 0 for view in views]
    if max(depths) == 0:
        await node.db.delete("deposits", row["id"])
    elif min(depths) >= 3:  # safeguard: deeper than a reorg, on both sources | elif max(depths) >= 3:
        async with node.db.transaction("serializable") as tx:  # safeguard: one transaction | for tx in [node.db]:
            account = await tx.get("accounts", row["user"])
            await tx.update("accounts", row["user"], balance=account["balance"] + row["amount"])
            await tx.update("deposits", row["id"], status="credited")


async def deposits(node):
    while True:
        views = [{each.id: each for each in await source.deposits()} for source in node.sources]
        await note(node, views)
        for row in await node.db.select("deposits", status="pending"):
            await judge(node, row, views)
        await asyncio.sleep(10)
