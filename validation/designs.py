"""Short cuts for writing experiments: a design given as its file's text, run for so long after a warm-up.

The designs stand in the experiments as the YAML a user would write, so that each row of the proof can be copied into a
file and run by hand. Inside them the network takes no time (`network: {rtt: 0s}`) unless it is what is being checked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import hotseat

if TYPE_CHECKING:
    from collections.abc import Callable

    from hotseat.design.design import Design
    from hotseat.load.result import Result

HEAD = """\
hotseat: 1
name: a row of the proof
network: {rtt: 0s}
"""


@cache
def read(text: str) -> Design:
    """The design with this text (behind the common head), read once."""
    design: Design = hotseat.read_design(HEAD + text)
    return design


def simulated(text: str, *, measured: float, warmup: float) -> Callable[[int, float], Result]:
    """A way to run this design for `measured` simulated seconds (times the length of the proof) after `warmup`."""

    def run(seed: int, length: float) -> Result:
        duration = warmup + measured * length
        result: Result = hotseat.simulate(read(text), seed=seed, duration=duration, warmup=warmup)
        return result

    return run


def mean(result: Result) -> float:
    """Mean latency of the traffic called `x`."""
    return result.traffic["x"].latency.mean


def percentile(percent: float) -> Callable[[Result], float]:
    """A percentile of the latency of the traffic called `x`."""
    return lambda result: result.traffic["x"].latency.percentile(percent)


def utilisation(node: str) -> Callable[[Result], float]:
    """How busy a node's workers are, 0..1."""
    return lambda result: result.nodes[node].utilisation


def queue_mean(node: str) -> Callable[[Result], float]:
    """Mean number waiting at a node."""
    return lambda result: result.nodes[node].queue_mean


def wait_mean(node: str) -> Callable[[Result], float]:
    """Mean time in a node's waiting line."""
    return lambda result: result.nodes[node].wait_mean


def refused(node: str) -> Callable[[Result], float]:
    """Share of a node's arrivals that it turned away."""
    return lambda result: result.nodes[node].rejected / result.nodes[node].arrivals


def hit_ratio(node: str) -> Callable[[Result], float]:
    """Share of a cache's look-ups that found their key."""
    return lambda result: result.nodes[node].hit_ratio


def tries_a_request(callee: str) -> Callable[[Result], float]:
    """Tries that reached for `callee` (`node.handler`), for each request of traffic `x`."""

    def measure(result: Result) -> float:
        tries = sum(hop.tries for hop in result.hops if hop.callee == callee)
        x = result.traffic["x"]
        return tries / (x.completed + x.failed)

    return measure
