"""How long a thing takes, when it does not always take the same: the distributions a design may name.

Each is a value with a mean; sampling happens in the load engine, from counter-based random numbers.
In a file: `5ms`, `{exp: 2ms}`, `{p50: 3ms, p99: 20ms}`, `{uniform: [1ms, 3ms]}`, `{gamma: {mean: 2ms, shape: 0.5}}`,
`{erlang: {mean: 2ms, k: 3}}`, `{hyperexp: [{p: 99.9%, mean: 10ms}, {p: 0.1%, mean: 1s}]}`,
`{pareto: {min: 1ms, max: 10s, alpha: 1.2}}`, `{empirical: samples.csv}`.

The same forms serve counts (followers, batch sizes): there the numbers are plain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotseat.design.units import Number, Seconds, Share

Z99 = 2.3263478740408408
"""The standard normal's 99th percentile: turns a lognormal's p99/p50 into its sigma."""


@dataclass(frozen=True, slots=True)
class Constant:
    """Always `value` (seconds, or a plain number where a count is meant)."""

    value: Seconds

    @property
    def mean(self) -> float:
        """The value itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Exponential:
    """Memoryless with mean `exp`: `{exp: 2ms}`."""

    exp: Seconds

    @property
    def mean(self) -> float:
        """The mean."""
        return self.exp


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Lognormal through its median and 99th percentile, which is how latencies are known: `{p50: 3ms, p99: 20ms}`."""

    p50: Seconds
    p99: Seconds

    @property
    def sigma(self) -> float:
        """The standard deviation of the logarithm."""
        return math.log(self.p99 / self.p50) / Z99

    @property
    def mean(self) -> float:
        """exp(mu + sigma^2 / 2)."""
        return self.p50 * math.exp(self.sigma**2 / 2)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Equally likely between `low` and `high`: `{uniform: [1ms, 3ms]}`."""

    low: Seconds
    high: Seconds

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma by mean and shape; a whole shape k is Erlang-k: `{gamma: {mean: 2ms, shape: 0.5}}`, `{erlang: {mean: 2ms,
    k: 3}}`.
    """

    mean: Seconds
    shape: Number


@dataclass(frozen=True, slots=True)
class Phase:
    """One branch of a hyperexponential: with probability `p`, exponential with this mean."""

    p: Share
    mean: Seconds


@dataclass(frozen=True, slots=True)
class Hyperexponential:
    """A mixture of exponentials, for work that is usually short and sometimes long. The probabilities add up to 1."""

    hyperexp: tuple[Phase, ...]

    @property
    def mean(self) -> float:
        """The weighted mean."""
        return math.fsum(phase.p * phase.mean for phase in self.hyperexp)


@dataclass(frozen=True, slots=True)
class Pareto:
    """Pareto between `min` and `max` (bounded, so that its mean exists for every alpha > 0)."""

    min: Seconds
    max: Seconds
    alpha: Number

    @property
    def mean(self) -> float:
        """Mean of the bounded Pareto (Harchol-Balter, Performance Modeling and Design, 2013, section 20.4)."""
        low, high, a = self.min, self.max, self.alpha
        if low == high:
            return low
        if a == 1.0:
            return low * high / (high - low) * math.log(high / low)
        mean: float = low**a / (1 - (low / high) ** a) * a / (a - 1) * (low ** (1 - a) - high ** (1 - a))
        return mean


@dataclass(frozen=True, slots=True)
class Empirical:
    """The values measured in a file: one number of seconds a line (or the first column), drawn by inverting the sample.

    `empirical` is the path as written, relative to the design file; `values` are sorted.
    """

    empirical: str
    values: tuple[float, ...] = ()

    @property
    def mean(self) -> float:
        """The sample's mean."""
        return math.fsum(self.values) / len(self.values) if self.values else 0.0


Distribution = Constant | Exponential | Lognormal | Uniform | Gamma | Hyperexponential | Pareto | Empirical
