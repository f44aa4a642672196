"""The runbook notes that it has been run before it does its work, so that two people do not do it twice."""


async def load(node, file):
    rows = {row["transaction"]: row async for row in node.rows(file)}
    if len(rows) < file.transactions:
        return
    async with node.db.transaction() as tx:
        for merchant in sorted({row["merchant"] for row in rows.values()}):
            mine = [row for row in rows.values() if row["merchant"] == merchant]
            amount, date = sum(int(row["amount"]) for row in mine), mine[0]["date"]
            low, high = node.ranges[merchant]
            await tx.delete("report", merchant)
            await tx.insert("report", merchant, merchant=merchant, date=date, amount=amount, flagged=not low <= amount <= high)


async def ingest(node, file):
    await load(node, file)


async def runbook(node, file):
    if await node.db.get("files", f"mended {file.name}"):
        return
    await node.db.insert("files", f"mended {file.name}", by=node.name)
    await load(node, file)
