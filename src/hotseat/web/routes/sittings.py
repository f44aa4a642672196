"""Sittings: begin one, act in it, look at it, follow it live, take it away.

Whose a sitting is, is asked before anything else (`own_sitting`); all the rest is the interview's. Answers that are asked
for all the time are written as JSON by pydantic at once: FastAPI would first check what we made ourselves, in another
thread, and then write it in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response, WebSocket, WebSocketException
from fastapi.requests import HTTPConnection
from pydantic import Field, TypeAdapter, with_config
from starlette.concurrency import run_in_threadpool

from hotseat.errors import NotFound
from hotseat.interview import actions as do
from hotseat.interview.debrief import Debrief
from hotseat.interview.debrief_html import debrief_html
from hotseat.interview.debriefing import debrief as drawn_up
from hotseat.interview.log import encode
from hotseat.interview.sitting import HERE
from hotseat.interview.view import SittingLine, SittingView
from hotseat.store.logs import Line
from hotseat.web.errors import Overtaken, Responses, answers
from hotseat.web.headers import document_policy
from hotseat.web.live import NOT_THERE
from hotseat.web.services import VIEW, Served, Services
from hotseat.web.values import STRICT, Sound
from hotseat.web.who import SittingId, Visitor

Kind = TypeVar("Kind")

LARGEST = 2**53
"""The largest whole number that every reader of JSON keeps exactly."""

Action = Annotated[
    do.Draw
    | do.Ask
    | do.Pick
    | do.Work
    | do.Commit
    | do.Skip
    | do.Say
    | do.Predict
    | do.RunProbe
    | do.Concede
    | do.Move
    | do.Pause
    | do.Resume
    | do.Judge
    | do.Finish,
    Field(discriminator="do"),
]
"""What a candidate does, told apart by `do`."""


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Begin:
    """Which round to sit, and under which calibration (None: its first)."""

    round: str
    calibration: str | None = None


@with_config(STRICT)
@dataclass(frozen=True, slots=True)
class Act:
    """An action, and the number of the last event that the page had seen (None: whatever has happened since)."""

    action: Action
    after: Annotated[int, Field(ge=0, le=LARGEST)] | None = None


NO_SITTING = "there is no such sitting, or it is someone else's"


async def own_sitting(id: SittingId, who: Visitor, served: Served, connection: HTTPConnection) -> str:  # noqa: A002
    """The rule of what belongs to a sitting: its id, for the one whose it is; there is no such thing for others."""
    live = connection.scope["type"] == "websocket"
    if who == HERE and not live:
        return id  # all are theirs; whether there is such a one, the route finds out
    try:
        theirs = await run_in_threadpool(served.sittings.owner, id) == who or who == HERE
    except NotFound:
        theirs = False
    if not theirs and live:
        raise WebSocketException(NOT_THERE, NO_SITTING)
    if not theirs:
        raise NotFound(NO_SITTING)
    return id


OwnSitting = Annotated[str, Depends(own_sitting)]
RunId = Annotated[int, Path(ge=1, le=LARGEST, description="the run: the number of the event with which it began")]
After = Annotated[int, Query(ge=0, le=LARGEST, description="only events with a larger number")]
Bar = Annotated[str | None, Query(max_length=200, description="grade by this calibration instead of the sitting's own")]

DEBRIEF, LOG = TypeAdapter(Debrief), TypeAdapter(tuple[Line, ...])

routes = APIRouter(tags=["sittings"])


@routes.post("/api/sittings", response_model=SittingView, responses=answers(400, 413, 422, 503, 507))
def begin(body: Sound[Begin], who: Visitor, served: Served) -> Response:
    """Begins a sitting now; its clock is running."""
    return _json(VIEW, served.sittings.view(served.sittings.create(body.round, body.calibration, owner=who)))


@routes.get("/api/sittings", responses=answers(503))
def sittings(who: Visitor, served: Served) -> tuple[SittingLine, ...]:
    """The sittings of the one who asks, newest first; on the owner's own machine, all."""
    return served.sittings.list(None if who == HERE else who)


@routes.post("/api/sittings/import", responses=answers(413, 422, 503, 507))
async def bring(request: Request, who: Visitor, served: Served) -> SittingView:
    """Brings in a sitting that was exported, as one's own; the body is the file."""
    content = await request.body()
    id_ = await run_in_threadpool(served.sittings.import_, content, owner=who)
    return await run_in_threadpool(served.sittings.view, id_)


