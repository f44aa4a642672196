"""What the design must achieve: a subject and its thresholds, written as in k6: `p(99) < 250ms`, `duplicates == 0`.

The metrics that exist, by what the subject is:

- a traffic: `p(N)`, `mean`, `max` (seconds), `failed`, `availability`, `stale` (shares), `staleness p(N)` (seconds);
- an effect: `lost`, `duplicates`, `out_of_order`, `pending`, `unasked` (counts), `p(N)`, `mean` (seconds until it happened);
- a broadcast's node: `spread p(N)`, `spread max` (seconds);
- a node: `utilisation` (a share), `queue mean`, `queue max`, `rejected`, `hit_ratio`, `lost_writes`, `dead_letters`;
- `design`: `cost` (a month, in the price sheet's currency).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["<", "<=", ">", ">=", "=="]


@dataclass(frozen=True, slots=True)
class Threshold:
    """`metric operator value`, where value is in base units (seconds, a share, a count). `text` is how it was written."""

    metric: str
    operator: Operator
    value: float
    text: str

    def met_by(self, measured: float) -> bool:
        """Whether a measured value keeps the threshold; NaN (nothing was measured) never does."""
        if self.operator == "<":
            return measured < self.value
        if self.operator == "<=":
            return measured <= self.value
        if self.operator == ">":
            return measured > self.value
        if self.operator == ">=":
            return measured >= self.value
        return measured == self.value
