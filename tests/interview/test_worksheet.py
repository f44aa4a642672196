import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.interview.worksheet import LONGEST, work


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("2000/s * 1.2 kB in GB/day", "207.4 GB/day"),
        ("2000 events/s * 1.2 kB/event to GB/day", "207.4 GB/day"),
        ("2000/s * 86400 s/day", "172,800,000/day"),
        ("10 GB / 5 kB", "2,000,000"),
        ("2000/s * 0.18 s", "360"),
        ("5% * 2000/s * 30 s", "3,000"),
        ("40 million / 1 min in /s", "666,667/s"),
        ("40M users / 60 s", "666,667 user/s"),
        ("2,000 per second * 2 kB", "4 MB/s"),
        ("300 ms + 0.2 s", "500 ms"),
        ("90 min", "1.5 h"),
        ("1 month in days", "30 days"),
        ("(2 + 3) * 4", "20"),
        ("2 ^ 10", "1,024"),
        ("2 kB × 3", "6 kB"),
        ("1 Gbps in MB/s", "125 MB/s"),
        ("2000/s * 3600", "7,200,000/s"),
        ("$ 0.06 * 16 * 730", "700.8 USD"),
        ("0.06 USD/h * 16 in USD/month", "691.2 USD/month"),
        ("200k requests", "200,000 request"),
        ("0 kB", "0 kB"),
        ("-5 s + 10 s", "5 s"),
        ("4 MiB in kB", "4,194.3 kB"),
    ],
)
def test_a_line_comes_out_as_people_read_it(line, text):
    found = work(line)
    assert (found.problem, found.text) == ("", text)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "nothing to work out"),
        ("2000/s * 1.2 kB in GB", "it cannot be told in GB"),
        ("3 events + 2 users", "cannot be added to"),
        ("3 events - 2 s", "cannot be taken from"),
        ("2000 events/s in requests/s", "how many of the one are there for each other"),
        ("5 m", "minutes, metres or a million"),
        ("5 secnds", "did you mean `second"),
        ("9 ** 9 ** 9 ** 9", "cannot be read|stands where|power"),
        ("9 ** 99", "whole number up to 12"),
        ("1e30 * 1e30", "beyond all bounds"),
        ("1e300 kB ** 12", "bounds"),
        ("1 / 0", "divides by zero"),
        ("(1 + 2", "opened and not closed"),
        ("1 + ", "ends where a number was expected"),
        ("__import__('os')", "cannot be read"),
        ("(1).real", "cannot be read|not a unit"),
        ("open", "is not a unit"),
        ("(" * 60 + "1" + ")" * 60, "nested deeper"),
        ("-" * 100 + "1", "nested deeper"),
        ("1+" * 200 + "1", f"longer than {LONGEST}"),
        ("1 2 3 )", "stands where a sign"),
        ("5 in parsecs", "is not a unit"),
    ],
)
def test_what_cannot_be_worked_out_says_why(line, told):
    found = work(line)
    assert found.value is None
    import re

    assert re.search(told, found.problem), found.problem


def test_the_value_is_in_the_unit_that_is_wished_for():
    found = work("2000/s * 100 B in MB/day", unit="GB/day")
    assert found.value == pytest.approx(17.28)
    assert (found.unit, found.text) == ("GB/day", "17,280 MB/day")
    assert work("2000/s * 0.18 s", unit="").unit == ""
    assert "not bytes" in work("3 s", unit="GB").problem
    assert work("172.8M events/day", unit="1/day").value == pytest.approx(172.8e6)


@given(st.text(alphabet="0123456789.+-*/^() eEskBGd%$inperusx,_", max_size=60))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_has_a_value_or_a_problem(line):
    found = work(line)
    assert (found.value is None) is bool(found.problem)


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6))
@settings(deadline=None)
def test_a_conversion_there_and_back_is_the_same(rate, size):
    there = work(f"{rate!r}/s * {size!r} kB in GB/day")
    back = work(f"{there.value!r} GB/day in kB/s")
    assert back.value == pytest.approx(rate * size)
