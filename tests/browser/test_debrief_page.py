"""The debrief as a page, of a sitting that was really sat: what it shows rests on runs that can be run again."""

import re
import shlex
import subprocess
import sys

import pytest
from page_checks import check_accessible, check_fits
from playwright.sync_api import expect


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible_and_fits(visit, defended, theme, size):
    page = visit(f"/debrief/{defended}", theme=theme, size=size)
    expect(page.get_by_role("heading", level=1)).to_have_text("Webhooks with guarantees you can defend")
    check_accessible(page)
    check_fits(page)


def test_the_verdict_comes_with_its_arithmetic(visit, defended):
    page = visit(f"/debrief/{defended}")
    verdict = page.get_by_role("region", name=re.compile("^Verdict"))
    expect(verdict.get_by_role("heading")).to_contain_text(re.compile("hire", re.IGNORECASE))
    for kind in ("Measured", "Witnessed", "Judged"):
        expect(verdict.get_by_role("listitem").filter(has_text=f"{kind}: ")).to_have_count(1)
        expect(page.get_by_role("heading", level=3, name=re.compile(f"^{kind} "))).to_be_visible()


def test_another_bar_grades_the_same_sitting(visit, defended):
    page = visit(f"/debrief/{defended}")
    bars = page.get_by_role("region", name=re.compile("^Verdict")).get_by_text("The bars of")
    expect(bars).to_contain_text("'A payments company, senior'")
    page.get_by_label("Whose bar").select_option(label="A start-up with ten engineers")
    expect(bars).to_contain_text("'A start-up with ten engineers'")


def test_a_pushback_shows_before_and_after_in_numbers_and_pictures(visit, defended):
    page = visit(f"/debrief/{defended}")
    story = page.locator("#pushback-crash")
    row = story.get_by_role("row").filter(has_text="duplicates == 0")
    expect(row.locator(".missed")).to_have_count(1)
    expect(row.locator(".met")).to_have_text(re.compile("^0"))
    expect(story.get_by_role("img", name=re.compile("^The design as pushback crash was asked"))).to_be_visible()
    expect(story.get_by_role("img", name=re.compile("^The design that answered pushback crash"))).to_be_visible()
    assert story.locator(".changed rect").count() > 0


def test_a_measured_line_is_measured_again_from_the_command_line(visit, defended, tmp_path):
    page = visit(f"/debrief/{defended}")
    story = page.locator("#pushback-crash")
    with page.expect_download() as download:
        story.get_by_role("button", name=re.compile(r"^Save crash-run-\d+\.design\.yaml$")).last.click()
    download.value.save_as(tmp_path / download.value.suggested_filename)
    command = shlex.split(story.locator(".replay code").last.inner_text())
    assert command[0] == "hotseat"
    again = subprocess.run(
        [sys.executable, "-m", "hotseat.cli.main", *command[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert re.search(r"charge +duplicates == 0 +0\b", again.stdout), again.stdout


def test_a_command_is_copied(visit, defended):
    page = visit(f"/debrief/{defended}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy: hotseat run crash.design.yaml --seed 1").first
    button.click()
    expect(button).to_have_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == "hotseat run crash.design.yaml --seed 1"


def test_a_judged_item_is_marked_by_somebody_who_is_named(visit, defended):
    page = visit(f"/debrief/{defended}")
    item = page.get_by_role("listitem").filter(has=page.get_by_text("Could be followed", exact=True)).last
    item.get_by_text("Mark it again").click()
    item.get_by_label("With many questions").check()
    item.get_by_label("Judged by").fill("a colleague")
    item.get_by_role("button", name="Mark", exact=True).click()
    expect(item).to_contain_text('Level 1 of 3, "With many questions"')
    expect(page.get_by_role("region", name=re.compile("^Verdict"))).to_contain_text("a colleague")


def test_a_log_line_leads_to_its_place_on_the_timeline(visit, defended):
    page = visit(f"/debrief/{defended}")
    link = page.locator(".rubric .log-links a").first
    target = page.locator(link.get_attribute("href"))
    link.click()
    expect(target).to_be_in_viewport()


def test_before_the_end_it_gives_nothing_away(visit):
    page = visit("/rounds/webhooks")
    page.get_by_role("button", name="Start the clock").click()
    expect(page).to_have_url(re.compile("/sit/"))
    sitting = page.url.rpartition("/")[2]
    page = visit(f"/debrief/{sitting}")
    expect(page.get_by_text("This sitting is still under way.")).to_be_visible()
    expect(page.get_by_role("heading", name="Rubric")).to_have_count(0)
    check_accessible(page)
    page.get_by_role("link", name="Go on with it").click()
    expect(page).to_have_url(re.compile(f"/sit/{sitting}$"))


def test_it_can_be_taken_away_as_one_file(visit, defended, tmp_path):
    page = visit(f"/debrief/{defended}")
    with page.expect_download() as download:
        page.get_by_role("link", name="As one file").click()
    file = tmp_path / "debrief.html"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert "Webhooks with guarantees you can defend" in text
    assert not re.search(r"(?:src|href)=[\"']?https?://", text)


def test_a_finished_sitting_leads_to_its_debrief(visit, defended):
    page = visit("/sittings")
    page.locator(f'a.button[href="/debrief/{defended}"]').click()
    expect(page).to_have_url(re.compile(f"/debrief/{defended}$"))
    expect(page).to_have_title(re.compile("^Debrief: "))
