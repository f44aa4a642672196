"""Where tails come from, and how hedging cuts them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import tails

if TYPE_CHECKING:
    from hotseat.load.result import Result

FAMILY = "Tails"
TAIL_AT_SCALE = "Dean and Barroso, The Tail at Scale, CACM 56(2), 2013"

LEAF = "  leaf: {kind: external, on: {get: [{work: {exp: 1s}}]}}\n"


def parallel(branches: int, need: int | None = None) -> str:
    """A request that asks the leaf several times at once."""
    calls = ", ".join(["[{call: leaf.get}]"] * branches)
    some = f", need: {need}" if need else ""
    return f"""\
traffic: {{x: {{to: front.go, rate: 20/s}}}}
nodes:
  front: {{kind: external, on: {{go: [{{parallel: [{calls}]{some}}}]}}}}
{LEAF}"""


def slowest_of_ten() -> Experiment:
    """Ten at once, wait for all: the mean is 2.9 times one, not one."""
    checks = (
        Check("mean", tails.order_statistic_mean(10, 10, 1.0), designs.mean, "tails.order_statistic_mean", 0.01),
        Check(
            "p99",
            tails.maximum_percentile(10, 1.0, 99),
            designs.percentile(99),
            "tails.maximum_percentile",
            0.02,
            percentile=True,
        ),
    )
    run = designs.simulated(parallel(10), measured=5000.0, warmup=50.0)
    return Experiment(FAMILY, "slowest of 10 exponentials", "Renyi 1953", run, checks)


def quorum() -> Experiment:
    """Three at once, two are enough: a quorum read is faster than one read."""
    expected = tails.order_statistic_mean(3, 2, 1.0)
    checks = (Check("mean", expected, designs.mean, "tails.order_statistic_mean", 0.01),)
    run = designs.simulated(parallel(3, 2), measured=10_000.0, warmup=50.0)
    return Experiment(FAMILY, "second of 3 exponentials (a quorum)", "Renyi 1953", run, checks)


def fork_join() -> Experiment:
    """The two branches wait in lines of their own, whose lengths depend on each other."""
    text = """\
traffic: {x: {to: front.go, rate: 0.7/s}}
nodes:
  front: {kind: external, on: {go: [{parallel: [[{call: a.serve}], [{call: b.serve}]]}]}}
  a: {kind: service, concurrency: 1, on: {serve: [{work: {exp: 1s}}]}}
  b: {kind: service, concurrency: 1, on: {serve: [{work: {exp: 1s}}]}}
"""
    checks = (Check("mean", tails.fork_join_two_mean(0.7, 1.0), designs.mean, "tails.fork_join_two_mean"),)
    run = designs.simulated(text, measured=1.5e6, warmup=5e3)
    return Experiment(FAMILY, "fork and join over two M/M/1, load 70%", "Flatto and Hahn 1984", run, checks)


def tail_at_scale(
    name: str, fan_out: int, slow: float, leaf: str, *, measured: float, precision: float = 0.02, more: str = ""
) -> Experiment:
    """Latency is 10 ms or 1 s, so the mean tells the share of requests that met a slow answer."""
    text = f"""\
traffic: {{x: {{to: front.go, rate: 10/s}}}}
nodes:
  front: {{kind: external, on: {{go: [{{fan_out: {fan_out}, do: [{{call: leaf.get}}]}}]}}}}
{leaf}{more}"""

    def share(result: Result) -> float:
        return (designs.mean(result) - 0.01) / 0.99

    checks = (Check("share over 1 s", tails.any_slow(slow, fan_out), share, "tails.any_slow", precision),)
    run = designs.simulated(text, measured=measured, warmup=5.0)
    return Experiment(FAMILY, name, TAIL_AT_SCALE, run, checks)


def sometimes_slow(slow: str, fast: str) -> str:
    """A leaf that takes 1 s with one probability and 10 ms with the other."""
    return f"""\
  leaf:
    kind: external
    on:
      get:
        - branch: [{{p: {slow}, do: [{{work: 1s}}]}}, {{p: {fast}, do: [{{work: 10ms}}]}}]
"""


def hedged() -> Experiment:
    """After one mean without an answer, ask again: a third of the requests ask twice and the tail is cut in half."""
    mean, after = 1.0, 1.0
    text = f"""\
traffic: {{x: {{to: front.go, rate: 50/s}}}}
nodes:
  front: {{kind: external, on: {{go: [{{call: leaf.get, hedge: {{after: 1s}}}}]}}}}
{LEAF}"""
    checks = (
        Check("mean", tails.hedged_mean(mean, after), designs.mean, "tails.hedged_mean", 0.01),
        Check(
            "p99",
            tails.hedged_percentile(mean, after, 99),
            designs.percentile(99),
            "tails.hedged_percentile",
            0.02,
            percentile=True,
        ),
        Check(
            "requests sent",
            1.0 + tails.hedged_extra(mean, after),
            designs.tries_a_request("leaf.get"),
            "1 + tails.hedged_extra",
            0.01,
        ),
    )
    run = designs.simulated(text, measured=5000.0, warmup=0.0)
    return Experiment(FAMILY, "hedged after one mean", TAIL_AT_SCALE + " (exact for exponentials)", run, checks)


def impatient() -> Experiment:
    """Each try is given up after two means, up to three tries, 100 ms between them."""
    text = f"""\
traffic: {{x: {{to: front.go, rate: 50/s}}}}
nodes:
  front:
    kind: external
    on:
      go:
        - call: leaf.get
          retry:
            num_retries: 2
            per_try_timeout: 2s
            backoff: {{base: 100ms, max: 100ms, multiplier: 1, jitter: none}}
{LEAF}"""
    given_up = math.exp(-2.0)

    def failed(result: Result) -> float:
        x = result.traffic["x"]
        return x.failed / (x.failed + x.completed)

    checks = (
        Check("mean of successes", tails.retried_mean(1.0, 2.0, 0.1, 2), designs.mean, "tails.retried_mean", 0.01),
        Check(
            "tries",
            tails.expected_tries(given_up, 2),
            designs.tries_a_request("leaf.get"),
            "tails.expected_tries",
            0.01,
        ),
        Check("failed", given_up**3, failed, "p^3", 0.1),
    )
    run = designs.simulated(text, measured=5000.0, warmup=0.0)
    return Experiment(FAMILY, "timeout after 2 means, 2 retries", "elementary, exact", run, checks)


def experiments() -> list[Experiment]:
    """All of this family."""
    one_server = "  leaf: {kind: external, replicas: 100, balance: RANDOM, on: {get: [{work: 10ms}]}}\n"
    fault = "faults: [{slow: leaf, factor: 100, replicas: 1}]\n"
    return [
        slowest_of_ten(),
        quorum(),
        fork_join(),
        tail_at_scale("1 answer in 100 slow, fan-out 100", 100, 0.01, sometimes_slow("1%", "99%"), measured=500.0),
        tail_at_scale(
            "1 answer in 10,000 slow, fan-out 2000",
            2000,
            0.0001,
            sometimes_slow("0.01%", "99.99%"),
            measured=250.0,
            precision=0.08,
        ),
        tail_at_scale("1 server of 100 slow, fan-out 100", 100, 0.01, one_server, measured=500.0, more=fault),
        hedged(),
        impatient(),
    ]
