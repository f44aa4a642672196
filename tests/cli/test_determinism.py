"""The same file, seed and engine give the same bytes: in another process, with another hash seed, without the compiler."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path(__file__).parent.parent / "analysis" / "files"
PROGRAM = """
import sys
from hotseat.cli.main import main
for file in sys.argv[1:]:
    main(["run", file, "--json", "--for", "600ms", "--seed", "4"])
"""


def bytes_of(**environment):
    files = [str(FILES / f"{name}.design.yaml") for name in ("cached", "queued", "one")]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *files], capture_output=True, env={**os.environ, **environment}, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def compiled():
    return bytes_of(PYTHONHASHSEED="1")


def test_they_are_three_whole_results(compiled):
    assert compiled.count(b'"engine"') == 3
    assert b"NaN" not in compiled


def test_another_process_with_another_hash_seed(compiled):
    assert bytes_of(PYTHONHASHSEED="2") == compiled


def test_without_the_compiler(compiled):
    assert bytes_of(HOTSEAT_DISABLE_JIT="1") == compiled


def test_another_seed_is_another_result(compiled):
    from hotseat import read_design, simulate
    from hotseat.load.export import to_json_text

    design = read_design(FILES / "one.design.yaml")
    texts = {to_json_text(simulate(design, seed=seed, duration=0.6)) for seed in (4, 5)}
    assert len(texts) == 2
    assert any(text.encode() in compiled for text in texts)


def test_no_float_is_added_by_sum(monkeypatch):
    # what `sum` makes of floats depends on the version of Python: from 3.12 on it corrects for rounding
    import builtins

    from hotseat import ablate, read_design, simulate
    from hotseat.analysis.executor import Job
    from hotseat.analysis.replicate import replicate

    plain = builtins.sum

    def whole(values, start=0):
        values = list(values)
        assert not any(isinstance(value, float) for value in values)
        return plain(values, start)

    monkeypatch.setattr("builtins.sum", whole)
    for name in ("cached", "queued", "one"):
        design = read_design(FILES / f"{name}.design.yaml")
        simulate(design, duration=2)
        replicate(Job(design, 1, 2.0, None, {}), 2)
    ablate(design, seeds=2, duration=1)
