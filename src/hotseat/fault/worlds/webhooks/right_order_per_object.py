"""Promises order. One queue an object: its next event is sent when the one before it is known to have arrived."""

import asyncio


async def deliver(node, event):
    try:
        response = await node.http.post(event["merchant"], event, key=event["id"])  # safeguard: a stable key | response = await node.http.post(event["merchant"], event, key=f"{event['id']} {asyncio.get_running_loop().time()}")
        if response.ok:
            await node.db.update("events", event["id"], status="delivered")
        return response.ok
    except Exception:
        return False


async def drain(node, object):
    for event in await node.db.select("events", status="pending", object=object):
        delivered = await deliver(node, event)
        if not delivered:  # safeguard: what has failed holds back what comes after it
            return


async def ordered_sender(node):
    while True:
        objects = dict.fromkeys(event["object"] for event in await node.db.select("events", status="pending"))
        await asyncio.gather(*(drain(node, object) for object in objects))
        await asyncio.sleep(1)
