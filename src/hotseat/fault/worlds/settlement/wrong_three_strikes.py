"""Counts the tries of a file, and after three puts it aside for somebody to look at. Three crashes are three tries."""

TRIES = 3


async def start(node, file):
    async with node.db.transaction("serializable") as tx:
        row = await tx.get("files", file.name)
        if row is None:
            await tx.insert("files", file.name, tries=1)
            return True
        if row["tries"] >= TRIES:
            return False
        await tx.update("files", file.name, tries=row["tries"] + 1)
        return True


async def ingest(node, file):
    if not await start(node, file):
        return
    rows = {}
    async for row in node.rows(file):
        rows[row["transaction"]] = row
    async with node.db.transaction() as tx:
        await tx.delete("files", file.name)
        if len(rows) < file.transactions:
            return
        for merchant, date in dict.fromkeys((row["merchant"], row["date"]) for row in rows.values()):
            amount = sum(int(row["amount"]) for row in rows.values() if (row["merchant"], row["date"]) == (merchant, date))
            low, high = node.ranges[merchant]
            await tx.delete("report", f"{merchant} {date}")
            await tx.insert("report", f"{merchant} {date}", merchant=merchant, date=date, amount=amount, flagged=not low <= amount <= high)


async def runbook(node, file):
    await ingest(node, file)
