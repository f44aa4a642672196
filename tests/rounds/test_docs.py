"""docs/rounds.md explains every key of a round, and none that is not there."""

import dataclasses
import re
from pathlib import Path

import pytest

from hotseat.design.shapes import keys_of
from hotseat.rounds import round as rounds

PAGE = (Path(__file__).parents[2] / "docs" / "rounds.md").read_text(encoding="utf-8")
CLASSES = [one for one in vars(rounds).values() if dataclasses.is_dataclass(one) and one.__module__ == rounds.__name__]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_key_is_explained(cls):
    missing = [key for key in keys_of(cls) if not re.search(rf"`{key}[`:]", PAGE)]
    assert not missing, f"add to docs/rounds.md, {cls.__name__}: {missing}"


def test_every_verdict_and_failure_mode_is_named():
    assert all(f"`{word}`" in PAGE for word in rounds.FailureMode.__args__)


def test_the_example_of_a_package_is_the_group_that_is_read():
    from hotseat.rounds.catalogue import GROUP

    assert f'[project.entry-points."{GROUP}"]' in PAGE
