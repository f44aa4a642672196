"""Writes the report, then the flags. A crash between the two, and the runbook finds the file done."""


async def set_flags(node):
    async with node.db.transaction() as tx:
        for row in await tx.select("report"):
            low, high = node.ranges[row["merchant"]]
            await tx.update("report", f"{row['merchant']} {row['date']}", flagged=row["amount"] < low or row["amount"] > high)


async def ingest(node, file):
    rows = {}
    async for row in node.rows(file):
        rows.setdefault(row["transaction"], row)
    if len(rows) < file.transactions:
        return
    totals = {}
    for row in rows.values():
        key = (row["merchant"], row["date"])
        totals[key] = totals.get(key, 0) + int(row["amount"])
    async with node.db.transaction() as tx:
        for (merchant, date), amount in totals.items():
            if not await tx.update("report", f"{merchant} {date}", amount=amount):
                await tx.insert("report", f"{merchant} {date}", merchant=merchant, date=date, amount=amount, flagged=False)
        if not await tx.update("files", file.name, status="done"):
            await tx.insert("files", file.name, status="done")
    await set_flags(node)


async def runbook(node, file):
    if await node.db.get("files", file.name) is None:
        await ingest(node, file)
