"""One waiting line: Poisson arrivals, one or more servers, first come first served.

Sojourn means waiting plus service, which is what a client sees as latency. Sources are given as Kleinrock (Queueing
Systems, volume I, 1975), Gross and others (Fundamentals of Queueing Theory, fourth edition, 2008) and Harchol-Balter
(Performance Modeling and Design of Computer Systems, 2013).
"""

from __future__ import annotations

import math

from validation.theory.solve import crossing


def mm1_sojourn_mean(arrivals: float, service: float) -> float:
    """Mean sojourn of M/M/1, 1 / (service - arrivals), both rates. Kleinrock, section 3.2."""
    return 1.0 / (service - arrivals)


def mm1_sojourn_percentile(arrivals: float, service: float, percent: float) -> float:
    """Percentile of the sojourn of M/M/1, which is exponential. Harchol-Balter, section 13.1 and chapter 27."""
    return -math.log(1.0 - percent / 100.0) * mm1_sojourn_mean(arrivals, service)


def mm1_queue_mean(load: float) -> float:
    """Mean number waiting (not in service) in M/M/1, load^2 / (1 - load). Kleinrock, section 3.2."""
    return load * load / (1.0 - load)


def erlang_b(offered: float, servers: int) -> float:
    """Share of arrivals lost by M/G/c/c when `offered` = arrival rate x mean service.

    Erlang 1917; the recursion is in Gross and others, section 2.5. It holds for every distribution of service
    (insensitivity), which the experiments use.
    """
    loss = 1.0
    for c in range(1, servers + 1):
        loss = offered * loss / (c + offered * loss)
    return loss


def erlang_c(offered: float, servers: int) -> float:
    """Probability that an arrival at M/M/c has to wait. Erlang 1917; Gross and others, section 2.3."""
    loss = erlang_b(offered, servers)
    return servers * loss / (servers - offered * (1.0 - loss))


def mmc_wait_mean(arrivals: float, service: float, servers: int) -> float:
    """Mean wait in line of M/M/c. Gross and others, section 2.3."""
    return erlang_c(arrivals / service, servers) / (servers * service - arrivals)


def mmc_sojourn_mean(arrivals: float, service: float, servers: int) -> float:
    """Mean sojourn of M/M/c."""
    return mmc_wait_mean(arrivals, service, servers) + 1.0 / service


def mmc_sojourn_survival(t: float, arrivals: float, service: float, servers: int) -> float:
    """P(sojourn > t) of M/M/c: perhaps an exponential wait of rate c x service - arrivals, then service.

    Gross and others, section 2.3 (equation 2.39 in the fourth edition), rewritten as a mixture.
    """
    waits = erlang_c(arrivals / service, servers)
    spare = servers * service - arrivals
    if math.isclose(spare, service):
        both = (1.0 + service * t) * math.exp(-service * t)
    else:
        both = (spare * math.exp(-service * t) - service * math.exp(-spare * t)) / (spare - service)
    return (1.0 - waits) * math.exp(-service * t) + waits * both


def mmc_sojourn_percentile(arrivals: float, service: float, servers: int, percent: float) -> float:
    """Percentile of the sojourn of M/M/c, by bisection."""
    return crossing(lambda t: mmc_sojourn_survival(t, arrivals, service, servers), 1.0 - percent / 100.0)


def mg1_wait_mean(arrivals: float, mean: float, second_moment: float) -> float:
    """Mean wait of M/G/1, arrivals x E[S^2] / (2 (1 - load)): Pollaczek and Khinchine; Kleinrock, section 5.6."""
    return arrivals * second_moment / (2.0 * (1.0 - arrivals * mean))


def mg1_sojourn_mean(arrivals: float, mean: float, second_moment: float) -> float:
    """Mean sojourn of M/G/1."""
    return mg1_wait_mean(arrivals, mean, second_moment) + mean


def md1_sojourn_mean(arrivals: float, service_time: float) -> float:
    """Mean sojourn of M/D/1: Pollaczek-Khinchine without variance."""
    return mg1_sojourn_mean(arrivals, service_time, service_time**2)


def md1_wait_cdf(t: float, arrivals: float, service_time: float) -> float:
    """P(wait <= t) of M/D/1.

    Erlang 1909: (1 - load) times the sum over k = 0..floor(t / D) of (-x)^k / k! exp(x), x = arrivals (t - k D).
    Gross and others, section 5.1.5. The terms alternate, so this is for t of some tens of D at most.
    """
    terms = []
    for k in range(int(t / service_time) + 1):
        x = arrivals * (t - k * service_time)
        terms.append((-x) ** k / math.factorial(k) * math.exp(x))
    return (1.0 - arrivals * service_time) * math.fsum(terms)


def md1_sojourn_percentile(arrivals: float, service_time: float, percent: float) -> float:
    """Percentile of the sojourn of M/D/1."""
    wait = crossing(lambda t: 1.0 - md1_wait_cdf(t, arrivals, service_time), 1.0 - percent / 100.0)
    return wait + service_time


def mmck_probabilities(arrivals: float, service: float, servers: int, room: int) -> list[float]:
    """P(n inside), n = 0..room, of M/M/c/K with K = room (waiting and in service). Gross and others, section 2.5."""
    weights = [1.0]
    for n in range(1, room + 1):
        weights.append(weights[-1] * arrivals / (min(n, servers) * service))
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def mmck_loss(arrivals: float, service: float, servers: int, room: int) -> float:
    """Share of arrivals that M/M/c/K turns away: they see a full system (Poisson arrivals see time averages)."""
    return mmck_probabilities(arrivals, service, servers, room)[-1]


def mmck_sojourn_mean(arrivals: float, service: float, servers: int, room: int) -> float:
    """Mean sojourn of those whom M/M/c/K takes in, by Little's law."""
    probabilities = mmck_probabilities(arrivals, service, servers, room)
    inside = math.fsum(n * p for n, p in enumerate(probabilities))
    return inside / (arrivals * (1.0 - probabilities[-1]))


def erlang_arrivals_sojourn_mean(arrivals: float, service: float, k: int) -> float:
    """Mean sojourn of E_k/M/1: Erlang-k gaps between arrivals, as each of k servers sees behind a round robin.

    1 / (service (1 - x)) with x the root below 1 of x = A(service (1 - x)), A the transform of the gaps. Kleinrock,
    section 6.4.
    """
    x = 0.0
    for _ in range(10_000):
        x = (k * arrivals / (k * arrivals + service * (1.0 - x))) ** k
    return 1.0 / (service * (1.0 - x))
