"""A receiver that leans on the database: one serialisable transaction, tried again until it goes through."""


async def receiver(node, request):
    event = request.body["id"]
    for _ in range(5):
        try:
            async with node.db.transaction("serializable") as tx:
                if not await tx.select("charges", event=event):
                    await tx.insert("charges", f"{event} at {request.time}", event=event)
            return 200
        except Exception:
            continue
    return 503
