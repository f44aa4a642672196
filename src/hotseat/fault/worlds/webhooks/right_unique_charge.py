"""Receiver. No memory of events at all: the charge itself has the event's id for its key, and a repetition is refused by it."""


async def receiver(node, request):
    event = request.body["id"]
    if await node.db.get("charges", event) is None:
        try:
            await node.db.insert("charges", event, event=event)  # safeguard: the event's id as the key | await node.db.insert("charges", f"{event}-{request.time}", event=event)
        except Exception:
            return 500
    return 200
