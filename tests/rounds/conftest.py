"""A copy of the template round, to be broken one way at a time."""

import pytest

from hotseat.rounds.scaffold import new_round


class Folder:
    """A round's folder that a test edits."""

    def __init__(self, path):
        self.path = path

    def edit(self, old, new, *, file="round.yaml"):
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file} any more"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return self


@pytest.fixture
def folder(tmp_path):
    return Folder(new_round("my-round", within=tmp_path))
