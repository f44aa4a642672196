"""The bench's own arithmetic, and that its yardstick is a correct simulator; nothing here takes the time."""

import math
import random
import sys

import pytest

import hotseat
from benchmarks.load import measure
from benchmarks.load.goals import Goal
from benchmarks.load.peers import heapq_peer
from benchmarks.load.workloads import DESIGNS, SERVERS, WORKERS, WORKLOADS, Task, percentile, summary


def test_percentile_takes_the_smallest_value_that_enough_do_not_exceed():
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 99) == 4.0
    assert summary([2.0, 1.0])["mean"] == 1.5


def test_the_loop_by_hand_finds_mm1():
    latencies, events = heapq_peer.single_server(Task("W1", 200_000, 1))
    assert len(latencies) == 200_000
    assert events == 400_000
    assert summary(latencies)["mean"] == pytest.approx(5.0, rel=0.1)


def test_the_loop_by_hand_loses_no_request_of_w2():
    latencies, _ = heapq_peer.cluster(Task("W2", 5_000, 1))
    assert len(latencies) == 5_000


def test_fewest_outstanding_beats_random():
    random_choice = summary(heapq_peer.cluster(Task("W2", 20_000, 1))[0])
    least = summary(heapq_peer.cluster(Task("W2lc", 20_000, 1))[0])
    assert least["mean"] < random_choice["mean"]


def test_simpy_and_the_loop_by_hand_are_the_same_simulation():
    simpy = pytest.importorskip("simpy")
    simpy_peer = pytest.importorskip("benchmarks.load.peers.simpy_peer")
    task = Task("W2", 3_000, 7)
    env = simpy.Environment()
    cluster = simpy_peer.Cluster(env, task)
    env.process(cluster.arrivals())
    env.run()
    assert summary(cluster.latencies)["mean"] == pytest.approx(summary(heapq_peer.cluster(task)[0])["mean"], rel=0.15)


@pytest.mark.parametrize("workload", WORKLOADS)
def test_the_design_files_say_the_same_as_the_constants(workload):
    design = hotseat.read_design(DESIGNS / f"{workload.lower()}.yaml")
    assert design.name == workload
    assert design.traffic["client"].rate == Task(workload, 1, 1).rate
    if workload != "W1":
        assert design.nodes["app"].replicas == SERVERS
        assert design.nodes["app"].concurrency == WORKERS


def test_a_goal_knows_floor_and_aim_both_ways():
    assert Goal("a ratio", 10, 20, "x", 25.0).verdict == "aim"
    assert Goal("a ratio", 10, 20, "x", 15.0).verdict == "floor"
    assert Goal("a ratio", 10, 20, "x", 5.0).verdict == "missed"
    assert Goal("a time", 10, 6, "s", 5.0, higher=False).verdict == "aim"
    assert Goal("a time", 10, 6, "s", 12.0, higher=False).verdict == "missed"
    assert Goal("a ratio", 10, 20, "x", math.nan).verdict == "not measured"


def test_a_missing_peer_is_named_as_such():
    assert measure.missing(measure.Peer("nobody", "no_such_package", {}), sys.executable) == "not installed"


def test_measured_gives_medians_and_nan_without_runs():
    cell = measure.Measured()
    assert math.isnan(cell.median("requests/s"))
    for seconds in (1.0, 2.0, 4.0):
        cell.runs.append({"requests": 100, "seconds": seconds, "latency": {"mean": random.random()}, "memory": 1.0})
    assert cell.median("requests/s") == 50.0
