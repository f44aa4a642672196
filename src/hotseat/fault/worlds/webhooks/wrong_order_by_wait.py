"""Promises order by a head start: each event of an object goes out a moment after the one before, heard or not."""

import asyncio

HEAD_START = 0.2


async def deliver(node, event, place):
    await asyncio.sleep(HEAD_START * place)
    while True:
        try:
            response = await node.http.post(event["merchant"], event, key=event["id"])
        except TimeoutError:
            continue
        if response.ok:
            break
        await asyncio.sleep(1)
    await node.db.update("events", event["id"], status="delivered")


async def ordered_sender(node):
    queues = {}
    for event in await node.db.select("events", status="pending"):
        queues.setdefault(event["object"], []).append(event)
    await asyncio.gather(*(deliver(node, event, place) for queue in queues.values() for place, event in enumerate(queue)))
    await asyncio.Event().wait()
