"""A witnessed item is held against the log, part by part, both ways."""

import pytest
from logs import START, WHOLE, asked, drew, estimated, evidence, log_of, said, small_round

from hotseat.interview import events as log
from hotseat.interview.actions import Guess
from hotseat.interview.witness import witnessed
from hotseat.rounds.round import Witness

PUSHED = log.Pushed("crash", 1, "because", 0.5, evidence(met=False))


def look(happenings, **wanted):
    return witnessed(Witness(**wanted), small_round(), log_of(*happenings))


def committed(key="guarantee", value="at-least-once", *, late=False):
    return log.Committed(key, value, None, late)


def test_enough_facts_learnt():
    found = look([(10, asked()), (20, asked("How big?", "size"))], asked=("peak", "size"))
    assert found.met
    assert found.log == (2, 3)
    assert found.why == "2 of 2 facts learnt."


def test_too_few_facts_learnt_names_what_is_missing():
    found = look([(10, asked())], asked=("peak", "size"))
    assert not found.met
    assert found.why == "1 of 2 facts learnt, 2 wanted (not learnt: 'How large?')."


def test_at_least_and_before_bound_what_counts():
    assert look([(10, asked())], asked=("peak", "size"), at_least=1).met
    late = look([(400, asked())], asked=("peak",), before=5)
    assert not late.met
    assert "by 5:00" in late.why


def test_an_estimate_is_right_by_the_last_line_written_for_it():
    assert look([(10, estimated(99.0)), (20, estimated(9.0))], estimated=("bytes",)).met
    assert not look([(10, estimated(9.0)), (20, estimated(99.0))], estimated=("bytes",)).met
    assert look([(10, estimated(9.0)), (20, estimated(problem="what is kBB?"))], estimated=("bytes",)).met


def test_a_commitment_is_in_time_by_its_first_line_and_right_by_its_last():
    lines = [(60, committed(value="at-most-once")), (2000, committed(late=True))]
    found = look(lines, committed=("guarantee",), values=("at-least-once",))
    assert found.met
    assert found.log == (2, 3)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "'Which guarantee?' was never answered."),
        ([(900, committed(late=True))], "'Which guarantee?' was answered at 15:00, after 10:00."),
        ([(500, committed())], "'Which guarantee?' was answered at 8:20, after 5:00."),
        (
            [(60, committed(value="at-most-once"))],
            "'Which guarantee?' was answered at 1:00, and stands at at-most-once, not at-least-once.",
        ),
    ],
)
def test_a_commitment_that_is_missing_late_or_another_is_told(lines, why):
    before = 5 if lines and lines[0][0] == 500 else None
    found = look(lines, committed=("guarantee",), values=("at-least-once",), before=before)
    assert not found.met
    assert found.why == why


def test_a_skip_counts_with_its_reason_only():
    with_reason, without = log.Skipped("dashboard", "nobody asked", None), log.Skipped("auth", " ", None)
    assert look([(10, with_reason)], skipped=1).met
    assert not look([(10, without)], skipped=1).met


def test_predictions_count_where_they_came_true():
    guess = log.Predicted("crash", {"doubled": Guess("10")}, {"doubled": (10.0, None, None)}, None)
    ended = log.RunEnded(3, "done", evidence(measures={"charge: duplicates": 25.0}))
    lines = [(10, guess), (20, log.RunBegan("crash", 1)), (30, ended)]
    assert look(lines, predicted=1).met
    assert look(lines, predicted=1).log == (2,)
    assert not look(lines, predicted=1, within=2.0).met
    assert not look(lines, predicted=2).met


def test_a_pushback_is_answered_by_a_change_that_held():
    lines = [
        (10, drew(START, WHOLE, "api", runs=True)),
        (20, PUSHED),
        (30, log.RunBegan("crash", 2)),
        (40, log.RunEnded(4, "done", evidence())),
    ]
    found = look(lines, answered=1)
    assert found.met
    assert found.log == (3, 5)


def test_a_run_that_held_without_a_change_answers_nothing():
    lines = [(20, PUSHED), (30, log.RunBegan("crash", 1)), (40, log.RunEnded(3, "done", evidence()))]
    assert not look(lines, answered=1).met


def test_a_concession_answers_with_a_reason_only():
    assert look([(20, PUSHED), (30, log.Conceded("crash", "rare, and refunds are cheap"))], answered=1).met
    assert not look([(20, PUSHED), (30, log.Conceded("crash", ""))], answered=1).met


def test_a_phase_is_reached_with_a_whole_design_on_the_board():
    draw, move = (10, drew(START, WHOLE, "api", runs=True)), (1200, log.Moved("pushbacks", "clock"))
    assert look([draw, move], reached="pushbacks").met
    assert look([draw, (1300, log.Moved("wrap-up", "clock"))], reached="pushbacks").met  # passed is reached
    assert not look([move, (1300, draw[1])], reached="pushbacks").met
    assert not look([draw], reached="pushbacks").met
    assert not look([draw, move], reached="elsewhere").met


def test_a_failure_mode_avoided():
    assert look([(10, asked()), (20, drew(START, WHOLE, "api"))], avoided=("no-clarifying-question",)).met
    assert not look([(20, drew(START, WHOLE, "api"))], avoided=("no-clarifying-question",)).met


def test_everything_that_is_given_must_hold():
    assert not look([(10, asked())], asked=("peak",), skipped=1).met
    assert look([(10, asked()), (20, log.Skipped("x", "y", None))], asked=("peak",), skipped=1).met


def test_a_witness_that_asks_for_nothing_is_never_met():
    assert not look([(10, said("hello"))]).met
