"""Deposits. Waits for three confirmations, from one source. The other one is there for when this one is down."""

import asyncio

CONFIRMATIONS = 3


async def deposits(node):
    source, spare = node.sources
    while True:
        try:
            seen = await source.deposits()
        except Exception:
            seen = await spare.deposits()
        for deposit in seen:
            if deposit.confirmations >= CONFIRMATIONS:
                await credit(node, deposit)
        await asyncio.sleep(10)


async def credit(node, deposit):
    async with node.db.transaction("serializable") as tx:
        if await tx.get("deposits", deposit.id):
            return
        account = await tx.get("accounts", deposit.user)
        await tx.insert("deposits", deposit.id, amount=deposit.amount)
        await tx.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)
