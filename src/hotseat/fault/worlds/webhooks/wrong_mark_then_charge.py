"""Receiver. Remembers the event, then charges, in two transactions: a crash between them never charges."""


async def receiver(node, request):
    event = request.body["id"]
    if await node.db.get("seen", event) is None:
        await node.db.insert("seen", event, {})
        await node.db.insert("charges", event, event=event)
    return 200
