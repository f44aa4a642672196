"""The workloads in happy-simulator. Its stock client and balancer report a latency of 0.0 in 0.2.5, so W2's client and
servers use the request and reply by `SimFuture` that its own guide shows.
"""

import random
from importlib.metadata import version

from happysimulator import Entity, Event, Instant, Server, Simulation, Sink, Source
from happysimulator.components.load_balancer import LoadBalancer
from happysimulator.components.load_balancer.strategies import LeastConnections, Random
from happysimulator.components.resource import Resource
from happysimulator.core.sim_future import SimFuture, any_of
from happysimulator.distributions import ExponentialLatency

from benchmarks.load.workloads import (
    ARRIVALS,
    BACKOFF,
    CONNECTIONS,
    HOP,
    MISS,
    QUERY,
    RARE,
    RARE_SHARE,
    REPLY,
    SERVERS,
    TIMEOUT,
    USUAL,
    W1_ARRIVALS,
    W1_SERVICE,
    WORKERS,
    Stopwatch,
    Task,
    asked,
    say,
    summary,
)


class App(Entity):
    """A server that holds its worker while it waits for the database."""

    def __init__(self, name: str, database: Resource) -> None:
        super().__init__(name)
        self.database = database
        self.workers = Resource(name + ".workers", capacity=WORKERS)
        self.active_requests = 0

    def handle_event(self, event: Event):
        self.active_requests += 1
        yield HOP
        worker = yield self.workers.acquire(1)
        yield random.expovariate(1 / RARE) if random.random() < RARE_SHARE else random.expovariate(1 / USUAL)
        if random.random() < MISS:
            yield HOP
            connection = yield self.database.acquire(1)
            yield random.expovariate(1 / QUERY)
            connection.release()
            yield HOP
        worker.release()
        self.active_requests -= 1
        yield REPLY
        event.context["reply"].resolve(None)


class Client(Entity):
    """Waits for a reply or a timeout, and tries twice."""

    def __init__(self, balancer: LoadBalancer) -> None:
        super().__init__("client")
        self.balancer = balancer
        self.latencies: list[float] = []

    def handle_event(self, _event: Event):
        start = self.now.to_seconds()
        for tries_left in (1, 0):
            reply, given_up = SimFuture(), SimFuture()
            timer = Event.once(
                time=self.now + TIMEOUT,
                event_type="timeout",
                fn=lambda _event, given_up=given_up: given_up.resolve(None),
            )
            request = Event(time=self.now + HOP, event_type="request", target=self.balancer, context={"reply": reply})
            yield HOP, [request, timer]
            which, _ = yield any_of(reply, given_up)
            if which == 0:
                timer.cancel()
                self.latencies.append(self.now.to_seconds() - start)
                return
            if tries_left:
                yield BACKOFF * (0.5 + random.random())


def single_server(task: Task) -> tuple[list[float], object]:
    """W1."""
    sink = Sink()
    server = Server("server", service_time=ExponentialLatency(W1_SERVICE), downstream=sink)
    source = Source.poisson(rate=W1_ARRIVALS, target=server)
    end = Instant.from_seconds(task.requests / W1_ARRIVALS)
    found = Simulation(sources=[source], entities=[server, sink], end_time=end).run()
    return list(sink.latencies_s), found


def cluster(task: Task) -> tuple[list[float], object]:
    """W2 and W2lc."""
    database = Resource("database", capacity=CONNECTIONS)
    apps = [App(f"app{k}", database) for k in range(SERVERS)]
    strategy = LeastConnections() if task.least else Random()
    balancer = LoadBalancer("balancer", backends=apps, strategy=strategy)
    client = Client(balancer)
    source = Source.poisson(rate=ARRIVALS, target=client)
    entities = [client, balancer, database, *apps, *(app.workers for app in apps)]
    end = Instant.from_seconds(task.requests / ARRIVALS)
    found = Simulation(sources=[source], entities=entities, end_time=end).run()
    return client.latencies, found


def main() -> None:
    task = asked()
    random.seed(task.seed)
    watch = Stopwatch()
    latencies, found = single_server(task) if task.workload == "W1" else cluster(task)
    watch.stop()
    say(
        watch=watch,
        requests=len(latencies),
        latency=summary(latencies),
        events=getattr(found, "total_events_processed", None),
        version=f"happysim {version('happysim')}",
    )


if __name__ == "__main__":
    main()
