"""One waiting line, from M/M/1 to queues with limits, and messages through a broker."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import distributions, queues

if TYPE_CHECKING:
    from hotseat.load.result import Result

FAMILY = "One waiting line"
GROSS = "Gross and others, Fundamentals of Queueing Theory, 4th edition, 2008"


def server(rate: float, work: str, concurrency: int = 1, more: str = "") -> str:
    """One node with Poisson arrivals at `rate` a second and this work."""
    return f"""\
traffic: {{x: {{to: server.serve, rate: {rate!r}/s}}}}
nodes:
  server: {{kind: service, concurrency: {concurrency}, {more}on: {{serve: [{{work: {work}}}]}}}}
"""


def mm1() -> Experiment:
    """M/M/1 at 80%: the curve that an interview should know by heart."""
    load = 0.8
    checks = [
        Check("mean", queues.mm1_sojourn_mean(load, 1.0), designs.mean, "queues.mm1_sojourn_mean"),
        Check("utilisation", load, designs.utilisation("server"), "arrival rate x mean service", precision=0.005),
        Check("waiting", queues.mm1_queue_mean(load), designs.queue_mean("server"), "queues.mm1_queue_mean", 0.03),
        Check("wait", queues.mmc_wait_mean(load, 1.0, 1), designs.wait_mean("server"), "queues.mmc_wait_mean", 0.03),
    ]
    for percent, precision in ((50, 0.02), (90, 0.03), (99, 0.04), (99.9, 0.06)):
        expected = queues.mm1_sojourn_percentile(load, 1.0, percent)
        measure = designs.percentile(percent)
        checks.append(
            Check(f"p{percent}", expected, measure, "queues.mm1_sojourn_percentile", precision, percentile=True)
        )
    run = designs.simulated(server(load, "{exp: 1s}"), measured=2.5e6, warmup=5e3)
    return Experiment(FAMILY, "M/M/1, load 80%", "Kleinrock, Queueing Systems I, 1975", run, tuple(checks))


def mmc(servers: int, load: float, *, measured: float) -> Experiment:
    """M/M/c, where pooling helps."""
    rate = load * servers
    checks = (
        Check("mean", queues.mmc_sojourn_mean(rate, 1.0, servers), designs.mean, "queues.mmc_sojourn_mean"),
        Check(
            "p99",
            queues.mmc_sojourn_percentile(rate, 1.0, servers, 99),
            designs.percentile(99),
            "queues.mmc_sojourn_percentile",
            0.03,
            percentile=True,
        ),
        Check("utilisation", load, designs.utilisation("server"), "offered load / servers", 0.005),
        Check(
            "wait", queues.mmc_wait_mean(rate, 1.0, servers), designs.wait_mean("server"), "queues.mmc_wait_mean", 0.06
        ),
    )
    run = designs.simulated(server(rate, "{exp: 1s}", servers), measured=measured, warmup=1e3)
    return Experiment(FAMILY, f"M/M/{servers}, load {load:.0%}", f"Erlang 1917; {GROSS}, section 2.3", run, checks)


def md1() -> Experiment:
    """M/D/1: half the wait of M/M/1."""
    checks = (
        Check("mean", queues.md1_sojourn_mean(0.8, 1.0), designs.mean, "queues.md1_sojourn_mean"),
        Check(
            "p99",
            queues.md1_sojourn_percentile(0.8, 1.0, 99),
            designs.percentile(99),
            "queues.md1_sojourn_percentile",
            0.03,
            percentile=True,
        ),
    )
    run = designs.simulated(server(0.8, "1s"), measured=2e6, warmup=5e3)
    return Experiment(FAMILY, "M/D/1, load 80%", f"Erlang 1909; {GROSS}, section 5.1.5", run, checks)


HYPER = [(0.9, 0.5), (0.1, 5.5)]

SERVICES: tuple[tuple[str, str, float, tuple[float, float], float], ...] = (
    ("lognormal", "{p50: 1s, p99: 5s}", 0.7, distributions.lognormal_moments(1.0, 5.0), 0.02),
    ("gamma of shape 1/2", "{gamma: {mean: 1s, shape: 0.5}}", 0.7, distributions.gamma_moments(1.0, 0.5), 0.02),
    ("Erlang-3", "{erlang: {mean: 1s, k: 3}}", 0.8, distributions.gamma_moments(1.0, 3.0), 0.02),
    ("uniform", "{uniform: [0s, 2s]}", 0.8, distributions.uniform_moments(0.0, 2.0), 0.02),
    (
        "hyperexponential",
        "{hyperexp: [{p: 90%, mean: 500ms}, {p: 10%, mean: 5.5s}]}",
        0.6,
        distributions.hyperexponential_moments(HYPER),
        0.03,
    ),
    (
        "bounded Pareto",
        "{pareto: {min: 500ms, max: 50s, alpha: 1.5}}",
        0.5,
        (
            distributions.bounded_pareto_moment(0.5, 50.0, 1.5, 1),
            distributions.bounded_pareto_moment(0.5, 50.0, 1.5, 2),
        ),
        0.03,
    ),
)
"""Name, how a design writes it, the load to put on it, its first two moments, and how precise the mean sojourn gets."""


def mg1(name: str, work: str, load: float, moments: tuple[float, float], precision: float) -> Experiment:
    """M/G/1 with a given service: the mean sojourn sees only two moments of it."""
    first, second = moments
    rate = load / first
    checks = (
        Check("mean", queues.mg1_sojourn_mean(rate, first, second), designs.mean, "queues.mg1_sojourn_mean", precision),
        Check("utilisation", load, designs.utilisation("server"), "arrival rate x mean service", 0.01),
    )
    run = designs.simulated(server(rate, work), measured=2e6 * first, warmup=5e3)
    source = "Pollaczek 1930, Khinchine 1932; Kleinrock, Queueing Systems I, section 5.6"
    return Experiment(FAMILY, f"M/G/1, {name} service, load {load:.0%}", source, run, checks)


def mmck() -> Experiment:
    """A limited line at 100% load: it neither grows nor loses as much as one would fear."""
    expected = queues.mmck_loss(2.0, 1.0, 2, 5)
    checks = (
        Check("turned away", expected, designs.refused("server"), "queues.mmck_loss"),
        Check("mean of the others", queues.mmck_sojourn_mean(2.0, 1.0, 2, 5), designs.mean, "queues.mmck_sojourn_mean"),
    )
    run = designs.simulated(server(2.0, "{exp: 1s}", 2, "queue_limit: 3, "), measured=5e5, warmup=1e3)
    return Experiment(FAMILY, "M/M/2/5, offered load 100%", f"{GROSS}, section 2.5", run, checks)


def erlang_b(name: str, work: str) -> Experiment:
    """No line at all: the loss depends on the mean service only."""
    checks = (Check("turned away", queues.erlang_b(8.0, 10), designs.refused("server"), "queues.erlang_b"),)
    run = designs.simulated(server(8.0, work, 10, "queue_limit: 0, "), measured=1.5e5, warmup=1e3)
    return Experiment(FAMILY, f"M/G/10/10, {name} service, 8 Erlang", "Erlang 1917 (Erlang B)", run, checks)


def broker() -> Experiment:
    """Messages through a queue to four workers are M/M/4 again, seen as the delay until an effect has happened."""
    text = """\
