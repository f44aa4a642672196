"""How the kernel is kept on disk: never for tables of another layout."""

from __future__ import annotations

from pathlib import Path

from numba import typeof

from hotseat.load import compiler, kernel, tables


def test_another_layout_is_another_fingerprint(tmp_path: Path):
    changed = tmp_path / "tables.py"
    changed.write_text(Path(tables.__file__).read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert compiler.fingerprint(changed) != compiler.fingerprint(Path(tables.__file__))


def test_compiled_code_is_found_by_that_fingerprint():
    here = Path(compiler.__file__)
    world = kernel.World.__new__(kernel.World)
    assert typeof(world).name == f"World({compiler.fingerprint(here, here.with_name('tables.py'))})"
