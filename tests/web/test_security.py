"""Each line of defence, tried from the other side."""

import asyncio
import dataclasses

import pytest
from starlette.websockets import WebSocketDisconnect

from hotseat.web.security import Buckets, Gate, client_of, host_name
from hotseat.web.settings import Limits, Settings

BODY = {"text": "hotseat: 1\n"}


def check(browser, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post("/api/designs/check", json=BODY, headers=headers)


def test_without_being_told_otherwise_only_this_machine_is_listened_to():
    assert Settings().host == "127.0.0.1"
    assert not Settings().visitors
    assert not Settings(host="::1").visitors
    assert Settings(host="0.0.0.0").visitors


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST"])
def test_the_server_answers_to_its_own_names(browser, host):
    assert check(browser, Host=host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "localhost.evil.example", "192.0.2.7", ""])
def test_a_name_that_was_pointed_here_is_not_answered(browser, host):
    answer = browser.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "does not go by that name" in answer.json()["message"]


def test_a_server_for_others_answers_to_figures_and_to_the_names_it_was_told(settings):
    open_to_all = dataclasses.replace(settings, host="0.0.0.0", allow_hosts=("hotseat.example",))
    assert open_to_all.answers_to("192.0.2.7")
    assert open_to_all.answers_to("hotseat.example")
    assert not open_to_all.answers_to("evil.example")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:9999", "null", "http://localhost:8765.evil.example"]
)
def test_another_sites_page_may_change_nothing(browser, origin):
    answer = check(browser, Origin=origin)
    assert answer.status_code == 403
    assert "only this server's own pages" in answer.json()["message"]


def test_our_own_page_may(browser):
    assert check(browser, Origin="http://localhost:8765", Sec_Fetch_Site="same-origin").status_code == 200
    assert check(browser, Sec_Fetch_Site="cross-site").status_code == 403


def test_a_form_on_another_site_lacks_the_header_that_a_change_needs(browser):
    answer = check(browser, X_Hotseat="")
    assert answer.status_code == 403
    assert "X-Hotseat: 1" in answer.json()["message"]


def test_a_browser_that_asks_whether_another_site_may_send_the_header_hears_no_yes(browser):
    asks = {
        "Origin": "http://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-hotseat",
    }
    answer = browser.options("/api/designs/check", headers=asks)
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.status_code == 405


@pytest.mark.parametrize("path", ["/", "/assets/index-BxYz12_4.js", "/api/nothing"])
def test_every_answer_forbids_the_browser_what_the_pages_do_not_need(browser, path):
    headers = browser.get(path).headers
    policy = headers["content-security-policy"].split("; ")
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "base-uri 'none'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_refusals_carry_the_same_headers(browser):
    assert check(browser, X_Hotseat="no").headers["x-content-type-options"] == "nosniff"


def test_answers_of_the_api_are_kept_by_nobody(browser):
    assert check(browser).headers["cache-control"] == "no-store"


def test_a_body_is_bounded_by_what_it_says_and_by_what_it_is(settings, client_of):
    limits = Limits(body=2000)
    with client_of(dataclasses.replace(settings, limits=limits)) as browser:
        large = b'{"text": "' + b"x" * 5000 + b'"}'
        said = browser.post("/api/designs/check", content=large)
        silent = browser.post("/api/designs/check", content=iter([large[:1500], large[1500:]]))
    for answer in (said, silent):
        assert answer.status_code == 413
        assert "larger than this server takes" in answer.json()["message"]


def test_writes_beyond_the_limit_wait(settings, client_of):
    limits = Limits(writes=0.001, burst=3)
    with client_of(dataclasses.replace(settings, limits=limits)) as browser:
        statuses = [check(browser).status_code for _ in range(4)]
        late = check(browser)
        reading = browser.get("/")
    assert statuses == [200, 200, 200, 429]
    assert int(late.headers["retry-after"]) > 0
    assert reading.status_code == 200


def test_a_bucket_fills_again_and_belongs_to_one_client():
    now = [0.0]
    buckets = Buckets(rate=2.0, burst=2, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(3)] == [0.0, 0.0, 0.5]
    assert buckets.wait("b") == 0.0
    now[0] = 0.5
    assert buckets.wait("a") == 0.0
    assert buckets.wait("a") > 0


@pytest.mark.parametrize(("host", "name"), [("[::1]:80", "::1"), ("A.Example.:80", "a.example"), ("x", "x"), ("", "")])
def test_a_host_is_compared_without_its_port(host, name):
    assert host_name(host) == name


def test_a_live_line_from_another_sites_page_is_not_opened(browser):
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.websocket_connect("ws://localhost:8765/api/sittings/x/live", headers={"Origin": "http://evil.example"}),
    ):
        pass
    assert refused.value.code == 1008


def refused(headers, *, method="GET"):
    """The status with which the gate alone answers; None where it lets a request through to what stands behind it."""
    sent = []

    async def behind(scope, receive, send):
        sent.append({})

    async def story():
        scope = {"type": "http", "method": method, "path": "/", "headers": headers, "client": ("192.0.2.1", 1)}
        await Gate(behind, settings=Settings())(scope, None, tell)

    async def tell(message):
        sent.append(message)

    asyncio.run(story())
    return sent[0].get("status")


def test_a_request_by_two_names_is_not_answered():
    assert refused([(b"host", b"localhost")]) is None
    assert refused([(b"host", b"localhost"), (b"host", b"evil.example")]) == 421


def test_each_address_has_a_bucket_of_its_own():
    assert client_of({"client": ("192.0.2.1", 5)}) == client_of({"client": ("192.0.2.1", 6)})
    assert client_of({"client": ("192.0.2.1", 5)}) != client_of({"client": ("192.0.2.2", 5)})
