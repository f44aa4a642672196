"""Who may see and do what, route by route; a route without a declared rule fails here."""

import dataclasses

import pytest
from starlette.websockets import WebSocketDisconnect

from hotseat.web.app import create_app
from hotseat.web.routes.sittings import own_sitting
from hotseat.web.settings import Settings
from hotseat.web.who import COOKIE, anyone, visitor, who_asks

RULES = {
    "POST /api/designs/check": "anyone",
    "POST /api/designs/write": "anyone",
    "GET /api/rounds": "anyone",
    "GET /api/rounds/{slug}": "anyone",
    "GET /api/tags": "anyone",
    "GET /api/tags/{slug}": "anyone",
    "GET /api/write-ups": "anyone",
    "GET /api/write-ups/{slug}": "anyone",
    "GET /api/search": "anyone",
    "GET /tags/{slug}/feed.atom": "anyone",
    "POST /api/sittings": "visitor",
    "GET /api/sittings": "visitor",
    "POST /api/sittings/import": "visitor",
    "GET /api/sittings/{id}": "own sitting",
    "DELETE /api/sittings/{id}": "own sitting",
    "POST /api/sittings/{id}/actions": "own sitting",
    "POST /api/sittings/{id}/runs/{run}/cancel": "own sitting",
    "GET /api/sittings/{id}/runs/{run}/result": "own sitting",
    "GET /api/sittings/{id}/runs/{run}/design": "own sitting",
    "GET /api/sittings/{id}/events": "own sitting",
    "GET /api/sittings/{id}/debrief": "own sitting",
    "GET /sittings/{id}/debrief.html": "own sitting",
    "GET /api/sittings/{id}/export": "own sitting",
    "LIVE /api/sittings/{id}/live": "own sitting",
}
PAGES = "the pages, which are the same for everybody"


def routes():
    """Every route of the application: its methods and path, and the calls on which it depends."""
    found = {}
    for route in leaves(create_app(Settings()).routes):
        calls = set(depends_on(route.dependant))
        for method in sorted(getattr(route, "methods", None) or ["LIVE"]):
            name = f"{method} {route.path}"
            found[name] = (calls, getattr(route, "include_in_schema", True))
    return found


def leaves(routes):
    """Routes, those of included routers too."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from leaves(included.routes) if included else [route]


def depends_on(dependant):
    for one in dependant.dependencies:
        yield one.call
        yield from depends_on(one)


def rule_of(calls):
    if own_sitting in calls:
        return "own sitting"
    if who_asks in calls:
        return "visitor"
    return "anyone" if anyone in calls else None


def test_every_route_has_a_declared_rule_and_it_is_the_one_of_the_table():
    found = {name: rule_of(calls) for name, (calls, described) in routes().items() if described}
    assert found == RULES
    pages = {name: rule_of(calls) for name, (calls, described) in routes().items() if not described}
    assert pages
    assert set(pages.values()) == {"anyone"}, PAGES


OWN = [name for name, rule in RULES.items() if rule == "own sitting"]
BODIES = {"POST /api/sittings/{id}/actions": {"action": {"do": "pause"}}}


def call(browser, name, sitting):
    method, path = name.split(" ", 1)
    path = path.replace("{id}", sitting).replace("{run}", "1")
    if method != "LIVE":
        return browser.request(method, path, json=BODIES.get(name)).status_code
    try:
        with browser.websocket_connect(path) as line:
            line.receive_json()
    except WebSocketDisconnect as closed:
        return closed.code
    return 200


def begin(browser):
    return browser.post("/api/sittings", json={"round": "webhooks"}).json()["id"]


@pytest.mark.parametrize("name", OWN)
def test_someone_elses_sitting_and_one_that_is_not_there_are_the_same(visited, name):
    mine = begin(visited)
    visited.cookies.clear()
    visited.get("/api/sittings")
    theirs = call(visited, name, mine)
    nobodys = call(visited, name, "A" * 24)
    assert theirs == nobodys
    assert theirs in (404, 4404)


@pytest.mark.parametrize("forged", ["A" * 24, "..", "%2e%2e", "' OR 1=1 --", "%00", "x" * 5000, "*"])
def test_a_forged_id_opens_nothing(browser, forged):
    begin(browser)
    for method, path in (("GET", f"/api/sittings/{forged}"), ("DELETE", f"/api/sittings/{forged}")):
        assert browser.request(method, path).status_code in (404, 405, 422)
    assert len(browser.get("/api/sittings").json()) == 1


def test_a_visitor_lists_and_sees_what_is_theirs(visited):
    mine = begin(visited)
    assert [line["id"] for line in visited.get("/api/sittings").json()] == [mine]
    assert visited.get(f"/api/sittings/{mine}").status_code == 200
    visited.cookies.clear()
    assert visited.get("/api/sittings").json() == []


def test_what_a_visitor_brings_in_is_theirs(visited):
    file = visited.get(f"/api/sittings/{begin(visited)}/export").content
    brought = visited.post("/api/sittings/import", content=file).json()["id"]
    assert visited.get(f"/api/sittings/{brought}").status_code == 200
    visited.cookies.clear()
    assert visited.get(f"/api/sittings/{brought}").status_code == 404


def test_a_visitors_cookie_is_out_of_reach_and_given_once(visited):
    first = visited.get("/api/sittings")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "set-cookie" not in visited.get("/api/sittings").headers


@pytest.mark.parametrize("cookie", ["", "short", "x" * 44, "é" * 43, "a" * 42 + "\\"])
def test_a_cookie_that_we_never_gave_is_replaced(visited, cookie):
    answer = visited.get("/api/sittings", headers={"Cookie": f"{COOKIE}={cookie}".encode("latin-1")})
    assert "set-cookie" in answer.headers


def test_the_database_holds_no_cookie(visited, tmp_path):
    begin(visited)
    token = visited.cookies[COOKIE]
    held = b"".join(path.read_bytes() for path in tmp_path.glob("hotseat.db*"))
    assert visitor(token).encode() in held
    assert token.encode() not in held


def test_the_owner_of_the_machine_sees_what_visitors_made(settings, client_of):
    with client_of(dataclasses.replace(settings, host="0.0.0.0")) as visited:
        theirs = begin(visited)
    with client_of(settings) as browser:
        assert [line["id"] for line in browser.get("/api/sittings").json()] == [theirs]
        assert browser.get(f"/api/sittings/{theirs}").status_code == 200
        assert "set-cookie" not in browser.get("/api/sittings").headers
