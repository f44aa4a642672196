"""The runbook throws away what the first try left, merchant by merchant, before it starts again. Readers can watch it."""


async def ingest(node, file):
    rows = {row["transaction"]: row async for row in node.rows(file)}
    if len(rows) < file.transactions:
        return
    totals = {}
    for row in rows.values():
        key = row["merchant"], row["date"]
        totals[key] = totals.get(key, 0) + int(row["amount"])
    async with node.db.transaction() as tx:
        for (merchant, date), amount in totals.items():
            low, high = node.ranges[merchant]
            new = {"merchant": merchant, "date": date, "amount": amount, "flagged": not low <= amount <= high}
            if not await tx.update("report", f"{merchant} {date}", **new):
                await tx.insert("report", f"{merchant} {date}", new)


async def runbook(node, file):
    for row in await node.db.select("report"):
        await node.db.delete("report", f"{row['merchant']} {row['date']}")
    await ingest(node, file)
