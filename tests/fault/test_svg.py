import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from drawings import HOSTILE, HOSTILE_HANDLER, hostile_world, picture

from hotseat.fault import explore
from hotseat.fault.picture import CRASH, LOCAL, LOST, MESSAGE, START, VERDICT, Picture, Row, draw
from hotseat.fault.svg import asset, cut, lay_out, story, svg

NAMESPACE = "{http://www.w3.org/2000/svg}"
TEXT_PAIRS = [
    "ink paper",
    "quiet paper",
    "ink panel",
    "hot paper",
    "bad paper",
    "bad bad-wash",
    "ink wash",
    "quiet wash",
]
LINE_PAIRS = ["rail paper", "ink paper", "good paper"]


def parse(text):
    return ET.fromstring(text)


def rows(root):
    return [element for element in root.iter(f"{NAMESPACE}g") if "row" in element.get("class").split()]


def words(element):
    return " ".join("".join(element.itertext()).split())


def test_rows_stand_in_order_and_the_broken_promise_is_last():
    drawn = rows(parse(svg(picture("wrong_new_key", "once"))))
    kinds = [element.get("class").split()[1] for element in drawn]
    assert kinds[:2] == [MESSAGE, CRASH]
    assert START in kinds
    assert kinds[-1] == VERDICT
    assert "evt_1 is charged 2 times" in words(drawn[-1])


def test_what_was_durable_stands_in_the_margin_at_the_crash():
    crash = next(
        element for element in rows(parse(svg(picture("wrong_new_key", "once")))) if CRASH in element.get("class")
    )
    assert "durable at the crash" in words(crash)
    assert "status='pending'" in words(crash)
    assert "line 11" in words(crash)


def test_a_crash_breaks_the_lifeline_until_the_restart():
    paths = [element.get("class") for element in parse(svg(picture("wrong_new_key", "once"))).iter(f"{NAMESPACE}path")]
    lives = [name for name in paths if name in ("life", "gone")]
    assert lives == ["life", "gone", "life", "life"]  # the sender before, between and after; the merchant


def test_an_arrow_lands_after_what_happens_before_it_lands():
    drawn = picture("wrong_new_key", "once")
    layout = lay_out(drawn)
    crash = next(index for index, row in enumerate(drawn.rows) if row.kind == CRASH)
    assert layout.leaves[0] < layout.leaves[crash] < layout.lands[0]


def test_the_fault_is_marked_and_named():
    struck = [
        element for element in rows(parse(svg(picture("wrong_new_key", "once")))) if "struck" in element.get("class")
    ]
    assert len(struck) == 1
    assert "[crash:after]" in words(struck[0])


def test_the_story_is_told_to_those_who_do_not_see_it():
    drawn = picture("wrong_new_key", "once")
    root = parse(svg(drawn))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title story"
    assert root.find(f"{NAMESPACE}title").text == f"{drawn.title}: {drawn.verdict}"
    told = root.find(f"{NAMESPACE}desc").text
    assert "0.00 s, sender: post acme evt_1, to acme (fault: crash:after), wrong_new_key.py line 11" in told
    assert "which arrives nowhere" in told
    assert told.endswith("Broken: evt_1 is charged 2 times.")


def test_nothing_is_fetched():
    text = svg(picture("wrong_new_key", "once")).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(|@import|href|<script|@font-face", text)


def test_hostile_names_are_text(handler):
    report = explore(hostile_world(), handler(HOSTILE_HANDLER))
    text = svg(draw(report.explanations["once"], HOSTILE))
    tags = {element.tag.removeprefix(NAMESPACE) for element in parse(text).iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "text", "tspan", "path", "g", "circle"}
    assert "alert(2)" in text
    assert "\x00" not in text


def test_a_picture_made_by_hand_is_drawn_in_the_order_of_its_rows():
    made = Picture(
        "t",
        "v",
        ("a", "b"),
        (
            Row(LOST, 1, -1, 0.0, 0.0, "goes astray", "lost", "", 0),
            Row(LOST, 0, 1, 0.1, 0.1, "to b", "fine", "", 0),
            Row(MESSAGE, 0, 0, 0.2, 0.3, "to itself", "fine", "", 0),
            Row(LOCAL, 0, -1, 123.0, 123.0, "x" * 500, "fine", "h.py", 3),
            Row(VERDICT, 0, -1, 200.0, 200.0, "v", "fine", "", 0),
        ),
    )
    layout = lay_out(made)
    assert sorted(layout.leaves.values()) == list(layout.leaves.values())
    assert "123 s" in svg(made)
    assert "which arrives nowhere" in story(made)


def test_margins_of_crashes_do_not_overlap():
    durable = tuple((f"row {number}", "x" * 60) for number in range(20))
    crash = Row(CRASH, 0, -1, 0.0, 0.0, "crash", "fine", "", 0, durable=durable)
    layout = lay_out(Picture("t", "v", ("a",), (crash, replace(crash, time=0.1))))
    assert layout.margins[1] > layout.margins[0] + 100
    assert layout.bottom > layout.margins[1] + 100
    assert "… " in svg(layout.picture)


def test_cut_says_that_something_is_missing():
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palettes(name):
    light, _, dark = asset(name).partition("prefers-color-scheme:dark")
    return [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", half)) for half in (light, dark)]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_diagrams_colours_have_contrast(scheme):
    palette = palettes("diagram.css")[scheme]
    assert [pair for pair in TEXT_PAIRS if contrast(*(palette[name] for name in pair.split())) < 4.5] == []
    assert [pair for pair in LINE_PAIRS if contrast(*(palette[name] for name in pair.split())) < 3] == []
