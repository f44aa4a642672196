"""Scripted people: each sits the webhooks round over HTTP with a live line open, and remembers what was acknowledged."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import websockets

from hotseat.rounds import catalogue

if TYPE_CHECKING:
    import random

    import httpx

ROUND = "webhooks"
THINKING = (0.5, 2.0)
"""Seconds between two things that a person of the crowd does: far busier than people are."""


def design(slug: str, name: str, number: int) -> str:
    """A reference of a round with one of its times a little longer: another design for each number."""
    text = catalogue.find(slug).files[f"designs/{name}.design.yaml"]
    changed = re.sub(r"exp: 2ms", f"exp: {2 + number / 1e6:.6f}ms", text, count=1)
    assert changed != text, f"{slug}, {name}: no time to change"
    return changed


@dataclass(slots=True)
class Person:
    """One who sits: the seconds of every request, and the numbers of the events that were acknowledged."""

    number: int
    client: httpx.AsyncClient
    address: str
    round: str = ROUND
    sitting: str = ""
    seconds: list[float] = field(default_factory=list)
    seq: int = 0
    views: int = 0
    view: dict = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    said: list[str] = field(default_factory=list)

    async def request(self, method: str, path: str, **options) -> httpx.Response:
        """One request, timed; whatever is no success is a failure of the benchmark."""
        began = time.perf_counter()
        answer = await self.client.request(method, path, **options)
        self.seconds.append(time.perf_counter() - began)
        answer.raise_for_status()
        return answer

    async def begin(self) -> None:
        """Begins a sitting."""
        self.view = (await self.request("POST", "/api/sittings", json={"round": self.round})).json()
        self.sitting = self.view["id"]

    async def act(self, **action) -> dict:
        """Does something; what was said is remembered, to be found in the log."""
        path = f"/api/sittings/{self.sitting}/actions"
        view = (await self.request("POST", path, json={"action": action, "after": self.seq or None})).json()
        self.seq = max(self.seq, view["seq"])
        if action["do"] == "say":
            self.said.append(action["text"])
        return view

    async def listen(self) -> None:
        """Keeps the live line open and the last view at hand."""
        line = self.address.replace("http", "ws", 1) + f"/api/sittings/{self.sitting}/live"
        async with websockets.connect(line, max_size=None) as socket:
            self.connected.set()
            async for text in socket:
                told = json.loads(text)
                if told["kind"] == "view":
                    self.views += 1
                    self.view = told["view"]
                    self.changed.set()

    async def until(self, wanted) -> float:
        """Waits until the view on the live line is as wanted; the seconds it took."""
        began = time.perf_counter()
        while not wanted(self.view):
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 120)
        return time.perf_counter() - began

    async def lost(self) -> int:
        """How many things that were acknowledged the log does not hold, or does not hold in order."""
        log = (await self.request("GET", f"/api/sittings/{self.sitting}/events")).json()
        said = [line["data"]["text"] for line in log if line["kind"] == "said"]
        gaps = [line["seq"] for line in log] != list(range(1, len(log) + 1))
        return sum(text not in said for text in self.said) + (said != self.said) + gaps + (len(log) < self.seq)

    async def sit(self, luck: random.Random) -> None:
        """A whole sitting, in a hurry."""
        await self.begin()
        listening = asyncio.create_task(self.listen())
        board = self.view["board"]["text"]
        steps = [
            {"do": "ask", "text": "How many events a second do we expect?"},
            {"do": "estimate", "expression": "2000/s * 2 kB in MB/s", "label": "what we send"},
            {"do": "say", "text": "A queue with workers behind it."},
            {"do": "draw", "text": board + "# a thought\n"},
            {"do": "commit", "commitment": "guarantee", "value": "at-least-once"},
            {"do": "draw", "text": design(ROUND, "first-pass", 1 + self.number)},
            {"do": "move", "phase": "pushbacks"},
            {"do": "predict", "probe": "objectives", "holds": 0.9},
            {"do": "run", "probe": "objectives"},
            {"do": "say", "text": "I expect this to hold."},
            {"do": "draw", "text": design(ROUND, "first-pass", 1001 + self.number)},
            {"do": "say", "text": "And this even more so."},
        ]
        for step in steps:
            await self.act(**step)
            await self.request("GET", f"/api/sittings/{self.sitting}")
            await asyncio.sleep(luck.uniform(*THINKING))
        await self.request("GET", f"/api/sittings/{self.sitting}/debrief")
        listening.cancel()
