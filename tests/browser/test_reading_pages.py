"""The pages for reading, in a real Chromium: what they show, where they lead, whom they leave out."""

import re

import pytest
from page_checks import check_accessible, check_fits
from playwright.sync_api import expect

PAGES = {
    "first page": "/",
    "tag": "/tags/system-design-interview",
    "write-up": "/write-ups/webhooks",
    "search": "/search?q=cache",
    "rounds": "/rounds",
    "round": "/rounds/webhooks",
    "sittings": "/sittings",
}


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_every_page_is_accessible_and_fits(visit, path, theme, size):
    page = visit(path, theme=theme, size=size)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title().endswith("Hotseat")
    check_accessible(page)
    check_fits(page)


def test_a_tag_shows_its_name_slug_counts_and_community(visit):
    page = visit("/tags/system-design-interview")
    expect(page.get_by_role("heading", level=1)).to_have_text("System Design Interview")
    expect(page.get_by_text("system-design-interview", exact=True)).to_be_visible()
    expect(page.get_by_text("18 write-ups")).to_be_visible()
    community = page.get_by_role("region", name="Community")
    expect(community.get_by_role("listitem")).to_have_count(18)
    first = community.get_by_role("listitem").first
    expect(first.get_by_role("heading")).not_to_be_empty()
    expect(first.locator(".summary")).to_have_text(re.compile(r"^[^.]+.*[.!?]$"))


def test_a_tag_leads_to_its_feed(visit, server):
    page = visit("/tags/system-design-interview")
    address = page.get_by_role("link", name="Atom feed").get_attribute("href")
    feed = page.request.get(server + address)
    assert feed.ok
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert feed.text().count("<entry>") == 18


def test_from_the_first_page_to_a_sitting_by_keyboard_alone(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.get_by_role("link", name="Webhooks with guarantees you can defend", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/rounds/webhooks$"))
    expect(page.get_by_role("main")).to_be_focused()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Start the clock")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sit/[\w-]{10,}$"))


def test_a_write_up_tells_what_is_ours_and_leads_to_its_round(visit):
    page = visit("/write-ups/webhooks")
    expect(page.get_by_role("heading", name="Our reconstruction")).to_be_visible()
    expect(page.get_by_text("it implies no endorsement")).to_be_visible()
    expect(page.get_by_text("60 min", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Sit this round")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks with guarantees you can defend")


def test_a_search_finds_and_marks_what_was_looked_for(visit):
    page = visit("/")
    page.get_by_role("searchbox", name="Search write-ups").fill("idempotency")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=idempotency$"))
    expect(page.locator("mark").first).to_have_text(re.compile("idempotency", re.IGNORECASE))


def test_a_search_that_finds_nothing_says_so(visit):
    page = visit("/search?q=zzzyzx")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")


def test_the_licences_of_the_packages_in_the_bundle_are_one_link_away(visit, server):
    page = visit("/")
    licences = page.request.get(server + page.get_by_role("link", name=re.compile("^Licences")).get_attribute("href"))
    assert licences.ok
    assert licences.headers["content-type"].startswith("text/plain")
    assert "## react-dom - " in licences.text()


def test_a_server_that_is_gone_is_told_once_and_can_be_asked_again(visit):
    page = visit("/rounds", expected=["ERR_FAILED"])
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("link", name="Write-ups").click()
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    check_accessible(page)
    page.unroute("**/api/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="What to sit next")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(visit):
    page = visit("/no/such/page", expected=["404"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is at this address")
    check_accessible(page)


def test_a_write_up_that_does_not_exist_says_so(visit):
    page = visit("/write-ups/never-written", expected=["404"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is at this address")


def test_the_choice_of_colours_is_kept(visit):
    page = visit("/", theme="light")
    page.get_by_role("button", name="Use dark colours").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Use light colours")).to_be_visible()


def test_rounds_are_filtered_by_links_and_by_keyboard(visit):
    page = visit("/rounds")
    everything = page.get_by_role("region", name="2 rounds")
    expect(everything.get_by_role("listitem")).to_have_count(2)
    filters = page.get_by_role("navigation", name="Filter the rounds")
    filters.get_by_role("link", name="propagation 1").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/rounds\?skill=propagation$"))
    left = page.get_by_role("region", name="1 of 2 rounds")
    expect(left.get_by_role("heading", level=3)).to_have_text("Feature flags within fifty milliseconds")
    chosen = filters.get_by_role("link", name="propagation 1")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.get_by_role("region", name="2 rounds")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_filters_that_leave_no_round_say_so_and_lead_back(visit, theme):
    page = visit("/rounds?kind=postmortem&skill=cost", theme=theme)
    expect(page.get_by_text("No round here has kind “postmortem” and trains “cost”.")).to_be_visible()
    check_accessible(page)
    page.get_by_role("main").get_by_role("link", name="Show all rounds").last.click()
    expect(page).to_have_url(re.compile("/rounds$"))


def test_sittings_show_their_verdicts(visit, defended):
    page = visit("/sittings")
    line = page.get_by_role("listitem").filter(has=page.locator(f'a[href="/debrief/{defended}"]'))
    expect(line).to_contain_text("Strong hire")
    expect(line).to_contain_text("59 min of 60 min")


def test_a_sitting_is_listed_exported_deleted_and_taken_in_again(visit, tmp_path):
    page = visit("/rounds/webhooks")
    page.get_by_role("button", name="Start the clock").click()
    expect(page).to_have_url(re.compile("/sit/"))
    sitting = page.url.rpartition("/")[2]
    page = visit("/sittings")
    line = page.get_by_role("listitem").filter(has=page.locator(f'a[href="/sit/{sitting}"]'))
    expect(line).to_have_count(1)
    with page.expect_download() as download:
        line.get_by_role("link", name="Export").click()
    file = tmp_path / "sitting.json"
    download.value.save_as(file)
    page.once("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button", name="Delete").click()
    expect(line).to_have_count(0)
    page.locator("input[type=file]").set_input_files(file)
    expect(page).to_have_url(re.compile("/sit/"))
    assert page.url.rpartition("/")[2] != sitting
