"""The pytest plugin, run by pytest inside pytest; the guide's files are what it runs on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

GUIDE = (Path(__file__).parents[2] / "docs" / "testing-with-faults.md").read_text(encoding="utf-8")
FILES = re.findall(r"```python\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL)
OUTPUT = re.search(r"```text\n(.*?)```", GUIDE, re.DOTALL)[1]
FAULT = "crash:job:post/mailer inv_1#0:after"


def files(name):
    """What the guide gives for this file, in order."""
    return [text for title, text in FILES if title == name]


@pytest.fixture
def suite(pytester):
    """The guide's folder, with the handler that is wrong."""
    pytester.makepyfile(**{name.removesuffix(".py"): text for name, text in reversed(FILES)})
    return pytester


def run(suite, *options):
    """In this process, which is quicker; the two tests of what is loaded take one of their own."""
    return suite.runpytest_inprocess("-p", "no:cacheprovider", *options)


def write_right(suite):
    (suite.path / "reminders.py").write_text(files("reminders.py")[1], encoding="utf-8")


def test_a_failure_prints_what_the_guide_says(suite):
    said = run(suite, "test_reminders.py")
    said.assert_outcomes(failed=1)
    assert OUTPUT in said.stdout.str()
    assert "hotseat: reminders.py in reminders" in said.stdout.str()
    assert "where False = <Report of reminders.py in reminders: once BROKEN by" in said.stdout.str()


def test_the_mended_handler_and_the_effect_of_ones_own_pass(suite):
    write_right(suite)
    said = run(suite)
    said.assert_outcomes(passed=2)
    assert "BROKEN" not in said.stdout.str()


def test_the_replay_line_plays_one_run(suite):
    said = run(suite, "test_reminders.py", "--hotseat-faults", FAULT)
    said.assert_outcomes(failed=1)
    assert "BROKEN by 1 fault, in run 1 of 1: inv_1 is reminded 2 times" in said.stdout.str()
    assert f"(only the run with {FAULT} was played)" in said.stdout.str()


def test_a_replay_passes_when_the_handler_is_mended(suite):
    write_right(suite)
    run(suite, "test_reminders.py", "--hotseat-faults", FAULT).assert_outcomes(passed=1)


def test_faults_that_are_none_are_a_sentence(suite):
    said = run(suite, "test_reminders.py", "--hotseat-faults", "crash:job:post/mailer inv_9#0:after")
    said.assert_outcomes(failed=1)
    assert "did you mean 'crash:job:post/mailer inv_2#0:after'?" in said.stdout.str()


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--hotseat-budget", "0", "the run with no fault"),
        ("--hotseat-budget", "1", "runs with at most 1 fault"),
        ("--hotseat-seconds", "0", "stopped"),
    ],
)
def test_whoever_runs_the_suite_sets_its_budget(suite, option, value, sentence):
    write_right(suite)
    suite.makepyfile(
        test_coverage="""
        from hotseat.fault import explore
        from worlds import REMINDERS

        def test_coverage():
            print(explore(REMINDERS, "reminders.py").findings.coverage)
            print(explore(REMINDERS, "reminders.py").findings.coverage.sentence())
        """
    )
    said = run(suite, "-s", "test_coverage.py", option, value)
    said.assert_outcomes(passed=1)
    assert sentence in said.stdout.str()


def test_a_page_is_written_for_a_test_that_fails(suite):
    said = run(suite, "test_reminders.py", "--hotseat-html", "pages")
    (page,) = (suite.path / "pages").glob("*.html")
    assert page.name == "test_reminders.py-test_reminders_survive_two_faults.html"
    assert f"page     pages/{page.name}" in said.stdout.str()
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_each_handler_of_a_test_is_told_and_those_that_hold_are_not(suite):
    (suite.path / "right.py").write_text(files("reminders.py")[1], encoding="utf-8")
    suite.makepyfile(
        test_three="""
        from hotseat.fault import explore
        from worlds import REMINDERS

        def test_three():
            assert explore(REMINDERS, "right.py", faults=1).kept
            kept = [explore(REMINDERS, "reminders.py", faults=1).kept for _ in range(2)]
            assert all(kept)
        """
    )
    said = run(suite, "test_three.py", "--hotseat-html", "pages").stdout.str()
    assert said.count("- hotseat: ") == 2
    assert len(list((suite.path / "pages").glob("*.html"))) == 2


def test_a_test_that_fails_for_another_reason_is_left_alone(suite):
    write_right(suite)
    suite.makepyfile(
        test_other="""
        from hotseat.fault import explore
        from worlds import REMINDERS

        def test_other():
            assert explore(REMINDERS, "reminders.py", faults=1).kept
            raise ValueError
        """
    )
    assert "hotseat:" not in run(suite, "test_other.py").stdout.str()


def test_an_async_test_may_explore(suite):
    suite.makepyfile(
        test_async="""
        import asyncio
        from hotseat.fault import explore
        from worlds import REMINDERS

        async def main():
            report = explore(REMINDERS, "reminders.py", faults=1)
            await asyncio.sleep(0)
            return report

        def test_async():
            assert not asyncio.run(main()).kept
        """
    )
    run(suite, "test_async.py").assert_outcomes(passed=1)


def test_the_plugin_loads_nothing_before_it_is_used():
    code = "import sys, hotseat.pytest_plugin; print([name for name in sys.modules if name.startswith('hotseat.')])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "['hotseat.pytest_plugin']"


def test_a_suite_without_the_lab_stays_without_it(pytester):
    pytester.makepyfile(
        test_plain="""
        import sys

        def test_plain():
            assert not [name for name in sys.modules if name.startswith("hotseat.fault")]
        """
    )
    pytester.runpytest_subprocess(timeout=60).assert_outcomes(passed=1)


def test_every_option_is_in_the_guide():
    said = subprocess.run([sys.executable, "-m", "pytest", "--help"], capture_output=True, text=True, check=True).stdout
    options = re.findall(r"^\s+(--hotseat-\S+?)[ =]", said, re.MULTILINE)
    assert len(options) == 4
    assert [option for option in options if f"`{option}" not in GUIDE] == []
