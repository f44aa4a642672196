"""`--vary nodes.sender.replicas=4..64`: a path and the values it takes, as text that the design language reads.

    4..64           doubling: 4, 8, 16, 32, 64
    4..64 x4        times four: 4, 16, 64
    4..64 +20       steps of twenty: 4, 24, 44, 64
    10ms..80ms      the same with a unit
    4,8,12          these
    1s,5s,none      these; words too

A range always holds both its ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from hotseat.errors import DesignError

MOST = 1000
"""The most values that one range may have."""
NUMBER = r"(\d{1,15}(?:\.\d{1,9})?)\s*([A-Za-z%/]{0,6})"
RANGE = re.compile(rf"\s*{NUMBER}\s*\.\.\s*{NUMBER}\s*(?:([x*+])\s*{NUMBER})?\s*")
EXAMPLE = "write it like nodes.sender.replicas=4..64, =4..64+20 or =4,8,16"


@dataclass(frozen=True, slots=True)
class Vary:
    """A dotted path and the values that it takes, in order."""

    path: str
    values: tuple[str, ...]


def parse_vary(text: str) -> Vary:
    """Reads `path=range`; raises DesignError with a sentence."""
    path, equals, values = text.partition("=")
    if not equals or not path.strip() or not values.strip():
        raise DesignError(f"--vary {text[:60]}: {EXAMPLE}")
    if ".." in values:
        return Vary(path.strip(), span(text, values))
    parts = tuple(part.strip() for part in values.split(","))
    if not all(parts):
        raise DesignError(f"--vary {text[:60]}: there is an empty value between the commas; {EXAMPLE}")
    return Vary(path.strip(), parts)


def span(text: str, values: str) -> tuple[str, ...]:
    """The values of a range."""
    match = RANGE.fullmatch(values)
    if match is None:
        raise DesignError(f"--vary {text[:60]}: '{values.strip()[:40]}' is not a range; {EXAMPLE}")
    low, high = Fraction(match.group(1)), Fraction(match.group(3))
    unit = match.group(4) or match.group(2)
    if match.group(2) not in ("", unit):
        raise DesignError(f"--vary {text[:60]}: both ends in one unit, please: '{match.group(2)}' or '{unit}'")
    if low >= high:
        raise DesignError(f"--vary {text[:60]}: the range ends before it begins; write the smaller value first")
    step = Fraction(match.group(6) or 2)
    if match.group(7) not in (None, "", unit):
        raise DesignError(f"--vary {text[:60]}: the step is in '{match.group(7)}' and the range in '{unit}'")
    return tuple(decimal(value) + unit for value in walk(text, low, high, adding=match.group(5) == "+", step=step))


def walk(text: str, low: Fraction, high: Fraction, *, adding: bool, step: Fraction) -> list[Fraction]:
    """From low to high, both included."""
    if (adding and step <= 0) or (not adding and (step <= 1 or low == 0)):
        raise DesignError(f"--vary {text[:60]}: this never arrives; add a step, as in 0..10+2, or begin above 0")
    found = [low]
    while found[-1] < high:
        found.append(min(high, found[-1] + step if adding else found[-1] * step))
        if len(found) > MOST:
            raise DesignError(f"--vary {text[:60]}: more than {MOST:,} values; take larger steps")
    return found


def decimal(value: Fraction) -> str:
    """A fraction as people write it."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.12g}"
