"""A prediction's measure (`charge: duplicates`): what it asks in plain words, the unit that an answer is written in, an
answer read in that unit.
"""

from __future__ import annotations

import re

from hotseat.design.quantities import format_quantity, parse_quantity
from hotseat.design.thresholds import METRICS, family_of
from hotseat.design.units import COUNT, MONEY, NUMBER, RATE, SHARE, SIZE, TIME, Unit

UNITS: dict[str, Unit] = {
    "time": TIME, "rate": RATE, "share": SHARE, "count": COUNT, "number": NUMBER, "size": SIZE, "money": MONEY,
}  # fmt: skip
"""The units of commitments and predictions, by the word that the round and the page use."""

WORDS: dict[Unit, str] = {unit: word for word, unit in UNITS.items()}


def unit_of(measure: str) -> Unit:
    """The unit of a measure's metric; a plain number where the metric is none that is known."""
    metric = measure.rpartition(":")[2].strip()
    return METRICS.get(family_of(metric), NUMBER)


def unit_word(measure: str) -> str:
    """The word of its unit: `time`, `count`, ..."""
    return WORDS[unit_of(measure)]


def read(text: str, unit: Unit) -> float:
    """A quantity as written, in base units; `200` and `50k` are numbers too. Raises ValueError with a sentence, also for
    one that nothing measured can be: less than nothing, or more than all.
    """
    if unit is NUMBER and text.strip()[-1:] in ("k", "M"):
        unit = COUNT
    value = float(parse_quantity(text, unit))
    if value < 0:
        raise ValueError(f"'{text[:40]}' is less than nothing, which is never measured; write it from 0 on")
    if unit is SHARE and value > 1:
        raise ValueError(f"'{text[:40]}' is more than all there is; write a share from 0% to 100%")
    return value


def written(value: float, unit: Unit) -> str:
    """The way people write it."""
    return format_quantity(value, unit) if unit is not COUNT else format_quantity(int(value), unit)


def question_of(measure: str) -> str:
    """A measure as somebody would say it: `99th percentile latency of reads`. A role's `$` is not said."""
    subject, _, metric = (part.strip() for part in measure.rpartition(":"))
    asked = SAID.get(family_of(metric), "{metric} of {subject}")
    return asked.format(metric=metric, subject=subject.removeprefix("$"), percentile=_percentile(metric))


def _percentile(metric: str) -> str:
    """`p(99)` as `99th percentile`; the middle has a name of its own."""
    match = re.search(r"p\(([0-9.]+)\)", metric)
    if match is None or match[1] == "50":
        return "median"
    last, teen = match[1][-1], match[1][-2:-1] == "1" and "." not in match[1]
    return f"{match[1]}{'th' if teen else {'1': 'st', '2': 'nd', '3': 'rd'}.get(last, 'th')} percentile"


def example_of(measure: str) -> str:
    """An answer as it may be written."""
    family = family_of(measure.rpartition(":")[2].strip())
    return EXAMPLES.get(family) or unit_of(measure).example


SAID: dict[str, str] = {
    "p(N)": "{percentile} latency of {subject}",
    "mean": "mean latency of {subject}",
    "max": "longest latency of {subject}",
    "failed": "share of {subject} that fail",
    "availability": "share of {subject} that are answered",
    "stale": "share of {subject} answered with an old value",
    "staleness p(N)": "{percentile} staleness of {subject}: how old an answer is",
    "lost": "times that {subject} is lost",
    "duplicates": "times that {subject} is done twice",
    "out_of_order": "times that {subject} is done out of order",
    "pending": "times that {subject} is still to be done at the end",
    "unasked": "times that {subject} is done unasked",
    "spread p(N)": "{percentile} time until a change has reached every {subject}",
    "spread max": "longest time until a change has reached every {subject}",
    "utilisation": "utilisation of {subject}",
    "queue mean": "mean length of the queue before {subject}",
    "queue max": "longest queue before {subject}",
    "rejected": "requests that {subject} turns away",
    "hit_ratio": "share of lookups that {subject} answers",
    "lost_writes": "writes that {subject} loses",
    "dead_letters": "dead letters of {subject}",
    "cost": "cost of the {subject}",
}
"""What each metric asks, in words."""

EXAMPLES: dict[str, str] = {
    "lost": "0 or 250", "duplicates": "0 or 250", "out_of_order": "0 or 250", "pending": "0 or 250", "unasked": "0 or 250",
    "rejected": "0 or 250", "lost_writes": "0 or 250", "dead_letters": "0 or 250", "availability": "99.9%", "failed": "0.5%",
    "stale": "2%", "utilisation": "60%", "hit_ratio": "95%", "staleness p(N)": "20s", "spread p(N)": "20s",
    "spread max": "20s",
}  # fmt: skip
"""An answer to each metric, where its unit's own example would not say enough."""
