"""The estimates worksheet: arithmetic with units, whose dimensions are checked: `2000/s * 1.2 kB in GB/day`.

A number and the unit behind it belong together more closely than anything else, so `10 GB / 5 kB` is two million. What
is counted (events, requests, users) is a unit as well: events and users do not add up, and `2000 events/s in requests/s`
is refused; but a count may be dropped, because `2000 events/s * 1.2 kB` is meant as bytes a second. Expressions are read
by the small grammar below and by nothing else: there are no names but units, no calls, and only small powers.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pint

LONGEST = 200
"""Characters in an expression."""
DEEPEST = 20
LARGEST = 1e40

TIMES = {
    "second": ("s", "sec", "secs", "seconds"),
    "millisecond": ("ms", "msec", "milliseconds"),
    "microsecond": ("us", "µs", "microseconds"),
    "minute": ("min", "mins", "minutes"),
    "hour": ("h", "hr", "hrs", "hours"),
    "day": ("d", "days"),
    "week": ("w", "weeks"),
    "month": ("months", "mo"),
    "year": ("y", "yr", "yrs", "years"),
}
SECONDS = {
    "millisecond": 1e-3, "microsecond": 1e-6, "minute": 60, "hour": 3600, "day": 86400, "week": 604800,
    "month": 2592000, "year": 31536000,
}  # fmt: skip
SIZES = {
    "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15, "EB": 1e18,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "PiB": 2**50,
    "bit": 0.125, "kbit": 125, "Mbit": 125e3, "Gbit": 125e6, "Tbit": 125e9,
}  # fmt: skip
SPELT = {
    "KB": "kB", "byte": "B", "bytes": "B", "bits": "bit", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "pb": "PB",
    "kbits": "kbit", "Mbits": "Mbit", "Gbits": "Gbit", "Kbit": "kbit", "kilobytes": "kB", "megabytes": "MB",
    "gigabytes": "GB", "terabytes": "TB", "petabytes": "PB", "Mbps": "Mbit/s", "Gbps": "Gbit/s", "kbps": "kbit/s",
    "rps": "request/s", "qps": "query/s", "tps": "transaction/s", "dollars": "USD", "dollar": "USD", "usd": "USD",
    "people": "person", "persons": "person", "queries": "query", "entries": "entry", "copies": "copy",
    "deliveries": "delivery", "retries": "retry", "replies": "reply", "boxes": "box", "matches": "match",
}  # fmt: skip
COUNTED = (
    "event", "request", "user", "message", "merchant", "order", "item", "row", "record", "post", "follower",
    "tenant", "key", "flag", "region", "client", "device", "connection", "session", "query", "read", "write",
    "call", "delivery", "attempt", "retry", "endpoint", "server", "node", "machine", "core", "replica", "shard",
    "partition", "worker", "page", "photo", "video", "click", "view", "trade", "transaction", "payment", "invoice",
    "customer", "person", "thread", "process", "instance", "bucket", "queue", "topic", "update", "change",
    "evaluation", "rule", "entry", "file", "object", "line", "copy", "job", "task", "reply", "box", "match", "PoP",
    "hop", "round-trip", "packet", "batch", "zone", "log", "webhook", "team", "developer", "build",
)  # fmt: skip
"""What people count."""
WORDS = {
    "thousand": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "%": 0.01,
}
"""What a number may be multiplied by with a word."""
SHOWN = {
    "[time]": ("year", "day", "hour", "minute", "second", "millisecond", "microsecond"),
    "[size]": ("PB", "TB", "GB", "MB", "kB", "B"),
}
NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+")
TOKEN = re.compile(rf"\s*(?:(?P<number>{NUMBER.pattern})|(?P<word>[A-Za-zµ$%][A-Za-z-]*)|(?P<sign>\*\*|[-+*/^()×·÷]))")
SIGNS = {"×": "*", "·": "*", "÷": "/", "^": "**", "x": "*", "per": "/", "times": "*"}
INTO = re.compile(r"\s(?:in|to|as)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Worked:
    """A line's outcome: the value in `unit`, both as text for people, or the problem."""

    value: float | None = None
    unit: str = ""
    text: str = ""
    problem: str = ""


def work(expression: str, *, unit: str | None = None) -> Worked:
    """The value of an expression: in `unit` where one is given, else in the one that it asks for (`in GB/day`), else
    in one that reads well. The text is always in the one that it asks for.
    """
    try:
        return _work(expression, unit)
    except ValueError as error:
        return Worked(problem=str(error))
    except (OverflowError, ZeroDivisionError):
        return Worked(problem="this divides by zero or grows beyond all bounds")


