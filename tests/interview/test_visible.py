"""What a candidate types cannot steer the reader's terminal, nor turn a line round."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from hotseat.interview.visible import visible


@dataclass(frozen=True, slots=True)
class Told:
    text: str
    several: tuple[str, ...]
    by: dict[str, int]


def test_an_escape_is_a_sign_that_can_be_seen():
    assert visible("\x1b[2Jgone \x9b31m \x07\r") == "␛[2Jgone \N{REPLACEMENT CHARACTER}31m ␇␍"
    assert visible("a\u202eb\u2066c") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


def test_tabs_line_breaks_and_all_languages_stay():
    said = "two\nlines,\ta tab, Größe, 大小, حجم, \N{SHRUG}"
    assert visible(said) == said


def test_it_reaches_into_values():
    assert visible(Told("\x1b", ("a\x1b",), {"\x1b": 1})) == Told("␛", ("a␛",), {"␛": 1})


@given(st.text())
def test_nothing_that_steers_is_left_and_no_character_goes_missing(text):
    shown = visible(text)
    assert len(shown) == len(text)
    assert not [one for one in shown if (ord(one) < 32 and one not in "\n\t") or 127 <= ord(one) < 160]
