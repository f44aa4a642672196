import subprocess
import sys

import pytest

from hotseat.fault import explore, find_world
from hotseat.fault.mermaid import mermaid
from hotseat.fault.picture import CRASH, LOST, MESSAGE, START, VERDICT, draw
from hotseat.fault.terminal import sketch

WORLD = find_world("webhooks")


def picture(name, promise):
    report = explore(WORLD, WORLD.folder / f"{name}.py", faults=1, beyond=0)
    return draw(report.explanations[promise], "title")


def test_a_crash_breaks_the_lifeline_and_the_verdict_is_last():
    drawn = picture("wrong_new_key", "once")
    assert drawn.lanes == ("sender", "acme")
    assert [row.kind for row in drawn.rows if row.kind in (CRASH, START)] == [CRASH, START]
    assert drawn.rows[-1].kind == VERDICT
    assert [row.to for row in drawn.rows if row.kind == MESSAGE] == [1, 1, 0]
    assert [row.label for row in drawn.rows if row.kind == LOST] == ["reply 200 evt_1"]


def test_what_concerns_another_event_is_left_out():
    assert not [row for row in picture("wrong_new_key", "once").rows if "evt_2" in row.label]


def test_a_message_that_arrives_nowhere_is_a_stub():
    drawn = picture("wrong_no_retry", "none-lost")
    assert [row for row in drawn.rows if row.kind == MESSAGE or row.kind == LOST]


@pytest.mark.parametrize("name", ["wrong_new_key", "wrong_mark_then_charge", "wrong_window_dedupe"])
def test_terminal_and_mermaid_say_the_verdict(name):
    for promise, explanation in explore(WORLD, WORLD.folder / f"{name}.py", faults=1, beyond=0).explanations.items():
        drawn = draw(explanation, promise)
        assert sketch(drawn).endswith(f"=> {drawn.verdict}")
        lines = mermaid(drawn).splitlines()
        assert lines[0] == "sequenceDiagram"
        assert drawn.verdict in lines[-1]


def test_importing_the_lab_loads_nothing_heavy():
    code = "import sys, hotseat.fault; print([m for m in ('numpy', 'llvmlite', 'multiprocessing') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
