"""The hot seat in a real Chromium: drawn by keyboard, typed as text, run against a prediction, open in two tabs."""

import re

import httpx
import pytest
from page_checks import check_accessible, check_fits
from playwright.sync_api import expect

PATIENCE = 60_000
"""Milliseconds that a run may take on a busy machine; nothing waits longer than it must."""


class Sitting:
    """A sitting at the server, as its API tells it."""

    def __init__(self, server):
        self.client = httpx.Client(base_url=server, headers={"X-Hotseat": "1"}, timeout=60)
        self.id = self.client.post("/api/sittings", json={"round": "webhooks"}).json()["id"]

    @property
    def path(self):
        """Where it is sat."""
        return f"/sit/{self.id}"

    def view(self):
        """As it is now."""
        return self.client.get(f"/api/sittings/{self.id}").json()

    def draw(self, text):
        """Another tab draws."""
        action = {"do": "draw", "text": text, "layout": {}}
        answer = self.client.post(f"/api/sittings/{self.id}/actions", json={"after": None, "action": action})
        assert answer.status_code == 200, answer.text


@pytest.fixture
def sitting(server):
    """A sitting of webhooks that has just begun."""
    one = Sitting(server)
    yield one
    one.client.close()


def box(page, name):
    """A box on the canvas."""
    return page.locator(f'.react-flow__node[data-id="{name}"]')


def stands_still(page, name):
    """Until a box has been in the same place for a few frames."""
    page.evaluate(
        """(name) => new Promise((done) => {
          let [before, still] = ["", 0];
          const look = () => {
            const { x, y } = document.querySelector(`.react-flow__node[data-id="${name}"]`).getBoundingClientRect();
            still = before === `${x} ${y}` ? still + 1 : 0;
            before = `${x} ${y}`;
            if (still >= 20) done();
            else requestAnimationFrame(look);
          };
          look();
        })""",
        name,
    )


