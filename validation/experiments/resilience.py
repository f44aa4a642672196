"""Retries: how they multiply, and how they keep a system down after what knocked it down has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import tails

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotseat.load.result import Result

FAMILY = "Retries and overload"
SRE = "Beyer and others, Site Reliability Engineering, 2016, chapter 22"
METASTABLE = "Bronson and others, Metastable Failures in Distributed Systems, HotOS 2021"

RATE = 350.0
"""Requests a second offered to a service that can do 500 a second."""


def amplification() -> Experiment:
    """Three tries at something that fails three times in ten."""
    text = """\
traffic: {x: {to: front.go, rate: 50/s}}
nodes:
  front: {kind: external, on: {go: [{call: flaky.get, retry: {num_retries: 2, backoff: {base: 10ms}}}]}}
  flaky: {kind: external, on: {get: [{fail: 30%}]}}
"""

    def failed(result: Result) -> float:
        x = result.traffic["x"]
        return x.failed / (x.failed + x.completed)

    checks = (
        Check(
            "tries", tails.expected_tries(0.3, 2), designs.tries_a_request("flaky.get"), "tails.expected_tries", 0.01
        ),
        Check("failed", 0.3**3, failed, "p^3", 0.1),
    )
    run = designs.simulated(text, measured=5000.0, warmup=0.0)
    return Experiment(FAMILY, "2 retries of what fails 30%", "elementary, exact", run, checks)


def layers() -> Experiment:
    """Three layers that each try four times put 64 tries on a database that is down."""
    retry = "retry: {num_retries: 3, backoff: {base: 0s}}"
    text = f"""\
traffic: {{x: {{to: top.go, rate: 10/s}}}}
nodes:
  top: {{kind: external, on: {{go: [{{call: middle.go, {retry}}}]}}}}
  middle: {{kind: external, on: {{go: [{{call: low.go, {retry}}}]}}}}
  low: {{kind: external, on: {{go: [{{call: dead.get, {retry}}}]}}}}
  dead: {{kind: external, on: {{get: [{{fail: 100%}}]}}}}
"""
    expected = float(tails.layered_tries(4, 3))

    checks = (Check("tries at the bottom", expected, designs.tries_a_request("dead.get"), "tails.layered_tries", 1e-6),)
    run = designs.simulated(text, measured=500.0, warmup=0.0)
    return Experiment(FAMILY, "3 layers of 4 tries each", SRE, run, checks)


def goodput(start: float, end: float) -> Callable[[Result], float]:
    """Requests answered in time between two moments, as a share of those offered."""

    def measure(result: Result) -> float:
        slices = result.series
        inside = (slices.time > start) & (slices.time <= end)
        return float(slices.traffic["x"]["rate"][inside].mean()) / RATE

    return measure


def metastable(name: str, budget: str, after: Check) -> Experiment:
    """70% load; for 5 of 300 seconds three times that; every try that takes over 1 s is given up and tried again.

    What was given up is still worked on, so the retries of one second are the overload of the next.
    """
    text = f"""\
traffic:
  x:
    to: app.serve
    rate: {RATE!r}/s
    retry: {{num_retries: 3, per_try_timeout: 1s, backoff: {{base: 100ms, max: 100ms, multiplier: 1}}{budget}}}
nodes:
  app: {{kind: service, concurrency: 5, on: {{serve: [{{work: {{exp: 10ms}}}}]}}}}
faults: [{{spike: x, factor: 3, at: 60s, for: 5s}}]
"""

    def run(seed: int, _length: float) -> Result:
        return designs.simulated(text, measured=300.0, warmup=0.0)(seed, 1.0)

    before = Check("goodput before", 0.97, goodput(20.0, 60.0), "what is offered, less 3%", relation="at least")
    during = Check("goodput 3 to 10 s after", 0.1, goodput(68.0, 75.0), "a tenth at most", relation="at most")
    return Experiment(FAMILY, name, METASTABLE, run, (before, during, after))


def experiments() -> list[Experiment]:
    """All of this family."""
    late = goodput(200.0, 300.0)
    stuck = Check(
        "goodput 135 s later", 0.1, late, "a tenth of it at most: the overload outlives its cause", relation="at most"
    )
    well = Check("goodput 135 s later", 0.97, late, "what is offered, less 3%: it recovers", relation="at least")
    budget = ", retry_budget: {budget_percent: 20%, min_retry_concurrency: 3}"
    return [
        amplification(),
        layers(),
        metastable("spike with 3 retries and no budget", "", stuck),
        metastable("the same with a retry budget of 20%", budget, well),
    ]
