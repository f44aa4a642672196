"""What a round speaks of in a design: a subject and its metric (`charge: duplicates`), by name or by `$role`."""

from __future__ import annotations

from hotseat.design.checks_objectives import kinds_of, metrics_of
from hotseat.design.design import Design
from hotseat.design.objectives import Threshold
from hotseat.design.thresholds import family_of, parse_threshold
from hotseat.design.walk import broadcast_nodes, effects_of


def split_measure(measure: str) -> tuple[str, str]:
    """The subject and metric of `charge: duplicates`; raises ValueError with a sentence."""
    subject, colon, metric = (part.strip() for part in measure.partition(":"))
    if not colon or not subject or not metric:
        raise ValueError(
            f"'{measure[:40]}' is not a measure; write a subject and its metric, like 'charge: duplicates'"
        )
    try:
        return subject, parse_threshold(f"{metric} >= 0").metric
    except ValueError as error:
        raise ValueError(str(error).split(": ", 1)[-1]) from None


def is_there(design: Design, subject: str, metric: str) -> bool:
    """Whether a design has this subject, and the subject this metric."""
    return family_of(metric) in metrics_there(design, subject)


def metrics_there(design: Design, subject: str) -> tuple[str, ...]:
    """The metrics of a subject in a design; none where there is no such subject."""
    kinds = kinds_of(design, subject, effects_of(design))
    return metrics_of(kinds, spread=subject in broadcast_nodes(design)) if kinds else ()


def reading_of(metric: str) -> Threshold:
    """A threshold that only says what to measure."""
    return Threshold(metric, ">=", 0.0, f"{metric} >= 0")
