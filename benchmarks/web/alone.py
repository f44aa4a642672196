"""One person on a warm server: from a stroke of the pen to the question, and from the end to a debrief in which everything
is measured, in both rounds.

Most people draw what nobody has drawn before, so every sitting here draws a design with a time of its own, and nothing of
it is known (`new`); what somebody has drawn before is measured from the cache (`known`). A sitting may end at once after the
last stroke, or, as most do, some time later: by then the board has been examined ahead.
"""

from __future__ import annotations

import asyncio
import itertools
import time

import httpx

from benchmarks.web.people import Person, design
from benchmarks.web.table import line

ROUNDS = ("webhooks", "edge-flags")
PUSHED, DEBRIEFED, SHOWN = 3.0, 2.0, 2.0
SITTINGS = 5
PAUSE = 20.0
"""Seconds between the last stroke and the end of those who do not end at once."""
NEW = itertools.count(1)


async def alone(address: str) -> bool:
    """All of it; whether every goal was met."""
    met = True
    for slug in ROUNDS:
        met &= await strokes(address, slug)
        for name in ("first-pass", "defended"):
            met &= await ends(address, slug, name, pause=0, sittings=SITTINGS)
        met &= await ends(address, slug, "defended", pause=PAUSE, sittings=2)
    return met


async def strokes(address: str, slug: str) -> bool:
    """From the stroke to the question, on the first pass."""
    new, known = [], []
    for _ in range(SITTINGS):
        new.append((await pushed(address, slug, design(slug, "first-pass", next(NEW))))[1])
        known.append((await pushed(address, slug, design(slug, "first-pass", 0)))[1])
    met = line(f"{slug}: stroke to pushback, new design", new, PUSHED, "s")
    return line(f"{slug}: stroke to pushback, known design", known[1:], PUSHED, "s") and met


async def ends(address: str, slug: str, name: str, *, pause: float, sittings: int) -> bool:
    """From the end to the whole debrief, on a design that is new each time."""
    whole, shown = [], []
    for _ in range(sittings):
        person, _ = await pushed(address, slug, design(slug, name, next(NEW)), stay=True)
        await asyncio.sleep(pause)
        began = time.perf_counter()
        await person.act(do="finish")
        while True:
            asked = time.perf_counter()
            debrief = (await person.request("GET", f"/api/sittings/{person.sitting}/debrief")).json()
            shown.append(time.perf_counter() - asked)
            if debrief["ready"]:
                break
            await asyncio.sleep(0.02)
        whole.append(time.perf_counter() - began)
        await person.client.aclose()
    after = f"{pause:.0f} s after the stroke" if pause else "at once"
    met = line(f"{slug}, {name}: end ({after}) to whole debrief", whole, DEBRIEFED, "s")
    return line(f"{slug}, {name}: the debrief's own request", shown, SHOWN, "s") and met


async def pushed(address: str, slug: str, text: str, *, stay: bool = False) -> tuple[Person, float]:
    """Sits down, draws, and waits for the interviewer to ask, or to be content; the seconds that took."""
    person = Person(0, client(address), address, slug)
    await person.begin()
    listening = asyncio.create_task(person.listen())
    await person.connected.wait()
    await person.act(do="move", phase=next(key["key"] for key in person.view["clock"]["phases"] if key["pushes"]))
    began = time.perf_counter()
    await person.act(do="draw", text=text)
    await person.until(answered)
    took = time.perf_counter() - began
    listening.cancel()
    if not stay:
        await person.client.aclose()
    return person, took


def answered(view: dict) -> bool:
    """Whether the interviewer has looked at the board: asks, or has nothing to ask (now)."""
    return view["board"]["revision"] > 0 and view["interviewer"]["state"] != "thinking"


def client(address: str) -> httpx.AsyncClient:
    """A client that behaves as the page does."""
    return httpx.AsyncClient(base_url=address, headers={"X-Hotseat": "1"}, timeout=60)
