"""Work with nobody in the way: latency is then the distribution itself, and must have its mean and percentiles."""

from __future__ import annotations

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import distributions as theory

FAMILY = "Distributions"
HYPER = [(0.9, 0.5), (0.1, 5.5)]

CASES: tuple[tuple[str, str, float, dict[float, float], float], ...] = (
    ("exponential", "{exp: 1s}", 1.0, {50: 0.6931472, 99: 4.6051702, 99.9: 6.9077553}, 0.02),
    ("lognormal by p50 and p99", "{p50: 1s, p99: 5s}", theory.lognormal_moments(1.0, 5.0)[0], {50: 1.0, 99: 5.0}, 0.02),
    ("uniform", "{uniform: [1s, 3s]}", 2.0, {50: 2.0, 99: 2.98}, 0.01),
    (
        "gamma of shape 1/2",
        "{gamma: {mean: 1s, shape: 0.5}}",
        1.0,
        {50: theory.gamma_half_percentile(1.0, 50), 99: theory.gamma_half_percentile(1.0, 99)},
        0.02,
    ),
    (
        "Erlang-3",
        "{erlang: {mean: 1s, k: 3}}",
        1.0,
        {50: theory.erlang_percentile(1.0, 3, 50), 99: theory.erlang_percentile(1.0, 3, 99)},
        0.02,
    ),
    (
        "hyperexponential",
        "{hyperexp: [{p: 90%, mean: 500ms}, {p: 10%, mean: 5.5s}]}",
        theory.hyperexponential_moments(HYPER)[0],
        {50: theory.hyperexponential_percentile(HYPER, 50), 99: theory.hyperexponential_percentile(HYPER, 99)},
        0.02,
    ),
    (
        "bounded Pareto",
        "{pareto: {min: 500ms, max: 50s, alpha: 1.5}}",
        theory.bounded_pareto_moment(0.5, 50.0, 1.5, 1),
        {
            50: theory.bounded_pareto_percentile(0.5, 50.0, 1.5, 50),
            99: theory.bounded_pareto_percentile(0.5, 50.0, 1.5, 99),
        },
        0.03,
    ),
)
"""Name, how a design writes it, mean, percentiles, precision."""


def case(name: str, work: str, mean: float, percentiles: dict[float, float], precision: float) -> Experiment:
    """One distribution, on a node without limits."""
    checks = [Check("mean", mean, designs.mean, "theory.distributions", precision)]
    checks += [
        Check(f"p{percent}", value, designs.percentile(percent), "theory.distributions", precision, percentile=True)
        for percent, value in percentiles.items()
    ]
    text = f"""\
traffic: {{x: {{to: far.get, rate: 100/s}}}}
nodes:
  far: {{kind: external, on: {{get: [{{work: {work}}}]}}}}
"""
    run = designs.simulated(text, measured=3000.0, warmup=100.0)
    return Experiment(FAMILY, name, "Harchol-Balter, Performance Modeling and Design, 2013", run, tuple(checks))


def experiments() -> list[Experiment]:
    """All of this family."""
    return [case(*arguments) for arguments in CASES]
