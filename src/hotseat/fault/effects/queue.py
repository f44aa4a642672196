"""An at-least-once queue, as SQS and its like are: what is not acknowledged in time comes again.

A received message is invisible for `visibility_timeout` seconds; acknowledged within them it is gone, otherwise it is
delivered again. After `max_receives` deliveries it goes to the dead letters. Ways to go wrong:

    put          crash:after, lost (the call fails with QueueError), duplicate (two messages)
    receive      crash:after, duplicate (a second consumer gets it too)
    acknowledge  crash:after, lost (not acknowledged, and nobody is told)
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotseat.fault.effects.network import describe

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from hotseat.fault.run import Node, Run

PUT_WAYS = ("crash:after", "lost", "duplicate")
RECEIVE_WAYS = ("crash:after", "duplicate")
ACK_WAYS = ("crash:after", "lost")


class QueueError(Exception):
    """The queue did not take the message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A delivery. `receipt` is to be acknowledged, `receives` counts the deliveries of this message, from 1."""

    body: Any
    receipt: int
    receives: int


@dataclass(slots=True)
class _Entry:
    number: int
    body: Any
    receives: int = 0
    receipt: int = -1
    gone: bool = False
    put: int = -1


class Queue:
    """One queue. `messages` are in it from the start; times are in seconds."""

    def __init__(
        self,
        run: Run,
        *,
        name: str = "queue",
        messages: Iterable[Any] = (),
        visibility_timeout: float = 30.0,
        max_receives: int = 5,
        latency: float = 0.005,
    ) -> None:
        self.run = run
        self.name = name
        self.visibility_timeout = visibility_timeout
        self.max_receives = max_receives
        self.latency = latency
        self.dead_letters: list[Any] = []
        self._visible: deque[_Entry] = deque()
        self._taken: dict[int, _Entry] = {}
        self._waiting: deque[tuple[Node, asyncio.Future[None]]] = deque()
        self._number = 0
        for body in messages:
            self.add(body)

    def __len__(self) -> int:
        """Messages that are waiting or invisible."""
        return len(self._visible) + len({entry.number for entry in self._taken.values() if not entry.gone})

    def add(self, body: Any) -> None:
        """Puts a message in, from the world's side: nothing can go wrong."""
        self._number += 1
        self._visible.append(_Entry(self._number, body, put=self.run.last()))
        self._wake()

    def consumer(self, node: Node) -> Consumer:
        """The queue as `node` uses it."""
        return Consumer(self, node)

    def take(self) -> tuple[_Entry, Message] | None:
        """The next visible message, made invisible for a while; None if there is none."""
        while self._visible:
            entry = self._visible.popleft()
            if entry.receives >= self.max_receives:
                entry.gone = True
                self.dead_letters.append(entry.body)
                continue
            entry.receives += 1
            self._number += 1
            entry.receipt = self._number
            self._taken[entry.receipt] = entry
            self.run.after(self.visibility_timeout, self._expire, entry.receipt)
            return entry, Message(entry.body, entry.receipt, entry.receives)
        return None

    def settle(self, receipt: int) -> None:
        """Removes the message that was delivered with `receipt`; a receipt that has expired removes nothing."""
        entry = self._taken.pop(receipt, None)
        if entry is not None:
            entry.gone = True

    def wait_for_message(self, node: Node) -> asyncio.Future[None]:
        """A future that is done when there may be a message."""
        future = self.run.future()
        self._waiting.append((node, future))
        return future

    def _expire(self, receipt: int) -> None:
        entry = self._taken.pop(receipt, None)
        if entry is not None and not entry.gone:
            self._visible.append(entry)
            self._wake()

    def _wake(self) -> None:
        while self._waiting:
            node, future = self._waiting.popleft()
            if node.alive and not future.done():
                future.set_result(None)
                return


class Consumer:
    """The queue as one incarnation of a node uses it."""

    def __init__(self, queue: Queue, node: Node) -> None:
        self._queue = queue
        self._node = node

    async def put(self, body: Any) -> None:
        """Adds a message. Raises QueueError if the queue did not take it."""
        way = await self._begin("put", describe(body), PUT_WAYS)
        if way == "lost":
            raise QueueError("the queue did not take the message")
        self._queue.add(body)
        if way == "duplicate":
            self._queue.add(body)
        await self._end(way)

    async def receive(self) -> Message:
        """Waits for the next message."""
        queue = self._queue
        if not self._node.alive:
            await queue.run.never()
        while (taken := queue.take()) is None:
            await queue.wait_for_message(self._node)
        entry, message = taken
        way = await self._begin("receive", describe(message.body), RECEIVE_WAYS, after=(entry.put,))
        if way == "duplicate":
            queue.add(entry.body)
        await self._end(way)
        return message

    async def acknowledge(self, message: Message) -> None:
        """Says that the message is dealt with and must not come again."""
        way = await self._begin("acknowledge", describe(message.body), ACK_WAYS)
        if way != "lost":
            self._queue.settle(message.receipt)
        await self._end(way)

    async def _begin(self, kind: str, what: str, ways: tuple[str, ...], *, after: tuple[int, ...] = ()) -> str:
        run = self._queue.run
        if not self._node.alive:
            await run.never()
        await run.pause(self._queue.latency)
        if run.track:
            await run.turn(self._node, "write", self._queue.name, self._queue.name)
        return run.choose(self._node.name, kind, f"{self._queue.name} {what}".strip(), ways, after=after)

    async def _end(self, way: str) -> None:
        if way == "crash:after":
            self._queue.run.crash(self._node.name)
            await self._queue.run.never()
