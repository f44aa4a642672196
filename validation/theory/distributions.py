"""Moments and percentiles of the distributions that a design may name.

Each takes the parameters in which the design file writes it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from validation.theory.solve import crossing

if TYPE_CHECKING:
    from collections.abc import Sequence

NORMAL_99 = 2.3263478740408408
"""The standard normal's 99th percentile."""


def lognormal_moments(p50: float, p99: float) -> tuple[float, float]:
    """Mean and second moment of the lognormal with this median and 99th percentile."""
    variance = (math.log(p99 / p50) / NORMAL_99) ** 2
    return p50 * math.exp(variance / 2), p50**2 * math.exp(2 * variance)


def gamma_moments(mean: float, shape: float) -> tuple[float, float]:
    """Mean and second moment of the gamma distribution; Erlang-k is shape k, exponential is shape 1."""
    return mean, mean**2 * (1.0 + 1.0 / shape)


def hyperexponential_moments(phases: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mean and second moment of a mixture of exponentials given as (probability, mean) pairs."""
    return math.fsum(p * m for p, m in phases), math.fsum(2 * p * m * m for p, m in phases)


def hyperexponential_percentile(phases: Sequence[tuple[float, float]], percent: float) -> float:
    """Percentile of a mixture of exponentials, by bisection."""
    return crossing(lambda t: math.fsum(p * math.exp(-t / m) for p, m in phases), 1.0 - percent / 100.0)


def uniform_moments(low: float, high: float) -> tuple[float, float]:
    """Mean and second moment of the uniform distribution."""
    return (low + high) / 2, (low * low + low * high + high * high) / 3


def erlang_percentile(mean: float, k: int, percent: float) -> float:
    """Percentile of Erlang-k: P(X > t) = sum over n < k of exp(-x) x^n / n! with x = k t / mean."""

    def survival(t: float) -> float:
        x = k * t / mean
        return math.exp(-x) * math.fsum(x**n / math.factorial(n) for n in range(k))

    return crossing(survival, 1.0 - percent / 100.0)


def gamma_half_percentile(mean: float, percent: float) -> float:
    """Percentile of the gamma distribution of shape 1/2, which is `mean` times the square of a standard normal."""
    return crossing(lambda t: math.erfc(math.sqrt(t / mean / 2.0)), 1.0 - percent / 100.0)


def bounded_pareto_moment(low: float, high: float, alpha: float, order: int) -> float:
    """E[X^order] of the bounded Pareto, alpha not equal to order. Harchol-Balter 2013, section 20.4."""
    scale = alpha * low**alpha / (1.0 - (low / high) ** alpha)
    return float(scale * (high ** (order - alpha) - low ** (order - alpha)) / (order - alpha))


def bounded_pareto_percentile(low: float, high: float, alpha: float, percent: float) -> float:
    """Percentile of the bounded Pareto, its distribution function inverted."""
    share = percent / 100.0
    return float(low * (1.0 - share * (1.0 - (low / high) ** alpha)) ** (-1.0 / alpha))
