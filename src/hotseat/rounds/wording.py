"""Sentences of a round with measured numbers in them: `{charge.duplicates}` becomes `1,204`, `{events.p(99)}` `3.20 s`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hotseat.design.thresholds import parse_threshold
from hotseat.report import words
from hotseat.rounds.evidence import Measured
from hotseat.rounds.subjects import reading_of, split_measure

PLACE = re.compile(r"\{([^{}]*)\}")
"""A measured value in a sentence: subject, point, metric, in braces."""

UNMEASURED = "not measured"
"""What stands for a value that was not measured."""

Values = Callable[[str, str], float | None]
"""Gives the value of a subject's metric, None where there is none."""


def filled(sentence: str, value_of: Values) -> str:
    """The sentence with every place filled."""
    return PLACE.sub(lambda place: _text(place.group(1), value_of), sentence)


def places(sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence speaks of: subjects and metrics. Raises ValueError with a sentence of its own."""
    for place in PLACE.finditer(sentence):
        yield _split(place.group(1))


def said(subject: str) -> str:
    """A subject as people say it: a role without its sign, `edge` for `$edge`."""
    return subject.removeprefix("$")


def value_text(metric: str, value: float | None) -> str:
    """A measured value as people write it."""
    return UNMEASURED if value is None else words.format_of(reading_of(metric))(value)


def _text(place: str, value_of: Values) -> str:
    subject, metric = _split(place)
    return value_text(metric, value_of(subject, metric))


def _split(place: str) -> tuple[str, str]:
    subject, point, metric = place.partition(".")
    if not point:
        raise ValueError(f"'{{{place[:40]}}}' is no measure; write {{charge.duplicates}} or {{events.p(99)}}")
    return split_measure(f"{subject}:{metric}")


def threshold_text(measured: Measured) -> str:
    """A threshold with what was measured: `charge: duplicates == 0 (measured 334)`."""
    threshold = parse_threshold(measured.threshold)
    return (
        f"{said(measured.subject)}: {measured.threshold} (measured {value_text(threshold.metric, measured.measured)})"
    )
