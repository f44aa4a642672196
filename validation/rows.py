"""What a row of the proof is, and when it passes.

An experiment is something that can be run many times independently: a design simulated with one seed after another.
Each of its checks takes one number out of every run. The runs give a mean and, by Student's t, an interval; the row
passes when the expected value lies in that interval, **and** the interval is narrow enough that a wrong engine could
not hide in it.

The level of the interval is set by how many rows there are: with n rows it is 1 - 1% / n (Bonferroni), so that a
correct engine fails anything in the whole table with a probability of at most 1%. Seeds are fixed, so the outcome of a
given engine version never changes from one run to the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Literal

from validation.theory.solve import student_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FALSE_ALARM = 0.01
"""The chance that a correct engine fails any row of the table."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is run: independent runs of each experiment (seeds 1, 2, ...), and each run's share of its full length."""

    replications: int
    length: float

    def slack(self, level: float) -> float:
        """How much wider intervals of this level come out than at full effort: fewer runs, shorter ones."""
        tails = student_quantile(level, self.replications - 1) / student_quantile(level, FULL.replications - 1)
        return tails * math.sqrt(FULL.replications * FULL.length / (self.replications * self.length))


FULL = Effort(16, 1.0)
"""What docs/validation.md is written from."""

SHORT = Effort(8, 1 / 8)
"""A sixteenth of the work, for continuous integration."""

HISTOGRAM = 0.0005
"""A percentile comes from a histogram with buckets at most this wide, relatively; its interval is widened by it."""

ROUNDING = 1e-6
"""Simulated time is whole nanoseconds; no interval is narrower than this, relatively."""

Relation = Literal["=", "at most", "at least"]


@dataclass(frozen=True, slots=True)
class Check:
    """One number: what it is, how to take it out of a run, and what it must be.

    `precision` is the widest half interval allowed at full length, relative to the expected value. `allowance` is how
    far the expectation itself may be off where it is an approximation or a limit, and `why` says so. With `at most` or
    `at least` the whole interval must keep to that side, and its width is not judged.
    """

    what: str
    expected: float
    measure: Callable[[Any], float]
    formula: str
    precision: float = 0.02
    allowance: float = 0.0
    why: str = ""
    relation: Relation = "="
    percentile: bool = False


@dataclass(frozen=True, slots=True)
class Experiment:
    """Something run once for each seed: `run(seed, length)`, with `length` 1.0 for the full proof, less when short.

    `engine` is false for the rows that have no part of the load engine in them; the report says so.
    """

    family: str
    name: str
    source: str
    run: Callable[[int, float], Any]
    checks: tuple[Check, ...]
    engine: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check after the runs: the mean over replications, half its interval, and what is wrong, if anything."""

    experiment: Experiment
    check: Check
    measured: float
    half: float
    allowed: float
    problem: str

    @property
    def passed(self) -> bool:
        """Whether the row holds."""
        return not self.problem

    @property
    def relative_half(self) -> float:
        """Half the interval, relative to the expected value (or as it is, where that is 0)."""
        return self.half / abs(self.check.expected) if self.check.expected else self.half


def row_level(rows: int) -> float:
    """The level of each row's interval, so that all rows together raise a false alarm with probability FALSE_ALARM."""
    return 1.0 - FALSE_ALARM / rows


def judge(experiment: Experiment, check: Check, values: Sequence[float], *, level: float, effort: Effort) -> Verdict:
    """Compare the values that the replications gave with what was expected, at this level of confidence.

    At less than full effort the allowed width grows as intervals do.
    """
    measured = fmean(values)
    if not math.isfinite(measured):
        return Verdict(experiment, check, measured, math.nan, math.nan, "nothing measured")
    spread = stdev(values) / math.sqrt(len(values)) * student_quantile(level, len(values) - 1)
    half = spread + (HISTOGRAM * abs(measured) if check.percentile else 0.0)
    allowed = check.precision * effort.slack(level)
    verdict = Verdict(experiment, check, measured, half, allowed, "")
    problem = _problem(verdict)
    return Verdict(experiment, check, measured, half, allowed, problem)


def _problem(verdict: Verdict) -> str:
    """Why a row does not hold, in a few words; empty when it does."""
    check, measured, half = verdict.check, verdict.measured, verdict.half
    if check.relation == "at most":
        return "" if measured + half <= check.expected else "above the bound"
    if check.relation == "at least":
        return "" if measured - half >= check.expected else "below the bound"
    tolerance = half + (check.allowance + ROUNDING) * abs(check.expected)
    if abs(measured - check.expected) > tolerance:
        return "expected value outside the interval"
    if verdict.relative_half > verdict.allowed:
        return "interval too wide to tell"
    return ""
