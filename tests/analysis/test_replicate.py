"""Replications as one result: sums, merged histograms, intervals over the seeds."""

import math
from pathlib import Path

import pytest

from hotseat import read_design, simulate
from hotseat.analysis.executor import Job
from hotseat.analysis.plan import length
from hotseat.analysis.replicate import over, replicate

FILES = Path(__file__).parent / "files"
QUEUED = read_design(FILES / "queued.design.yaml")
CACHED = read_design(FILES / "cached.design.yaml")


@pytest.fixture(scope="module")
def queued():
    return replicate(Job(QUEUED, seed=3), 4)


def test_each_run_is_the_run_of_its_seed(queued):
    assert [run.seed for run in queued.runs] == [3, 4, 5, 6]
    alone = simulate(QUEUED, seed=5)
    assert queued.runs[2].traffic["events"].latency.p99 == alone.traffic["events"].latency.p99
    assert queued.runs[2].events == alone.events


def test_counts_are_added_up(queued):
    whole = queued.result
    assert whole.events == sum(run.events for run in queued.runs)
    assert whole.effects["charge"].expected == sum(run.effects["charge"].expected for run in queued.runs)
    ledger = whole.effects["charge"]
    assert ledger.expected == ledger.once + ledger.lost + ledger.duplicated + ledger.pending
    traffic = whole.traffic["events"]
    assert traffic.generated == traffic.completed + traffic.failed + traffic.rejected + traffic.in_flight


def test_histograms_are_merged_and_intervals_hold_the_centre(queued):
    latency = queued.result.traffic["events"].latency
    assert latency.count == sum(run.traffic["events"].latency.count for run in queued.runs)
    for name, value in (("mean", latency.mean), ("p50", latency.p50), ("p99", latency.p99)):
        low, high = latency.ci95[name]
        assert low <= value <= high


def test_longest_line_of_all_and_mean_level(queued):
    assert queued.result.nodes["jobs"].queue_max == max(run.nodes["jobs"].queue_max for run in queued.runs)
    levels = [run.nodes["worker"].utilisation for run in queued.runs]
    assert queued.result.nodes["worker"].utilisation == pytest.approx(sum(levels) / 4)


def test_an_objective_on_a_count_is_the_mean_a_run(queued):
    doubled = [run.effects["charge"].duplicated for run in queued.runs]
    objective = next(one for one in queued.result.objectives if one.subject == "charge")
    assert objective.measured == pytest.approx(sum(doubled) / 4)


def test_availability_weighs_requests():
    found = replicate(Job(CACHED), 3)
    done = sum(run.traffic["reads"].completed for run in found.runs)
    bad = sum(run.traffic["reads"].failed + run.traffic["reads"].rejected for run in found.runs)
    assert found.result.traffic["reads"].availability == pytest.approx(done / (done + bad))


def test_one_replication_is_the_run_itself():
    assert replicate(Job(CACHED), 1).result.events == simulate(CACHED).events


def test_series_are_as_long_as_time(queued):
    series = queued.result.series
    for arrays in (*series.traffic.values(), *series.nodes.values()):
        assert {len(array) for array in arrays.values()} == {len(series.time)}


def test_an_interval_over_values():
    mean, (low, high) = over([1.0, 2.0, 3.0, math.nan])
    assert mean == 2.0
    assert low == pytest.approx(2 - 4.30265 / math.sqrt(3))
    assert high == pytest.approx(2 + 4.30265 / math.sqrt(3))
    assert math.isnan(over([])[0])
    assert math.isnan(over([1.0])[1][0])


def test_an_analysis_runs_past_twice_the_last_fault_and_never_longer_than_the_design():
    assert length(QUEUED) == QUEUED.duration
    long = read_design(QUEUED_TEXT.replace("duration: 2s", "duration: 1h"))
    assert length(long) == pytest.approx(100_000 / 150, rel=0.01)
    waiting = read_design(
        QUEUED_TEXT.replace("duration: 2s", "duration: 1h").replace("timeout: 300ms", "timeout: 10min")
    )
    assert length(waiting) == pytest.approx(1200)
    late = read_design(QUEUED_TEXT.replace("duration: 2s", "duration: 1h").replace("at: 1s", "at: 20min"))
    assert length(late) == pytest.approx(2 * 1200.3)


QUEUED_TEXT = (FILES / "queued.design.yaml").read_text()
