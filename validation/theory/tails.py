"""Requests that wait for the slowest of many or the fastest of two, or try again: where tails come from."""

from __future__ import annotations

import math


def harmonic(n: int) -> float:
    """1 + 1/2 + ... + 1/n."""
    return math.fsum(1.0 / k for k in range(1, n + 1))


def order_statistic_mean(n: int, k: int, mean: float) -> float:
    """Mean of the k-th smallest of n exponentials: mean x (H_n - H_(n-k)). Renyi 1953; k = n is the maximum."""
    return mean * (harmonic(n) - harmonic(n - k))


def maximum_percentile(n: int, mean: float, percent: float) -> float:
    """Percentile of the largest of n independent exponentials: P(max <= t) = (1 - exp(-t / mean))^n."""
    return -mean * math.log1p(-((percent / 100.0) ** (1.0 / n)))


def fork_join_two_mean(arrivals: float, service: float) -> float:
    """Mean time of a job that forks to two M/M/1 lines and waits for both: (12 - load) / 8 times one line's.

    Flatto and Hahn, "Two parallel queues created by arrivals with two demands", SIAM J. Appl. Math. 44(5), 1984;
    Nelson and Tantawi, "Approximate analysis of fork/join synchronization in parallel queues", IEEE TC 37(6), 1988.
    """
    return (12.0 - arrivals / service) / 8.0 / (service - arrivals)


def any_slow(slow: float, fan_out: int) -> float:
    """Share of requests that meet at least one slow answer when each of `fan_out` is slow with probability `slow`.

    Dean and Barroso, "The Tail at Scale", CACM 56(2), 2013: 1% and 100 give 63%; 0.01% and 2000 "almost one in five".
    """
    return -math.expm1(fan_out * math.log1p(-slow))


def expected_tries(failure: float, retries: int) -> float:
    """Tries a request makes when each fails with this probability and up to `retries` follow: a cut geometric."""
    if failure == 1.0:
        return retries + 1.0
    return (1.0 - failure ** (retries + 1)) / (1.0 - failure)


def layered_tries(tries_each: int, layers: int) -> int:
    """Tries that reach a dead bottom when each of `layers` callers tries so often: they multiply.

    Beyer and others, Site Reliability Engineering (2016), chapter 22: three layers of three retries (four tries) each
    turn one user action into 64 attempts on the database.
    """
    return math.prod([tries_each] * layers)


def hedged_mean(mean: float, after: float) -> float:
    """Mean of min(X, after + Y) for exponential X and Y: the second request is sent after `after` without an answer."""
    late = math.exp(-after / mean)
    return mean * (1.0 - late) + late * mean / 2.0


def hedged_percentile(mean: float, after: float, percent: float) -> float:
    """Percentile of min(X, after + Y): up to `after` the hazard is 1 / mean, from there on twice that."""
    alone = -mean * math.log(1.0 - percent / 100.0)
    return alone if alone <= after else (after + alone) / 2.0


def hedged_extra(mean: float, after: float) -> float:
    """Share of requests for which the second one is sent: the price of the hedge."""
    return math.exp(-after / mean)


def retried_mean(mean: float, timeout: float, backoff: float, retries: int) -> float:
    """Mean latency of the requests that succeed, when each try is exponential and given up at `timeout`.

    A try is given up with probability p = exp(-timeout / mean); a request that succeeds after k of them has spent
    k (timeout + backoff) and then an exponential known to be below `timeout`. Elementary; `retries` bounds k.
    """
    p = math.exp(-timeout / mean)
    weights = [p**k * (1.0 - p) for k in range(retries + 1)]
    failures = math.fsum(k * w for k, w in enumerate(weights)) / math.fsum(weights)
    last = mean - timeout * p / (1.0 - p)
    return failures * (timeout + backoff) + last
