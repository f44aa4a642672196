"""Worker processes: what they are given is done, and whatever goes wrong ends one run and nothing else."""

import os
import queue
import threading

import errands
import pytest

from hotseat.interview.runner import Examination
from hotseat.rounds import catalogue
from hotseat.web import worker
from hotseat.web.workers import CANCELLED, CROWDED, LOST, STOPPED, Workers, held


class Told:
    """What a run tells: every progress, and its outcome, awaited."""

    def __init__(self):
        self.progress = queue.Queue()
        self.outcomes = queue.Queue()

    def outcome(self):
        return self.outcomes.get(timeout=60)

    def begun(self):
        return self.progress.get(timeout=60)


def submit(workers, what, **options):
    told = Told()
    told.job = workers.submit(
        what, on_progress=told.progress.put, on_done=told.outcomes.put, known=str.upper, **options
    )
    return told


@pytest.fixture(scope="module")
def one():
    workers = Workers(1, seconds=60, memory=400_000_000, carry_out=errands.errand).start()
    yield workers
    workers.close()


def test_a_run_tells_how_far_it_is_and_what_came_of_it(one):
    told = submit(one, "answers")
    assert told.begun() == 0.5
    outcome = told.outcome()
    assert outcome.state == "done"
    assert int(outcome.result) > 0


def test_the_same_process_does_one_run_after_another(one):
    assert submit(one, "answers").outcome() == submit(one, "answers").outcome()


def test_a_crash_ends_its_run_and_another_process_does_the_next(one):
    before = submit(one, "answers").outcome().result
    crashed = submit(one, "crashes").outcome()
    assert (crashed.state, crashed.problem) == ("failed", LOST)
    assert submit(one, "answers").outcome().result not in (before, b"")


def test_an_error_of_ours_ends_its_run_and_leaves_the_process(one):
    before = submit(one, "answers").outcome().result
    failed = submit(one, "raises").outcome()
    assert (failed.state, failed.problem) == ("failed", worker.BUG)
    assert submit(one, "answers").outcome().result == before


def test_a_run_that_is_asked_to_stop_stops(one):
    told = submit(one, "goes_on")
    told.begun()
    told.job.cancel()
    assert told.outcome().state == "cancelled"
    assert submit(one, "answers").outcome().state == "done"


def test_a_run_that_does_not_stop_is_stopped(one):
    told = submit(one, "never_asks")
    told.begun()
    told.job.cancel()
    outcome = told.outcome()
    assert (outcome.state, outcome.problem) == ("cancelled", CANCELLED)
    assert submit(one, "answers").outcome().state == "done"


def test_a_waiting_run_that_is_cancelled_never_begins(one):
    first = submit(one, "goes_on")
    first.begun()
    waiting = submit(one, "crashes")
    waiting.job.cancel()
    assert waiting.outcome().state == "cancelled"
    first.job.cancel()
    assert first.outcome().state == "cancelled"
    assert waiting.progress.empty()


def test_what_somebody_waits_for_goes_before_what_the_interviewer_tries(one):
    order = queue.Queue()
    first = submit(one, "goes_on")
    first.begun()
    for name, urgent in (("tried", False), ("tried too", False), ("waited for", True)):
        one.submit(
            "answers",
            on_progress=lambda _: None,
            on_done=lambda _, name=name: order.put(name),
            known=str.upper,
            urgent=urgent,
        )
    first.job.cancel()
    assert [order.get(timeout=60) for _ in range(3)] == ["waited for", "tried", "tried too"]


def examination(text, *, ahead=True):
    return Examination(catalogue.find("webhooks"), text, 1, ahead=ahead)


def test_what_is_examined_ahead_gives_way_even_once_it_has_begun(one):
    told = submit(one, examination("goes_on"))
    told.begun()
    assert submit(one, "answers").outcome().state == "done"
    assert told.outcome().state == "cancelled"


