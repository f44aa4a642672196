"""What "at least once" does to the world outside, and what a limit lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import queues, tails

if TYPE_CHECKING:
    from hotseat.load.result import Result

FAMILY = "Delivery and limits"


def crash_before_ack(probability: float) -> Experiment:
    """A worker charges, and with some probability dies before it says so: the message comes back and charges again."""
    text = f"""\
traffic: {{x: {{to: front.publish, rate: 20/s}}}}
nodes:
  front: {{kind: external, on: {{publish: [{{send: line}}]}}}}
  line: {{kind: queue, visibility_timeout: 2s, max_deliveries: 100}}
  worker:
    kind: worker
    consumes: line
    replicas: 200
    concurrency: 1
    on: {{message: [{{effect: charge}}, ack]}}
faults: [{{crash: worker, between: [charge, ack], probability: {probability:.0%}, for: 1s}}]
"""

    def doubled(result: Result) -> float:
        effect = result.effects["charge"]
        return effect.duplicated / effect.expected

    def happened(result: Result) -> float:
        effect = result.effects["charge"]
        return effect.happened / effect.expected

    def lost(result: Result) -> float:
        return float(result.effects["charge"].lost)

    checks = (
        Check("charged more than once", probability, doubled, "p", 0.02),
        Check("charges a message", tails.expected_tries(probability, 99), happened, "tails.expected_tries", 0.01),
        Check("lost", 0.0, lost, "at least once loses nothing"),
    )
    run = designs.simulated(text, measured=5000.0, warmup=0.0)
    name = f"crash between effect and ack, {probability:.0%}"
    return Experiment(FAMILY, name, "elementary, exact: a geometric number of deliveries", run, checks)


def token_bucket() -> Experiment:
    """A bucket of one token: after each call it is shut for exactly 1 / rate, which is a server without a line."""
    text = """\
traffic: {x: {to: front.go, rate: 120/s}}
nodes:
  front: {kind: external, on: {go: [{call: far.get, rate_limit: {rate: 100/s, burst: 1}}]}}
  far: {kind: external, on: {get: [{work: 10ms}]}}
"""

    def refused(result: Result) -> float:
        return 1.0 - result.traffic["x"].availability

    checks = (Check("refused", queues.erlang_b(1.2, 1), refused, "queues.erlang_b", 0.01),)
    run = designs.simulated(text, measured=5000.0, warmup=10.0)
    return Experiment(FAMILY, "token bucket of one, 120/s into 100/s", "Erlang 1917, as M/D/1/1", run, checks)


def experiments() -> list[Experiment]:
    """All of this family."""
    return [crash_before_ack(0.1), token_bucket()]
