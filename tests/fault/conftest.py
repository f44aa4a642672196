from __future__ import annotations

from pathlib import Path  # noqa: TC003

import pytest

from hotseat.fault import find_world

WEBHOOKS = find_world("webhooks").folder


@pytest.fixture
def handler(tmp_path: Path):
    """Writes a handler file and returns its path."""

    def write(text: str, name: str = "handler.py") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