traffic: {x: {to: front.publish, rate: 3.6/s}}
nodes:
  front: {kind: external, on: {publish: [{send: line}]}}
  line: {kind: queue, visibility_timeout: 30d}
  worker: {kind: worker, consumes: line, concurrency: 4, on: {message: [{work: {exp: 1s}}, {effect: done}, ack]}}
"""

    def delay(result: Result) -> float:
        return result.effects["done"].delay.mean

    def tail(result: Result) -> float:
        return result.effects["done"].delay.percentile(99)

    def lost_or_doubled(result: Result) -> float:
        effect = result.effects["done"]
        return float(effect.lost + effect.duplicated)

    checks = (
        Check("mean delay", queues.mmc_sojourn_mean(3.6, 1.0, 4), delay, "queues.mmc_sojourn_mean"),
        Check(
            "p99 delay",
            queues.mmc_sojourn_percentile(3.6, 1.0, 4, 99),
            tail,
            "queues.mmc_sojourn_percentile",
            0.04,
            percentile=True,
        ),
        Check("lost or doubled", 0.0, lost_or_doubled, "nothing fails, so nothing may be"),
    )
    run = designs.simulated(text, measured=8e5, warmup=1e3)
    return Experiment(FAMILY, "queue with 4 workers, load 90%", "Erlang 1917, as M/M/4", run, checks)


def experiments() -> list[Experiment]:
    """All of this family."""
    lognormal_mean_1 = math.exp(-((math.log(5.0) / distributions.NORMAL_99) ** 2) / 2)
    return [
        mm1(),
        mmc(4, 0.9, measured=1.5e6),
        mmc(32, 0.9, measured=8e4),
        md1(),
        *(mg1(*service) for service in SERVICES),
        mmck(),
        erlang_b("exponential", "{exp: 1s}"),
        erlang_b("constant", "1s"),
        erlang_b("lognormal", f"{{p50: {lognormal_mean_1!r}s, p99: {5 * lognormal_mean_1!r}s}}"),
        broker(),
    ]
