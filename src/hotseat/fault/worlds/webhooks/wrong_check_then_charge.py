"""Receiver. One transaction, but read committed: two copies of an event at the same time both find it new."""


async def receiver(node, request):
    event = request.body["id"]
    async with node.db.transaction() as tx:
        known = await tx.select("charges", event=event)
        if not known:
            await tx.insert("charges", f"{event}-{request.time}", event=event)
    return 200
