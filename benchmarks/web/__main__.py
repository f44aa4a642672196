"""`python -m benchmarks.web`: fifty scripted people at once against a real server on loopback, and one person alone.

    python -m benchmarks.web                 about two minutes; nothing else should be running
    python -m benchmarks.web --people 10     a smaller crowd

How to read what it prints is in docs/server.md. Exit status: 0 when every goal is met, 1 when one is not.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import httpx

from benchmarks.web.people import Person, variant
from benchmarks.web.server import served

ANSWERED = 0.2
PUSHED = 3.0
DEBRIEFED = 2.0
ROUNDS = 5


def main(words: list[str] | None = None) -> int:
    """Prints the tables; 0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument("--people", type=int, default=50, help="how many sit at once (50)")
    people = parser.parse_args(words).people
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        met = asyncio.run(alone(address))
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        met &= asyncio.run(crowd(address, people))
    return 0 if met else 1


def client(address: str) -> httpx.AsyncClient:
    """A client that behaves as the page does; the crowd shares one address, so each opens its own connections."""
    return httpx.AsyncClient(base_url=address, headers={"X-Hotseat": "1"}, timeout=60)


async def alone(address: str) -> bool:
    """One person on a warm server: from a stroke of the pen to the question, and from the end to the debrief."""
    pushed, debriefed, shown = [], [], []
    for number in range(ROUNDS):
        async with client(address) as one:
            person = Person(number, one, address)
            await person.begin()
            listening = asyncio.create_task(person.listen())
            await person.act(do="move", phase="pushbacks")
            began = time.perf_counter()
            await person.act(do="draw", text=variant(number))
            await person.until(lambda view: view["pushbacks"])
            pushed.append(time.perf_counter() - began)
            await person.act(do="finish")
            began = time.perf_counter()
            while True:
                asked = time.perf_counter()
                debrief = (await person.request("GET", f"/api/sittings/{person.sitting}/debrief")).json()
                shown.append(time.perf_counter() - asked)
                if debrief["ready"]:
                    break
                await asyncio.sleep(0.05)
            debriefed.append(time.perf_counter() - began)
            listening.cancel()
    met = line("stroke of the pen to pushback", pushed, PUSHED)
    met &= line("end of the sitting to a whole debrief", debriefed, DEBRIEFED)
    line("the debrief page's own request", shown, DEBRIEFED)
    return met


async def crowd(address: str, people: int) -> bool:
    """Many at once: every request but none that waits for a simulation, and whether anything was lost."""
    clients = [client(address) for _ in range(people)]
    crew = [Person(number, one, address) for number, one in enumerate(clients)]
    began = time.perf_counter()
    await asyncio.gather(*(person.sit(random.Random(person.number)) for person in crew))
    took = time.perf_counter() - began
    seconds = [one for person in crew for one in person.seconds]
    lost = sum(await asyncio.gather(*(person.lost() for person in crew)))
    for one in clients:
        await one.aclose()
    ordered = [one * 1e3 for one in quantiles(seconds, n=100)]
    views = sum(person.views for person in crew)
    print(f"\n{people} people, {len(seconds):,} requests in {took:.0f} s, {views:,} views on live lines")
    shown = "   ".join(f"p{share} {ordered[share - 1]:.0f} ms" for share in (50, 95, 99))
    print(f"answered within   {shown}   max {max(seconds) * 1e3:.0f} ms")
    quick, kept = ordered[94] < ANSWERED * 1e3, lost == 0
    print(f"goal: p95 under {ANSWERED * 1e3:.0f} ms: {verdict(quick)}.  Acknowledged and lost: {lost}: {verdict(kept)}")
    return quick and kept


def line(what: str, seconds: list[float], goal: float) -> bool:
    """One line of the table: the median and the worst, beside the goal (held to the median)."""
    met = median(seconds) < goal
    print(
        f"{what:<40} median {median(seconds):6.2f} s   worst {max(seconds):6.2f} s   goal {goal:g} s   {verdict(met)}"
    )
    return met


def verdict(met: bool) -> str:
    """A word for it."""
    return "met" if met else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
