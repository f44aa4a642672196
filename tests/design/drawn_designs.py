# ruff: noqa: E501 (strategies read best with a field on a line)
"""Hypothesis strategies that draw whole designs, valid by construction: every name refers to something that is there."""

from pathlib import Path

from hypothesis import strategies as st

from hotseat.design import distributions as d
from hotseat.design import faults as f
from hotseat.design import policies as p
from hotseat.design import steps as s
from hotseat.design import traffic as t
from hotseat.design.design import Design, Network, NetworkLink, Region
from hotseat.design.nodes import Node, Price, Replication
from hotseat.design.objectives import Threshold

FILES = Path(__file__).parent / "files"
WEBHOOKS = FILES / "webhooks.design.yaml"

seconds = st.floats(min_value=1e-9, max_value=1e4, allow_nan=False) | st.integers(1, 10**6).map(lambda n: n / 1000)
shares = st.floats(min_value=0, max_value=1, allow_nan=False)
positive_shares = st.floats(min_value=1e-6, max_value=1, allow_nan=False)
counts = st.integers(1, 100_000)
numbers = st.floats(min_value=1, max_value=10, allow_nan=False)
rates = st.floats(min_value=1e-6, max_value=1e5, allow_nan=False)
maybe = lambda strategy: st.none() | strategy  # noqa: E731

distributions = st.one_of(
    st.builds(d.Constant, seconds),
    st.builds(d.Exponential, seconds),
    st.tuples(seconds, seconds).map(lambda pair: d.Lognormal(min(pair), max(pair))),
    st.tuples(seconds, seconds).map(lambda pair: d.Uniform(min(pair), max(pair))),
    st.builds(d.Gamma, seconds, numbers),
    st.tuples(seconds, seconds, numbers).map(lambda x: d.Pareto(min(x[:2]), max(x[:2]), x[2])),
    st.tuples(st.sampled_from([0.1, 0.25, 0.5]), seconds, seconds).map(
        lambda x: d.Hyperexponential((d.Phase(x[0], x[1]), d.Phase(1 - x[0], x[2])))
    ),
)
backoffs = st.tuples(seconds, seconds, numbers, st.sampled_from(["full", "none", 0.3])).map(
    lambda x: p.Backoff(min(x[:2]), max(x[:2]), x[2], x[3])
)
retries = st.builds(
    p.Retry, st.integers(0, 9), maybe(seconds), backoffs, maybe(st.builds(p.RetryBudget, shares, st.integers(0, 5)))
)
breakers = st.builds(p.CircuitBreaker, positive_shares, counts, counts, seconds, counts, maybe(seconds))
hedges = st.builds(p.Hedge, seconds, st.integers(1, 3))
connections = st.builds(p.Connection, st.sampled_from(["tcp", "tls1.2", "tls1.3", "quic"]), shares, shares)
limits = st.builds(p.RateLimit, rates, counts, st.sampled_from(["replica", "all"]))

leaves = st.one_of(
    st.builds(s.Work, distributions),
    st.builds(s.Sleep, distributions),
    st.builds(
        s.Call, st.just("backend.get"), maybe(seconds), maybe(retries), maybe(breakers), maybe(hedges), maybe(limits),
        maybe(counts), maybe(st.integers(0, 9)), maybe(connections), maybe(st.just(()) | st.just((s.Reply(),))),
    ),
    st.builds(s.Send, st.just("jobs"), maybe(seconds), maybe(retries)),
    st.builds(s.Broadcast, st.just("backend.get"), st.sampled_from(["region", "replica"]), st.booleans(), maybe(seconds)),
    st.builds(s.Store, st.just("cache"), maybe(seconds)),
    st.builds(s.Invalidate, st.just("cache")),
    st.builds(s.Read, st.just("db"), st.sampled_from(["primary", "replica"]), maybe(seconds)),
    st.builds(s.Write, st.just("db"), maybe(seconds), maybe(retries), maybe(st.just(()))),
    st.builds(s.Effect, st.sampled_from(["charge", "mail"])),
    st.builds(s.Fail, shares),
    st.just(s.Reply()),
)  # fmt: skip


def nested(inner):
    lists = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(s.Lookup, st.just("cache"), lists, maybe(seconds)),
        st.lists(lists, min_size=1, max_size=3).map(lambda branches: s.Parallel(tuple(branches))),
        st.lists(lists, min_size=2, max_size=3).map(lambda branches: s.Parallel(tuple(branches), need=1)),
        lists.map(lambda steps: s.Branch((s.Arm(0.25, steps), s.Arm(0.5, ())))),
        st.builds(s.Once, lists, seconds, st.sampled_from(["request", "key"]), st.sampled_from(["before", "after"])),
        st.builds(s.FanOut, distributions, lists, maybe(counts)),
    )


handlers = st.lists(st.recursive(leaves, nested, max_leaves=6), max_size=4).map(tuple)
scales = st.builds(p.Autoscale, st.integers(50, 99), st.integers(1, 49), positive_shares, seconds, seconds, seconds)
prices = st.builds(Price, numbers, numbers, maybe(st.just("m5"))) | st.just(Price(item="m5"))

