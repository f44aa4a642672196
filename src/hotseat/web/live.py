"""Live lines: every open tab of a sitting sees each change at once, whoever made it.

A change is told from any thread; the view is then made once, off the event loop, and sent to every tab of that sitting.
Changes that come while a view is being made are in the next one, and a tab that reads slowly skips views: it needs only
the last. A tab has nothing to say but `ping`; one that says something else, or too much, is closed with a code.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from hotseat.web.settings import Limits

PATIENCE = 10.0
"""Seconds that a tab may take to read one message."""
PINGS = 60
"""Messages that a tab may send in a minute."""

GOING_AWAY, UNSUPPORTED, BROKE_RULES, TRY_LATER = 1001, 1003, 1008, 1013
NOT_THERE = 4404
"""The sitting has been deleted while the line was open."""


@dataclass(eq=False, slots=True)
class Tab:
    """One open line, and what it has still to be sent: the last view, and how far each run is."""

    socket: WebSocket
    client: str
    view: bytes | None = None
    progress: dict[int, float] = field(default_factory=dict)
    gone: bool = False
    wake: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class Live:
    """All open lines. `view` makes a sitting's view as JSON; None when there is no such sitting any more."""

    view: Callable[[str], bytes | None]
    limits: Limits
    loop: asyncio.AbstractEventLoop
    rooms: dict[str, list[Tab]] = field(default_factory=dict)
    making: set[str] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def changed(self, sitting: str) -> None:
        """A sitting has changed. May be called from any thread."""
        self._soon(self._refresh_soon, sitting)

    def progress(self, sitting: str, run: int, share: float) -> None:
        """A run is so far. May be called from any thread."""
        self._soon(self._note, sitting, run, share)

    async def serve(self, socket: WebSocket, sitting: str) -> None:
        """Keeps a line open until the tab or the server closes it."""
        client = str(socket.client.host) if socket.client else ""
        tabs = [tab for room in self.rooms.values() for tab in room]
        crowded = Counter(tab.client for tab in tabs)[client] >= self.limits.per_client
        await socket.accept()
        if crowded or len(tabs) >= self.limits.sockets:
            await socket.close(TRY_LATER, "too many live lines are open; close some tabs")
            return
        tab = Tab(socket, client)
        self.rooms.setdefault(sitting, []).append(tab)
        self._refresh_soon(sitting)
        sending = asyncio.create_task(self._send(tab))
        try:
            await self._listen(tab)
        finally:
            sending.cancel()
            self._leave(sitting, tab)

    def _soon(self, call: Callable[..., None], *arguments: object) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(call, *arguments)

    def _refresh_soon(self, sitting: str) -> None:
        """Makes the view anew, once, however many changes ask for it."""
        if sitting not in self.rooms:
            return
        self.stale.add(sitting)
        if sitting not in self.making:
            self.making.add(sitting)
            task = asyncio.ensure_future(self._refresh(sitting))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _refresh(self, sitting: str) -> None:
        try:
            while sitting in self.stale and sitting in self.rooms:
                self.stale.discard(sitting)
                view = await run_in_threadpool(self.view, sitting)
                for tab in self.rooms.get(sitting, []):
                    tab.view, tab.gone = view, view is None
                    tab.wake.set()
        finally:
            self.making.discard(sitting)

    def _note(self, sitting: str, run: int, share: float) -> None:
        for tab in self.rooms.get(sitting, []):
            tab.progress[run] = share
            tab.wake.set()

    async def _send(self, tab: Tab) -> None:
        """Sends what a tab has still to be sent, as fast as it reads and no faster."""
        try:
            while True:
                await tab.wake.wait()
                tab.wake.clear()
                if tab.gone:
                    await tab.socket.close(NOT_THERE, "this sitting is not there any more")
                    return
                view, tab.view = tab.view, None
                progress, tab.progress = tab.progress, {}
                if view is not None:
                    await self._text(tab, '{"kind":"view","view":' + view.decode() + "}")
                for run, share in progress.items():
                    await self._text(tab, json.dumps({"kind": "progress", "run": run, "progress": share}))
        except TimeoutError:
            await tab.socket.close(BROKE_RULES, "this line was not read")
        except (WebSocketDisconnect, RuntimeError):
            return  # the tab was closed while it was sent to

    async def _text(self, tab: Tab, text: str) -> None:
        await asyncio.wait_for(tab.socket.send_text(text), PATIENCE)

    async def _listen(self, tab: Tab) -> None:
        """Waits for the end of the line, and ends it itself when the tab says what it should not."""
        heard, since = 0, time.monotonic()
        while True:
            message = await tab.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            heard += 1
            if time.monotonic() > since + 60:
                heard, since = 1, time.monotonic()
            if message.get("text") != "ping":
                await tab.socket.close(UNSUPPORTED, "this line takes nothing but `ping`")
                return
            if heard > PINGS:
                await tab.socket.close(BROKE_RULES, "that is too many messages")
                return

    def _leave(self, sitting: str, tab: Tab) -> None:
        room = self.rooms.get(sitting, [])
        if tab in room:
            room.remove(tab)
        if not room:
            self.rooms.pop(sitting, None)
