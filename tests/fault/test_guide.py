"""The guide's examples run, and every option of the command is in it."""

import argparse
import re
from pathlib import Path

from hotseat.cli import break_
from hotseat.fault import explore

GUIDE = (Path(__file__).parents[2] / "docs" / "fault-lab.md").read_text(encoding="utf-8")

PAY = """
async def pay(node):
    if await node.db.get("ledger", 1) is None:
        await node.http.post("bank", {"id": 1})
        await node.db.insert("ledger", 1, {})
"""


def test_the_worlds_example_runs_and_finds_the_double_payment(handler):
    space = {}
    exec(next(block for block in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL) if "WORLD = " in block), space)
    report = explore(space["WORLD"], handler(PAY))
    assert len(report.findings.broken["once"].faults) == 1
    assert "replay   hotseat.fault.replay(WORLD, " in str(report)


def test_every_option_is_in_the_guide():
    parser = argparse.ArgumentParser()
    break_.add_arguments(parser)
    options = [option for action in parser._actions for option in action.option_strings if option.startswith("--")]
    assert [option for option in options if option != "--help" and f"`{option}" not in GUIDE] == []
