"""Several lines in a row or in a ring, and lines that share arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation import designs
from validation.rows import Check, Experiment
from validation.theory import networks, queues

if TYPE_CHECKING:
    from hotseat.load.result import Result

FAMILY = "Networks of lines"


def station(name: str, work: str, concurrency: int = 1) -> str:
    """A node with a first-come-first-served line, called by `front`."""
    return f"  {name}: {{kind: service, concurrency: {concurrency}, on: {{serve: [{{work: {work}}}]}}}}\n"


def tandem() -> Experiment:
    """Three lines one after the other: what leaves an M/M/1 is Poisson again."""
    service = (1.0, 1.25, 0.9)
    text = (
        """\
traffic: {x: {to: front.go, rate: 0.7/s}}
nodes:
  front: {kind: external, on: {go: [{call: a.serve}, {call: b.serve}, {call: c.serve}]}}
"""
        + station("a", "{exp: 1s}")
        + station("b", "{exp: 800ms}")
        + station("c", f"{{exp: {1 / 0.9!r}s}}")
    )
    expected = sum(queues.mm1_sojourn_mean(0.7, mu) for mu in service)
    checks = (
        Check("mean", expected, designs.mean, "sum of queues.mm1_sojourn_mean"),
        Check(
            "p99",
            networks.tandem_sojourn_percentile(0.7, service, 99),
            designs.percentile(99),
            "networks.tandem_sojourn_percentile",
            0.04,
            percentile=True,
        ),
    )
    run = designs.simulated(text, measured=1.5e6, warmup=5e3)
    return Experiment(FAMILY, "tandem of three M/M/1", "Burke 1956, Reich 1957", run, checks)


def feedback() -> Experiment:
    """One line, and three in ten come back to its end."""
    text = """\
traffic: {x: {to: front.go, rate: 0.5/s}}
nodes:
  front:
    kind: external
    on:
      go:
        - call: a.serve
        - branch: [{p: 30%, do: [{call: front.go}]}]
""" + station("a", "{exp: 1s}")
    expected = networks.jackson_sojourn_mean([0.5], [[0.3]], [1.0])
    checks = (
        Check("mean", expected, designs.mean, "networks.jackson_sojourn_mean"),
        Check("utilisation", 0.5 / 0.7, designs.utilisation("a"), "networks.jackson_rates", 0.01),
    )
    run = designs.simulated(text, measured=2e6, warmup=5e3)
    return Experiment(FAMILY, "M/M/1 with feedback, 30% come back", "Jackson 1957", run, checks)


def jackson() -> Experiment:
    """Three lines with random routes among them, some of them in circles."""
    text = (
        """\
traffic: {x: {to: front.a, rate: 0.5/s}}
nodes:
  front:
    kind: external
    on:
      a:
        - call: a.serve
        - branch: [{p: 40%, do: [{call: front.b}]}, {p: 30%, do: [{call: front.c}]}]
      b:
        - call: b.serve
        - branch: [{p: 50%, do: [{call: front.a}]}]
      c:
        - call: c.serve
        - branch: [{p: 20%, do: [{call: front.b}]}]
"""
        + station("a", "{exp: 1s}")
        + station("b", "{exp: 1.5s}")
        + station("c", "{exp: 2s}")
    )
    routing = [[0.0, 0.4, 0.3], [0.5, 0.0, 0.0], [0.0, 0.2, 0.0]]
    outside, service = [0.5, 0.0, 0.0], [1.0, 1 / 1.5, 0.5]
    rates = networks.jackson_rates(outside, routing)
    expected = networks.jackson_sojourn_mean(outside, routing, service)
    checks = (
        Check("mean", expected, designs.mean, "networks.jackson_sojourn_mean"),
        *(
            Check(f"utilisation of {n}", r / mu, designs.utilisation(n), "networks.jackson_rates", 0.01)
            for n, r, mu in zip("abc", rates, service, strict=True)
        ),
    )
    run = designs.simulated(text, measured=1.5e6, warmup=5e3)
    return Experiment(FAMILY, "Jackson network of three with circles", "Jackson 1957", run, checks)


def closed(name: str, think: str, servers: int) -> Experiment:
    """Users who wait for their answer before they think again: a line in a ring cannot grow beyond them."""
    users, seconds = 30, 5.0
    stations = [networks.Station(0.4 * servers / 2, servers), networks.Station(0.5 * 0.3)]
    text = (
        f"""\
