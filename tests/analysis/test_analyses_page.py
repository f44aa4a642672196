"""The Python of docs/analyses.md runs as it stands there, but for shorter runs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_python_of_the_page_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"```python\n(.*?)```", Path("docs/analyses.md").read_text("utf-8"), re.DOTALL)
    code, changed = re.subn(
        r"^(.*hotseat\.(?:stress|ablate|sweep|compare)\(.*)\)$", r"\1, duration=2.0)", code, flags=re.MULTILINE
    )
    assert changed == 4
    found: dict[str, object] = {}
    exec(code.replace("seeds=3", "seeds=1").replace("seeds=5", "seeds=1"), found)
    assert {"design", "result", "bearing", "roles", "rows", "other"} <= found.keys()
