"""How badly a threshold was missed, as one number that can be compared between a latency, a share and a count; and which
of some thresholds were met.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from hotseat.design.objectives import Threshold
from hotseat.design.thresholds import METRICS, family_of
from hotseat.design.units import SHARE
from hotseat.rounds.evidence import Evidence


def missed_by(threshold: Threshold, measured: float) -> float:
    """0 where the threshold was met, towards 1 the worse; 1 where nothing was measured.

    Against a limit above 0 it is the share of the measured value that is too much: twice the limit is 0.5, ten times 0.9.
    Against a limit of 0 (`lost == 0`) it grows with the number of digits: 1 is 0.23, 10 is 0.51, 1,000 is 0.75. A
    share that should be near 1 is compared by what it lacks: 99% where 99.9% is due is ten times too much.
    """
    if threshold.met_by(measured):
        return 0.0
    if not math.isfinite(measured):
        return 1.0
    limit = threshold.value
    if threshold.operator in (">", ">="):
        if METRICS[family_of(threshold.metric)] is SHARE and limit > 0.5:
            return _excess(1.0 - measured, 1.0 - limit)
        return min(1.0, 1.0 - max(measured, 0.0) / limit) if limit > 0 else _excess(-measured, -limit)
    if threshold.operator == "==" and limit > 0:
        return abs(measured - limit) / (abs(measured) + limit)
    return _excess(measured, limit)


def _excess(measured: float, limit: float) -> float:
    """How much too large a value is, 0..1."""
    if limit > 0:
        return max(0.0, 1.0 - limit / measured) if measured > 0 else 0.0
    digits = math.log10(1.0 + max(measured, 0.0))
    return digits / (1.0 + digits)


def met_of(evidence: Evidence, holds: Mapping[str, tuple[Threshold, ...]]) -> tuple[bool, ...]:
    """Which of these thresholds were met in a probe's evidence; of all that it held, where none are named.

    One that the probe did not apply to this design (a spread where nothing is broadcast) is not counted.
    """
    wanted = {(subject, one.text) for subject, thresholds in holds.items() for one in thresholds}
    return tuple(one.met for one in evidence.holds if not wanted or (one.subject, one.threshold) in wanted)
