"""The same package in the browser's Python: one world, run in Node, with the native verdicts and run counts.

`npm ci` puts Pyodide beside this file, once; after that nothing here needs a network.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hotseat.fault import explore, find_world
from hotseat.fault.html import page
from hotseat.fault.report import as_data

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "src"
ROUND = "webhooks"
HANDLERS = ["wrong_new_key.py", "wrong_mark_then_charge.py", "right_outbox.py"]


def missing(reason):
    """Without Node there is no such test on somebody's machine; in continuous integration that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; continuous integration needs Node 18 or newer with npm", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def node():
    """The path of a Node that can load Pyodide."""
    found = shutil.which("node")
    if found is None:
        missing("node is not on the path")
    if not (HERE / "node_modules" / "pyodide" / "pyodide.mjs").is_file():
        install()
    return found


def install():
    npm = shutil.which("npm")
    if npm is None:
        missing("npm is not on the path, and Pyodide is not installed")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        missing(f"npm ci could not install Pyodide: {(done.stderr or done.stdout).strip()[-400:]}")


def native():
    world = find_world(ROUND)
    told = {}
    for name in HANDLERS:
        path = world.folder / name
        report = explore(world, path)
        told[name] = {
            "report": as_data(world, report.findings, report.explanations, handler=name),
            "text": str(report).replace(str(path), name),
            "page": page(report).replace(str(path), name),
        }
    return told


def test_the_lab_finds_the_same_in_pyodide(node):
    command = [node, "run.mjs", str(SOURCE), ROUND, *HANDLERS]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    there = json.loads(done.stdout.splitlines()[-1])
    assert there["platform"] == "emscripten"
    assert there["told"] == json.loads(json.dumps(native()))


def test_the_lock_names_no_registry():
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
