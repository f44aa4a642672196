"""Why an objective has nothing measured to be held to: a sentence for whoever reads a row without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.design.walk import effects_of

if TYPE_CHECKING:
    from hotseat.design.design import Design

REASONS = {
    "duplicates": "a `fan_out` that makes it was run again and drew its recipients anew, so duplicates cannot be ruled out",
    "hit_ratio": "nothing was looked up in it",
    "utilisation": "it has no limit on its work, or it was never up",
    "out_of_order": "order is followed only where there are keys or an ordered queue, and at most 8 million keys",
    "availability": "no request of it came to an end",
    "failed": "no request of it came to an end",
    "stale": "no request of it was answered",
}


def why_unmeasured(design: Design, subject: str, metric: str) -> str:
    """What there was none of, as half a sentence."""
    if metric in REASONS:
        return REASONS[metric]
    if metric.startswith("spread"):
        return "no broadcast to it came to an end"
    if subject in effects_of(design):
        return "it did not happen in the time that was measured"
    if subject in design.traffic:
        return "no request of it was answered"
    return "nothing of it was there to measure"
