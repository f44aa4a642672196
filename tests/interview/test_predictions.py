"""Predictions: log ratio, coverage, Brier, and which run answers which prediction."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import evidence, log_of, small_round

from hotseat.interview import events as log
from hotseat.interview.actions import Guess
from hotseat.interview.predictions import brier, covered, graded, log_ratio, off_by, put_to_test, right_ones

positive = st.floats(1e-9, 1e9)


def predicted(value=10.0, low=5.0, high=20.0, holds=0.9):
    return log.Predicted("crash", {"doubled": Guess(str(value))}, {"doubled": (value, low, high)}, holds)


def outcome(run, value, *, met=True, digest=""):
    found = evidence(measures={"charge: duplicates": value}, met=met)
    return log.RunEnded(run, "done", replace(found, digest=digest or f"run {run}"))


def a_run(*, value=100.0, met=False, **guess):
    return log_of((1, predicted(**guess)), (2, log.RunBegan("crash", 1)), (3, outcome(3, value, met=met)))


def test_a_guess_is_graded_by_the_logarithm_of_its_factor_and_its_interval():
    found = graded(small_round(), a_run(), {})
    (guess,) = found.guesses
    assert guess.log_ratio == pytest.approx(1.0)
    assert guess.covered is False
    assert (guess.guessed, guess.measured, guess.interval) == ("10", "100", "5 to 20")
    assert found.median_log_ratio == pytest.approx(1.0)
    assert (found.covered, found.intervals) == (0, 1)


def test_a_belief_is_graded_by_brier():
    (belief,) = graded(small_round(), a_run(), {}).beliefs
    assert belief.brier == pytest.approx(0.81)
    assert not belief.held


def test_a_sitting_without_predictions_has_no_summary():
    found = graded(small_round(), log_of(), {})
    assert (found.median_log_ratio, found.brier, found.intervals) == (None, None, 0)


def test_a_second_run_without_a_new_prediction_answers_nothing_new():
    events = (*a_run(), *log_of((4, log.RunBegan("crash", 2)), (5, outcome(2, 1.0)))[1:])
    assert len(list(put_to_test(events))) == 1


def test_a_prediction_changed_before_the_run_counts_as_changed():
    events = log_of((1, predicted(1.0)), (2, predicted(100.0)), (3, log.RunBegan("crash", 1)), (4, outcome(4, 100.0)))
    (one,) = put_to_test(events)
    assert one.predicted.numbers["doubled"][0] == 100.0


def test_a_run_that_was_lost_leaves_its_prediction_waiting():
    events = log_of(
        (1, predicted()),
        (2, log.RunBegan("crash", 1)),
        (3, log.RunEnded(3, "lost", None, "the server stopped")),
        (4, log.RunBegan("crash", 1)),
        (5, outcome(5, 10.0)),
    )
    (one,) = put_to_test(events)
    assert one.run == 5


def test_right_ones_are_near_guesses_and_beliefs_on_the_right_side():
    events = a_run(value=20.0, met=True)
    assert [event.seq for event in right_ones(small_round(), events, {}, 3.0)] == [2, 2]
    assert right_ones(small_round(), a_run(value=1000.0, met=False), {}, 3.0) == []


def test_what_a_run_has_shown_already_is_no_prediction_any_more():
    events = log_of(
        (1, predicted(1000.0)),
        (2, log.RunBegan("crash", 1)),
        (3, outcome(3, 20.0, digest="the same board")),
        (4, predicted(20.0)),
        (5, log.RunBegan("crash", 1)),
        (6, outcome(6, 20.0, digest="the same board")),
    )
    assert [one.run for one in put_to_test(events)] == [3]
    assert [event.seq for event in right_ones(small_round(), events, {}, 3.0)] == [2]  # its belief, and no guess


def test_each_question_counts_once_however_often_it_is_asked_of_boards_that_hardly_differ():
    events = log_of(
        *((time, one) for again in range(4) for time, one in (
            (3 * again + 1, predicted(20.0)),
            (3 * again + 2, log.RunBegan("crash", again)),
            (3 * again + 3, outcome(3 * again + 3, 20.0)),
        ))
    )  # fmt: skip
    assert len(list(put_to_test(events))) == 4
    assert [event.seq for event in right_ones(small_round(), events, {}, 3.0)] == [2, 2]


def test_a_guess_of_zero_is_right_where_zero_came_out():
    events = log_of((1, predicted(0.0, None, None, None)), (2, log.RunBegan("crash", 1)), (3, outcome(3, 0.0)))
    assert len(right_ones(small_round(), events, {}, 3.0)) == 1


def test_a_probe_that_could_not_run_tests_no_belief():
    nothing = log.RunEnded(3, "done", evidence(problem="nobody sends"))
    found = graded(small_round(), log_of((1, predicted()), (2, log.RunBegan("crash", 1)), (3, nothing)), {})
    assert found.beliefs == ()
    assert found.guesses[0].log_ratio is None


@given(positive, positive)
def test_the_log_ratio_turns_its_sign_when_guess_and_outcome_change_places(guessed, measured):
    assert log_ratio(guessed, measured) == pytest.approx(-log_ratio(measured, guessed))


@given(positive)
def test_a_right_guess_has_a_log_ratio_of_zero(value):
    assert log_ratio(value, value) == 0


@pytest.mark.parametrize("pair", [(0.0, 1.0), (1.0, 0.0), (None, 1.0), (1.0, None), (math.inf, 1.0), (math.nan, 1.0)])
def test_where_there_is_no_ratio_there_is_none(pair):
    assert log_ratio(*pair) is None


def test_an_availability_is_compared_by_what_it_lacks():
    assert off_by("events: availability", 0.999, 0.99) == pytest.approx(-1.0)
    assert off_by("events: availability", 0.9, 0.99) == pytest.approx(1.0)
    assert off_by("events: availability", 1.0, 0.99) is None
    assert off_by("events: failed", 0.001, 0.01) == pytest.approx(1.0)


@given(st.floats(0, 1), st.booleans())
def test_brier_lies_between_nought_and_one(believed, held):
    assert 0 <= brier(believed, held=held) <= 1


@given(st.booleans())
def test_saying_half_always_scores_a_quarter(held):
    assert brier(0.5, held=held) == 0.25


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_an_interval_holds_what_lies_between_its_ends(low, high, value):
    assert covered(low, high, value) == (low <= value <= high)
