"""A receiver by somebody who reads about the inbox pattern: store the request, answer, and let a worker charge."""

import asyncio


async def work(node, event):
    async with node.db.transaction() as tx:
        row = await tx.get("seen", event)
        if row is None or row["done"]:
            return
        await tx.insert("charges", event, event=event)
        await tx.update("seen", event, done=True)


async def receiver(node, request):
    event = request.body["id"]
    if await node.db.get("seen", event) is None:
        await node.db.insert("seen", event, done=False)
        asyncio.create_task(work(node, event))
    return 200
