"""Receiver. Answers 200 at once and charges in the background: what is only in memory dies with the process."""

import asyncio


async def charge(node, event):
    await asyncio.sleep(0.1)
    async with node.db.transaction() as tx:
        if await tx.get("seen", event) is None:
            await tx.insert("seen", event, {})
            await tx.insert("charges", event, event=event)


async def receiver(node, request):
    asyncio.create_task(charge(node, request.body["id"]))
    return 200
