"""The 52-step program: two nodes, webhooks with timeouts and retries, a database. The same text runs on every peer."""

import asyncio
import contextlib


class Database:
    def __init__(self, loop):
        self.loop = loop
        self.rows = {}

    def wait(self, delay=0.001):
        future = self.loop.create_future()
        self.loop.call_later(delay, lambda: future.done() or future.set_result(None))
        return future

    async def get(self, key):
        await self.wait()
        return self.rows.get(key)

    async def put(self, key, value):
        await self.wait()
        self.rows[key] = value


class Network:
    def __init__(self, loop):
        self.loop = loop
        self.boxes = {}

    def bind(self, name):
        box = self.boxes[name] = asyncio.Queue()
        return box

    def send(self, to, message, delay=0.01):
        self.loop.call_later(delay, self.boxes[to].put_nowait, message)


async def receiver(network, database, box):
    while True:
        request, amount = await box.get()
        if await database.get(("seen", request)) is None:
            balance = await database.get("balance") or 0
            await database.put("balance", balance + amount)
            await database.put(("seen", request), 1)
        network.send("sender", request)


async def sender(network, box, count):
    for number in range(count):
        for _ in range(3):
            network.send("receiver", (number, 10))
            try:
                async with asyncio.timeout(0.5):
                    while await box.get() != number:
                        pass
                break
            except TimeoutError:
                continue


async def main(count=4):
    loop = asyncio.get_running_loop()
    network, database = Network(loop), Database(loop)
    to_receiver, to_sender = network.bind("receiver"), network.bind("sender")
    task = loop.create_task(receiver(network, database, to_receiver))
    await sender(network, to_sender, count)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert database.rows["balance"] == 10 * count
    return database.rows["balance"]
