"""What every request passes before any route sees it: one gate, in the order of what it costs to check.

A browser is the usual way in for an attacker of a server on the loopback address: any page that is open in it may send
requests there. So the gate asks, of every request: is the server called by a name of its own (else the name was pointed
here by someone: DNS rebinding); does a request that changes something come from our own page (`Origin`,
`Sec-Fetch-Site`, and the header `X-Hotseat`, which another site's page cannot send without asking, and we never say
yes); is the body within bounds; are these not too many. Answers carry headers that forbid the browser everything the
pages do not need.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hotseat.web.errors import failure
from hotseat.web.headers import HEADERS
from hotseat.web.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")
CLIENTS = 10_000
"""So many clients' buckets are remembered; of more, the longest silent is forgotten."""

TOO_LARGE = "the body is larger than this server takes"


@dataclass(slots=True)
class Buckets:
    """A token bucket for each client: `burst` tokens at most, `rate` new ones a second, one for each write."""

    rate: float
    burst: int
    clock: Callable[[], float] = time.monotonic
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str) -> float:
        """Takes a token, and returns 0; or the seconds until there is one."""
        now = self.clock()
        level, seen = self._levels.pop(client, (float(self.burst), now))
        level = min(float(self.burst), level + (now - seen) * self.rate)
        allowed = level >= 1
        self._levels[client] = (level - 1 if allowed else level, now)
        if len(self._levels) > CLIENTS:
            self._levels.popitem(last=False)
        return 0.0 if allowed else (1 - level) / self.rate


class Gate:
    """The middleware. It knows ASGI alone, so that it stands before the framework and its routes."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.buckets = Buckets(settings.limits.writes, settings.limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = _refusal(scope, headers, self.settings)
        if scope["type"] == "websocket":
            if refused is None:
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008, "reason": refused[1][:120]})
            return
        await self._http(scope, receive, _with_headers(send), refused)

    async def _http(self, scope: Scope, receive: Receive, send: Send, refused: tuple[int, str] | None) -> None:
        limit = self.settings.limits.body
        if refused is None and _declared(scope) > limit:
            refused = 413, TOO_LARGE
        if refused is None and scope["method"] not in SAFE:
            wait = self.buckets.wait(client_of(scope))
            if wait:
                answer = failure(429, f"too many writes at once; go on in {wait:.1f} s")
                answer.headers["Retry-After"] = str(int(wait) + 1)
                await answer(scope, receive, send)
                return
        if refused is not None:
            await failure(*refused)(scope, receive, send)
            return
        await self.app(scope, _counted(limit, receive), send)


def _refusal(scope: Scope, headers: Headers, settings: Settings) -> tuple[int, str] | None:
    """Why a request is refused, as status and sentence; None when it is welcome."""
    host = headers.get("host", "")
    if len(headers.getlist("host")) > 1 or not settings.answers_to(host_name(host)):
        return 421, "this server does not go by that name; `hotseat serve --name NAME` teaches it one"
    origin = headers.get("origin")
    foreign = origin is not None and origin.lower().partition("://")[2] != host.lower()
    if scope["type"] == "websocket":
        return (403, "the live line is for this server's own pages") if foreign else None
    if scope["method"] in SAFE:
        return None
    if foreign or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403, "only this server's own pages may change anything here"
    if headers.get("x-hotseat") != "1":
        return 403, "a request that changes something needs the header `X-Hotseat: 1`"
    return None


def host_name(host: str) -> str:
    """A `Host` header without its port and brackets, in small letters: `[::1]:8765` is `::1`."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")


def client_of(scope: Scope) -> str:
    """The address that a request came from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0


def _counted(limit: int, receive: Receive) -> Receive:
    """A body that is counted as it comes: its declared length may be missing, or a lie."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counted


def _with_headers(send: Send) -> Send:
    """Adds the headers to the answer; one that a route has set itself stays."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith("application/json"):
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent
