"""Receiver. The mark and the charge are one transaction, and the key of the mark lets only one in."""


async def receiver(node, request):
    event = request.body["id"]
    async with node.db.transaction() as tx:  # safeguard: one transaction | for tx in [node.db]:
        if await tx.get("seen", event) is not None:
            return 200
        try:
            await tx.insert("seen", event, {})  # safeguard: the key of the mark lets only one in | pass
        except Exception:
            return 409
        await tx.insert("charges", f"{event}-{request.time}", event=event)
    return 200
