"""Many at once: how long every request takes, none of which waits for a simulation, and whether anything was lost.

They all begin in the same instant, and each is far busier than people are. The crowd is a process of its own beside the
server; how late it was itself, and how long it computed, is told, since both are in what it measures.
"""

from __future__ import annotations

import asyncio
import random
import time

from benchmarks.web.alone import client
from benchmarks.web.people import Person
from benchmarks.web.table import line, share, verdict

ANSWERED = 200.0
TICK = 0.005


async def crowd(address: str, people: int) -> bool:
    """The whole crowd; whether both goals were met."""
    crew = [Person(number, client(address), address) for number in range(people)]
    late: list[float] = []
    watching = asyncio.create_task(watch(late))
    began, computed = time.perf_counter(), time.process_time()
    await asyncio.gather(*(person.sit(random.Random(person.number)) for person in crew))
    took, computed = time.perf_counter() - began, time.process_time() - computed
    watching.cancel()
    milliseconds = [one * 1e3 for person in crew for one in person.seconds]
    lost = sum(await asyncio.gather(*(person.lost() for person in crew)))
    for person in crew:
        await person.client.aclose()
    views = sum(person.views for person in crew)
    print(f"\n{people} people, {len(milliseconds):,} requests in {took:.0f} s, {views:,} views on live lines")
    print(f"(the crowd itself computed {computed:.1f} s and was late by {share(late, 0.95) * 1e3:.0f} ms, p95)")
    quick = line("a request of the crowd", milliseconds, ANSWERED, "ms", part=0.95)
    print(f"acknowledged and lost: {lost}: {verdict(lost == 0)}")
    return quick and lost == 0


async def watch(late: list[float]) -> None:
    """Notes again and again how late this process is."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - began - TICK)
