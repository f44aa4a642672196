"""An append-only file: what was written but not synced is lost in a crash, or torn in the middle, or happens to
survive.

    append   crash:lost (nothing unsynced survives), crash:torn (half of this write does), crash:after (all of it does)
    sync     crash:before (what was unsynced is lost), crash:after
    replace  crash:before (the old file), crash:after (the new one): a rename is one or the other
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.run import Node, Run

APPEND_WAYS = ("crash:after", "crash:lost", "crash:torn")
SYNC_WAYS = ("crash:after", "crash:before")


class File:
    """One file. `content` is what it holds, `durable` how many characters of it are certain to survive a crash."""

    def __init__(self, run: Run, *, name: str = "file", content: str = "", latency: float = 0.001) -> None:
        self.run = run
        self.name = name
        self.content = content
        self.durable = len(content)
        self.latency = latency
        self.written = -1
        self._openers: dict[str, None] = {}
        run.on_crash.append(self._lose)
        run.durable[name] = lambda: {name: repr(self.content[: self.durable])}

    def open(self, node: Node) -> OpenFile:
        """The file as `node` uses it."""
        self._openers[node.name] = None
        return OpenFile(self, node)

    def _lose(self, node: Node) -> None:
        if node.name in self._openers:
            self.content = self.content[: self.durable]


class OpenFile:
    """The file as one incarnation of a node uses it."""

    def __init__(self, file: File, node: Node) -> None:
        self._file = file
        self._node = node

    async def read(self) -> str:
        """All of it, unsynced writes included."""
        await self._pause()
        self._file.run.log(self._node.name, "see", self._file.name, after=(self._file.written,))
        return self._file.content

    async def append(self, text: str) -> None:
        """Writes at the end; durable only after `sync`."""
        file = self._file
        await self._pause()
        way = file.run.choose(self._node.name, "append", file.name, APPEND_WAYS, seen=text)
        file.written = file.run.last()
        start = len(file.content)
        file.content += text
        if way == "crash:lost":
            file.content = file.content[: file.durable]
        elif way == "crash:torn":
            file.content = file.content[: start + len(text) // 2]
        await self._end(way)

    async def sync(self) -> None:
        """Makes everything written so far durable."""
        file = self._file
        await self._pause()
        way = file.run.choose(self._node.name, "sync", file.name, SYNC_WAYS)
        if way == "crash:before":
            file.content = file.content[: file.durable]
        else:
            file.durable = len(file.content)
        await self._end(way)

    async def replace(self, text: str) -> None:
        """Writes a new file beside it, syncs that, and renames it over this one: all or nothing."""
        file = self._file
        await self._pause()
        way = file.run.choose(self._node.name, "replace", file.name, SYNC_WAYS, seen=text)
        if way != "crash:before":
            file.content = text
            file.written = file.run.last()
        file.durable = len(file.content)
        await self._end(way)

    async def _pause(self) -> None:
        if not self._node.alive:
            await self._file.run.never()
        await self._file.run.pause(self._file.latency)

    async def _end(self, way: str) -> None:
        if way.startswith("crash"):
            self._file.durable = len(self._file.content)
            self._file.run.crash(self._node.name)
            await self._file.run.never()
