"""Locks the file while it works on it. The lock outlives the worker, and the runbook respects it."""

from hotseat.fault.effects.database import UniqueViolation


async def ingest(node, file):
    rows = {row["transaction"]: row async for row in node.rows(file)}
    if len(rows) < file.transactions:
        return
    try:
        await node.db.insert("files", file.name, status="running")
    except UniqueViolation:
        return
    totals = {}
    for row in rows.values():
        key = row["merchant"], row["date"]
        totals[key] = totals.get(key, 0) + int(row["amount"])
    async with node.db.transaction() as tx:
        for key, amount in totals.items():
            low, high = node.ranges[key[0]]
            await tx.delete("report", " ".join(key))
            await tx.insert("report", " ".join(key), merchant=key[0], date=key[1], amount=amount, flagged=not low <= amount <= high)
        await tx.delete("files", file.name)


async def runbook(node, file):
    lock = await node.db.get("files", file.name)
    if lock and lock["status"] == "running":
        return  # somebody is on it
    await ingest(node, file)
