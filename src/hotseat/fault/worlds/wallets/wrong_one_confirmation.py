"""Deposits. Credits what is in a block on either source: a block is a block."""

import asyncio


async def deposits(node):
    while True:
        for source in node.sources:
            for deposit in await source.deposits():
                await credit(node, deposit)
        await asyncio.sleep(10)


async def credit(node, deposit):
    async with node.db.transaction("serializable") as tx:
        if await tx.get("deposits", deposit.id):
            return
        account = await tx.get("accounts", deposit.user)
        await tx.insert("deposits", deposit.id, amount=deposit.amount)
        await tx.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)
