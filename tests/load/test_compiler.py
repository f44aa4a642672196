"""How the kernel is compiled and kept on disk: never for other sources, never half, and without a disk just the same."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hotseat.load import compiler, kernel

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import hotseat
from hotseat.load.kernel import run_until
print(run_until.ready())
text = "hotseat: 1\\nname: s\\ntraffic: {p: {to: a.b, rate: 10/s}}\\nnodes: {a: {kind: service, on: {b: [{work: 1ms}]}}}\\n"
print(hotseat.simulate(hotseat.read_design(text), duration=2, warmup=0).traffic["p"].generated)
"""


def said(folder: Path) -> list[str]:
    """What a process of its own says that keeps machine code in a folder: was it there, how many requests it simulated."""
    environment = {**os.environ, "HOTSEAT_CACHE_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_another_source_is_another_fingerprint(tmp_path: Path):
    source = compiler.SOURCES[0]
    changed = tmp_path / source.name
    changed.write_text(source.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert compiler.fingerprint(changed) != compiler.fingerprint(source)
    assert compiler.fingerprint(source, more="another processor") != compiler.fingerprint(source)


def test_machine_code_is_taken_from_disk_the_second_time_and_made_anew_when_it_is_damaged(tmp_path: Path):
    first = said(tmp_path)
    assert first[0] == "False"
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    assert said(tmp_path) == ["True", first[1]]
    file.write_bytes(whole[: len(whole) // 2])
    assert said(tmp_path) == ["False", first[1]]
    assert file.read_bytes() == whole


def test_where_nothing_can_be_kept_the_kernel_is_compiled_all_the_same(tmp_path: Path):
    no_folder = tmp_path / "file"
    no_folder.write_text("", encoding="utf-8")
    assert said(no_folder / "below")[0] == "False"


def test_a_table_that_is_not_contiguous_is_refused():
    import numpy as np

    with pytest.raises(ValueError, match="contiguous"):
        compiler.describe([np.zeros((4, 4))[:, 1]])


def test_the_kernel_has_an_entry_for_each_table_it_names():
    assert set(kernel.World.__slots__) == {"address", "descriptor", *kernel.KINDS}


def test_a_user_without_a_home_has_the_folder_beside_the_source(monkeypatch: pytest.MonkeyPatch):
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("HOTSEAT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(compiler.Path, "home", no_home)
    assert [folder.name for folder in compiler.folders()] == ["__pycache__"]


@pytest.mark.skipif(os.name == "nt", reason="there every file may be read")
def test_whoever_may_read_the_sources_may_read_the_machine_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOTSEAT_CACHE_DIR", str(tmp_path))
    compiler.keep(b"code", "kernel-of-a-test.o")
    assert (tmp_path / "kernel-of-a-test.o").stat().st_mode & 0o777 == 0o644
