"""Receiver. Charges, then remembers the event, in two transactions: a crash between them charges twice."""


async def receiver(node, request):
    event = request.body["id"]
    if await node.db.get("seen", event) is None:
        await node.db.insert("charges", f"{event}-{request.time}", event=event)
        await node.db.insert("seen", event, {})
    return 200
