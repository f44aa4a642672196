"""Sends, then records. Each attempt has a key of its own, so the merchant cannot tell a repetition from a new event."""

import asyncio
import uuid


async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            try:
                response = await node.http.post(event["merchant"], event, key=str(uuid.uuid4()))
            except TimeoutError:
                continue
            if response.ok:
                await node.db.update("events", event["id"], status="delivered")
        await asyncio.sleep(1)
