"""The judge must be a real one: it lets the right value through, and neither a wrong one nor a vague one."""

import random

import pytest

from validation.rows import FULL, SHORT, Check, Effort, Experiment, judge, row_level

EXPERIMENT = Experiment("test", "noise", "nobody", lambda _seed, _length: None, ())


def verdict(values, expected=1.0, effort=FULL, **options):
    check = Check("a number", expected, float, "by hand", **options)
    return judge(EXPERIMENT, check, values, level=row_level(80), effort=effort)


def noise(mean, deviation, seed=1):
    draw = random.Random(seed)
    return [draw.gauss(mean, deviation) for _ in range(FULL.replications)]


def test_the_right_value_passes():
    assert verdict(noise(1.0, 0.01)).passed


def test_a_value_two_percent_off_fails():
    assert verdict(noise(1.02, 0.01)).problem == "expected value outside the interval"


def test_a_wide_interval_fails_even_around_the_right_value():
    assert verdict(noise(1.0, 0.5)).problem == "interval too wide to tell"


def test_a_short_run_may_be_wider_by_the_square_root():
    assert not verdict(noise(1.0, 0.04), precision=0.03).passed
    assert verdict(noise(1.0, 0.04), precision=0.03, effort=Effort(16, 1 / 16)).passed


def test_fewer_runs_give_wider_intervals_by_students_t():
    level = row_level(80)
    assert FULL.slack(level) == 1.0
    assert SHORT.slack(level) > 4.0


def test_nothing_measured_fails():
    assert verdict([float("nan")] * 16).problem == "nothing measured"


def test_a_bound_must_hold_for_the_whole_interval():
    assert verdict(noise(0.9, 0.01), relation="at most").passed
    assert verdict(noise(1.1, 0.01), relation="at least").passed
    assert verdict(noise(0.99, 0.05), relation="at most").problem == "above the bound"
    assert verdict(noise(1.01, 0.05), relation="at least").problem == "below the bound"


def test_exact_values_need_no_noise():
    assert verdict([64.0] * 16, expected=64.0).passed
    assert not verdict([63.0] * 16, expected=64.0).passed


def test_an_approximation_gets_its_stated_allowance_and_no_more():
    assert verdict([1.004] * 16, allowance=0.005).passed
    assert not verdict([1.006] * 16, allowance=0.005).passed


def test_a_percentile_is_widened_by_the_histogram():
    assert verdict([1.0004] * 16, percentile=True).passed
    assert not verdict([1.0004] * 16).passed


def test_a_correct_engine_is_seldom_blamed():
    blamed = sum(not verdict(noise(1.0, 0.01, seed), precision=1.0).passed for seed in range(1000))
    assert blamed <= 2


@pytest.mark.parametrize("rows", [1, 80])
def test_the_level_spreads_one_percent_over_the_rows(rows):
    assert 1 - row_level(rows) == pytest.approx(0.01 / rows)
