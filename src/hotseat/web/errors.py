"""What goes wrong, as an answer: always `{message, problems}`, with the status that says whose turn it is.

The rooms raise sentences (`HotseatError`); this table gives each its status. Nothing of the input is sent back, and what
was not foreseen is a sentence too: what happened stands in the log, without the request's body or cookies.
"""

from __future__ import annotations

import errno
import json
import logging
import sqlite3
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from hotseat.errors import Conflict, HotseatError, Problem, StoreError
from hotseat.interview.view import SittingView
from hotseat.web.headers import HEADERS

LOG = logging.getLogger("hotseat.web")

PHRASES = {
    403: "that is not allowed from here",
    404: "there is nothing here",
    405: "this address does not take that method",
    400: "the body is not JSON that can be read",
}
WORDS = {
    "missing": "this key is missing",
    "dataclass_type": "this must be an object, `{...}`",
    "dict_type": "this must be an object, `{...}`",
}
"""What the checker of forms says in words of its own, in ours."""

FULL = "the disk is full: nothing was changed; make room and try again"
AWAY = "the database cannot be reached just now: nothing was changed; try again"


@dataclass(frozen=True, slots=True)
class Failure:
    """The body of every answer that is an error: one sentence, and every problem where there are several."""

    message: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The body of a 409: what happened, and the sitting as it is now, to go on from."""

    message: str
    view: SittingView | None


VIEW = TypeAdapter(SittingView)


def failure(status: int, message: str, problems: tuple[Problem, ...] = ()) -> JSONResponse:
    """An error as an answer."""
    plain = [{"where": one.where, "message": one.message, "line": one.line, "file": one.file} for one in problems]
    return JSONResponse({"message": message, "problems": plain}, status)


def install(app: FastAPI) -> None:
    """Makes the application answer every error so."""
    app.add_exception_handler(HotseatError, _ours)
    app.add_exception_handler(Conflict, _overtaken)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(Exception, _unforeseen)


def status_of(error: HotseatError) -> int:
    """The status of a sentence: what is not there 404, what the asker can mend 422, what the disk lacks 507."""
    if isinstance(error, StoreError):
        return 507 if "disk is full" in str(error) else 503
    if isinstance(error, LookupError):
        return 404
    return 422 if isinstance(error, ValueError) else 500


def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HotseatError)  # noqa: S101 (it was registered for that)
    problems = tuple(getattr(error, "problems", ()))
    return failure(status_of(error), str(error), problems)


def _overtaken(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Conflict)  # noqa: S101
    view = VIEW.dump_json(error.view).decode() if isinstance(error.view, SittingView) else "null"
    return Response(f'{{"message":{json.dumps(str(error))},"view":{view}}}', 409, media_type="application/json")


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """A body or a parameter of another form than the description says: each place in a sentence."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    problems = tuple(_problem(one) for one in error.errors())
    return failure(422, "; ".join(str(problem) for problem in problems[:5]), problems)


def _problem(error: dict[str, Any]) -> Problem:
    path = [str(part) for part in error["loc"] if part not in ("body", "query", "path")]
    message = WORDS.get(error["type"], str(error["msg"]).removeprefix("Value error, "))
    return Problem(_clean(".".join(path)), _clean(message[:1].lower() + message[1:]))


def _clean(text: str) -> str:
    """Text that can be sent: what is half a character becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")[:500]


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    answer = failure(error.status_code, PHRASES.get(error.status_code, str(error.detail)))
    answer.headers.update(error.headers or {})
    return answer


def _database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)  # noqa: S101
    if isinstance(error.orig, sqlite3.Error) and "full" in str(error.orig):
        return failure(507, FULL)
    LOG.error("%s %s: %s", request.method, _route(request), error.orig)
    return failure(503, AWAY)


def _system(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OSError)  # noqa: S101
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return failure(507, FULL)
    return _unforeseen(request, error)


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    LOG.error("%s %s", request.method, _route(request), exc_info=error)
    answer = failure(500, "this went wrong inside Hotseat, which is a bug of ours; the server's log says more")
    answer.headers.update(HEADERS)  # this answer is given outside the gate, which gives them to all others
    return answer


def _route(request: Request) -> str:
    """The route as declared, so that no id of a sitting gets into the log."""
    return str(getattr(request.scope.get("route"), "path", "an address outside the API"))


Responses = dict[int | str, dict[str, Any]]


def answers(*statuses: int) -> Responses:
    """The errors that a route may answer with, for its description."""
    return {status: {"model": Failure, "description": MEANINGS[status]} for status in (*ALWAYS, *statuses)}


ALWAYS = (403, 421, 429)
MEANINGS = {
    400: "The body is not JSON that can be read.",
    403: "The request came from another site's page, or lacks the header `X-Hotseat: 1`.",
    404: "There is no such thing, or it is someone else's.",
    409: "Somebody was quicker: the answer carries the sitting as it is now.",
    413: "The body is larger than this server takes.",
    421: "The request calls the server by a name that is not its own.",
    422: "What is asked cannot be done; each problem stands in a sentence.",
    429: "Too many writes at once; `Retry-After` says when to go on.",
    503: "The database, or the worker processes, cannot be reached just now.",
    507: "The disk is full; nothing was changed.",
}
