"""The workloads in Ciw. W1 is exact. W2 is less than asked: Ciw can neither hold a server's worker during the
database call nor time out and retry while the first try goes on, so its numbers there are those of a simpler system.
"""

import ciw

from benchmarks.load.workloads import (
    ARRIVALS,
    CONNECTIONS,
    HOP,
    MISS,
    QUERY,
    RARE,
    RARE_SHARE,
    SERVERS,
    USUAL,
    W1_ARRIVALS,
    W1_SERVICE,
    WORKERS,
    Stopwatch,
    asked,
    say,
    summary,
)


def single_server() -> ciw.network.Network:
    """W1."""
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(W1_ARRIVALS)],
        service_distributions=[ciw.dists.Exponential(1 / W1_SERVICE)],
        number_of_servers=[1],
    )


def cluster() -> ciw.network.Network:
    """Node 1 the balancer (a delay), 2 to 9 the servers, 10 the database."""
    nothing = [0.0] * (SERVERS + 2)
    to_servers = [0.0] + [1 / SERVERS] * SERVERS + [0.0]
    to_database = [0.0] * (SERVERS + 1) + [MISS]
    server = ciw.dists.HyperExponential([1 / USUAL, 1 / RARE], [1 - RARE_SHARE, RARE_SHARE])
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(ARRIVALS)] + [None] * (SERVERS + 1),
        service_distributions=[
            ciw.dists.Deterministic(2 * HOP),
            *([server] * SERVERS),
            ciw.dists.Exponential(1 / QUERY),
        ],
        number_of_servers=[float("inf"), *([WORKERS] * SERVERS), CONNECTIONS],
        routing=[to_servers, *([to_database] * SERVERS), nothing],
    )


def main() -> None:
    task = asked()
    ciw.seed(task.seed)
    watch = Stopwatch()
    simulation = ciw.Simulation(single_server() if task.workload == "W1" else cluster())
    simulation.simulate_until_max_customers(task.requests, method="Finish")
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for record in simulation.get_all_records():
        who = record.id_number
        first[who] = min(first.get(who, record.arrival_date), record.arrival_date)
        last[who] = max(last.get(who, 0.0), record.exit_date)
    latencies = [last[who] - first[who] for who in first]
    watch.stop()
    say(watch=watch, requests=task.requests, latency=summary(latencies), version=f"Ciw {ciw.__version__}")


if __name__ == "__main__":
    main()
