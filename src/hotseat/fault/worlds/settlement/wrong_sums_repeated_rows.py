"""Sums the rows, and a row that stands in the file twice is summed twice. Counting the rows does not notice."""


class Report:
    def __init__(self):
        self.rows = 0
        self.totals = {}

    def add(self, row):
        self.rows += 1
        key = row["merchant"], row["date"]
        self.totals[key] = self.totals.get(key, 0) + int(row["amount"])

    async def save(self, db, ranges):
        async with db.transaction() as tx:
            for (merchant, date), amount in self.totals.items():
                low, high = ranges[merchant]
                new = {"merchant": merchant, "date": date, "amount": amount, "flagged": not low <= amount <= high}
                if not await tx.update("report", f"{merchant} {date}", **new):
                    await tx.insert("report", f"{merchant} {date}", new)


async def ingest(node, file):
    report = Report()
    async for row in node.rows(file):
        report.add(row)
    if report.rows >= file.transactions:
        await report.save(node.db, node.ranges)


async def runbook(node, file):
    await ingest(node, file)
