"""Live lines: every tab sees every change, and one that talks nonsense is closed."""

import asyncio
import dataclasses
import json

import pytest
from starlette.websockets import WebSocketDisconnect

from hotseat.web import live as live_lines
from hotseat.web.live import BROKE_RULES, NOT_THERE, PINGS, TRY_LATER, UNSUPPORTED, Live
from hotseat.web.settings import Limits


def begin(browser):
    return browser.post("/api/sittings", json={"round": "webhooks"}).json()["id"]


def view_of(line):
    told = line.receive_json()
    assert told["kind"] == "view"
    return told["view"]


def test_a_tab_gets_the_view_at_once_and_after_each_change_of_another(browser):
    sitting = begin(browser)
    address = f"/api/sittings/{sitting}/live"
    with browser.websocket_connect(address) as one, browser.websocket_connect(address) as two:
        assert view_of(one)["id"] == view_of(two)["id"] == sitting
        browser.post(f"/api/sittings/{sitting}/actions", json={"action": {"do": "say", "text": "hello"}})
        for line in (one, two):
            while not (view := view_of(line))["sayings"]:
                pass
            assert view["sayings"][0]["text"] == "hello"


def test_another_sittings_changes_are_not_told(browser):
    mine, other = begin(browser), begin(browser)
    with browser.websocket_connect(f"/api/sittings/{mine}/live") as line:
        view_of(line)
        browser.post(f"/api/sittings/{other}/actions", json={"action": {"do": "say", "text": "elsewhere"}})
        browser.post(f"/api/sittings/{mine}/actions", json={"action": {"do": "say", "text": "here"}})
        assert [one["text"] for one in view_of(line)["sayings"]] == ["here"]


@pytest.mark.parametrize("garbage", ["hello", "", "{}", '{"do": "finish"}', "ping ", "\x00"])
def test_garbage_closes_the_line(browser, garbage):
    with browser.websocket_connect(f"/api/sittings/{begin(browser)}/live") as line:
        view_of(line)
        line.send_text(garbage)
        with pytest.raises(WebSocketDisconnect) as closed:
            line.receive_json()
    assert closed.value.code == UNSUPPORTED


def test_bytes_close_the_line(browser):
    with browser.websocket_connect(f"/api/sittings/{begin(browser)}/live") as line:
        view_of(line)
        line.send_bytes(b"\x00\xff")
        with pytest.raises(WebSocketDisconnect) as closed:
            line.receive_json()
    assert closed.value.code == UNSUPPORTED


def test_a_ping_is_fine_and_too_many_are_not(browser):
    with browser.websocket_connect(f"/api/sittings/{begin(browser)}/live") as line:
        view_of(line)
        for _ in range(PINGS + 1):
            line.send_text("ping")
        with pytest.raises(WebSocketDisconnect) as closed:
            line.receive_json()
    assert closed.value.code == BROKE_RULES


def test_a_sitting_that_is_deleted_closes_its_lines(browser):
    sitting = begin(browser)
    with browser.websocket_connect(f"/api/sittings/{sitting}/live") as line:
        view_of(line)
        browser.delete(f"/api/sittings/{sitting}")
        with pytest.raises(WebSocketDisconnect) as closed:
            line.receive_json()
    assert closed.value.code == NOT_THERE


@pytest.mark.parametrize("limits", [Limits(per_client=1), Limits(sockets=1)], ids=["from one address", "in all"])
def test_more_lines_than_are_allowed_are_turned_away(settings, client_of, limits):
    with client_of(dataclasses.replace(settings, limits=limits)) as browser:
        address = f"/api/sittings/{begin(browser)}/live"
        with browser.websocket_connect(address) as first:
            view_of(first)
            with browser.websocket_connect(address) as second, pytest.raises(WebSocketDisconnect) as closed:
                second.receive_json()
        with browser.websocket_connect(address) as third:
            view_of(third)
    assert closed.value.code == TRY_LATER


class Socket:
    """A tab that reads nothing until it is told to."""

    client = None

    def __init__(self):
        self.reads = asyncio.Event()
        self.read = []
        self.closed = asyncio.Event()

    async def accept(self):
        pass

    async def close(self, code, reason):
        self.closed.set()

    async def send_text(self, text):
        await self.reads.wait()
        self.read.append(json.loads(text))

    async def receive(self):
        await self.closed.wait()
        return {"type": "websocket.disconnect"}


def test_a_tab_that_reads_slowly_skips_to_the_last_view():
    made = []

    def view(sitting):
        made.append(sitting)
        return json.dumps({"number": len(made)}).encode()

    async def story():
        live, socket = Live(view, Limits(), asyncio.get_running_loop()), Socket()
        serving = asyncio.create_task(live.serve(socket, "x"))
        for wanted in range(1, 6):
            while len(made) < wanted or live.making:
                await asyncio.sleep(0)
            live.changed("x")
        while len(made) < 6 or live.making:
            await asyncio.sleep(0)
        live.progress("x", 7, 0.25)
        live.progress("x", 7, 0.5)
        await asyncio.sleep(0)
        socket.reads.set()
        while len(socket.read) < 3:
            await asyncio.sleep(0)
        socket.closed.set()
        await serving
        return socket.read, live.rooms

    read, rooms = asyncio.run(story())
    assert [one["view"]["number"] for one in read if one["kind"] == "view"] == [1, 6]
    assert read[-1] == {"kind": "progress", "run": 7, "progress": 0.5}
    assert rooms == {}


def test_a_tab_that_does_not_read_is_closed(monkeypatch):
    monkeypatch.setattr(live_lines, "PATIENCE", 0.01)

    async def story():
        live, socket = Live(lambda _: b"{}", Limits(), asyncio.get_running_loop()), Socket()
        await live.serve(socket, "x")  # it reads nothing, and so the line ends by itself
        return live.rooms

    assert asyncio.run(asyncio.wait_for(story(), 30)) == {}
