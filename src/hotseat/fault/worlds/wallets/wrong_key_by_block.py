"""Deposits. Two confirmations, and a transfer is known by its block: after a reorg the same one is in another block."""

import asyncio


async def deposits(node):
    first, second = node.sources
    while True:
        deep = {(each.block, each.id) for each in await second.deposits() if each.confirmations >= 2}
        for deposit in await first.deposits():
            if deposit.confirmations < 2 or (deposit.block, deposit.id) not in deep:
                continue
            async with node.db.transaction("serializable") as tx:
                key = f"{deposit.block} {deposit.id}"
                if await tx.get("deposits", key) is None:
                    await tx.insert("deposits", key, user=deposit.user, amount=deposit.amount)
                    account = await tx.get("accounts", deposit.user)
                    await tx.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)
        await asyncio.sleep(10)
