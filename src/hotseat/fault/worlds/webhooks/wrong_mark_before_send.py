"""Records the event as delivered, then sends it: a crash between the two loses it."""

import asyncio


async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            await node.db.update("events", event["id"], status="delivered")
            for _ in range(10):
                try:
                    response = await node.http.post(event["merchant"], event, key=event["id"])
                except TimeoutError:
                    continue
                if response.ok:
                    break
                await asyncio.sleep(2)
        await asyncio.sleep(1)
