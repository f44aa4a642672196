"""Every transaction is staged under its own id, row by row, so that a second try goes on where the first one stopped.
The report is made from the staging table, in one transaction, once the bank's count is reached."""

from hotseat.fault.effects.database import UniqueViolation


class Day:
    def __init__(self, node, date):
        self.node, self.date = node, date

    async def stage(self, row):
        try:
            await self.node.db.insert("staging", row["transaction"], row)  # safeguard: the transaction's id as the key | await self.node.db.insert("staging", (row["transaction"], self.node.name, self.node.incarnation), row)
        except UniqueViolation:
            pass

    async def publish(self):
        async with self.node.db.transaction("serializable") as tx:
            totals = {}
            for row in await tx.select("staging", date=self.date):
                totals[row["merchant"]] = totals.get(row["merchant"], 0) + int(row["amount"])
            for row in await tx.select("report", date=self.date):
                await tx.delete("report", f"{row['merchant']} {self.date}")
            for merchant, amount in totals.items():
                low, high = self.node.ranges[merchant]
                await tx.insert("report", f"{merchant} {self.date}", merchant=merchant, date=self.date, amount=amount, flagged=amount < low or amount > high)


async def ingest(node, file):
    ids = set()
    async for row in node.rows(file):
        ids.add(row["transaction"])
        day = Day(node, row["date"])
        await day.stage(row)
    if len(ids) == file.transactions:  # safeguard: nothing is published before the bank's count is reached
        await day.publish()


runbook = ingest  # safeguard: the runbook goes on with the file
