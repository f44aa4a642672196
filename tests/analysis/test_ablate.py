"""Taking decisions out: what can be taken out, and what that shows."""

from pathlib import Path

import pytest

from hotseat import ablate, read_design
from hotseat.analysis.ablate import counts
from hotseat.analysis.compare import Difference
from hotseat.analysis.removals import removals
from hotseat.design.checking import check_design
from hotseat.design.walk import every_step

FILES = Path(__file__).parent / "files"
CACHED = read_design(FILES / "cached.design.yaml")
QUEUED = read_design(FILES / "queued.design.yaml")
POLICIES = """hotseat: 1
duration: 1s
traffic: {reads: {to: api.get, rate: 50/s, timeout: 1s, hedge: {after: 50ms}, retry: {num_retries: 1}}}
nodes:
  api:
    kind: service
    outlier_detection: {}
    autoscale: {max_replicas: 4}
    on:
      get:
        - call: db.get
          timeout: 1s
          circuit_breaker: {}
          rate_limit: {rate: 100/s}
          max_connections: 10
          max_pending_requests: 5
          retry: {num_retries: 1, per_try_timeout: 20ms, retry_budget: {}}
          fallback: [{work: 1ms}]
        - parallel: [[{call: db.get}], [{work: 1ms}]]
          need: 1
        - once: [{effect: charge}, {branch: [{p: 10%, do: [{call: db.get, timeout: 20ms}]}]}]
        - reply
        - {read: store, from: replica}
        - {call: db.get, fallback: [{call: db.get, timeout: 30ms}]}
  db: {kind: external, on: {get: [{work: 1ms}]}}
  store: {kind: database, read_replicas: 2, replication: {lag: 10ms, sync: true}}
"""


def whats(design):
    return [removal.what for removal in removals(design)[0]]


def paths(design):
    return {removal.path: removal.design for removal in removals(design)[0]}


def test_every_policy_of_a_design_is_taken_out_once():
    found = paths(read_design(POLICIES))
    call = "nodes.api.on.get.0"
    wanted = {
        "traffic.reads.timeout",
        "traffic.reads.hedge",
        "traffic.reads.retry",
        *(
            f"{call}.{key}"
            for key in ("timeout", "circuit_breaker", "rate_limit", "max_connections", "max_pending_requests", "retry")
        ),
        f"{call}.retry.per_try_timeout",
        f"{call}.retry.retry_budget",
        f"{call}.fallback",
        "nodes.api.on.get.1.need",
        "nodes.api.on.get.2",
        "nodes.api.on.get.2.once.1.branch.0.do.0.timeout",
        "nodes.api.on.get.3",
        "nodes.api.on.get.5.fallback",
        "nodes.api.on.get.5.fallback.0.timeout",
        "nodes.api.outlier_detection",
        "nodes.api.autoscale",
        "nodes.store.read_replicas",
        "nodes.store.replication.sync",
    }
    assert set(found) == wanted


def test_every_removal_is_a_design_and_differs():
    for design in (CACHED, QUEUED, read_design(POLICIES)):
        for removal in removals(design)[0]:
            check_design(removal.design)
            assert removal.design != design, removal.what


def test_a_policy_within_a_branch_within_a_once_is_gone():
    design = read_design(POLICIES)
    without = paths(design)["nodes.api.on.get.2.once.1.branch.0.do.0.timeout"]
    step = without.nodes["api"].on["get"][2].do[1].branch[0].do[0]
    assert step.timeout is None
    assert without.nodes["api"].on["get"][0] == design.nodes["api"].on["get"][0]


def test_without_its_cache_a_design_always_misses():
    without = paths(CACHED)["nodes.seen"]
    assert "seen" not in without.nodes
    words = [type(placed.step).__name__ for placed in every_step(without)]
    assert words == ["Call", "Work", "Work", "Fail"]


def test_without_its_balancer_callers_call_what_stands_behind():
    without = paths(CACHED)["nodes.lb"]
    assert "lb" not in without.nodes
    assert without.traffic["reads"].to == "api.get"


def test_without_dead_letters_their_queue_is_gone_too():
    without = paths(QUEUED)["nodes.jobs.dead_letters"]
    assert "dead" not in without.nodes


def test_without_read_replicas_the_primary_is_read():
    without = paths(read_design(POLICIES))["nodes.store.read_replicas"]
    assert without.nodes["store"].read_replicas == 0
    assert without.nodes["api"].on["get"][4].source == "primary"


def test_what_stays_is_named_with_its_reason():
    left = {one.what: one.why for one in removals(QUEUED)[1]}
    assert "another design" in left["queue 'jobs'"]
    assert "consume 'jobs'" in left["worker 'worker'"]
    assert "external 'shop'" in left


@pytest.fixture(scope="module")
def cached():
    return ablate(CACHED, seeds=3, duration=3)


