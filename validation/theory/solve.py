"""Two small numerical tools: the point where a falling function crosses a level, and Student's t quantile.

They are written out, rather than taken from SciPy, so that the proof needs nothing beyond what the product needs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def crossing(falling: Callable[[float], float], level: float, *, guess: float = 1.0) -> float:
    """The t >= 0 at which a continuous, falling function first reaches `level`; doubles `guess`, then bisects.

    Raises:
        ValueError: when the function does not come down to the level.
    """
    high = guess
    while falling(high) > level:
        high *= 2.0
        if math.isinf(high):
            raise ValueError(f"the function never falls to {level}")
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        if falling(middle) > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def student_two_sided(t: float, freedom: int) -> float:
    """P(|T| <= t) for Student's t with a whole number of degrees of freedom.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even).
    """
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2 == 1
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    start = 3 if odd else 2
    for k in range(start, freedom - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    if odd:
        return 2 / math.pi * (angle + sine * total)
    return sine * total


def student_quantile(level: float, freedom: int) -> float:
    """The t with P(|T| <= t) = `level`: what a two-sided interval multiplies its standard error by."""
    return crossing(lambda t: 1.0 - student_two_sided(t, freedom), 1.0 - level)
