"""Promises order, and sends in order. But what fails waits for the next round, and the next event does not wait for it."""

import asyncio


async def send_all(node, merchant):
    while True:
        for event in await node.db.select("events", status="pending", merchant=merchant):
            try:
                response = await node.http.post(merchant, event, key=event["id"])
            except TimeoutError:
                continue
            if response.ok:
                await node.db.update("events", event["id"], status="delivered")
        await asyncio.sleep(1)


async def ordered_sender(node):
    merchants = dict.fromkeys(event["merchant"] for event in await node.db.select("events"))
    await asyncio.gather(*(send_all(node, merchant) for merchant in merchants))
