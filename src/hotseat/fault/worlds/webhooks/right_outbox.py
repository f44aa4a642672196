"""Sender. The table of events is the outbox, one task a merchant, the event's id the key: send, then record."""

import asyncio


async def deliver(node, merchant):
    while True:
        for event in await node.db.select("events", status="pending", merchant=merchant):
            try:
                response = await node.http.post(merchant, event, key=event["id"])  # safeguard: a stable key | response = await node.http.post(merchant, event, key=f"{event['id']} {asyncio.get_running_loop().time()}")
            except TimeoutError:
                continue
            if not response.ok:  # safeguard: only a 2xx counts
                continue
            try:
                await node.db.update("events", event["id"], status="delivered")
            except Exception:
                continue
        await asyncio.sleep(1)


async def sender(node):
    merchants = sorted({event["merchant"] for event in await node.db.select("events")})
    await asyncio.gather(*(deliver(node, merchant) for merchant in merchants))
