"""Receiver. Remembers in memory which events it has had: a restart forgets them all."""

seen = set()


async def receiver(node, request):
    event = request.body["id"]
    if event not in seen:
        await node.db.insert("charges", f"{event}-{request.time}", event=event)
        seen.add(event)
    return 200
