"""Deposits. Notes that a deposit is dealt with, then changes the account: a crash between the two keeps the money."""

import asyncio


async def deposits(node):
    while True:
        confirmed = [{each.id for each in await source.deposits() if each.confirmations > 2} for source in node.sources]
        for deposit in await node.sources[0].deposits():
            if deposit.id in confirmed[0] & confirmed[1] and not await node.db.get("deposits", deposit.id):
                await node.db.insert("deposits", deposit.id, user=deposit.user, amount=deposit.amount)
                account = await node.db.get("accounts", deposit.user)
                await node.db.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)
        await asyncio.sleep(10)
