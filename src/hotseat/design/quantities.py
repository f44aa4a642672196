"""From `250ms` to 0.25 and back, exactly: what is written is read as the nearest float, and that float is written as
the shortest text, in the unit people would choose, that reads as the same float again.

A bare number where a unit is needed is refused rather than guessed (only 0 needs none), and so is a bare `m`: minutes
or metres?
"""

from __future__ import annotations

import difflib
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from hotseat.design.units import COUNT, MONEY, NUMBER, RATE, SHARE, SIZE, TIME, Unit

_NUMBER = re.compile(r"([+-]?(?:\d[\d_]{0,40}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,3})?)\s*(.*)", re.DOTALL)
LONGEST = 40
"""How many digits before the point are read."""
_WORDS = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "msec": "ms", "millis": "ms", "milliseconds": "ms",
    "mins": "min", "minute": "min", "minutes": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "day": "d", "days": "d", "rps": "/s", "qps": "/s", "tps": "/s", "req/s": "/s", "requests/s": "/s", "hz": "/s",
    "/sec": "/s", "/second": "/s", "/minute": "/min", "/hour": "/h", "percent": "%", "m": "M", "K": "k",
}  # fmt: skip
_WRITTEN = {
    TIME: ("d", "h", "min", "s", "ms", "us", "ns"),
    RATE: ("/s", "/min", "/h", "/d"),
    SHARE: ("%",),
    COUNT: ("M", "k", ""),
    NUMBER: ("",),
    MONEY: ("",),
    SIZE: ("TB", "GB", "MB", "kB", "B"),
}
"""The units that are written, largest first."""


def parse_quantity(text: str, unit: Unit) -> float:
    """The value of `text` in the unit's base; raises ValueError with a sentence that says what to write instead."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{_short(text)}' is not {unit.name}; write it like {unit.example}")
    number, suffix = match.group(1).replace("_", ""), match.group(2).strip()
    _refuse_minutes(number, suffix, unit)
    if suffix not in unit.scale and not (suffix == "" and float(number) == 0):
        raise ValueError(_wrong_unit(number, suffix, unit))
    exact = Fraction(number) * _scale(unit, suffix)
    try:
        value = float(exact)
    except OverflowError:
        raise ValueError(f"'{_short(text)}' is too large") from None
    if unit is not COUNT:
        return value
    if exact.denominator != 1:
        raise ValueError(f"'{text}' is not a whole number")
    return int(exact)


@lru_cache(maxsize=10_000, typed=True)  # a design is written and checked far more often than its numbers change
def format_quantity(value: float, unit: Unit) -> str:
    """The way people write it; `parse_quantity` gives exactly `value` back."""
    if value == 0:
        return "0" + {TIME: "s", RATE: "/s", SHARE: "%", SIZE: "B"}.get(unit, "")
    candidates = []
    for rank, suffix in enumerate(_WRITTEN[unit]):
        digits = _digits(value, unit, suffix)
        if digits is not None:
            whole = unit is SHARE or digits.lstrip("-").isdigit()
            natural = unit not in (TIME, SIZE) or 1 <= abs(float(digits)) < 1000  # 74.19ms rather than 74190us
            candidates.append((not natural, not whole, len(digits), rank, digits + suffix))
    return min(candidates)[-1]


@cache
def _scale(unit: Unit, suffix: str) -> Fraction:
    """How many base units one of these is, without rounding (the table's floats stand for tidy fractions)."""
    return Fraction(unit.scale.get(suffix, 1.0)).limit_denominator(10**9)


def _digits(value: float, unit: Unit, suffix: str) -> str | None:
    """The number to write before `suffix`, or None where this unit cannot say the value exactly in decimals."""
    exact = Fraction(repr(value)) / _scale(unit, suffix)
    rounded = round(exact)
    if rounded and float(rounded * _scale(unit, suffix)) == value:
        exact = Fraction(rounded)
    if unit is COUNT and exact.denominator != 1:
        return None
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return None
    return _decimal_text(exact)


def _decimal_text(exact: Fraction) -> str:
    if exact.denominator == 1 and abs(exact.numerator) < 10**15:
        return str(exact.numerator)
    from decimal import localcontext

    with localcontext() as context:
        context.prec = 60
        number = (Decimal(exact.numerator) / Decimal(exact.denominator)).normalize()
    plain = format(number, "f")
    if len(plain) <= 20:
        return plain
    short = str(number)
    return short if len(short) <= LONGEST or "E" in short else format(number, "e")


def _refuse_minutes(number: str, suffix: str, unit: Unit) -> None:
    if unit is TIME and suffix == "m":
        raise ValueError(f"'{number} m': minutes or metres? write `{number}min`")
    if unit is RATE and suffix == "/m":
        raise ValueError(f"'{number}/m': a minute or a month? write `{number}/min`")


def _wrong_unit(number: str, suffix: str, unit: Unit) -> str:
    """What is wrong with a suffix, and the unit that was probably meant."""
    if suffix == "":
        units = [f"`{number}{name}`" for name in _WRITTEN[unit] if name in ("s", "ms", "/s", "/min")]
        return f"{number} needs a unit: write {' or '.join(reversed(units))}"
    bare = suffix.strip()
    near = _WORDS.get(bare) or _WORDS.get(bare.lower())
    if near is None or near not in unit.scale:
        exact = [name for name in _WRITTEN[unit] if name and name.lower() == bare.lower()]
        near = exact[0] if exact else next(iter(difflib.get_close_matches(bare, _WRITTEN[unit], n=1)), None)
    if near:
        return f"'{_short(number + suffix)}' is not {unit.name}; did you mean `{number}{near}`?"
    return f"'{_short(number + suffix)}' is not {unit.name}; write it like {unit.example}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
