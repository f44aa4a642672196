"""The file is the whole truth about its day: read all of it, then set each total, all in one transaction."""

from collections import defaultdict


async def ingest(node, file):
    rows = {}
    async for row in node.rows(file):
        rows[row["transaction"]] = row  # safeguard: a repeated row counts once | rows[len(rows)] = row
    if len(rows) < file.transactions:  # safeguard: a file cut short is left alone
        return
    totals = defaultdict(int)
    for row in rows.values():
        totals[row["merchant"], row["date"]] += int(row["amount"])
    async with node.db.transaction() as tx:  # safeguard: one transaction | for tx in [node.db]:
        for (merchant, date), amount in totals.items():
            least, most = node.ranges[merchant]
            new = dict(merchant=merchant, date=date, amount=amount, flagged=not least <= amount <= most)
            if not await tx.update("report", f"{merchant} {date}", **new):
                await tx.insert("report", f"{merchant} {date}", new)


async def runbook(node, file):
    await ingest(node, file)  # safeguard: the runbook reads the file again