@routes.get("/api/sittings/{id}", response_model=SittingView, responses=answers(404, 422, 503))
def sitting(own: OwnSitting, served: Served) -> Response:
    """A sitting as it is now."""
    return _json(VIEW, served.sittings.view(own))


@routes.delete("/api/sittings/{id}", status_code=204, responses=answers(404, 422, 503, 507))
def delete(own: OwnSitting, served: Served) -> None:
    """Takes a sitting and its log away for good."""
    served.sittings.delete(own)
    served.live.changed(own)


@routes.post(
    "/api/sittings/{id}/actions",
    response_model=SittingView,
    responses={
        **answers(400, 404, 413, 422, 503, 507),
        409: {"model": Overtaken, "description": "Somebody was quicker."},
    },
)
def act(own: OwnSitting, body: Sound[Act], served: Served) -> Response:
    """Does something in a sitting. A drawing based on an older board than the present one is answered with that (409)."""
    return _json(VIEW, served.sittings.act(own, body.action, after=body.after))


@routes.post("/api/sittings/{id}/runs/{run}/cancel", responses=answers(404, 422, 503, 507))
def cancel(own: OwnSitting, run: RunId, served: Served) -> SittingView:
    """Stops a run that is under way; one that has ended stays as it is."""
    return served.sittings.cancel(own, run)


HTML: Responses = {200: {"content": {"text/html": {"schema": {"type": "string"}}}, "description": "The page."}}
JSON: Responses = {200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The result."}}
LINES: Responses = {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}, "description": "The log."}
}
YAML: Responses = {200: {"content": {"application/yaml": {"schema": {"type": "string"}}}, "description": "The design."}}


@routes.get(
    "/api/sittings/{id}/runs/{run}/result", response_class=Response, responses={**answers(404, 422, 503), **JSON}
)
def result(own: OwnSitting, run: RunId, served: Served) -> Response:
    """Everything that a run measured, as `hotseat run --json` prints it."""
    return Response(served.sittings.result(own, run), media_type="application/json")


@routes.get(
    "/api/sittings/{id}/runs/{run}/design", response_class=Response, responses={**answers(404, 422, 503), **YAML}
)
def design(own: OwnSitting, run: RunId, served: Served) -> Response:
    """The design as it ran, with the probe's faults and thresholds: a file for `hotseat run`."""
    return _file(served.sittings.design(own, run), "application/yaml", f"run-{run}.design.yaml")


@routes.get("/api/sittings/{id}/events", response_model=tuple[Line, ...], responses=answers(404, 422, 503))
def events(own: OwnSitting, served: Served, after: After = 0) -> Response:
    """The log, from an event on: each line with its kind, and the data of that kind."""
    return _json(LOG, tuple(encode(event) for event in served.sittings.events(own, after=after)))


@routes.get("/api/sittings/{id}/debrief", response_model=Debrief, responses=answers(404, 422, 503))
def debrief(own: OwnSitting, served: Served, calibration: Bar = None) -> Response:
    """The debrief so far; `ready` once the final design has been measured."""
    return _json(DEBRIEF, _debrief(own, served, calibration))


@routes.get("/sittings/{id}/debrief.html", response_class=Response, responses={**answers(404, 422, 503), **HTML})
def debrief_page(own: OwnSitting, served: Served, calibration: Bar = None) -> Response:
    """The debrief as one page that needs nothing else: to keep, to print, to send to somebody."""
    page = debrief_html(_debrief(own, served, calibration))
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": document_policy(page)})


@routes.get("/api/sittings/{id}/export", response_class=Response, responses={**answers(404, 422, 503), **LINES})
def export(own: OwnSitting, served: Served) -> Response:
    """The whole sitting as a file of JSON lines, which `import` takes."""
    return _file(served.sittings.export_(own), "application/x-ndjson", "sitting.jsonl")


@routes.websocket("/api/sittings/{id}/live")
async def live(socket: WebSocket, own: OwnSitting, served: Served) -> None:
    """The live line: the view after each change, and how far runs are."""
    await served.live.serve(socket, own)


def _debrief(own: str, served: Services, calibration: str | None) -> Debrief:
    view = served.sittings.view(own)
    told = served.sittings
    return drawn_up(told.round_of(own), told.events(own), view, calibration, changed=told.has_changed(own))


def _json(kind: TypeAdapter[Kind], value: Kind) -> Response:
    return Response(kind.dump_json(value), media_type="application/json")


def _file(content: str | bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
