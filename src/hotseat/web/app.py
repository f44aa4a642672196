"""The application: the gate, the routes, the pages, and what they work with, put together from the settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import Message

from hotseat import __version__
from hotseat.interview.runner import Runner
from hotseat.web import errors, pages
from hotseat.web.routes import community, designs, rounds, sittings
from hotseat.web.security import Gate
from hotseat.web.services import opened
from hotseat.web.settings import Settings
from hotseat.web.who import Visitors


def create_app(
    settings: Settings | None = None, *, runner: Runner | None = None, told: Callable[[str], None] | None = None
) -> FastAPI:
    """An application of its own, with these settings; two of them share nothing but the database they are given.

    `runner` runs designs in place of worker processes; `told` hears a line when the engine is warm.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings, runner=runner, told=told) as services:
            app.state.services = services
            await _ask(app, "/")
            yield

    app = FastAPI(
        title="Hotseat",
        version=__version__,
        description="The system design interview that runs your answer. Errors are always `{message, problems}`.",
        lifespan=life,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        openapi_url=None,  # `python -m hotseat.web.openapi` prints it
        docs_url=None,  # its page would load a script from elsewhere
        redoc_url=None,
    )
    app.add_middleware(Visitors, visitors=settings.visitors)
    app.add_middleware(Gate, settings=settings)
    errors.install(app)
    for part in (designs, rounds, community, sittings):
        app.include_router(part.routes)
    app.include_router(pages.router(settings.pages))
    return app


async def _ask(app: FastAPI, path: str) -> None:
    """Asks the application itself for a page: before a request reaches the pages, FastAPI puts all other routes together,
    which takes half a second that nobody should wait for.
    """
    asked = asyncio.Event()

    async def receive() -> Message:
        if asked.is_set():
            await asyncio.Event().wait()  # it never goes away
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        """Nobody reads the answer."""

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(b"host", b"localhost")], "client": None, "server": None,
    }  # fmt: skip
    await app(scope, receive, send)
