"""Sends once and takes whatever comes back for success."""

import asyncio


async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            try:
                await node.http.post(event["merchant"], event, key=event["id"])
            except TimeoutError:
                pass
            await node.db.update("events", event["id"], status="delivered")
        await asyncio.sleep(1)
