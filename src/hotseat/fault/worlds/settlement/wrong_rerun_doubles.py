"""Stages the rows under running numbers, then publishes. The runbook stages the file again, on top of what the first try left."""

from hotseat.fault.effects.database import UniqueViolation


async def stage(node, file, rows):
    async with node.db.transaction() as tx:
        last = len(await tx.select("staging"))
        for number, row in enumerate(rows.values(), last + 1):
            await tx.insert("staging", number, file=file.name, **row)


async def publish(node, file):
    async with node.db.transaction() as tx:
        totals = {}
        for row in await tx.select("staging", file=file.name):
            key = row["merchant"], row["date"]
            totals[key] = totals.get(key, 0) + int(row["amount"])
        for (merchant, date), amount in totals.items():
            low, high = node.ranges[merchant]
            values = {"merchant": merchant, "date": date, "amount": amount, "flagged": not low <= amount <= high}
            if await tx.get("report", f"{merchant} {date}"):
                await tx.update("report", f"{merchant} {date}", **values)
            else:
                await tx.insert("report", f"{merchant} {date}", values)


async def load(node, file):
    rows = {row["transaction"]: row async for row in node.rows(file)}
    if len(rows) < file.transactions:
        return False
    await stage(node, file, rows)
    await publish(node, file)
    return True


async def ingest(node, file):
    try:
        await node.db.insert("files", file.name, taken_by=node.name)
    except UniqueViolation:
        return
    if not await load(node, file):
        await node.db.delete("files", file.name)


async def runbook(node, file):
    await load(node, file)
