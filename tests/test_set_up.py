"""Set-up on machines that are not ready: each gets a sentence that says what to do."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPECIFICATION = importlib.util.spec_from_file_location("environment", ROOT / "tools" / "environment.py")
environment = importlib.util.module_from_spec(SPECIFICATION)
sys.modules["environment"] = environment  # dataclasses look their module up
SPECIFICATION.loader.exec_module(environment)


@pytest.fixture
def linux(monkeypatch):
    """An ordinary machine, of which each test spoils one thing."""
    monkeypatch.setattr(environment.platform, "system", lambda: "Linux")
    monkeypatch.setattr(environment.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(environment.platform, "python_implementation", lambda: "CPython")
    monkeypatch.setattr(environment.sysconfig, "get_config_var", {"SOABI": "cpython-312-x86_64-linux-gnu"}.get)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: name)
    return monkeypatch


def test_an_ordinary_machine_is_supported(linux):
    assert environment.unsupported() == ""


def test_musl_is_named_with_what_to_use_instead(linux):
    linux.setattr(environment.sysconfig, "get_config_var", {"SOABI": "cpython-312-x86_64-linux-musl"}.get)
    assert "musl" in environment.unsupported()
    assert "glibc" in environment.unsupported()


def test_a_machine_without_wheels_is_named(linux):
    linux.setattr(environment.platform, "machine", lambda: "riscv64")
    assert "Linux riscv64" in environment.unsupported()


def test_another_interpreter_is_named(linux):
    linux.setattr(environment.platform, "python_implementation", lambda: "PyPy")
    assert environment.unsupported().startswith("PyPy cannot run the engine")


def test_a_free_threaded_python_is_named(linux):
    linux.setattr(environment.sysconfig, "get_config_var", {"SOABI": "cpython-313t", "Py_GIL_DISABLED": 1}.get)
    assert "free-threaded" in environment.unsupported()


def test_a_python_without_ensurepip_names_the_package_to_install(linux):
    linux.setattr(environment.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    assert f"apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv" in environment.unsupported()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (
            "Retrying ... Temporary failure in name resolution\nERROR: No matching distribution found for numpy",
            "network",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was locked"),
        ("ERROR: No matching distribution found for llvmlite==0.50.0", "no ready-made file"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something else", "could not be installed"),
    ],
)
def test_a_failed_installation_says_why(output, words):
    assert words in environment.diagnosis(output)


def test_a_stamp_survives_its_file_and_a_broken_one_counts_as_none(tmp_path):
    place = tmp_path / "env"
    (place / "bin").mkdir(parents=True)
    assert environment.read_stamp(place) is None
    (place / "bin" / "python").touch()
    environment.stamp_path(place).write_text("{", encoding="utf-8")
    assert environment.read_stamp(place) is None
    environment.stamp_path(place).write_text(
        '{"python": "3", "place": "p", "lock": "l", "project": "q"}', encoding="utf-8"
    )
    assert environment.read_stamp(place) == environment.Stamp(python="3", place="p", lock="l", project="q")


def test_a_stamp_follows_contents_and_not_times(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("one", encoding="utf-8")
    first = environment.wanted_stamp(tmp_path, lock)
    lock.touch()
    assert environment.wanted_stamp(tmp_path, lock) == first
    lock.write_text("two", encoding="utf-8")
    assert environment.wanted_stamp(tmp_path, lock) != first


def find_python(*words):
    return subprocess.run(["sh", "tools/find-python.sh", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_first_python_that_runs_is_chosen(tmp_path):
    old = tmp_path / "python-too-old"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    assert (
        find_python("no-such-environment", "", "no-such-python", str(old), sys.executable).stdout.strip()
        == sys.executable
    )


def test_no_python_is_a_sentence():
    done = find_python("no-such-environment", "", "no-such-python")
    assert done.returncode == 1
    assert "no Python from 3.11 to 3.14 was found (tried: no-such-python)" in done.stderr


def test_a_wished_python_is_never_replaced():
    done = find_python("no-such-environment", "no-such-python", sys.executable)
    assert done.returncode == 1
    assert "PYTHON=no-such-python" in done.stderr
    assert done.stdout == ""
