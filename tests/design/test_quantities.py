# ruff: noqa: E501 (a table reads best with a row on a line)
"""Quantities as people write them, exactly there and back."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotseat.design.quantities import format_quantity, parse_quantity
from hotseat.design.units import COUNT, MONEY, NUMBER, RATE, SHARE, SIZE, TIME


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("250ms", TIME, 0.25), ("3.3 ms", TIME, 0.0033), ("10min", TIME, 600.0), ("1d", TIME, 86400.0), ("0", TIME, 0.0),
        ("2000/s", RATE, 2000.0), ("1/min", RATE, 1 / 60), ("0.5%", SHARE, 0.005), ("0.005", SHARE, 0.005),
        ("50k", COUNT, 50_000), ("2M", COUNT, 2_000_000), ("1_000", COUNT, 1000), ("1e3", COUNT, 1000),
        ("1.5", NUMBER, 1.5), ("2 GB", SIZE, 2e9), ("0.17", MONEY, 0.17),
    ],
)  # fmt: skip
def test_read(text, unit, value):
    assert parse_quantity(text, unit) == value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.25, TIME, "250ms"), (30.0, TIME, "30s"), (300.0, TIME, "5min"), (90.0, TIME, "90s"), (0.0002, TIME, "200us"),
        (0.07419, TIME, "74.19ms"), (0.0, TIME, "0s"), (2000.0, RATE, "2000/s"), (1 / 60, RATE, "1/min"), (0.005, SHARE, "0.5%"), (1.0, SHARE, "100%"),
        (50_000, COUNT, "50k"), (64, COUNT, "64"), (1.5, NUMBER, "1.5"), (1000.0, NUMBER, "1000"),
    ],
)  # fmt: skip
def test_written(value, unit, text):
    assert format_quantity(value, unit) == text


@given(
    st.floats(min_value=0, max_value=1e300, allow_nan=False), st.sampled_from([TIME, RATE, SHARE, NUMBER, MONEY, SIZE])
)
@example(float(431789838635618888888888888888888888888889 * 3600), TIME)
def test_every_float_comes_back(value, unit):
    assert parse_quantity(format_quantity(value, unit), unit) == value


@given(st.integers(0, 10**15))
def test_every_count_comes_back(value):
    assert parse_quantity(format_quantity(value, COUNT), COUNT) == value


@given(st.text(max_size=30), st.sampled_from([TIME, RATE, SHARE, COUNT, NUMBER]))
def test_any_text_is_a_quantity_or_a_sentence(text, unit):
    with contextlib.suppress(ValueError):
        assert parse_quantity(text, unit) is not None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("20 m", "minutes or metres? write `20min`"), ("20", "20 needs a unit: write `20ms` or `20s`"),
        ("5 seconds", "did you mean `5s`?"), ("5 MS", "did you mean `5ms`?"), ("1e999s", "is too large"),
        ("soon", "is not a time; write it like 250ms"),
    ],
)  # fmt: skip
def test_refused_times(text, sentence):
    with pytest.raises(ValueError, match=r".") as caught:
        parse_quantity(text, TIME)
    assert sentence in str(caught.value)