def _work(expression: str, unit: str | None) -> Worked:
    text = expression.strip().rstrip("= ").strip()
    if not text:
        raise ValueError("nothing to work out; write it like `2000/s * 1.2 kB in GB/day`")
    if len(text) > LONGEST:
        raise ValueError(f"this is longer than {LONGEST} characters; work it out in two lines")
    sum_text, into = _parts(text)
    found = Parser(sum_text).whole()
    shown = converted(found, units_of(into), into) if into else natural(found)
    wanted = unit.strip() if unit else ""
    kept = converted(found, units_of(wanted), wanted) if wanted else shown
    for one in (shown, kept):
        if not math.isfinite(one.magnitude) or abs(one.magnitude) > LARGEST:
            raise ValueError("this grows beyond all bounds")
    told = into or unit_text(shown)
    space = "" if told.startswith("/") else " "
    return Worked(float(kept.magnitude), wanted or told, f"{number_text(float(shown.magnitude))}{space}{told}".strip())


def _parts(text: str) -> tuple[str, str]:
    """The sum, and the unit that it is asked for in."""
    cuts = list(INTO.finditer(text))
    if not cuts:
        return text, ""
    return text[: cuts[-1].start()], text[cuts[-1].end() :].strip()


@cache
def registry() -> Any:  # noqa: ANN401 (pint's registry is a class made as it runs)
    """The units that there are; none of pint's own, whose `event` or `count` would be something else."""
    units: Any = pint.UnitRegistry(None, autoconvert_offset_to_baseunit=False)
    units.define("second = [time]")
    for name, seconds in SECONDS.items():
        units.define(f"{name} = {seconds} * second")
    units.define("B = [size]")
    for name, size in SIZES.items():
        if name != "B":
            units.define(f"{name} = {size} * B")
    units.define("USD = [money]")
    for name in COUNTED:
        units.define(f"{_safe(name)} = [{_safe(name)}]")
    return units


@cache
def names() -> dict[str, str]:
    """Every way of writing a unit, and its expression in the registry's units."""
    found = {name: name for name in ("second", *SECONDS, *SIZES, "USD")}
    found |= {spelling: name for name, spellings in TIMES.items() for spelling in spellings}
    found |= {one: _safe(name) for name in COUNTED for one in (name, name + "s", name.capitalize() + "s")}
    found |= {spelling: _safe(name) for spelling, name in SPELT.items()}
    return found | {"$": "USD", "€": "USD"}


def _safe(name: str) -> str:
    return name.replace("-", "_")


def unit_named(word: str) -> Any:  # noqa: ANN401 (a pint quantity)
    """One of a unit; raises ValueError with the nearest."""
    expression = names().get(word) or names().get(word.lower())
    if word == "m":
        raise ValueError("`m`: minutes, metres or a million? write `min` or `M`")
    if expression is None:
        near = difflib.get_close_matches(word, names(), n=1)
        hint = (
            f"did you mean `{near[0]}`?" if near else "write one such as s, min, day, kB, GB, events, requests, users"
        )
        raise ValueError(f"'{word[:30]}' is not a unit; {hint}")
    first, _, second = expression.partition("/")
    unit = 1.0 * getattr(registry(), _safe(first))
    return unit / getattr(registry(), names()[second]) if second else unit