def test_the_cache_is_load_bearing(cached):
    roles = {one.what: one for one in cached.decisions}
    cache = roles["cache 'seen'"]
    assert cache.role == "load-bearing"
    assert any(one.name.startswith("reads:") for one in cache.broken)
    assert cache.worse


def test_what_changes_nothing_is_decoration(cached):
    roles = {one.what: one.role for one in cached.decisions}
    assert roles["the queue limit of 'api'"] == "decoration"
    assert roles["the timeout of traffic 'reads'"] == "decoration"


def test_every_decision_has_a_role_and_every_role_is_listed(cached):
    assert sum(
        len(cached.of_role(role)) for role in ("load-bearing", "helps", "a trade", "hurts", "decoration")
    ) == len(cached.decisions)
    assert not cached.unfinished


def test_one_seed_is_unclear_unless_something_breaks():
    found = ablate(CACHED, seeds=1, duration=1)
    assert {one.role for one in found.decisions} <= {"unclear", "load-bearing"}


def test_a_timeout_that_makes_messages_come_back_charges_twice():
    found = {one.path: one for one in ablate(QUEUED, seeds=8).decisions}
    timeout = found["nodes.worker.on.message.0.timeout"]
    assert any(change.measure == "effects.charge.duplicated" for change in timeout.better)
    assert timeout.role in ("hurts", "a trade")


def test_what_chance_might_have_done_does_not_count():
    known = {"measure": "traffic.reads.mean", "a": 1.0, "b": 1.1, "difference": 0.1, "verdict": "more"}
    assert not counts(Difference(**known, ci95=(0.02, 0.18)), 5)
    assert counts(Difference(**known, ci95=(0.05, 0.15)), 5)
    assert not counts(Difference(**known, ci95=(0.05, 0.15)), 3)
    assert not counts(Difference(**{**known, "difference": 0.001}, ci95=(0.0009, 0.0011)), 5)


def test_a_broadcast_that_never_reaches_everyone_is_worse_than_any_that_is_late():
    design = read_design("""
hotseat: 1
duration: 20s
warmup: 0s
regions: [frankfurt, sydney]
traffic: {news: {to: desk.tell, rate: 20/s}}
nodes:
  desk:
    kind: service
    region: frankfurt
    on:
      tell:
        - broadcast: reader.hear
          timeout: 9s
          retry: {num_retries: 8, per_try_timeout: 1s}
  reader: {kind: edge, on: {hear: [{work: 1ms}]}}
faults:
  - {partition: [frankfurt, sydney], at: 1s, for: 3s}
objectives: {reader: [spread max < 10s]}
""")
    roles = {one.what: one for one in ablate(design, seeds=3).decisions}
    retry = roles["the retry of `broadcast reader.hear` in desk.tell"]
    assert retry.role == "load-bearing"
    assert [(one.name, one.measured) for one in retry.broken] == [("reader: spread max < 10s", float("inf"))]
    assert [(one.measure, one.b) for one in retry.worse] == [("reader: spread max < 10s", float("inf"))]


def test_a_cache_in_which_nothing_is_looked_up_any_more_is_held_to_nothing():
    design = read_design("""
hotseat: 1
duration: 1s
traffic: {reads: {to: api.get, rate: 50/s, keys: {count: 9}}}
nodes:
  api: {kind: service, on: {get: [{lookup: seen, miss: [{store: seen}]}, {lookup: known, miss: [{store: known}]}]}}
  seen: {kind: cache}
  known: {kind: cache}
objectives: {seen: [hit_ratio > 10%], known: [hit_ratio > 10%]}
""")
    found = {one.what: one.design for one in removals(design)[0]}
    assert list(found["`lookup seen` in api.get"].objectives) == ["known"]
    assert list(found["`lookup known` in api.get"].objectives) == ["seen"]


def test_an_effect_whose_slow_ones_have_not_happened_yet_is_not_better():
    design = read_design("""
hotseat: 1
duration: 60s
warmup: 0s
traffic: {pays: {to: api.pay, rate: 50/s}}
nodes:
  api: {kind: service, on: {pay: [{send: jobs}]}}
  jobs: {kind: queue, visibility_timeout: 10min, max_deliveries: null}
  worker:
    kind: worker
    consumes: jobs
    concurrency: 10000
    on:
      message:
        - branch:
            - {p: 80%, do: [{sleep: {exp: 100ms}}]}
            - p: 20%
              do:
                - parallel: [[{sleep: 1s}], [{sleep: {exp: 10min}}]]
                  need: 1
        - effect: paid
        - ack
objectives: {paid: [p(90) < 1h]}
""")
    roles = {one.what: one for one in ablate(design, seeds=3).decisions}
    need = roles["the need of `parallel` in worker.message"]
    assert need.role == "helps"
    assert [one.measure for one in need.worse] == ["effects.paid.pending"]