def test_what_is_examined_ahead_gives_way_to_what_another_process_runs_for_it_may_use_every_core():
    workers = Workers(2, seconds=60, carry_out=errands.errand).start()
    try:
        told = submit(workers, examination("goes_on"))
        told.begun()
        other = submit(workers, "goes_on")
        assert told.outcome().state == "cancelled"
        other.job.cancel()
        assert other.outcome().state == "cancelled"
    finally:
        workers.close()


def test_what_is_examined_ahead_waits_for_everything_else_until_it_is_hurried(one):
    order = queue.Queue()
    first = submit(one, "goes_on")
    first.begun()
    _, hurried = (
        one.submit(
            examination("answers"),
            on_progress=lambda _: None,
            on_done=lambda _, name=name: order.put(name),
            known=str.upper,
        )
        for name in ("ahead", "hurried")
    )
    usual = submit(one, "answers")
    hurried.hurry()
    first.job.cancel()
    assert usual.outcome().state == "done"
    assert [order.get(timeout=60) for _ in range(2)] == ["hurried", "ahead"]


def test_one_that_was_hurried_gives_way_to_nobody(one):
    told = submit(one, examination("goes_on"))
    told.begun()
    told.job.hurry()
    waiting = submit(one, "answers")
    assert not one.has_better(told.job)
    told.job.cancel()
    assert told.outcome().state == "cancelled"
    assert waiting.outcome().state == "done"


def test_a_run_asks_what_is_known_already(one):
    assert submit(one, "asks").outcome().evidence == "A DIGEST"


@pytest.mark.skipif(not held(os.getpid()), reason="this system does not tell what a process holds")
def test_a_run_that_takes_too_much_memory_is_ended(one):
    outcome = submit(one, "hoards").outcome()
    assert outcome.state == "failed"
    assert "400 MB of memory" in outcome.problem
    assert submit(one, "answers").outcome().state == "done"


def test_memory_that_is_only_reserved_is_not_counted(one):
    assert submit(one, "reserves").outcome().result == b"1000"


def test_a_run_that_takes_too_long_is_ended():
    workers = Workers(1, seconds=0.2, carry_out=errands.errand).start()
    try:
        outcome = submit(workers, "never_asks").outcome()
    finally:
        workers.close()
    assert outcome.state == "failed"
    assert "took more than 0.2 s" in outcome.problem


def test_an_examination_which_is_many_runs_may_take_longer():
    many = Examination(catalogue.find("webhooks"), "takes_half_a_second", 1)
    workers = Workers(1, seconds=0.3, carry_out=errands.errand).start()
    try:
        outcomes = [submit(workers, what).outcome() for what in ("takes_half_a_second", many)]
    finally:
        workers.close()
    assert [outcome.state for outcome in outcomes] == ["failed", "done"]


def test_the_end_of_the_server_is_told_to_every_run():
    workers = Workers(1, seconds=60, carry_out=errands.errand).start()
    running = submit(workers, "never_asks")
    running.begun()
    waiting = submit(workers, "answers")
    workers.close()
    assert {running.outcome().problem, waiting.outcome().problem} == {STOPPED}


def test_too_many_waiting_runs_are_refused():
    workers = Workers(1, carry_out=errands.errand)
    workers._waiting = [(True, n, None) for n in range(500)]
    assert submit(workers, "answers").outcome().problem == CROWDED


def test_a_listener_that_fails_ends_nothing(one, caplog):
    def fails(_):
        raise ZeroDivisionError

    done = threading.Event()
    one.submit("answers", on_progress=fails, on_done=lambda _: done.set(), known=str.upper)
    assert done.wait(60)
    one.submit("answers", on_progress=lambda _: None, on_done=fails, known=str.upper)
    assert submit(one, "answers").outcome().state == "done"
    assert "could not be told" in caplog.text


def test_warm_is_said_once_for_all():
    lines = queue.Queue()
    workers = Workers(2, carry_out=errands.errand).start(lines.put)
    try:
        assert workers.wait_warm()
        assert lines.get(timeout=60) == "the engine is warm: 2 workers"
    finally:
        workers.close()
    assert lines.empty()
