"""Several waiting lines: open networks (Jackson), closed ones (mean value analysis), lines joined by a choice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from validation.theory.solve import crossing

if TYPE_CHECKING:
    from collections.abc import Sequence


def jackson_rates(outside: Sequence[float], routing: Sequence[Sequence[float]]) -> list[float]:
    """Arrival rate at each station: the traffic equations, rates = outside + rates x routing. Jackson 1957."""
    matrix = np.eye(len(outside)) - np.array(routing, dtype=float).T
    return [float(rate) for rate in np.linalg.solve(matrix, np.array(outside, dtype=float))]


def jackson_sojourn_mean(
    outside: Sequence[float], routing: Sequence[Sequence[float]], service: Sequence[float]
) -> float:
    """Mean time from entering to leaving an open Jackson network of single servers.

    Each station has as many customers as an M/M/1 of its own (Jackson 1957); Little's law gives the time.
    """
    rates = jackson_rates(outside, routing)
    inside = math.fsum(rate / (mu - rate) for rate, mu in zip(rates, service, strict=True))
    return inside / math.fsum(outside)


def tandem_sojourn_percentile(arrivals: float, service: Sequence[float], percent: float) -> float:
    """Percentile of the whole sojourn in a tandem of M/M/1, all service rates different.

    The sojourns at the stations of one customer are independent and exponential (Reich 1957), so their sum has the
    hypoexponential distribution.
    """
    spare = [mu - arrivals for mu in service]
    weights = [math.prod(b / (b - a) for j, b in enumerate(spare) if j != i) for i, a in enumerate(spare)]

    def survival(t: float) -> float:
        return math.fsum(w * math.exp(-a * t) for w, a in zip(weights, spare, strict=True))

    return crossing(survival, 1.0 - percent / 100.0)


@dataclass(frozen=True, slots=True)
class Station:
    """A station of a closed network: `demand` = visits x mean exponential service time, and its number of servers."""

    demand: float
    servers: int = 1


@dataclass(frozen=True, slots=True)
class Closed:
    """What mean value analysis finds: cycles a second, time in the stations a cycle, mean number at each station."""

    throughput: float
    response: float
    queues: tuple[float, ...]


def mean_value_analysis(users: int, think: float, stations: Sequence[Station]) -> Closed:
    """Exact mean value analysis of a closed product-form network with a think time.

    Reiser and Lavenberg, "Mean-Value Analysis of Closed Multichain Queuing Networks", J. ACM 27(2), 1980. For several
    servers the marginal probabilities of few customers are carried along (their section 3; also Lazowska and others,
    Quantitative System Performance, 1984, chapter 20).
    """
    queues = [0.0] * len(stations)
    few = [[1.0] + [0.0] * (station.servers - 1) for station in stations]  # P(j there), j < servers
    throughput = response = 0.0
    for n in range(1, users + 1):
        times = []
        for station, queue, p in zip(stations, queues, few, strict=True):
            idle = math.fsum((station.servers - 1 - j) * p[j] for j in range(station.servers - 1))
            times.append(station.demand / station.servers * (1.0 + queue + idle))
        response = math.fsum(times)
        throughput = n / (think + response)
        queues = [throughput * time for time in times]
        few = [_fewer(station, throughput, p) for station, p in zip(stations, few, strict=True)]
    return Closed(throughput, response, tuple(queues))


def _fewer(station: Station, throughput: float, before: list[float]) -> list[float]:
    """The marginal probabilities with one customer more, from those `before`."""
    busy = throughput * station.demand
    after = [0.0] + [busy / j * before[j - 1] for j in range(1, station.servers)]
    idle = math.fsum((station.servers - j) * after[j] for j in range(1, station.servers))
    after[0] = 1.0 - (busy + idle) / station.servers
    return after


def shortest_of_two_sojourn_mean(load: float, *, room: int = 40) -> float:
    """Mean sojourn (in service times) when each arrival joins the shorter of two exponential servers at `load` each.

    The balance equations of the two lines, each cut off at `room`, solved as they stand; the tail falls as load^2 for
    each customer in the shorter line (Kingman, "Two Similar Queues in Parallel", Ann. Math. Stat. 32, 1961), so at
    load 0.8 the cut is far below 1e-6. Arrivals at a full corner are lost.
    """
    size = room + 1
    rates = np.zeros((size * size, size * size))
    for i in range(size):
        for j in range(size):
            here = i * size + j
            for (a, b), rate in _moves(i, j, 2.0 * load, room):
                rates[here, a * size + b] += rate
                rates[here, here] -= rate
    equations = rates.T.copy()
    equations[0, :] = 1.0
    total = np.zeros(size * size)
    total[0] = 1.0
    probabilities = np.linalg.solve(equations, total).reshape(size, size)
    each = np.arange(size)
    inside = float((probabilities * (each[:, None] + each[None, :])).sum())
    return inside / (2.0 * load)


def _moves(i: int, j: int, arrivals: float, room: int) -> list[tuple[tuple[int, int], float]]:
    """From (i, j) waiting or in service at two servers of rate 1: where to, and how fast."""
    moves = []
    if i > 0:
        moves.append(((i - 1, j), 1.0))
    if j > 0:
        moves.append(((i, j - 1), 1.0))
    if i < j:
        moves.append(((i + 1, j), arrivals))
    elif j < i:
        moves.append(((i, j + 1), arrivals))
    elif i < room:
        moves += [((i + 1, j), arrivals / 2), ((i, j + 1), arrivals / 2)]
    return moves


def supermarket_sojourn_mean(load: float, choices: int) -> float:
    """Mean sojourn (in service times), many servers, each arrival joining the shortest of `choices` drawn at random.

    Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001: the fixed point has
    a share load^((d^i - 1) / (d - 1)) of the servers with at least i customers; Little's law gives the sum below. It is
    the limit of infinitely many servers.
    """
    if choices == 1:
        return 1.0 / (1.0 - load)
    total, i = 0.0, 1
    while (term := load ** ((choices**i - choices) / (choices - 1))) > 1e-18:
        total += term
        i += 1
    return total
