"""The application: the gate, the routes, the pages, and what they work with, put together from the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from hotseat import __version__
from hotseat.web import errors, pages
from hotseat.web.routes import designs
from hotseat.web.security import Gate
from hotseat.web.services import Services
from hotseat.web.settings import Settings
from hotseat.web.who import Visitors


def create_app(settings: Settings | None = None) -> FastAPI:
    """An application of its own, with these settings; two of them share nothing but the database they are given."""
    settings = settings or Settings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = Services(settings)
        yield

    app = FastAPI(
        title="Hotseat",
        version=__version__,
        description="The system design interview that runs your answer. Errors are always `{message, problems}`.",
        lifespan=life,
        generate_unique_id_function=lambda route: route.name,
        openapi_url=None,  # `python -m hotseat.web.openapi` prints it
        docs_url=None,  # its page would load a script from elsewhere
        redoc_url=None,
    )
    app.add_middleware(Visitors, visitors=settings.visitors)
    app.add_middleware(Gate, settings=settings)
    errors.install(app)
    app.include_router(designs.routes)
    app.include_router(pages.router(settings.pages))
    return app
