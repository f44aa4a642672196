"""Sender. Takes a lease on each event before it sends, in a serialisable transaction; an expired lease is taken again."""

import asyncio
import time

LEASE = 6.0


async def claim(node, event):
    async with node.db.transaction("serializable") as tx:
        row = await tx.get("events", event["id"])
        if row["status"] == "delivered" or row.get("leased_until", 0) > time.time():
            return False
        await tx.update("events", event["id"], leased_until=time.time() + LEASE)
        return True


async def deliver(node, event):
    try:
        if not await claim(node, event):
            return
        response = await node.http.post(event["merchant"], event, key=event["id"], timeout=LEASE - 1)  # safeguard: a stable key | response = await node.http.post(event["merchant"], event, key=f"{event['id']} {time.time()}", timeout=LEASE - 1)
        if response.ok:  # safeguard: only a 2xx counts
            await node.db.update("events", event["id"], status="delivered")
    except Exception:
        return


async def sender(node):
    while True:
        pending = await node.db.select("events", status="pending")
        await asyncio.gather(*(deliver(node, event) for event in pending))
        await asyncio.sleep(1)
