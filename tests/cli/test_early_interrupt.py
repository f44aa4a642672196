"""Ctrl-C while a command is being loaded, or is about to print: a sentence or the result, and never a traceback."""

import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hotseat.cli import screen
from hotseat.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
ONE = str(ROOT / "tests" / "analysis" / "files" / "one.design.yaml")
ENTRY = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]["hotseat"]
PRESSED = """
import importlib, signal, sys

wanted, entry, *words = sys.argv[1:]
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, where the tests were started in the background


class Press:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)


sys.meta_path.insert(0, Press())
sys.argv = ["hotseat", *words]
module, _, function = entry.partition(":")
sys.exit(getattr(importlib.import_module(module), function)())
"""


def pressed_at(module, *words):
    command = [sys.executable, "-c", PRESSED, module, ENTRY, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "module",
    [
        "argparse",
        "hotseat.cli.main",
        "hotseat.cli.options",
        "hotseat.errors",
        "hotseat.cli.run",
        "hotseat.design.reading",
        "yaml",
        "numpy",
        "llvmlite",
    ],
)
def test_ctrl_c_while_a_command_is_loaded_is_a_sentence(module):
    done = pressed_at(module, "run", ONE)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "interrupted: nothing was measured\n"


def test_the_package_itself_can_be_run():
    done = subprocess.run([sys.executable, "-m", "hotseat", "--version"], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("hotseat ")


@pytest.mark.parametrize("words", [("run", ONE), ("compare", ONE, ONE, "--seeds", "2")])
def test_ctrl_c_when_the_work_is_done_does_not_take_the_result_away(capsys, monkeypatch, words):
    def console():
        signal.raise_signal(signal.SIGINT)
        return plain()

    plain = screen.console
    monkeypatch.setattr(screen, "console", console)
    assert main([*words]) == 0
    assert "pings" in capsys.readouterr().out


def test_ctrl_c_while_a_report_is_written_says_that_it_was_not(capsys, monkeypatch, tmp_path):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("hotseat.report.write_report", interrupted)
    assert main(["run", ONE, "--report", str(tmp_path / "out.html")]) == 2
    out, err = capsys.readouterr()
    assert "pings" in out
    assert "interrupted: the report was not written" in err
    assert list(tmp_path.iterdir()) == []
