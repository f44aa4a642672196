"""Sets the totals from whatever is in the file. A file cut short is on the report until the whole one comes."""

from collections import Counter


async def ingest(node, file):
    amounts = {(row["transaction"], row["merchant"], row["date"]): int(row["amount"]) async for row in node.rows(file)}
    totals = Counter()
    for (_, merchant, date), amount in amounts.items():
        totals[merchant, date] += amount
    async with node.db.transaction() as tx:
        for (merchant, date), amount in totals.items():
            await tx.delete("report", f"{merchant} {date}")
            await tx.insert("report", f"{merchant} {date}", {
                "merchant": merchant,
                "date": date,
                "amount": amount,
                "flagged": amount < node.ranges[merchant][0] or amount > node.ranges[merchant][1],
            })


async def runbook(node, file):
    await ingest(node, file)
