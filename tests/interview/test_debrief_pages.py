"""The debrief as people read it: in a terminal of any width, and as one HTML file."""

import io
import re

import pytest
from logs import log_of, small_round, view_of, whole_sitting
from rich.console import Console

from hotseat.interview import events as log
from hotseat.interview.debrief_html import debrief_html
from hotseat.interview.debrief_text import PLAIN, debrief_parts
from hotseat.interview.debrief_words import replays
from hotseat.interview.debriefing import debrief


def told(events=None):
    round_, events = small_round(), events or whole_sitting()
    return debrief(round_, events, view_of(round_, events))


def printed(found, *, width=80, signs=None):
    screen = Console(file=io.StringIO(), width=width, highlight=False)
    for part in debrief_parts(found, signs=signs):
        screen.print(part)
    return screen.file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_the_terminal_tells_the_verdict_first_and_fits(width):
    text = printed(told(), width=width)
    assert text.index("Strong hire") < text.index("Rubric") < text.index("Pushbacks") < text.index("Replay")
    assert "The bars of 'Senior'" in text
    assert all(len(line.rstrip()) <= width for line in text.splitlines())


def test_the_kinds_of_evidence_stand_apart():
    text = printed(told())
    assert text.index("Measured: the final design was run") < text.index("Witnessed: the log shows it")
    assert text.index("Witnessed: the log shows it") < text.index("Judged: a person's opinion")


def test_a_terminal_without_the_signs_gets_plain_ones():
    assert not re.search("[✓✗]", printed(told(), signs=PLAIN))


def test_an_unfinished_sitting_can_be_told():
    assert "still under way" in " ".join(printed(told(log_of())).split())
    assert "still under way" in debrief_html(told(log_of()))


def test_every_measured_line_can_be_replayed():
    found = told()
    files = [one.file for one in replays(found)]
    assert files == [
        "final/objectives.design.yaml", "final/crash.design.yaml", "run-12/crash.design.yaml", "run-15/crash.design.yaml",
    ]  # fmt: skip
    assert replays(found)[1].command == "hotseat run final/crash.design.yaml --seed 1"
    page, text = debrief_html(found), " ".join(printed(found, width=200).split())
    for one in replays(found):
        assert one.command in text
        assert one.command in page


def test_the_page_is_complete_in_itself_and_escapes_what_was_written():
    page = debrief_html(told())
    assert not re.search(r"""(src|href)=["']?(https?:|//)""", page)
    assert "default-src &#x27;none&#x27;" in page
    assert "<b>nobody</b>" not in page
    assert "&lt;b&gt;nobody&lt;/b&gt; asked" in page


def test_the_page_has_a_link_to_each_of_its_sections():
    page = debrief_html(told())
    links = set(re.findall(r'href="#([a-z]+)"', page)) - {"main"}
    assert links <= set(re.findall(r'<section id="([a-z]+)"', page))
    assert {"verdict", "rubric", "pushbacks", "replay"} <= links


def test_the_same_debrief_gives_the_same_bytes():
    assert debrief_html(told()) == debrief_html(told())


def test_a_board_that_is_no_design_is_shown_as_text():
    events = log_of(
        (10, log.Drew(0, 0, "{", (), {}, False)), (20, log.Finished("candidate")), (20, log.Examined((), ()))
    )
    page = debrief_html(told(events))
    assert "The board at the end as YAML" in page
    assert 'class="diagram' not in page.split('id="design"')[1].split("</section>")[0]