faults = st.one_of(
    st.builds(f.Crash, st.just("api"), seconds, maybe(seconds), st.just(1) | st.just("all")),
    st.builds(
        f.Crash, st.just("worker"), maybe(seconds), maybe(seconds), st.just(1), st.just(("mail", "ack")), maybe(shares)
    ),
    st.builds(f.Slow, st.just("backend"), numbers, seconds, maybe(seconds)),
    st.builds(f.Errors, st.just("db"), shares, seconds, maybe(seconds)),
    st.builds(f.Partition, st.just(("eu", "us")), seconds, maybe(seconds)),
    st.builds(f.Link, st.just(("api", "db")), seconds, shares, shares, seconds, maybe(seconds)),
    st.builds(f.RegionDown, st.just("us"), seconds, maybe(seconds)),
    st.builds(f.Flush, st.just("cache"), seconds),
    st.builds(f.Failover, st.just("db"), seconds),
    st.builds(f.Throttle, st.just("backend"), rates, seconds, maybe(seconds)),
    st.builds(f.Spike, st.just("reads"), numbers, seconds, maybe(seconds)),
    st.builds(f.Restart, st.just("api"), seconds, counts, seconds, seconds),
)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=40)


@st.composite
def traffics(draw):
    drivers = st.one_of(
        rates.map(lambda rate: {"rate": rate}),
        st.tuples(st.integers(1, 1000), maybe(distributions)).map(lambda x: {"users": x[0], "think": x[1]}),
        st.tuples(rates, rates).map(lambda x: {"ramp": (t.Ramp(0.0, x[0]), t.Ramp(60.0, x[1]))}),
    )
    driver = draw(drivers)
    bent = (
        {}
        if "users" in driver
        else draw(maybe(st.just({"diurnal": t.Diurnal(3600.0, 0.5), "burst": t.Burst(60.0, 5.0, 3.0)}))) or {}
    )
    return t.Traffic(
        to="api.get", **driver, **bent,
        arrivals=draw(st.sampled_from(["poisson", "constant"])),
        keys=draw(maybe(st.builds(t.Keys, counts, maybe(numbers)))),
        regions=draw(maybe(st.just({"eu": 0.25, "us": 0.75}))),
        access=draw(maybe(distributions)),
        timeout=draw(maybe(seconds)), retry=draw(maybe(retries)), hedge=draw(maybe(hedges)),
        connection=draw(maybe(connections)),
    )  # fmt: skip


@st.composite
def designs(draw):
    """A design with a service, a backend, a queue with its worker, a cache and a database, over two regions."""
    api = Node(
        "service", replicas=draw(st.integers(1, 99)), concurrency=draw(maybe(counts)), queue_limit=draw(maybe(counts)),
        hold=draw(st.booleans()), autoscale=draw(maybe(scales)), price=draw(maybe(prices)),
        choice_count=draw(maybe(st.integers(1, 5))),
        balance=draw(maybe(st.sampled_from(["ROUND_ROBIN", "LEAST_REQUEST", "RANDOM", "RING_HASH"]))),
        health_check=draw(maybe(st.builds(p.HealthCheck, seconds, counts, counts))),
        outlier_detection=draw(maybe(st.builds(p.OutlierDetection, counts, seconds, shares))),
        regions=draw(st.sampled_from([None, "all", ("us",), ("us", "eu")])),
        on={"get": draw(handlers)},
    )  # fmt: skip
    backend = Node(
        draw(st.sampled_from(["service", "external", "edge"])), on={"get": (s.Work(draw(distributions)),)}, region="us"
    )
    jobs = Node(
        draw(st.sampled_from(["queue", "topic"])), visibility_timeout=draw(seconds), max_deliveries=draw(maybe(counts)),
        order_by=draw(st.sampled_from([None, "key"])),
    )  # fmt: skip
    ends = draw(
        st.sampled_from([(s.Ack(),), (s.Branch((s.Arm(0.5, (s.Nack(1.0),)), s.Arm(0.25, (s.Nack(),)))), s.Ack())])
    )
    worker = Node("worker", consumes="jobs", concurrency=draw(counts), on={"message": (s.Effect("mail"), *ends)})
    db = Node(
        "database", connections=draw(maybe(counts)), read_replicas=draw(st.integers(1, 5)), shards=draw(counts),
        replication=draw(maybe(st.builds(Replication, distributions, st.booleans()))), failover_time=draw(maybe(seconds)),
        read=draw(maybe(distributions)), write=draw(maybe(distributions)),
    )  # fmt: skip
    cache = Node(
        "cache", capacity=draw(maybe(counts)), eviction=draw(st.sampled_from([None, "LRU", "LFU"])), ttl=draw(maybe(seconds)),
        coalesce=draw(st.booleans()), local=draw(st.booleans()), work=draw(maybe(distributions)),
    )  # fmt: skip
    link = maybe(st.builds(NetworkLink, st.just(0.2) | st.none(), seconds, shares))
    measured = draw(link)
    return Design(
        name=draw(texts), description=draw(texts), traffic={"reads": draw(traffics())},
        nodes={"api": api, "backend": backend, "jobs": jobs, "worker": worker, "db": db, "cache": cache},
        duration=draw(st.floats(1, 1e3)), warmup=draw(maybe(st.floats(1e-9, 0.999))),
        regions={"eu": Region(at="frankfurt"), "us": draw(st.sampled_from([Region("us-east-1"), Region(None, 40.0, -75.5)]))},
        network=Network(draw(seconds), draw(numbers), draw(seconds), {} if measured is None else {"eu-us": measured}),
        faults=tuple(draw(st.lists(faults, max_size=4))),
        objectives=draw(st.sampled_from([{}, {"reads": (Threshold("failed", "<", 0.01, "failed < 1%"),), "mail": ()}])),
        prices=draw(maybe(st.just("prices.yaml"))),
    )  # fmt: skip
