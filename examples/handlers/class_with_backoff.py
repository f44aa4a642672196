"""A sender in the style of a service class, with exponential backoff and a task group a round."""

import asyncio
import random


class Sender:
    def __init__(self, node):
        self.node = node
        self.failures = {}

    async def deliver(self, event):
        try:
            response = await self.node.http.post(event["merchant"], event, key=event["id"], timeout=3)
            if not response.ok:
                raise RuntimeError(f"status {response.status}")
            await self.node.db.update("events", event["id"], status="delivered")
        except Exception:
            tries = self.failures[event["id"]] = self.failures.get(event["id"], 0) + 1
            await asyncio.sleep(min(2**tries, 8) + random.random())

    async def run(self):
        while True:
            async with asyncio.TaskGroup() as group:
                for event in await self.node.db.select("events", status="pending"):
                    group.create_task(self.deliver(event))
            await asyncio.sleep(0.5)


async def sender(node):
    await Sender(node).run()
