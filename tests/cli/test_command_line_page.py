"""docs/command-line.md names every command and every option, and none that is not there."""

import argparse
import importlib
import re
from pathlib import Path

import pytest

from hotseat.cli.main import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")


def options_of(command):
    parser = argparse.ArgumentParser(add_help=False)
    importlib.import_module(COMMANDS[command].module).add_arguments(parser)
    return {name for action in parser._actions for name in action.option_strings}


def section(title):
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert match, f"docs/command-line.md has no section '## {title}'"
    return match.group(1)


COMMON = section("Options of every command that runs designs")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_every_command_is_documented(command):
    own = section(f"hotseat {command}")
    text = own + (COMMON if "options of every command" in own or command == "run" else "")
    missing = {option for option in options_of(command) if not re.search(rf"{option}(?![a-z-])", text)}
    assert not missing, f"add to docs/command-line.md, hotseat {command}: {sorted(missing)}"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_is_documented_that_is_not_there(command):
    written = set(re.findall(r"(?<![\w-])--[a-z]+", section(f"hotseat {command}")))
    assert written <= options_of(command)


def test_the_overview_lists_the_commands_and_no_other():
    assert set(re.findall(r"^\| \[`hotseat ([a-z]+)`\]", PAGE, re.MULTILINE)) == set(COMMANDS)


def test_the_sections_say_what_every_option_table_row_means():
    for row in re.findall(r"^\| `(--[a-z]+)[^|]*\|([^|]*)", PAGE, re.MULTILINE):
        assert len(row[1].split()) >= 2, row[0]
