"""Goes on behind the last staged line after a crash, but the set of transactions seen before it was in memory."""

from hotseat.fault.effects.database import UniqueViolation


async def ingest(node, file):
    lines = [row async for row in node.rows(file)]
    if len({row["transaction"] for row in lines}) < file.transactions:
        return
    staged = await node.db.select("staging", file=file.name)
    start = max([row["line"] for row in staged], default=0)
    seen = set()
    for line, row in enumerate(lines[start:], start + 1):
        if row["transaction"] in seen:
            continue
        seen.add(row["transaction"])
        try:
            await node.db.insert("staging", f"{file.name} line {line}", file=file.name, line=line, **row)
        except UniqueViolation:
            pass
    await publish(node, file)


async def publish(node, file):
    async with node.db.transaction() as tx:
        totals = {}
        for row in await tx.select("staging", file=file.name):
            totals.setdefault((row["merchant"], row["date"]), []).append(int(row["amount"]))
        for key, amounts in totals.items():
            least, most = node.ranges[key[0]]
            await tx.delete("report", " ".join(key))
            await tx.insert("report", " ".join(key), merchant=key[0], date=key[1], amount=sum(amounts), flagged=not least <= sum(amounts) <= most)


async def runbook(node, file):
    await ingest(node, file)
