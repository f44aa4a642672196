"""Runs in this process, on the real rounds; and which process holds a sitting."""

import os
import threading

import pytest

from hotseat.interview import host
from hotseat.interview.catalogue import Installed
from hotseat.interview.runner import Examination, HereRunner, Measurement, carried_out
from hotseat.rounds import probe


@pytest.fixture(scope="module")
def what():
    rounds = Installed()
    webhooks = rounds.find("webhooks")
    return Measurement(rounds, webhooks, "objectives", webhooks.files["designs/first-pass.design.yaml"], 1)


def nothing(*_):
    return False


def unknown(_digest):
    return None


def test_a_run_gives_evidence_and_the_whole_result(what):
    shares = []
    found = carried_out(what, shares.append, nothing, unknown)
    assert (found.state, found.evidence.probe, len(found.evidence.holds) > 0) == ("done", "objectives", True)
    assert b'"objectives"' in found.result
    assert found.evidence == carried_out(what, shares.append, nothing, unknown).evidence


def test_threads_and_at_once_give_the_same(what):
    done, found = threading.Event(), []

    def on_done(outcome):
        found.append(outcome)
        done.set()

    here = HereRunner(threads=1)
    here.submit(what, on_progress=nothing, on_done=on_done, known=unknown)
    assert done.wait(60)
    here.close()
    HereRunner(threads=0).submit(what, on_progress=nothing, on_done=on_done, known=unknown)
    assert found[0] == found[1]


def test_a_run_that_was_stopped_says_so(what):
    assert carried_out(what, nothing, lambda: True, unknown).state == "cancelled"
    here, found = HereRunner(threads=1), []
    holding, begun = threading.Event(), threading.Event()
    here.pool.submit(lambda: (begun.set(), holding.wait(60)))
    begun.wait(60)
    here.submit(what, on_progress=nothing, on_done=found.append, known=unknown).cancel()
    holding.set()
    here.pool.shutdown()
    assert [one.state for one in found] == ["cancelled"]


def test_a_mistake_of_ours_ends_the_run_and_is_told(what, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(probe, "run", broken)
    found = carried_out(what, nothing, nothing, unknown)
    assert (found.state, "please report it" in found.problem) == ("failed", True)


def test_an_examination_of_half_a_design_says_so():
    webhooks = Installed().find("webhooks")
    found = carried_out(Examination(webhooks, "nodes: [", 1), nothing, nothing, unknown)
    assert found.state == "done"
    assert all(one.problem for one in found.examined.evidence)


def test_a_process_is_known_to_be_there_or_not():
    ours = host.this()
    machine = ours.partition(":")[0]
    assert host.is_there(ours, ours)
    assert not host.is_there(f"{machine}:{os.getpid()}:another", ours)  # a number used again after a restart
    assert host.is_there(f"{machine}:{os.getppid()}:parent", ours)
    assert not host.is_there(f"{machine}:999999999:gone", ours)
    assert host.is_there("elsewhere:1:x", ours)
    assert not host.is_there("", ours)
