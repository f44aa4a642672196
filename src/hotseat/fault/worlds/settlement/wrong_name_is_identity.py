"""Adds to the day's totals, and knows a file that it has had by its name. The bank sends it again under another name."""


async def ingest(node, file):
    rows = {}
    async for row in node.rows(file):
        rows[row["transaction"]] = row
    if len(rows) < file.transactions:
        return
    async with node.db.transaction("serializable") as tx:
        if await tx.get("files", file.name) is not None:
            return
        await tx.insert("files", file.name, status="done")
        for row in rows.values():
            key = (row["merchant"], row["date"])
            least, most = node.ranges[row["merchant"]]
            total = await tx.get("report", " ".join(key))
            if total is None:
                amount = int(row["amount"])
                await tx.insert("report", " ".join(key), merchant=key[0], date=key[1], amount=amount, flagged=not least <= amount <= most)
            else:
                amount = total["amount"] + int(row["amount"])
                await tx.update("report", " ".join(key), amount=amount, flagged=not least <= amount <= most)


async def runbook(node, file):
    if await node.db.get("files", file.name) is None:
        await ingest(node, file)