def wait_until_saved(page):
    """Until the server has all that was drawn."""
    expect(page.get_by_text("saved", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_hot_seat_is_accessible_with_all_that_can_be_opened(visit, sitting, theme):
    page = visit(sitting.path, theme=theme)
    expect(box(page, "api")).to_be_visible()
    check_accessible(page)
    box(page, "api").press("Enter")
    expect(page.get_by_role("region", name="Inspector: api")).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    expect(page.get_by_role("textbox", name=re.compile("The design as YAML"))).to_be_visible()
    check_accessible(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    check_accessible(page)


def test_the_hot_seat_can_be_read_on_a_phone(visit, sitting):
    page = visit(sitting.path, size="phone")
    expect(box(page, "api")).to_be_visible()
    check_fits(page)


def test_a_box_is_added_named_moved_and_undone_by_keyboard_and_the_text_follows(visit, sitting):
    before = sitting.view()["board"]["text"]
    page = visit(sitting.path)
    expect(box(page, "api")).to_be_visible()
    page.keyboard.press("a")
    page.get_by_role("menuitem", name=re.compile("^queue")).press("Enter")
    name = page.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    name.fill("outbox")
    name.press("Enter")
    expect(box(page, "outbox")).to_be_visible()
    box(page, "outbox").press("ArrowRight")
    wait_until_saved(page)
    board = sitting.view()["board"]
    assert "\n  outbox: {kind: queue" in board["text"]
    assert board["text"].startswith(before.rstrip("\n")), "a change on the canvas leaves every other line as it was"
    assert "outbox" in board["layout"]
    for _ in range(3):
        page.locator("body").press("Control+z")
    expect(box(page, "outbox")).to_have_count(0)
    wait_until_saved(page)
    assert sitting.view()["board"]["text"] == before


def test_a_problem_is_shown_at_its_line_and_on_its_box(visit, sitting):
    page = visit(sitting.path)
    expect(box(page, "api")).to_be_visible()
    sitting.draw(sitting.view()["board"]["text"].replace("publish: []", "publish: [{send: nowhere}]"))
    expect(box(page, "api")).to_have_accessible_name(re.compile("1 problem"))
    page.keyboard.press("y")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)


def test_two_tabs_that_drew_at_once_are_joined_and_nothing_is_lost(visit, sitting):
    page = visit(sitting.path, expected=["409"])
    expect(box(page, "api")).to_be_visible()
    page.route("**/actions", lambda route: route.abort())
    page.keyboard.press("a")
    page.get_by_role("menuitem", name=re.compile("^cache")).press("Enter")
    expect(box(page, "cache")).to_be_visible()
    sitting.draw(sitting.view()["board"]["text"].replace("duration: 1min", "duration: 2min"))
    page.unroute("**/actions")
    page.get_by_role("button", name="Join both").click()
    wait_until_saved(page)
    text = sitting.view()["board"]["text"]
    assert "duration: 2min" in text
    assert "\n  cache: {kind: cache" in text


def test_a_prediction_stands_beside_what_was_measured(visit, sitting):
    page = visit(sitting.path)
    sitting.draw(first_pass(sitting.view()["board"]["text"]))
    expect(box(page, "sender")).to_be_visible()
    page.get_by_label("times that charge is done twice value", exact=True).fill("0")
    page.get_by_label(re.compile("Probability that every threshold holds")).fill("70 %")
    page.get_by_role("button", name="Predict and run").click()
    results = page.get_by_role("region", name="Results", exact=True)
    expect(results).to_be_visible(timeout=PATIENCE)
    outcome = page.get_by_role("complementary").get_by_role("row", name=re.compile("^Times that charge is done twice"))
    expect(outcome.get_by_role("cell")).to_have_text([re.compile("charge is done twice"), "0", re.compile(r"^\d")])
    for chart in ("Percentiles", "Over time", "Slowest requests", "Effects"):
        results.get_by_role("tab", name=chart).click()
        expect(results.get_by_role("tabpanel", name=chart)).not_to_be_empty()
    check_accessible(page)


def test_a_long_run_shows_how_far_it_is_and_is_cancelled_with_nothing_lost(visit, sitting):
    page = visit(sitting.path)
    sitting.draw(flooded(sitting.view()["board"]["text"]))
    expect(box(page, "traffic.flood")).to_be_visible()
    page.get_by_label(re.compile("Probability that every threshold holds")).fill("20")
    page.get_by_role("button", name="Predict and run").click()
    tools = page.locator(".seat-tools")
    expect(tools.get_by_role("progressbar", name="Running")).to_be_visible()
    expect(tools.get_by_role("button", name="Run")).to_have_count(0)
    tools.get_by_role("button", name="Cancel").click()
    right = page.get_by_role("complementary", name="The interviewer")
    expect(right.get_by_text("cancelled", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(right.get_by_text("You stopped this run")).to_be_visible()
    expect(tools.get_by_role("button", name="Run")).to_be_enabled()
    view = sitting.view()
    assert [run["state"] for run in view["runs"]] == ["cancelled"]
    assert view["objectives_prediction"]["holds"] == 0.2
    assert "flood" in view["board"]["text"]
    page.reload()
    expect(right.get_by_text("cancelled", exact=True)).to_be_visible()


def test_choosing_a_box_moves_nothing_and_delete_takes_it_away(visit, sitting):
    page = visit(sitting.path)
    sitting.draw(first_pass(sitting.view()["board"]["text"]))
    expect(box(page, "sender")).to_be_visible()
    page.get_by_role("button", name="Fit").click()
    stands_still(page, "traffic.events")
    before = box(page, "traffic.events").bounding_box()
    box(page, "traffic.events").click()
    inspector = page.get_by_role("region", name="Inspector: events")
    expect(inspector).to_be_visible()
    expect(box(page, "traffic.events")).to_be_focused()
    assert box(page, "traffic.events").bounding_box() == before
    page.keyboard.press("Escape")
    expect(inspector).to_have_count(0)
    box(page, "merchants").click()
    stands_still(page, "merchants")
    right = box(page, "merchants").bounding_box()
    assert right["x"] + right["width"] < page.get_by_role("region", name="Inspector: merchants").bounding_box()["x"]
    page.keyboard.press("Escape")
    box(page, "deliveries").focus()
    page.keyboard.press("Delete")
    page.get_by_role("dialog", name="Delete deliveries?").get_by_role("button", name="Delete").click()
    expect(box(page, "deliveries")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(box(page, "deliveries")).to_be_visible()


def test_the_canvas_keeps_its_width_beside_the_yaml_and_arrows_end_at_their_boxes(visit, sitting):
    page = visit(sitting.path)
    sitting.draw(first_pass(sitting.view()["board"]["text"]))
    expect(box(page, "sender")).to_be_visible()
    wide = page.locator(".seat-canvas").bounding_box()["width"]
    page.keyboard.press("y")
    expect(page.get_by_role("textbox", name=re.compile("The design as YAML"))).to_be_visible()
    assert page.locator(".seat-canvas").bounding_box()["width"] == wide
    expect(page.locator(".react-flow__edge")).to_have_count(4)
    expect(page.locator(".react-flow__edge .arrow-words").first).to_be_visible()


def test_a_commitment_is_written_where_it_was_opened_and_escape_gives_up(visit, sitting):
    page = visit(sitting.path)
    brief = page.get_by_role("region", name="The brief")
    wanted = brief.locator(".seat-commitments > li").nth(1)
    wanted.get_by_role("button", name=re.compile("^Skip: ")).click()
    reason = wanted.get_by_placeholder("Why it can wait")
    expect(reason).to_be_focused()
    reason.press("Escape")
    expect(reason).to_have_count(0)
    wanted.get_by_role("button", name=re.compile("^Skip: ")).click()
    page.keyboard.type("it can be added later")
    page.keyboard.press("Enter")
    expect(brief.get_by_text("skipped", exact=True)).to_be_visible()
    assert sitting.view()["skips"][0]["reason"] == "it can be added later"


def flooded(start):
    """The board with so much traffic that its run takes long."""
    return start.replace("publish: []", "publish: [{work: {exp: 1ms}}]").replace(
        "traffic:\n", "traffic:\n  flood: {to: api.publish, rate: 60000/s}\n"
    )


def first_pass(start):
    """The board as the round gives it, with a queue and a sender between."""
    return start.replace("publish: []", "publish: [{work: {exp: 2ms}}, {send: deliveries}]") + BETWEEN


BETWEEN = """\
  deliveries: {kind: queue, visibility_timeout: 30s}
  sender:
    kind: worker
    consumes: deliveries
    replicas: 16
    concurrency: 64
    on:
      message: [{call: merchants.deliver, timeout: 10s}, ack]
"""
