"""Who asks, and what is theirs.

On the loopback address there is one owner, who sees every sitting. A server that others can reach gives each browser a
random cookie, out of the reach of scripts and never sent from another site; a visitor is the hash of it, so that the
database holds nothing with which anybody could pass for someone else.

Every route says which rule it has, by one of the dependencies here: `Anyone`, for what is the same for everybody;
`Visitor`, for what is made for, or listed of, the one who asks; and `own_sitting` (it stands with the sittings' routes)
for what belongs to one. What needs no waiting is a coroutine, for FastAPI gives a thread of its own to every plain function.
A sitting that is not there and one that is someone else's are told apart by nothing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from fastapi import Depends, Path
from fastapi.requests import HTTPConnection
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hotseat.interview.sitting import HERE

COOKIE = "hotseat_visitor"
YEAR = 365 * 86400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class Visitors:
    """The middleware that tells who asks: `scope["state"]["who"]`. New visitors get their cookie with the answer."""

    def __init__(self, app: ASGIApp, *, visitors: bool) -> None:
        self.app = app
        self.visitors = visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Names the one who asks."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        if not self.visitors:
            state["who"] = HERE
            await self.app(scope, receive, send)
            return
        token = _cookie(HTTPConnection(scope).headers.get("cookie", ""))
        fresh = token or secrets.token_urlsafe(32)
        state["who"] = visitor(fresh)
        await self.app(scope, receive, send if token else _with_cookie(send, fresh))


def visitor(token: str) -> str:
    """A visitor's name in the database, made from the cookie in one direction only."""
    return "visitor-" + hashlib.sha256(token.encode()).hexdigest()[:32]


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel and _TOKEN.match(morsel.value) else ""


def _with_cookie(send: Send, token: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            value = f"{COOKIE}={token}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Strict"
            MutableHeaders(scope=message).append("Set-Cookie", value)
        await send(message)

    return sent


async def anyone() -> None:
    """The rule of what everybody may see or do."""


async def who_asks(connection: HTTPConnection) -> str:
    """The rule of what is made for, or listed of, the one who asks: their name."""
    return str(connection.scope["state"]["who"])


Anyone = Depends(anyone)
Visitor = Annotated[str, Depends(who_asks)]
SittingId = Annotated[str, Path(description="the sitting", max_length=100)]
