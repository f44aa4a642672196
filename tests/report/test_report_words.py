"""Numbers as people read them, axes with round ticks, and the small geometry of the plots."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.report.axes import clock_axis, linear_axis, log_axis
from hotseat.report.markup import Html, el
from hotseat.report.plot import path_of, spread
from hotseat.report.words import NEVER, NONE, count, interval, listed, part, plural, seconds, share, short, span

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.21437, "214 ms"), (1.2345, "1.23 s"), (0.0009996, "1.00 ms"), (0.9996, "1.00 s"), (3.2e-6, "3.20 µs"),
        (12e-9, "12.0 ns"), (61.0, "61.0 s"), (119.99, "2.00 min"), (600.0, "10.0 min"), (9000.0, "2.50 h"), (0.0, "0 s"),
        (NAN, NONE), (INF, NEVER), (0.9999, "1.00 s"), (5e-12, "0.00500 ns"),
    ],
)  # fmt: skip
def test_times(value, text):
    assert seconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.25, "250 ms"), (90, "90 s"), (120, "2 min"), (7200, "2 h"), (0, "0 s"), (1e-3, "1 ms")]
)
def test_written_times(value, text):
    assert span(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "100%"), (0.0, "0%"), (0.9995, "99.950%"), (0.9804, "98.0%"), (0.31, "31.0%"), (0.00012, "0.012%"),
        (0.999999, "99.99990%"), (NAN, NONE),
    ],
)  # fmt: skip
def test_shares_keep_the_digits_that_tell_them_from_all_and_nothing(value, text):
    assert share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "50%"),
        (0.001, "0.1%"),
        (0.0001, "0.01%"),
        (1.0, "100%"),
        (0.1234, "12.3%"),
        (0.0003835, "0.04%"),
        (0, "0%"),
    ],
)
def test_parts(value, text):
    assert part(value) == text


def test_counts_and_words():
    assert count(1234567) == "1,234,567"
    assert count(1.5) == "1.50"
    assert count(NAN) == NONE
    assert [short(1500), short(250), short(2e6)] == ["1.5 k", "250", "2 M"]
    assert plural(1, "node") == "1 node"
    assert plural(2, "node") == "2 nodes"
    assert [listed(["a"]), listed(["a", "b", "c"]), listed([])] == ["a", "a, b and c", ""]


def test_an_interval_never_goes_below_nothing():
    assert interval((-0.5, 0.25), seconds) == "0 s to 250 ms"
    assert interval((NAN, NAN), seconds) == NONE


@given(st.floats(1e-9, 1e9))
def test_axes_have_few_ticks_at_round_places_in_order(largest):
    for axis in (linear_axis(largest, short), clock_axis(largest), log_axis(largest / 7, largest, span)):
        places = [axis.place(value) for value, _ in axis.ticks]
        assert 1 <= len(places) <= 9
        assert places == sorted(set(places))
        assert all(0 <= place <= 1 for place in places)
        assert len({text for _, text in axis.ticks}) == len(places)
    assert linear_axis(largest, short).high >= largest * (1 - 1e-6)


@pytest.mark.parametrize("nothing", [0.0, NAN, INF, -1.0])
def test_axes_of_nothing_are_still_axes(nothing):
    assert linear_axis(nothing, short).high == 1.0
    assert clock_axis(nothing).high == 1.0
    assert log_axis(nothing, nothing, span).high > 0


@given(st.lists(st.floats(0, 1), max_size=6))
def test_labels_are_moved_apart_and_stay_on_the_plot(places):
    moved = sorted(spread(places, 0.1))
    assert all(b - a >= 0.1 - 1e-9 for a, b in itertools.pairwise(moved))
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in moved)


def test_a_path_has_gaps_where_there_are_no_numbers():
    axis = linear_axis(4, short)
    assert path_of([0, 1, 2, 3], [0, 4, NAN, 2], axis, axis) == "M0 500h0l250 -500M750 250h0"
    assert path_of([0, 4], [2, 2], axis, axis, fill=True) == "M0 250h0l1000 0V500H0z"
    assert path_of([0], [NAN], axis, axis) == ""


def test_text_is_escaped_and_html_is_not():
    assert el("td", "a<b", Html("<i></i>"), class_="x\"'<") == '<td class="x&quot;&#x27;&lt;">a&lt;b<i></i></td>'
    assert el("p", None, [["x"], None], hidden=True, title=None, id=False) == "<p hidden>x</p>"
    assert el("meta", charset="utf-8") == '<meta charset="utf-8">'
