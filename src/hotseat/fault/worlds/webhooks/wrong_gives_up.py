"""Counts attempts durably and gives up after five: an outage eats four of them, and one lost request the last."""

import asyncio


async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            attempts = event.get("attempts", 0)
            if attempts == 5:
                await node.db.update("events", event["id"], status="delivered", note="gave up")
                continue
            await node.db.update("events", event["id"], attempts=attempts + 1)
            try:
                response = await node.http.post(event["merchant"], event, key=event["id"])
            except TimeoutError:
                continue
            if response.ok:
                await node.db.update("events", event["id"], status="delivered")
        await asyncio.sleep(1)
