"""Runs without a decision that are ended early: only what is sure is said, and it is what the whole run says."""

from dataclasses import replace

import pytest

from hotseat import ablate, read_design
from hotseat.analysis import ablate as ablating
from hotseat.analysis.ablate import misses, surely_missed, without_doubt
from hotseat.analysis.bounded import Variant, Yardstick, above, over, run_variant, sure_of_traffic, under
from hotseat.analysis.executor import Job
from hotseat.analysis.removals import removals
from hotseat.design.thresholds import parse_threshold
from hotseat.load.simulate import begin, simulate

COLLAPSING = read_design("""hotseat: 1
name: collapses without its cache
duration: 20s
warmup: 1s
traffic:
  reads:
    to: api.get
    rate: 1000/s
    keys: {count: 500, zipf: 1.0}
    timeout: 5s
    retry: {num_retries: 8, per_try_timeout: 200ms, backoff: {base: 10ms, max: 50ms}}
nodes:
  api:
    kind: service
    concurrency: 2000
    on:
      get:
        - lookup: seen
          miss: [{call: db.get}, {store: seen}]
  seen: {kind: cache, capacity: 400}
  db: {kind: database, connections: 4, on: {get: [{work: {exp: 10ms}}]}}
objectives: {reads: [p(99) < 150ms, availability >= 99%]}
""")


def without_the_cache():
    return next(one.design for one in removals(COLLAPSING)[0] if one.what == "cache 'seen'")


@pytest.fixture(scope="module")
def whole():
    ran = run_variant(Variant(Job(COLLAPSING, 1)))
    met = tuple((one.subject, parse_threshold(one.threshold)) for one in ran.digest.objectives if one.met)
    return replace(ran.measure, met=met)


@pytest.fixture(scope="module")
def collapsed(whole):
    return run_variant(Variant(Job(without_the_cache(), 1), whole))


def test_a_collapsed_run_is_ended_when_it_is_sure_to_miss_and_the_whole_run_misses_the_same(whole, collapsed):
    assert len(whole.met) == 2
    assert collapsed.ended is not None
    assert collapsed.ended < 19
    assert not collapsed.digest.interrupted
    missed = {one.threshold for one in simulate(without_the_cache(), seed=1).objectives if not one.met}
    assert {threshold.text for _, threshold in collapsed.missed} <= missed
    assert collapsed.missed
    told = {one.threshold: one.met for one in collapsed.digest.objectives}
    assert not any(told[threshold.text] for _, threshold in collapsed.missed)


def test_a_run_that_is_no_heavier_goes_to_its_end(whole):
    variant = next(one.design for one in removals(COLLAPSING)[0] if one.path == "traffic.reads.timeout")
    ran = run_variant(Variant(Job(variant, 1), whole))
    assert (ran.ended, ran.missed) == (None, ())


def test_what_is_never_sure_is_ended_at_ten_times_the_events(whole):
    little = replace(whole, events=whole.events // 20, met=())
    ran = run_variant(Variant(Job(without_the_cache(), 1), little))
    assert ran.ended is not None
    assert ran.missed == ()
    assert ran.digest.events < 11 * little.events + 50_000


def test_a_stop_by_hand_is_an_interruption_and_no_early_end(whole):
    ran = run_variant(Variant(Job(without_the_cache(), 1), whole), lambda: True)
    assert ran.digest.interrupted
    assert ran.ended is None


def test_the_same_early_end_each_time(whole, collapsed):
    again = run_variant(Variant(Job(without_the_cache(), 1), whole))
    assert repr(again) == repr(collapsed)


def test_ablate_says_what_is_sure_and_compares_nothing_else():
    cache = next(one for one in ablate(COLLAPSING, seeds=2).decisions if one.what == "cache 'seen'")
    assert cache.role == "load-bearing"
    assert cache.ended is not None
    assert cache.broken
    assert not any(one.met for one in cache.broken)
    assert (cache.worse, cache.better, cache.mended) == ((), (), ())


def test_seeds_that_are_sure_of_different_things_are_run_on(whole, collapsed, monkeypatch):
    other = replace(collapsed, missed=(("reads", parse_threshold("mean < 1ms")),))
    asked = []

    def run_all(work, jobs, **_):
        asked.extend(jobs)
        return [replace(collapsed, missed=()) for _ in jobs]

    monkeypatch.setattr(ablating, "run_all", run_all)
    jobs = [Variant(Job(without_the_cache(), seed), whole) for seed in (1, 2)]
    assert surely_missed([collapsed, collapsed]) == collapsed.missed
    assert without_doubt([collapsed, collapsed], jobs, None) == [collapsed, collapsed]
    assert surely_missed([collapsed, other]) == ()
    assert not any(one.missed for one in without_doubt([collapsed, other], jobs, None))
    assert [one.surely for one in asked] == [False, False]


def test_a_run_that_went_to_its_end_counts_with_those_that_were_sure(collapsed):
    to_its_end = replace(collapsed, missed=())
    objective = collapsed.missed[0]
    assert misses(to_its_end, objective)
    assert not misses(collapsed, objective)
    assert objective in surely_missed([collapsed, to_its_end])


@pytest.mark.parametrize(
    ("text", "value", "missed"),
    [
        ("lost == 0", 1.0, True),
        ("lost == 0", 0.0, False),
        ("lost == 2", 1.0, False),
        ("duplicates < 5", 5.0, True),
        ("duplicates <= 5", 5.0, False),
        ("pending > 5", 9.0, False),
    ],
)
def test_what_can_only_grow_misses_a_bound_for_good(text, value, missed):
    assert over(parse_threshold(text), value) is missed


@pytest.mark.parametrize(
    ("text", "value", "missed"),
    [
        ("availability >= 99%", 0.98, True),
        ("availability >= 99%", 0.99, False),
        ("availability == 99%", 0.98, True),
        ("availability < 99%", 0.5, False),
    ],
)
def test_what_can_only_fall_misses_a_bound_for_good(text, value, missed):
    assert under(parse_threshold(text), value) is missed


def test_shares_are_held_against_all_the_requests_that_can_come():
    run = begin(COLLAPSING, seed=1, duration=4)
    run.advance(4)
    kept = run.slices
    answered = sum(one.histograms[0].count for one in kept)
    slow = sum(above(one.histograms[0], 0.005) for one in kept)
    assert 0 < slow < answered
    threshold = parse_threshold("p(50) < 5ms")
    assert sure_of_traffic(kept, 0, threshold, 2 * slow - 1)
    assert not sure_of_traffic(kept, 0, threshold, 2 * slow)
    total = sum(one.histograms[0].total for one in kept)
    assert sure_of_traffic(kept, 0, parse_threshold("mean < 1ms"), round(total / 0.001) - 1)
    assert not sure_of_traffic(kept, 0, parse_threshold("mean < 1ms"), round(total / 0.001) + 1)
    assert sure_of_traffic(kept, 0, parse_threshold("max < 1us"), 10**9)
    assert not sure_of_traffic(kept, 0, parse_threshold("stale < 1%"), 1)
    assert not sure_of_traffic([], 0, threshold, 1)


def test_a_closed_traffic_has_no_number_of_requests_to_be_sure_by():
    design = read_design("""hotseat: 1
duration: 1s
traffic: {people: {to: api.get, users: 5, think: 100ms}}
nodes: {api: {kind: service, on: {get: [{work: 1ms}]}}}
""")
    measure = run_variant(Variant(Job(design, 1))).measure
    assert isinstance(measure, Yardstick)
    assert measure.requests == {}