traffic: {{x: {{to: front.cycle, users: {users}, think: {think}}}}}
nodes:
  front: {{kind: external, on: {{cycle: [{{call: web.serve}}, {{branch: [{{p: 50%, do: [{{call: db.serve}}]}}]}}]}}}}
"""
        + station("web", f"{{exp: {0.4 * servers / 2!r}s}}", servers)
        + station("db", "{exp: 300ms}")
    )
    theory = networks.mean_value_analysis(users, seconds, stations)

    def throughput(result: Result) -> float:
        return result.traffic["x"].rate

    formula = "networks.mean_value_analysis"
    checks = (
        Check("cycles a second", theory.throughput, throughput, formula, 0.01),
        Check("mean response", theory.response, designs.mean, formula),
        Check("utilisation of web", theory.throughput * 0.2, designs.utilisation("web"), formula, 0.01),
    )
    run = designs.simulated(text, measured=1.5e5, warmup=1e3)
    source = "Reiser and Lavenberg, J. ACM 27(2), 1980"
    return Experiment(FAMILY, f"closed network, 30 users, {name}", source, run, checks)


def shared(policy: str, replicas: int, expected: float, formula: str, source: str) -> Experiment:
    """Poisson arrivals shared out over several single servers by a policy."""
    load = 0.8
    text = f"""\
traffic: {{x: {{to: server.serve, rate: {load * replicas!r}/s}}}}
nodes:
  server:
    kind: service
    replicas: {replicas}
    concurrency: 1
    balance: {policy}
    on: {{serve: [{{work: {{exp: 1s}}}}]}}
"""
    checks = (
        Check("mean", expected, designs.mean, formula),
        Check("utilisation", load, designs.utilisation("server"), "arrival rate x mean service / replicas", 0.005),
    )
    run = designs.simulated(text, measured=2e6 / replicas, warmup=5e3)
    return Experiment(FAMILY, f"{policy} over {replicas}, load 80%", source, run, checks)


def supermarket() -> Experiment:
    """A thousand servers; each arrival looks at two of them and joins the shorter line."""
    load, replicas = 0.9, 1000
    text = f"""\
traffic: {{x: {{to: server.serve, rate: {load * replicas!r}/s}}}}
nodes:
  server:
    kind: service
    replicas: {replicas}
    concurrency: 1
    balance: LEAST_REQUEST
    choice_count: 2
    on: {{serve: [{{work: {{exp: 1s}}}}]}}
"""
    expected = networks.supermarket_sojourn_mean(load, 2)
    why = "the formula is for infinitely many servers; a thousand are about a thousandth worse"
    mean = Check("mean", expected, designs.mean, "networks.supermarket_sojourn_mean", 0.01, allowance=0.003, why=why)
    run = designs.simulated(text, measured=2e3, warmup=200.0)
    source = "Mitzenmacher, IEEE TPDS 12(10), 2001"
    return Experiment(FAMILY, "two choices among 1000, load 90%", source, run, (mean,))


def experiments() -> list[Experiment]:
    """All of this family."""
    random = queues.mm1_sojourn_mean(0.8, 1.0)
    robin = queues.erlang_arrivals_sojourn_mean(0.8, 1.0, 4)
    shortest = networks.shortest_of_two_sojourn_mean(0.8)
    return [
        tandem(),
        feedback(),
        jackson(),
        closed("single servers", "{exp: 5s}", 1),
        closed("web of 4 servers, constant think time", "5s", 4),
        shared("RANDOM", 4, random, "queues.mm1_sojourn_mean", "a Poisson stream split at random is Poisson"),
        shared("ROUND_ROBIN", 4, robin, "queues.erlang_arrivals_sojourn_mean", "Kleinrock I, section 6.4 (E4/M/1)"),
        shared("LEAST_REQUEST", 2, shortest, "networks.shortest_of_two_sojourn_mean", "Kingman 1961, solved"),
        supermarket(),
    ]
