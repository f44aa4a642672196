"""The whole thread as somebody new walks it: tag page, write-up, round, hot seat, debrief; with the textbook answer and
with one that can be defended, over a closed tab and with two of them.
"""

import re
from importlib.resources import files

from page_checks import check_accessible
from playwright.sync_api import expect

DESIGNS = files("hotseat.rounds") / "webhooks" / "designs"
RUNNING = 60_000
"""Milliseconds that a run may take on a machine which runs other tests meanwhile."""


def design(name):
    return (DESIGNS / f"{name}.design.yaml").read_text(encoding="utf-8")


def sit_down(visit, theme="light"):
    """From the tag page to the hot seat, by what is written on the pages."""
    page = visit("/tags/system-design-interview", theme=theme)
    page.get_by_role("link", name="Webhooks with guarantees that can be defended", exact=True).click()
    page.get_by_role("link", name="Sit this round").first.click()
    page.get_by_role("button", name="Start").first.click()
    page.wait_for_url("**/sit/*")
    expect(page.get_by_role("timer")).to_be_visible()
    return page


def ask(page, question, answer):
    """A clarifying question, and what the interviewer says to it."""
    box = page.get_by_label("Ask the interviewer")
    box.fill(question)
    box.press("Enter")
    expect(page.get_by_label("The brief").get_by_text(answer)).to_be_visible()


def write(page, text):
    """Puts a design on the board, through the YAML beside it."""
    editor = page.get_by_label("The design as YAML. Escape leaves the editor.")
    if not editor.is_visible():
        page.get_by_role("button", name=re.compile("YAML")).click()
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    expect(page.get_by_text("It is a design.")).to_be_visible()
    expect(page.get_by_text("saved", exact=True)).to_be_visible()


def go_on_to(page, phase):
    """On through the phases, as far as one of them."""
    while page.get_by_role("button", name=f"go on to {phase}").count() == 0:
        onwards = page.get_by_role("button", name=re.compile("^go on to "))
        name = onwards.get_attribute("aria-label")
        onwards.click()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    page.get_by_role("button", name=f"go on to {phase}").click()


def interviewer(page):
    return page.get_by_role("complementary", name="The interviewer")


def predict_and_run(page, guess, probability):
    """Fills in the prediction of the open pushback, and runs it."""
    value, low, high = guess
    for part, text in (("value", value), ("90 % interval, from", low), ("90 % interval, to", high)):
        for question in ("How many customers are charged twice in the minute?", "How many events are lost?"):
            interviewer(page).get_by_label(f"{question} {part}").fill(text)
    interviewer(page).get_by_label("Probability that every threshold holds").first.fill(probability)
    interviewer(page).get_by_role("button", name="Commit and run").click()


def finish(page):
    """Ends the sitting, and waits until the debrief has measured everything."""
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Finish|End")).click()
    page.wait_for_url("**/debrief/*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def verdict(page):
    return page.get_by_role("heading", name=re.compile("^Verdict"))


CRASH = "crashes after the HTTPS request goes out but before we record the ack"


def test_the_textbook_answer_charges_twice_and_is_not_hired(visit):
    page = sit_down(visit)
    ask(page, "Do the merchants deduplicate?", "Not reliably.")
    write(page, design("first-pass"))
    go_on_to(page, "Pushbacks")
    expect(interviewer(page).get_by_text(CRASH)).to_be_visible(timeout=RUNNING)
    expect(interviewer(page).get_by_text(re.compile("charges [1-9][0-9]* customers twice"))).to_have_count(0)
    check_accessible(page)
    predict_and_run(page, ("0", "0", "10"), "90")
    expect(interviewer(page).get_by_text(re.compile("charges [1-9][0-9]* customers twice"))).to_be_visible(
        timeout=RUNNING
    )
    check_accessible(page)
    finish(page)
    expect(verdict(page)).to_have_text(re.compile("(No|Lean) hire$"), timeout=RUNNING)
    expect(page.get_by_text("nobody charged twice").first).to_be_visible()
    check_accessible(page)


def test_the_defended_answer_is_pushed_mended_and_hired_and_a_closed_tab_loses_nothing(visit):
    page = sit_down(visit, theme="dark")
    ask(page, "Could we give merchants a library?", "Yes.")
    write(page, design("first-pass"))
    go_on_to(page, "Pushbacks")
    expect(interviewer(page).get_by_text(CRASH)).to_be_visible(timeout=RUNNING)
    page.reload()
    expect(page.get_by_role("complementary", name="The interviewer").get_by_text(CRASH)).to_be_visible()
    expect(page.get_by_label("The brief").get_by_text("Yes.")).to_be_visible()
    predict_and_run(page, ("300", "100", "1000"), "5")
    expect(interviewer(page).get_by_text(re.compile("charges [1-9][0-9]* customers twice"))).to_be_visible(
        timeout=RUNNING
    )
    write(page, design("defended"))
    interviewer(page).get_by_role("button", name="Run it again").click()
    expect(interviewer(page).get_by_text("held", exact=True).first).to_be_visible(timeout=RUNNING)
    finish(page)
    expect(verdict(page)).to_have_text(re.compile("Verdict(Hire|Strong hire)$"), timeout=RUNNING)


def test_two_tabs_show_one_sitting(visit):
    one = sit_down(visit)
    path = re.sub("^https?://[^/]+", "", one.url)
    other = visit(path)
    ask(one, "How large is an event?", "Two kilobytes")
    expect(other.get_by_label("The brief").get_by_text("Two kilobytes")).to_be_visible()
    ask(other, "May an event be lost?", "No. A lost event")
    expect(one.get_by_label("The brief").get_by_text("No. A lost event")).to_be_visible()
