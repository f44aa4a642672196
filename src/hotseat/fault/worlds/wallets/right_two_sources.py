"""Deposits. Credits what is three deep on both sources, one transaction a deposit, the deposit's id the key."""

import asyncio

CONFIRMATIONS = 3  # reorgs are at most 2 deep


async def deposits(node):
    first, second = node.sources
    while True:
        other = {each.id: each.confirmations for each in await second.deposits()}
        for deposit in await first.deposits():
            confirmations = min(deposit.confirmations, other.get(deposit.id, 0))  # safeguard: the word of both sources | confirmations = deposit.confirmations
            if confirmations >= CONFIRMATIONS:  # safeguard: more confirmations than a reorg is deep
                await credit(node, deposit)
        await asyncio.sleep(10)


async def credit(node, deposit):
    async with node.db.transaction("serializable") as tx:  # safeguard: one transaction | for tx in [node.db]:
        if await tx.get("deposits", deposit.id):  # safeguard: a deposit is credited once
            return
        await tx.insert("deposits", deposit.id, user=deposit.user, amount=deposit.amount)
        account = await tx.get("accounts", deposit.user)
        await tx.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)
