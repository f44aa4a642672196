"""What the benchmark of server and pages rests on: its table, its designs, and how it reads a browser's trace."""

import pytest

from benchmarks.web import pages
from benchmarks.web.__main__ import main
from benchmarks.web.people import design
from benchmarks.web.table import line, share
from hotseat.design.reading import examine
from hotseat.rounds import catalogue
from hotseat.rounds.probe import prepare


def test_a_goal_is_held_to_the_median_or_to_the_part_that_is_named(capsys):
    values = [1.0] * 90 + [5.0] * 10
    assert line("a", values, 2.0, "s")
    assert not line("a", values, 2.0, "s", part=0.95)
    met, missed = capsys.readouterr().out.splitlines()
    assert met.endswith("goal < 2 s   met")
    assert missed.endswith("goal p95 < 2 s   MISSED")
    assert (share(values, 0.5), share(values, 1.0)) == (1.0, 5.0)


@pytest.mark.parametrize("slug", ["webhooks", "edge-flags"])
@pytest.mark.parametrize("name", ["first-pass", "defended", "over-built"])
def test_each_number_gives_a_design_of_its_own_that_the_round_takes(slug, name):
    a_round = catalogue.find(slug)
    ready = [prepare(a_round, "objectives", design(slug, name, number)) for number in (1, 2)]
    assert [one.problem for one in ready] == ["", ""]
    assert ready[0].digest != ready[1].digest


def test_the_large_board_is_a_whole_design_of_a_hundred_boxes():
    examined = examine(pages.board())
    assert examined.problems == ()
    assert len(examined.design.nodes) + len(examined.design.traffic) == pages.BOXES


def test_the_work_for_a_frame_is_all_that_the_main_thread_did_until_it_was_committed():
    def event(name, at, milliseconds=0.0, thread=1):
        took = milliseconds * 1000
        return {"name": name, "ph": "X", "pid": 1, "tid": thread, "ts": at * 1000, "dur": took, "tdur": took / 2}

    trace = [
        event("EventDispatch", 0), event("RunTask", 0, 4), event("RunTask", 5, 3), event("Commit", 6),
        event("RunTask", 20, 2), event("Commit", 21), event("RunTask", 30, 9), event("RunTask", 5, 50, thread=2),
    ]  # fmt: skip
    assert pages.frames_of(trace) == [(7.0, 3.5), (2.0, 1.0)]


def test_a_part_that_is_not_there_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["crowds"])
    assert "there is no part 'crowds'; write one of: crowd, alone, hour, pages" in capsys.readouterr().err
