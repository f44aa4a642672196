"""A sitting over HTTP: begun, acted in, looked at, taken away; and what is answered when it cannot be."""

import base64
import hashlib
import sqlite3
from importlib import resources

import pytest
from sqlalchemy.exc import OperationalError

from hotseat.errors import StoreError
from hotseat.interview.sitting import Sittings
from hotseat.store.database import Store
from hotseat.store.logs import Logs

ROUND = "webhooks"


def begin(browser, **body):
    answer = browser.post("/api/sittings", json={"round": ROUND, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def act(browser, sitting, action, after=None):
    return browser.post(f"/api/sittings/{sitting}/actions", json={"action": action, "after": after})


def first_pass(browser):
    """The design that the round's own first pass ends with."""
    from hotseat.rounds import catalogue

    return catalogue.find(ROUND).files["designs/first-pass.design.yaml"]


def test_a_sitting_begins_with_its_prompt_its_board_and_its_clock(browser):
    view = begin(browser)
    assert view["round"] == ROUND
    assert len(view["id"]) >= 20
    assert view["prompt"]
    assert view["clock"]["running"] is True
    assert browser.get(f"/api/sittings/{view['id']}").json()["seq"] == view["seq"]


def test_two_sittings_have_ids_that_tell_nothing_of_each_other(browser):
    assert begin(browser)["id"][:8] != begin(browser)["id"][:8]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"round": "webhook"}, "did you mean 'webhooks'?"),
        ({"round": ROUND, "calibration": "nobody"}, "is no calibration"),
        ({"round": ROUND, "colour": "red"}, "colour"),
        ({}, "round: this key is missing"),
    ],
)
def test_what_cannot_be_sat_is_refused_in_a_sentence(browser, body, says):
    answer = browser.post("/api/sittings", json=body)
    assert answer.status_code == 422
    assert says in answer.json()["message"]


def test_an_action_becomes_an_event_and_the_view_after_it(browser):
    view = begin(browser)
    after = act(browser, view["id"], {"do": "say", "text": "Charges must not happen twice."}, view["seq"]).json()
    assert after["seq"] == view["seq"] + 1
    assert after["sayings"][0]["text"] == "Charges must not happen twice."
    log = browser.get(f"/api/sittings/{view['id']}/events", params={"after": view["seq"]}).json()
    assert [(line["kind"], line["data"]["text"]) for line in log] == [("said", "Charges must not happen twice.")]


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ({"do": "dance"}, "dance"),
        ({"do": "say"}, "text: this key is missing"),
        ({"do": "say", "text": "x", "loud": True}, "loud"),
        ({"do": "say", "text": "a\x00b"}, "character zero"),
        ({"do": "run", "probe": "nothing"}, "was not asked"),
        ({"do": "judge", "item": "x", "level": 1}, "after the end"),
        ({"do": "draw", "text": "x", "layout": {"a": [1]}}, "layout"),
        ({"do": "draw", "text": "x", "layout": {"a": [1e300, 0]}}, "no board could hold"),
        ("draw", "object"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused_and_leaves_no_trace(browser, action, says):
    view = begin(browser)
    answer = act(browser, view["id"], action)
    assert answer.status_code == 422
    assert says in answer.json()["message"]
    assert browser.get(f"/api/sittings/{view['id']}").json()["seq"] == view["seq"]


def test_of_two_tabs_that_draw_on_one_board_the_second_is_told_and_nothing_is_lost(browser):
    view = begin(browser)
    first = act(browser, view["id"], {"do": "draw", "text": view["board"]["text"] + "# mine\n"}, view["seq"])
    second = act(browser, view["id"], {"do": "draw", "text": view["board"]["text"] + "# yours\n"}, view["seq"])
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["view"]["board"]["text"].endswith("# mine\n")
    assert "changed elsewhere" in second.json()["message"]
    again = act(browser, view["id"], {"do": "draw", "text": view["board"]["text"] + "# ours\n"}, first.json()["seq"])
    assert again.json()["board"]["text"].endswith("# ours\n")


def test_sittings_are_listed_newest_first_and_deleted_for_good(browser):
    one, two = begin(browser)["id"], begin(browser)["id"]
    assert {line["id"] for line in browser.get("/api/sittings").json()} == {one, two}
    assert browser.delete(f"/api/sittings/{one}").status_code == 204
    assert [line["id"] for line in browser.get("/api/sittings").json()] == [two]
    assert browser.get(f"/api/sittings/{one}").status_code == 404


def test_a_sitting_leaves_as_a_file_and_comes_back(browser):
    view = begin(browser)
    act(browser, view["id"], {"do": "ask", "text": "How many events a second?"})
    file = browser.get(f"/api/sittings/{view['id']}/export")
    assert "attachment" in file.headers["content-disposition"]
    back = browser.post("/api/sittings/import", content=file.content)
    assert back.status_code == 200, back.text
    assert back.json()["answers"][0]["question"] == "How many events a second?"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"hotseat_sitting": 99}'])
