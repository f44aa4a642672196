"""Adds with an upsert, and looks first whether these transactions are in. Two workers look at the same moment."""

from hotseat.fault.effects.database import UniqueViolation


async def add(tx, key, amount, ranges):
    try:
        await tx.insert("report", " ".join(key), merchant=key[0], date=key[1], amount=0)
    except UniqueViolation:
        pass
    row = await tx.get("report", " ".join(key))
    total = row["amount"] + amount
    await tx.update("report", " ".join(key), amount=total, flagged=not ranges[0] <= total <= ranges[1])


async def ingest(node, file):
    rows = {row["transaction"]: row async for row in node.rows(file)}
    if len(rows) < file.transactions:
        return
    fingerprint = " ".join(sorted(rows))
    if await node.db.get("files", fingerprint):
        return
    async with node.db.transaction() as tx:
        for row in rows.values():
            await add(tx, (row["merchant"], row["date"]), int(row["amount"]), node.ranges[row["merchant"]])
        if not await tx.update("files", fingerprint, name=file.name):
            await tx.insert("files", fingerprint, name=file.name)


runbook = ingest
