"""A network: requests that are answered, and one-way messages.

A caller never learns more than a real one would. When a request times out it may have been lost, its reply may have
been lost, or it may still arrive: the three look the same from here, and that is where most webhook bugs live.

    lost         the request never arrives; the caller waits until its timeout
    reply-lost   processed, but the reply never arrives: "timed out, and yet it happened"
    duplicate    arrives twice, half a millisecond apart, so that both are being dealt with at once
    late         arrives after the caller has given up
    error        answered with status 500 and not processed
    crash:after  the caller crashes once the request is on its way
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Mapping

    from hotseat.fault.run import Node, Run

REQUEST_WAYS = ("crash:after", "lost", "reply-lost", "duplicate", "late", "error")
MESSAGE_WAYS = ("crash:after", "lost", "duplicate", "late")


@dataclass(frozen=True, slots=True)
class Request:
    """What a server gets. `key` is the sender's idempotency key, or an empty string; `time` the virtual time of
    arrival in seconds.
    """

    sender: str
    body: Any
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class Response:
    """What a caller gets back. `ok` is true for 2xx."""

    status: int
    body: Any = None

    @property
    def ok(self) -> bool:
        """Is it a 2xx?"""
        return 200 <= self.status < 300


Server = "Callable[[Request], Awaitable[object]]"


class Network:
    """All nodes' network. `latency` is the time of one way in seconds, `ways` what can go wrong with a request."""

    def __init__(
        self,
        run: Run,
        *,
        latency: float = 0.01,
        ways: tuple[str, ...] = REQUEST_WAYS,
        message_ways: tuple[str, ...] = MESSAGE_WAYS,
    ) -> None:
        self.run = run
        self.latency = latency
        self.ways = ways
        self.message_ways = message_ways
        self.servers: dict[str, tuple[Node | None, Callable[[Request], Awaitable[object]]]] = {}
        self.asking: dict[asyncio.Future[Response], tuple[Node, str]] = {}
        run.on_crash.append(self._hang_up)
        self.boxes: dict[str, tuple[Node, asyncio.Queue[Any]]] = {}

    def _hang_up(self, node: Node) -> None:
        for answer in [answer for answer, (asker, _) in self.asking.items() if asker is node]:
            del self.asking[answer]
            answer.cancel()

    def serve(self, name: str, handle: Callable[[Request], Awaitable[object]], *, node: Node | None = None) -> None:
        """Answers requests to `name` with `handle`, which returns a status, or a Response. Without `node` the party
        never crashes.
        """
        self.servers[name] = (node, handle)

    def client(self, node: Node, *, ways: tuple[str, ...] | None = None) -> Client:
        """The network as `node` uses it."""
        return Client(self, node, self.ways if ways is None else ways)

    def carry(
        self, delay: float, request: Request, to: str, answer: asyncio.Future[Response] | None, cause: int
    ) -> None:
        """The request is on its way to `to` for `delay` seconds."""
        run, path, what = self.run, "", ""
        if run.track:
            path, what = run.child_path(), f"{request.sender} {describe(request.body)}".strip()
        run.send(delay, to, what, path, self.deliver, request, to, answer, cause, path)

    def deliver(
        self, request: Request, to: str, answer: asyncio.Future[Response] | None, cause: int, path: str = ""
    ) -> None:
        """The request arrives at `to`, or finds nobody there. `path` is the path of the task that serves it."""
        node, handle = self.servers.get(to, (None, None))
        if handle is None or (node is not None and not node.alive):
            self.run.log(to, "refused", describe(request.body), cause=cause)
            self._reply(answer, Response(503), to, request)
            return
        arrived = Request(request.sender, request.body, request.key, request.headers, self.run.loop.now)
        if self.run.record:
            self.run.log(to, "receive", describe(request.body), cause=cause)
        program = self._serve(handle, arrived, answer, to, node)
        self.run.loop.next_path = path
        if node is None:
            self.run.loop.create_task(program)
        else:
            node.spawn(program)

    async def _serve(
        self,
        handle: Callable[[Request], Awaitable[object]],
        request: Request,
        answer: asyncio.Future[Response] | None,
        name: str,
        node: Node | None,
    ) -> None:
        try:
            result = await handle(request)
        except Exception as error:
            if node is None:
                raise
            self.run.died.append((name, error))
            result = 500
        response = result if isinstance(result, Response) else Response(result if isinstance(result, int) else 200)
        if node is not None:
            what = f"{request.sender} {describe(request.body)}".strip()
            way = self.run.choose(name, "answer", what, ("crash:after",))
            self._reply(answer, response, name, request)
            if way == "crash:after":
                self.run.crash(name)
            return
        self._reply(answer, response, name, request)

    def _reply(
        self, answer: asyncio.Future[Response] | None, response: Response, sender: str, request: Request
    ) -> None:
        if answer is not None:
            run = self.run
            about = f"{response.status} {describe(request.body)}".strip() if run.record or run.track else ""
            number = run.log(sender, "reply", about, to=request.sender)
            _, path = self.asking.get(answer, (None, ""))
            whither = (self.latency, request.sender, f"{sender} {about}", path)
            self.run.send(*whither, self._answered, answer, response, request.sender, number)

    def _answered(self, answer: asyncio.Future[Response], response: Response, to: str, cause: int) -> None:
        if not answer.done():
            self.run.log(to, "answer", str(response.status), cause=cause)
            answer.set_result(response)


