"""What the routes work with, made when the server starts and closed when it ends; there is no other state."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from hotseat.analysis.executor import cores
from hotseat.community.library import Library
from hotseat.errors import NotFound, StoreError
from hotseat.interview.runner import Runner
from hotseat.interview.sitting import Sittings
from hotseat.interview.view import SittingView
from hotseat.rounds import catalogue
from hotseat.store.database import Store
from hotseat.web.live import Live
from hotseat.web.settings import Settings
from hotseat.web.workers import Workers

LOG = logging.getLogger("hotseat.web")
SECOND = 1.0
VIEW = TypeAdapter(SittingView)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a route may need."""

    settings: Settings
    store: Store
    library: Library
    sittings: Sittings
    live: Live


async def _services(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


Served = Annotated[Services, Depends(_services)]


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, *, runner: Runner | None = None, told: Callable[[str], None] | None = None
) -> AsyncIterator[Services]:
    """The services, open. With a `runner` of one's own there are no worker processes."""
    store = await run_in_threadpool(Store.open, settings.database)
    library = Library(store, rounds=catalogue.slugs())
    await run_in_threadpool(library.load)
    workers = None
    if runner is None:
        count = settings.workers or cores()
        runner = workers = Workers(count, seconds=settings.run_seconds, memory=settings.run_bytes).start(told)
    sittings = Sittings(store, runner=runner)
    if workers is not None:
        await run_in_threadpool(_ready, sittings)
    live = Live(_viewer(sittings), settings.limits, asyncio.get_running_loop())
    sittings.listen(live.changed)
    sittings.listen_to_progress(live.progress)
    clock = asyncio.create_task(_tick(sittings))
    try:
        yield Services(settings, store, library, sittings, live)
    finally:
        clock.cancel()
        if workers is not None:
            await run_in_threadpool(workers.close)
        with contextlib.suppress(StoreError):  # then a clock goes on from where it was last seen
            await run_in_threadpool(sittings.leave)
        store.close()


def _ready(sittings: Sittings) -> None:
    """Reads every round and makes its answers ready, so that the first who sits it need not wait for that."""
    for slug in catalogue.slugs():
        sittings.ready(slug)


def _viewer(sittings: Sittings) -> Callable[[str], bytes | None]:
    """Makes a sitting's view as JSON; None when there is none any more."""

    def view(sitting: str) -> bytes | None:
        try:
            return VIEW.dump_json(sittings.view(sitting))
        except NotFound:
            return None

    return view


async def _tick(sittings: Sittings) -> None:
    """Lets the sittings' clocks do what is due, once a second, off the event loop."""
    while True:
        await asyncio.sleep(SECOND)
        try:
            await run_in_threadpool(sittings.tick)
        except Exception:
            LOG.exception("the clocks could not be looked at")
