"""Delta debugging on named faults: take chunks out, then single ones, until nothing can go.

Names keep their meaning when others are taken out, so no run has to be recorded anew (Zeller and Hildebrandt,
"Simplifying and Isolating Failure-Inducing Input", 2002). What is left has fewer than a dozen faults; then every
smaller
subset is tried, so that the answer has the least number of faults among the subsets of what was given.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.fault.bench import Bench
    from hotseat.fault.keys import Fault, FaultSet


def shrink(bench: Bench, faults: FaultSet, promise: str) -> tuple[FaultSet, str]:
    """The smallest subset of `faults` that still breaks `promise`, and its sentence. `faults` must break it."""
    items = sorted(faults)
    size = max(1, len(items) // 2)
    while size >= 1:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + size :]
            if _breaks(bench, fewer, promise):
                items = fewer
            else:
                start += size
        size //= 2
    for fewest in range(len(items)):
        for subset in itertools.combinations(items, fewest):
            sentence = _breaks(bench, list(subset), promise)
            if sentence:
                return frozenset(subset), sentence
    return frozenset(items), _breaks(bench, items, promise)


def _breaks(bench: Bench, items: list[Fault], promise: str) -> str:
    return bench.run(frozenset(items)).broken.get(promise, "")