def test_a_file_that_is_no_sitting_is_refused(browser, content):
    answer = browser.post("/api/sittings/import", content=content)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert browser.get("/api/sittings").json() == []


def test_there_is_a_debrief_so_far(browser):
    view = begin(browser)
    debrief = browser.get(f"/api/sittings/{view['id']}/debrief").json()
    assert debrief["ready"] is False
    assert debrief["rubric"]
    act(browser, view["id"], {"do": "finish"})
    other = list(debrief["calibrations"])[-1]
    graded = browser.get(f"/api/sittings/{view['id']}/debrief", params={"calibration": other}).json()
    assert graded["calibration"] == other


def test_the_debrief_is_a_page_of_its_own_that_runs_no_script_but_the_reports(browser):
    view = begin(browser)
    act(browser, view["id"], {"do": "say", "text": "<script>alert('hostile')</script>"})
    page = browser.get(f"/sittings/{view['id']}/debrief.html")
    assert page.headers["content-type"].startswith("text/html")
    script = resources.files("hotseat.report").joinpath("page.js").read_bytes().strip()
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    policy = page.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    assert "<script>alert" not in page.text


def test_a_run_is_made_and_its_result_and_its_design_can_be_had(running):
    view = begin(running)
    act(running, view["id"], {"do": "draw", "text": first_pass(running)})
    with running.websocket_connect(f"/api/sittings/{view['id']}/live") as line:
        ran = act(running, view["id"], {"do": "run", "probe": "objectives"})
        assert ran.status_code == 200, ran.text
        run = ran.json()["runs"][-1]["id"]
        while True:
            told = line.receive_json()
            if told["kind"] == "view" and any(one["state"] != "running" for one in told["view"]["runs"]):
                break
    assert told["view"]["runs"][-1]["state"] == "done"
    result = running.get(f"/api/sittings/{view['id']}/runs/{run}/result").json()
    assert result["events"] > 0
    design = running.get(f"/api/sittings/{view['id']}/runs/{run}/design")
    assert design.text.startswith("hotseat: 1")
    assert design.headers["content-type"].startswith("application/yaml")
    assert running.post(f"/api/sittings/{view['id']}/runs/{run}/cancel").status_code == 200


def test_a_run_under_way_is_cancelled(browser):
    view = begin(browser)
    act(browser, view["id"], {"do": "draw", "text": first_pass(browser)})
    run = act(browser, view["id"], {"do": "run", "probe": "objectives"}).json()["runs"][-1]["id"]
    assert browser.post(f"/api/sittings/{view['id']}/runs/{run}/cancel").status_code == 200
    assert browser.post(f"/api/sittings/{view['id']}/runs/999/cancel").status_code == 404
    assert browser.get(f"/api/sittings/{view['id']}/runs/{run}/result").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**70), "1e3"])
def test_a_number_that_no_run_has_is_no_error_of_ours(browser, number):
    view = begin(browser)
    assert browser.get(f"/api/sittings/{view['id']}/runs/{number}/result").status_code in (404, 422)
    assert browser.get(f"/api/sittings/{view['id']}/events", params={"after": number}).status_code in (200, 422)


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (StoreError("hotseat.db: the disk is full; this last action was not taken"), 507, "the disk is full"),
        (StoreError("hotseat.db: another program has been writing to it"), 503, "another program"),
        (OperationalError("", {}, sqlite3.OperationalError("database or disk is full")), 507, "the disk is full"),
        (OperationalError("", {}, sqlite3.OperationalError("unable to open database file")), 503, "cannot be reached"),
        (OSError(28, "No space left on device"), 507, "the disk is full"),
        (ZeroDivisionError("secret words"), 500, "a bug of ours"),
    ],
)
def test_a_database_in_trouble_is_a_sentence(settings, client_of, monkeypatch, error, status, says):
    def fails(*_arguments, **_options):
        raise error

    with client_of(settings, raise_server_exceptions=False) as browser:
        view = begin(browser)
        monkeypatch.setattr(Sittings, "act", fails)
        answer = act(browser, view["id"], {"do": "pause"})
    assert answer.status_code == status
    assert says in answer.json()["message"]
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_log_names_the_route_and_nothing_of_the_request(settings, client_of, monkeypatch, caplog):
    def fails(*_arguments, **_options):
        raise ZeroDivisionError

    with client_of(settings, raise_server_exceptions=False) as browser:
        view = begin(browser)
        monkeypatch.setattr(Sittings, "act", fails)
        act(browser, view["id"], {"do": "say", "text": "a secret of mine"})
    written = caplog.text
    assert "POST /api/sittings/{id}/actions" in written
    assert view["id"] not in written
    assert "a secret of mine" not in written


def test_a_server_that_is_stopped_notes_where_every_clock_stands(settings, client_of):
    with client_of(settings) as one:
        sitting = begin(one)["id"]
        until = one.get(f"/api/sittings/{sitting}").json()["clock"]["elapsed"]
    store = Store.open(settings.database)
    head = Logs(store).head(sitting)
    store.close()
    assert head.host == ""
    assert head.beat_at >= until
