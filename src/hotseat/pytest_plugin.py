"""What pytest does for tests that call `hotseat.fault.explore`.

A test that fails is shown with each broken promise that it came across: the smallest fault set, the window with its lines of
source, the diagram, and the command that plays that run again in the test itself. Four options say what the suite is not
to say: more faults tonight, less time, one run again, a page for each failure.

pytest loads this module wherever Hotseat is installed, so it imports nothing of the lab before a test or an option does.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from hotseat.fault.explain import Explanation
    from hotseat.fault.lab import Report
    from hotseat.fault.wishes import Wishes

REPORTS = pytest.StashKey[list[Any]]()
"""Under which a test keeps the reports of the handlers that it explored."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own in `pytest --help`."""
    group = parser.getgroup("hotseat", "hotseat: handlers under faults")
    group.addoption(
        "--hotseat-budget", type=int, metavar="FAULTS", help="all runs with at most so many faults, in each test"
    )
    group.addoption("--hotseat-seconds", type=float, metavar="S", help="stop each search after so long")
    group.addoption("--hotseat-faults", metavar="TEXT", help="play only the run with these faults, in each test")
    group.addoption("--hotseat-html", type=Path, metavar="DIR", help="write a page there for each test that fails")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, None]:
    """Hands the options to the lab for the length of one test, and keeps what it finds."""
    wishes = _wishes(item.config)
    if wishes is None:
        yield
        return
    reports = item.stash[REPORTS] = []
    wishes.budget = item.config.getoption("--hotseat-budget")
    wishes.seconds = item.config.getoption("--hotseat-seconds")
    wishes.replay = item.config.getoption("--hotseat-faults")
    wishes.reports = reports
    try:
        yield
    finally:
        wishes.budget = wishes.seconds = wishes.replay = wishes.reports = None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Adds a section to a test that failed, for each handler in it that broke a promise."""
    outcome = yield
    shown = outcome.get_result()
    if shown.when != "call" or not shown.failed:
        return
    for number, report in enumerate(report for report in item.stash.get(REPORTS, []) if not report.kept):
        title = f"hotseat: {Path(report.handler).name} in {report.world.name}"
        shown.sections.append((title, _section(item, report, number)))


def _wishes(config: pytest.Config) -> Wishes | None:
    """The lab's side of the options; None where neither a test nor an option has asked for the lab."""
    names = ("--hotseat-budget", "--hotseat-seconds", "--hotseat-faults")
    if "hotseat.fault.lab" not in sys.modules and all(config.getoption(name) is None for name in names):
        return None
    from hotseat.fault.wishes import WISHES

    return WISHES


def _section(item: pytest.Item, report: Report, number: int) -> str:
    from hotseat.fault.keys import write_faults
    from hotseat.fault.report import write_report

    def command(explanation: Explanation) -> str:
        faults = write_faults(explanation.found.faults)
        return f"pytest {shlex.quote(item.nodeid)} --hotseat-faults {shlex.quote(faults)}"

    text = write_report(
        report.world, report.findings, report.explanations, handler=report.handler, source=True, replay=command
    )
    folder = item.config.getoption("--hotseat-html")
    return text if folder is None else f"{text}\npage     {_write_page(folder, item, report, number)}\n"


def _write_page(folder: Path, item: pytest.Item, report: Report, number: int) -> Path:
    from hotseat.fault.html import page

    name = re.sub(r"[^\w.-]+", "-", item.nodeid)[-120:].strip("-.")
    path = folder / f"{name}{f'-{number + 1}' if number else ''}.html"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(page(report), encoding="utf-8")
    return path
