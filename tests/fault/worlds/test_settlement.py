"""What the settlement world says of a handler that lacks a half, and what its reader takes for whole."""

import pytest

from hotseat.errors import LabError
from hotseat.fault import explore
from hotseat.fault.worlds.settlement.world import EXPECTED, ROWS, File, difference


def test_a_runbook_alone_cannot_be_run(handler):
    path = handler("async def runbook(node, file):\n    pass\n")
    with pytest.raises(LabError, match=r"handler\.py, line 1: .* write 'async def ingest\(node, file\)'"):
        explore("settlement", path)


def test_the_runbook_is_judged_when_it_returns_and_not_at_the_end(handler):
    later = "import asyncio\n\nasync def ingest(node, file):\n    rows = [row async for row in node.rows(file)]\n"
    path = handler(later + "\nasync def runbook(node, file):\n    await asyncio.sleep(1000)\n")
    report = explore("settlement", path, faults=0)
    assert set(report.findings.broken) == {"totals"}


def test_a_reader_takes_a_part_and_a_double_for_wrong():
    (acme, bolt) = EXPECTED
    assert difference(dict(EXPECTED)) == ""
    assert difference({acme: EXPECTED[acme]}).startswith("bolt with nothing")
    assert difference({**EXPECTED, bolt: 2 * EXPECTED[bolt]}).startswith("bolt with 1800")


def test_a_file_is_cut_if_it_holds_fewer_transactions_than_the_note_says():
    assert File("f", 4, ROWS[:2]).cut
    assert not File("f", 4, (*ROWS, ROWS[0])).cut
    assert File("f", 4, (ROWS[0], ROWS[0], ROWS[1], ROWS[2])).cut
