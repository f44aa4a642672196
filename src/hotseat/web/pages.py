"""The built front end, served as files: its index for every page that the browser draws, and the assets beside it.

An asset whose name carries a hash never changes, so a browser may keep it for a year; the index is asked for anew each
time. A file with a compressed neighbour (`.br`, `.gz`) is sent so to browsers that take it; others are compressed here,
once.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from hotseat.web.who import Anyone

DRAWN = (
    "/",
    "/tags/{slug}",
    "/write-ups/{slug}",
    "/search",
    "/rounds",
    "/rounds/{slug}",
    "/sittings",
    "/sit/{id}",
    "/debrief/{id}",
)
"""The pages that the browser draws, with what the API tells it."""

NOT_BUILT = (
    "The pages have not been built, so there is nothing to see here yet.\n"
    "In a clone of the repository, `make serve` builds them and starts the server again; the API answers already.\n"
)
HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
LEAST = 1000
"""Bytes below which compressing is not worth it."""

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


def router(folder: Path) -> APIRouter:
    """The routes of the pages in a folder."""
    routes = APIRouter(include_in_schema=False, dependencies=[Anyone])

    def page(request: Request) -> Response:
        return index(folder, request)

    for path in DRAWN:
        routes.add_api_route(path, page, methods=["GET", "HEAD"])

    @routes.api_route("/{path:path}", methods=["GET", "HEAD"])
    def file(path: str, request: Request) -> Response:
        found = inside(folder, path)
        if found is not None:
            return send(found, request, immutable=path.startswith("assets/") and bool(HASHED.search(path)))
        if path.startswith("api/") or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        return index(folder, request, status=404)

    return routes


def index(folder: Path, request: Request, *, status: int = 200) -> Response:
    """The page in which the browser draws all others; a sentence where it has not been built."""
    found = inside(folder, "index.html")
    if found is None:
        return PlainTextResponse(NOT_BUILT, 503)
    if status != 200:
        return HTMLResponse(found.read_bytes(), status, headers={"Cache-Control": "no-cache"})
    return send(found, request)


def inside(folder: Path, path: str) -> Path | None:
    """The file at a path within the folder; None where there is none, or the path leads out of it."""
    if "\0" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    try:
        found = (folder / path).resolve()
        return found if found.is_relative_to(folder.resolve()) and found.is_file() else None
    except OSError:  # a name that no file can have
        return None


def send(file: Path, request: Request, *, immutable: bool = False) -> Response:
    """A file, compressed as the browser takes it."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if immutable else "no-cache"}
    if not kind.startswith(COMPRESSIBLE):
        return FileResponse(file, media_type=kind, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    taken = {word.partition(";")[0].strip() for word in request.headers.get("accept-encoding", "").split(",")}
    for coding, ending in (("br", ".br"), ("gzip", ".gz")):
        beside = file.with_name(file.name + ending)
        if coding in taken and beside.is_file():
            return FileResponse(beside, media_type=kind, headers={**headers, "Content-Encoding": coding})
    if "gzip" in taken and file.stat().st_size >= LEAST:
        body = compressed(file, file.stat().st_mtime_ns)
        return Response(body, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return FileResponse(file, media_type=kind, headers=headers)


@lru_cache(maxsize=256)
def compressed(file: Path, _changed: int) -> bytes:
    """A file's bytes, compressed; kept until it changes."""
    return gzip.compress(file.read_bytes(), mtime=0)
