"""Receiver. Forgets an event after five seconds, but the sender may repeat it later than that."""

import time


async def receiver(node, request):
    event = request.body["id"]
    async with node.db.transaction() as tx:
        row = await tx.get("seen", event)
        if row is not None and time.time() - row["at"] < 5.0:
            return 200
        if row is None:
            await tx.insert("seen", event, at=time.time())
        else:
            await tx.update("seen", event, at=time.time())
        await tx.insert("charges", f"{event}-{request.time}", event=event)
    return 200
