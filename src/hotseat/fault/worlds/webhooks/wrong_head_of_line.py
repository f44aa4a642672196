"""Stays with one event until it is through: while one merchant is down, all others wait."""

import asyncio


async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            while True:
                try:
                    response = await node.http.post(event["merchant"], event, key=event["id"])
                except TimeoutError:
                    continue
                if response.ok:
                    break
                await asyncio.sleep(1)
            await node.db.update("events", event["id"], status="delivered")
        await asyncio.sleep(1)
