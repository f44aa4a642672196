import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from drawings import HOSTILE_HANDLER, WEBHOOKS, hostile_world, report
from test_svg import contrast, palettes

import hotseat.fault
from hotseat.fault import explore
from hotseat.fault.excerpt import excerpt, window_lines
from hotseat.fault.explain import Edge, Explanation, Reason
from hotseat.fault.html import POLICY, embedded, page
from hotseat.fault.keys import read_faults
from hotseat.fault.search import Found

VOID = {"meta", "input", "br"}
TEXT_PAIRS = [
    *("ink paper", "ink panel", "quiet paper", "quiet panel", "quiet wash", "ink wash", "bad panel", "hot paper"),
    *(
        "bad bad-wash",
        "good good-wash",
        "hot hot-wash",
        "ink hot-wash",
        "quiet hot-wash",
        "ink blue-wash",
        "hot blue-wash",
    ),
    *("quiet blue-wash", "bad blue-wash", "blue blue-wash", "ink good-wash"),
]


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in order, and no id is given twice."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.scripts, self.ids, self.attributes = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self.ids += [value for name, value in attributes if name == "id"]
        if tag == "script":
            self.scripts.append("")
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data


@pytest.fixture(scope="module")
def written():
    return page(report("wrong_new_key"))


def test_the_page_says_everything_that_the_report_does(written):
    for said in (
        "Broken by 1 fault, in run 3 of ",
        "evt_1 is charged 2 times",
        "Any of these does it, and with none of them the promise holds:",
        "crash:after, reply-lost, late",
        "A crash anywhere between <code>post acme evt_1</code> (line 11) and <code>commit events evt_1</code> (line 15)",
        "Tried</span> all ",
        "runs with at most 1 fault",
        "--round webhooks --faults &#39;crash:sender:post/acme evt_1#0:after&#39;</code>",
    ):
        assert said in written


def test_the_page_fetches_nothing(written):
    assert f'content="{POLICY}"' in written
    assert POLICY.startswith("default-src 'none'")
    assert not re.search(r"https?:|url\(|@import|\ssrc=|<link|<iframe|@font-face|\sfetch\(|XMLHttpRequest", written)
    handlers = [name for name, _ in Reader(written).attributes if name.startswith("on")]
    assert handlers == []


def test_every_step_has_its_detail(written):
    steps = json.loads(Reader(written).scripts[0])
    first, crash, last = steps[0], steps[1], steps[-1]
    assert (first["way"], first["line"], first["effect"]) == ("crash:after", 11, "sender:post/acme evt_1#0")
    assert first["arrives"] == "0.01 s"
    assert ["events evt_1", "id='evt_1', merchant='acme', status='pending'"] in crash["durable"]
    assert ["events evt_1", "id='evt_1', merchant='acme', status='delivered'"] in last["durable"]
    assert next(step for step in steps if step["what"] == "restarts")["node"] == "sender, process 2"


def test_the_window_is_marked_in_the_source(written):
    marked = re.findall(r'class="ln window" data-line="(\d+)"', written)
    assert marked == ["11", "12", "13", "14", "15"]
    lines = (WEBHOOKS.folder / "wrong_new_key.py").read_text(encoding="utf-8").splitlines()
    assert len(re.findall(r'class="ln', written)) == len(lines)


def test_each_broken_promise_has_a_section():
    read = Reader(page(report("wrong_mark_before_send")))
    assert [id_ for id_ in read.ids if id_.startswith("promise-")] == ["promise-prompt", "promise-none-lost"]
    assert len(read.scripts) == 3


def test_a_report_that_holds_has_its_coverage_and_no_section():
    text = page(report("right_outbox"))
    assert "every promise kept" in text
    assert "runs with at most 1 fault" in text
    assert Reader(text).tags.count("section") == 1


def test_hostile_names_and_sources_are_text(handler):
    found = explore(hostile_world(), handler(HOSTILE_HANDLER, name="<svg onload=alert(4)>.py"))
    read = Reader(page(found))
    assert read.tags.count("script") == 2
    assert "img" not in read.tags
    assert [name for name, _ in read.attributes if name.startswith("on")] == []
    assert read.scripts[1] == Reader(page(report("wrong_new_key"))).scripts[1]
    assert any("alert(2)" in step["told"] for step in json.loads(read.scripts[0]))


def test_data_cannot_end_its_element():
    assert embedded(["</script>&<!--\u2028"]) == '["\\u003c/script\\u003e\\u0026\\u003c!--\\u2028"]'


def test_a_handler_that_is_gone_leaves_its_source_out(handler, tmp_path):
    path = handler((WEBHOOKS.folder / "wrong_new_key.py").read_text(encoding="utf-8"))
    found = explore(WEBHOOKS, path, faults=1)
    path.unlink()
    assert 'class="source"' not in page(found)
    assert excerpt(str(path), found.explanations["once"]) == ""


def test_the_excerpt_marks_the_window_and_leaves_out_what_is_far():
    found = report("wrong_new_key")
    lines = excerpt(found.handler, found.explanations["once"]).splitlines()
    assert lines[0] == "  wrong_new_key.py"
    assert [line.startswith("  >") for line in lines[1:]] == [False, False, *[True] * 5, False]
    assert "⋮" in excerpt(
        found.handler,
        Explanation(
            Found("p", "s", frozenset(), 1),
            (reason("a:b:c/d#0", None, None, 3), reason("a:b:c/d#0", None, None, 14)),
            (),
            0,
        ),
    )


def reason(text, opens, closes, at=0):
    (fault,) = read_faults(text)
    ends = [None if line is None else Edge("e", "h.py", line) for line in (opens, closes)]
    return Reason(fault, "necessary", (), Edge("e", "h.py", at), *ends)


@pytest.mark.parametrize(
    ("opens", "closes", "at", "lines"),
    [(3, 5, 3, {3, 4, 5}), (5, 3, 5, {3, 5}), (4, 0, 4, {4}), (None, None, 7, {7}), (None, None, 0, set())],
)
def test_the_lines_of_a_window(opens, closes, at, lines):
    reasons = (reason("crash:a:post/b#0:after", opens, closes, at),)
    assert window_lines(Explanation(Found("p", "s", frozenset(), 1), reasons, (), 0)) == lines


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_pages_colours_have_contrast(scheme):
    palette = palettes("report.css")[scheme]
    assert [pair for pair in TEXT_PAIRS if contrast(*(palette[name] for name in pair.split())) < 4.5] == []
    assert contrast(palette["edge"], palette["panel"]) >= 3


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on the path")
def test_the_script_parses():
    script = Path(hotseat.fault.__file__).parent / "assets" / "report.js"
    subprocess.run(["node", "--check", str(script)], check=True, capture_output=True)