class Parser:
    """Sums of products of powers of numbers with units; a number binds its unit more closely than a sign does."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        self.depth = 0
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise ValueError(
                    f"'{text[place:].strip()[:20]}' cannot be read; write it like `2000/s * 1.2 kB in GB/day`"
                )
            kind = str(match.lastgroup)
            word = match.group(kind)
            sign = SIGNS.get(word, word)
            self.tokens.append(("sign", sign) if sign in ("*", "/", "**") else (kind, word))
            place = match.end()

    def whole(self) -> Any:  # noqa: ANN401 (a pint quantity, here and below)
        """The value of all of it."""
        found = self.sum()
        if self.at < len(self.tokens):
            raise ValueError(f"'{self.tokens[self.at][1]}' stands where a sign such as * or / was expected")
        return found

    def peek(self) -> tuple[str, str]:
        """The next token."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def sign(self, *signs: str) -> str:
        """The next token if it is one of these signs, else nothing."""
        kind, word = self.peek()
        if kind == "sign" and word in signs:
            self.at += 1
            return word
        return ""

    def sum(self) -> Any:  # noqa: ANN401
        """Terms added and taken away."""
        found = self.product()
        while sign := self.sign("+", "-"):
            other = self.product()
            if found.dimensionality != other.dimensionality:
                what = "added to" if sign == "+" else "taken from"
                raise ValueError(f"{meaning(other)} cannot be {what} {meaning(found)}")
            found = found + other if sign == "+" else found - other
        return found

    def product(self) -> Any:  # noqa: ANN401
        """Factors multiplied and divided."""
        found = registry().Quantity(1.0) if self.peek() == ("sign", "/") else self.power()
        while sign := self.sign("*", "/"):
            other = self.power()
            found = found * other if sign == "*" else found / other
        return found

    def power(self) -> Any:  # noqa: ANN401
        """A factor, raised to a small whole number."""
        found = self.factor()
        if self.sign("**"):
            minus = bool(self.sign("-"))
            kind, word = self.peek()
            if kind != "number" or not word.isdigit() or int(word) > 12:
                raise ValueError("a power here is a whole number up to 12")
            self.at += 1
            found = found ** (-int(word) if minus else int(word))
        if abs(found.magnitude) > LARGEST:
            raise ValueError("this grows beyond all bounds")
        return found

    def factor(self) -> Any:  # noqa: ANN401
        """A number with its unit, a unit alone, or something in parentheses."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError(f"this is nested deeper than {DEEPEST}")
        try:
            return self._factor()
        finally:
            self.depth -= 1

    def _factor(self) -> Any:  # noqa: ANN401
        if sign := self.sign("-", "+"):
            return -self.factor() if sign == "-" else self.factor()
        if self.sign("("):
            found = self.sum()
            if not self.sign(")"):
                raise ValueError("a parenthesis is opened and not closed")
            return self.with_units(found)
        kind, word = self.peek()
        if kind == "number":
            self.at += 1
            return self.with_units(registry().Quantity(float(word.replace(",", "").replace("_", ""))))
        if kind == "word":
            self.at += 1
            amount = self.peek()
            if word == "$" and amount[0] == "number":
                self.at += 1
                return self.with_units(float(amount[1].replace(",", "")) * unit_named("$"))
            return self.with_units(unit_named(word))
        raise ValueError(
            "it ends where a number was expected" if kind == "end" else f"'{word}' stands where a number was expected"
        )

    def with_units(self, found: Any) -> Any:  # noqa: ANN401
        """What stands before, times every word that follows it."""
        while self.peek()[0] == "word":
            word = self.peek()[1]
            self.at += 1
            found = found * WORDS[word] if word in WORDS else found * unit_named(word)
        return found


def units_of(text: str) -> Any:  # noqa: ANN401
    """One of the unit that `text` names, such as `GB/day`."""
    return Parser(text).whole() if text else registry().Quantity(1.0)


def is_counted(name: str) -> bool:
    """Whether a dimension is something counted, rather than time, size or money."""
    return name not in ("[time]", "[size]", "[money]")


def converted(found: Any, unit: Any, text: str) -> Any:  # noqa: ANN401
    """The value in a unit. What is counted may be dropped or named, but not changed for something else."""
    ours, theirs = (
        {name: power for name, power in one.dimensionality.items() if not is_counted(name)} for one in (found, unit)
    )
    counted, wanted = (
        {name: power for name, power in one.dimensionality.items() if is_counted(name)} for one in (found, unit)
    )
    if ours != theirs:
        raise ValueError(
            f"this is {meaning(found)}, not {meaning(unit)}; it cannot be told in {text or 'a bare number'}"
        )
    if counted and wanted and counted != wanted:
        raise ValueError(
            f"this is {meaning(found)}, not {meaning(unit)}: how many of the one are there for each other?"
        )
    magnitude = found.to_base_units().magnitude / unit.to_base_units().magnitude
    return registry().Quantity(magnitude)


def meaning(found: Any) -> str:  # noqa: ANN401
    """A dimension in words: `size per time`, `a bare number`."""
    words = {"[size]": "bytes", "[money]": "money", "[time]": "time"}
    above: list[str] = []
    below: list[str] = []
    for name, power in found.dimensionality.items():
        word = words.get(name, name.strip("[]").replace("_", "-") + "s") + (
            f"^{abs(power):g}" if abs(power) != 1 else ""
        )
        (above if power > 0 else below).append(word)
    if not above and not below:
        return "a bare number"
    if not above and below == ["time"]:
        return "a rate (per time)"
    return " × ".join(above or ["1"]) + (" per " + " per ".join(below) if below else "")


def natural(found: Any) -> Any:  # noqa: ANN401
    """The value in the units that it was written in, each dimension in one of them; a size in the largest unit that
    leaves at least 1, and a time alone likewise.
    """
    reduced = found.to_reduced_units()
    powers = dict(reduced.dimensionality)
    for dimension, units in SHOWN.items():
        if powers.get(dimension) != 1 or (dimension == "[time]" and len(powers) > 1):
            continue
        written = next(
            name for name, _ in reduced.unit_items() if registry().Unit(name).dimensionality == {dimension: 1}
        )
        scaled = [reduced.to(reduced.units / registry().Unit(written) * registry().Unit(unit)) for unit in units]
        return next((one for one in scaled if abs(one.magnitude) >= 1), scaled[-1] if reduced.magnitude else reduced)
    return reduced


SHORT = {"second": "s", "millisecond": "ms", "microsecond": "µs", "minute": "min", "hour": "h"}


def unit_text(found: Any) -> str:  # noqa: ANN401
    """The unit as people write it: `GB/day`."""
    above: list[str] = []
    below: list[str] = []
    for name, power in dict(found.unit_items()).items():
        word = SHORT.get(name, name.replace("_", "-")) + (f"^{abs(power):g}" if abs(power) != 1 else "")
        (above if power > 0 else below).append(word)
    if not above and not below:
        return ""
    return "*".join(above) + "".join("/" + word for word in below)


def number_text(value: float) -> str:
    """Three or four digits that matter, thousands set apart: `207.4`, `172,800,000`."""
    if value == 0:
        return "0"
    if abs(value) >= 1e15 or abs(value) < 1e-4:
        return f"{value:.4g}"
    if value == round(value) or abs(value) >= 10_000:
        return f"{round(value):,}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
