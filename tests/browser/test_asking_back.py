"""A question that may mean several things is asked back, and a topic picked; by mouse and by keyboard."""

import pytest
from page_checks import check_accessible, check_fits
from playwright.sync_api import expect

BOTH = "How many requests per second, and how big are they?"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_topic_is_picked_from_those_that_a_question_may_mean(visit, theme):
    page = visit("/rounds/webhooks", theme=theme)
    page.get_by_role("button", name="Start").first.click()
    page.wait_for_url("**/sit/*")
    brief, box = page.get_by_label("The brief"), page.get_by_label("Ask the interviewer")
    box.fill(BOTH)
    box.press("Enter")
    topics = page.get_by_role("group", name=f"What you mean by: {BOTH}")
    expect(topics.get_by_role("button")).to_have_text(["Traffic at peak", "Size of an event"])
    check_accessible(page)
    check_fits(page)
    topics.get_by_role("button", name="Size of an event").focus()
    page.keyboard.press("Enter")
    expect(brief.get_by_text("Two kilobytes with its headers")).to_be_visible()
    expect(brief.get_by_text("You meant: Size of an event.")).to_be_visible()
    expect(topics.get_by_role("button")).to_have_text(["Traffic at peak"])
    topics.get_by_role("button", name="Traffic at peak").click()
    expect(brief.get_by_text("Two thousand a second at peak")).to_be_visible()
    expect(topics).to_have_count(0)
    box.fill("Which cloud are we on?")
    box.press("Enter")
    expect(brief.get_by_text("Your call.")).to_be_visible()
    check_accessible(page)
