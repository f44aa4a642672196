"""Deposits. Waits as it should, on both sources, but knows only in memory what it has credited."""

import asyncio


class Crediter:
    def __init__(self, node):
        self.node = node
        self.credited = set()

    async def tick(self):
        views = [{each.id: each for each in await source.deposits()} for source in self.node.sources]
        for id in views[0].keys() & views[1].keys():
            if id not in self.credited and all(view[id].confirmations >= 3 for view in views):
                self.credited.add(id)
                await self.credit(views[0][id])

    async def credit(self, deposit):
        async with self.node.db.transaction("serializable") as tx:
            account = await tx.get("accounts", deposit.user)
            await tx.update("accounts", deposit.user, balance=account["balance"] + deposit.amount)


async def deposits(node):
    crediter = Crediter(node)
    while True:
        await crediter.tick()
        await asyncio.sleep(10)