class Client:
    """The network as one incarnation of a node uses it: `node.http`."""

    def __init__(self, network: Network, node: Node, ways: tuple[str, ...]) -> None:
        self._network = network
        self._node = node
        self._ways = ways

    async def post(
        self, to: str, body: Any, *, key: str = "", headers: Mapping[str, str] | None = None, timeout: float = 5.0
    ) -> Response:
        """Sends a request and waits for its answer. `timeout` is in seconds. Raises TimeoutError when no answer came
        in time.
        """
        network, node, run = self._network, self._node, self._network.run
        if not node.alive:
            await run.never()
        way = run.choose(node.name, "post", f"{to} {describe(body)}".strip(), self._ways)
        cause = run.last()
        answer: asyncio.Future[Response] = run.future()
        network.asking[answer] = (node, run.path())
        request = Request(node.name, body, key, headers or {})
        if way == "error":
            run.after(2 * network.latency, network._answered, answer, Response(500), node.name, cause)  # noqa: SLF001
        elif way != "lost":
            delay = timeout + 1.0 if way == "late" else network.latency
            network_answer = None if way in ("reply-lost", "late") else answer
            network.carry(delay, request, to, network_answer, cause)
            if way == "duplicate":
                network.carry(delay + 0.0005, request, to, None, cause)
        if way == "crash:after":
            run.crash(node.name)
            await run.never()
        return await self._answer(answer, timeout)

    async def _answer(self, answer: asyncio.Future[Response], timeout: float) -> Response:
        run = self._network.run
        timer = run.loop.wake_after(timeout, _expire, answer)
        try:
            return await answer
        finally:
            timer.cancel()
            self._network.asking.pop(answer, None)

    async def send(self, to: str, body: Any) -> None:
        """Sends a message that is not answered, to the box of the node `to`."""
        network, node, run = self._network, self._node, self._network.run
        if not node.alive:
            await run.never()
        way = run.choose(node.name, "send", f"{to} {describe(body)}".strip(), network.message_ways)
        cause = run.last()
        what = f"{node.name} {describe(body)}".strip()
        delays = {"lost": (), "late": (7.0,), "duplicate": (network.latency, network.latency + 0.5)}
        for delay in delays.get(way, (network.latency,)):
            run.send(delay, to, what, run.child_path(), self._arrive, to, body, cause)
        if way == "crash:after":
            run.crash(node.name)
        await run.pause(0.0)

    async def receive(self) -> Any:
        """The next message sent to this node. What is in the box of a node that crashes is lost."""
        import asyncio

        boxes = self._network.boxes
        if self._node.name not in boxes or boxes[self._node.name][0] is not self._node:
            boxes[self._node.name] = (self._node, asyncio.Queue())
        return await boxes[self._node.name][1].get()

    def _arrive(self, to: str, body: Any, cause: int) -> None:
        import asyncio

        run = self._network.run
        node = run.nodes.get(to)
        if node is None or not node.alive:
            run.log(to, "refused", describe(body), cause=cause)
            return
        run.log(to, "receive", describe(body), cause=cause)
        boxes = self._network.boxes
        if to not in boxes or boxes[to][0] is not node:
            boxes[to] = (node, asyncio.Queue())
        boxes[to][1].put_nowait(body)


def _expire(answer: asyncio.Future[Response]) -> None:
    if not answer.done():
        answer.set_exception(TimeoutError("no answer in time"))


_SEPARATORS = str.maketrans(":,#/\n", "-----")


def describe(body: Any) -> str:
    """A short stable name for a body: its `id` where it has one, else its text, without the characters that separate
    fault keys.
    """
    name = body.get("id", "") if isinstance(body, dict) else body
    text = str(name) if name is not None else ""
    if text.isalnum() and len(text) <= 40:
        return text
    return text.translate(_SEPARATORS)[:40]


__all__ = ["MESSAGE_WAYS", "REQUEST_WAYS", "Client", "Network", "Request", "Response", "describe"]
