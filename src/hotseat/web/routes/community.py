"""The community: write-ups, tags, search, and a feed for each tag."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from hotseat.community.library import Hit
from hotseat.community.tags import Tag, TagSummary
from hotseat.community.write_up import Entry, WriteUp
from hotseat.web.errors import answers
from hotseat.web.services import Served
from hotseat.web.who import Anyone

routes = APIRouter(tags=["community"], dependencies=[Anyone])
Found = TypeVar("Found")
Words = Annotated[str, Query(max_length=300, description="words to look for")]
Wanted = Annotated[str | None, Query(max_length=100, description="only those with this tag")]


@routes.get("/api/tags", responses=answers())
def tags(served: Served) -> tuple[TagSummary, ...]:
    """Every tag in use, the most used first."""
    return served.library.tags()


@routes.get("/api/tags/{slug}", responses=answers(404, 422))
def tag(slug: str, served: Served) -> Tag:
    """A tag's page: its counts, and its write-ups by section."""
    return _there(served.library.tag(slug))


@routes.get("/api/write-ups", responses=answers(422))
def write_ups(served: Served, tag: Wanted = None) -> tuple[Entry, ...]:
    """The write-ups, first those whose round can be sat here, then the newest."""
    return served.library.write_ups(tag)


@routes.get("/api/write-ups/{slug}", responses=answers(404, 422))
def write_up(slug: str, served: Served) -> WriteUp:
    """A whole write-up, its parts as HTML that cannot act."""
    return _there(served.library.write_up(slug))


@routes.get("/api/search", responses=answers(422))
def search(q: Words, served: Served) -> tuple[Hit, ...]:
    """The write-ups in which all of the words occur, best first, each with the place that fits best."""
    return served.library.search(q)


@routes.get(
    "/tags/{slug}/feed.atom",
    response_class=Response,
    responses={**answers(404, 422), 200: {"content": {"application/atom+xml": {}}, "description": "The feed."}},
)
def feed(slug: str, request: Request, served: Served) -> Response:
    """A tag's write-ups as an Atom feed."""
    text = _there(served.library.feed(slug, str(request.base_url)))
    return Response(text, media_type="application/atom+xml")


def _there(found: Found | None) -> Found:
    if found is None:
        raise HTTPException(404)
    return found
