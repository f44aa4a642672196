"""The runner and the report, on experiments that need no engine."""

import random

from validation import report
from validation.experiments import every
from validation.rows import FULL, SHORT, Check, Experiment
from validation.run import run_all


def noise(name, mean, expected=1.0):
    def run(seed, _length):
        return random.Random(f"{name} {seed}").gauss(mean, 0.005)

    check = Check("a number", expected, float, "by.hand")
    return Experiment("Noise", name, "nobody", run, (check,), engine=False)


def broken():
    def run(_seed, _length):
        raise RuntimeError("no such engine")

    return Experiment("Noise", "broken", "nobody", run, (Check("a number", 1.0, float, "by.hand"),))


def judged(*experiments, workers=2):
    return run_all(experiments, effort=FULL, workers=workers, finished=lambda _done: None)


def test_right_holds_and_wrong_fails():
    right, wrong = judged(noise("right", 1.0), noise("wrong", 1.05))
    assert right.passed
    assert not wrong.passed


def test_a_run_that_raises_is_a_failed_row_with_its_sentence():
    (verdict,) = judged(broken())
    assert verdict.problem == "RuntimeError: no such engine"


def test_the_number_of_threads_changes_nothing():
    experiments = [noise(f"noise {k}", 1.0) for k in range(5)]
    pages = {report.markdown(judged(*experiments, workers=n), engine="x", effort=FULL) for n in (1, 2, 4)}
    assert len(pages) == 1


def test_the_report_says_what_failed_and_what_has_no_engine_in_it():
    page = report.markdown(judged(noise("right", 1.0), noise("wrong", 1.05)), engine="hotseat 0", effort=FULL)
    assert "**1 rows fail**" in page
    assert "expected value outside the interval" in page
    assert "The load engine has no part in these rows" in page
    assert "`by.hand`" in page


def test_a_shortened_report_says_so():
    page = report.markdown(judged(noise("right", 1.0)), engine="hotseat 0", effort=SHORT)
    assert "shortened" in page


def test_every_experiment_has_a_name_of_its_own_a_source_and_a_row():
    experiments = every()
    names = [experiment.name for experiment in experiments]
    assert len(set(names)) == len(names)
    for experiment in experiments:
        assert experiment.source
        assert experiment.checks
        assert len({check.what for check in experiment.checks}) == len(experiment.checks)
        for check in experiment.checks:
            assert bool(check.allowance) == bool(check.why), f"{experiment.name}: an allowance needs its reason"
