"""The catalogue: our rounds, those of packages, and broken ones that hide no other."""

from importlib.metadata import EntryPoint

import pytest

from hotseat.rounds import catalogue as catalogues
from hotseat.rounds.errors import RoundError
from hotseat.rounds.scaffold import new_round


@pytest.fixture
def others(tmp_path, monkeypatch):
    """Rounds of somebody's package, found through an entry point."""

    def bring(*points):
        monkeypatch.setattr(catalogues, "entry_points", lambda *, group: points)
        catalogues.catalogue.cache_clear()
        return tmp_path

    yield bring
    monkeypatch.undo()
    catalogues.catalogue.cache_clear()


class Point(EntryPoint):
    """An entry point whose value is at hand."""

    def load(self):
        return POINTS[self.value]


POINTS = {}


def point(name, value):
    POINTS[name] = value
    return Point(name, name, "hotseat.rounds")


def test_ours_are_there():
    assert {"webhooks", "edge-flags"} <= set(catalogues.slugs())
    assert not catalogues.catalogue().problems
    assert catalogues.find("webhooks") is catalogues.find("webhooks")


def test_an_unknown_slug_is_told_the_nearest():
    with pytest.raises(RoundError, match="did you mean 'webhooks'"):
        catalogues.find("webhook")


def test_a_third_round_needs_no_code(others, tmp_path):
    new_round("third", within=tmp_path)
    others(point("theirs", lambda: tmp_path))
    assert catalogues.find("third").title == "Third"
    assert catalogues.slugs()[-1] == "third"


def test_a_broken_round_is_reported_and_hides_no_other(others, tmp_path):
    new_round("good", within=tmp_path)
    (new_round("bad", within=tmp_path) / "prompt.md").unlink()
    others(point("theirs", lambda: tmp_path))
    assert "good" in catalogues.slugs()
    assert "webhooks" in catalogues.slugs()
    assert "bad" not in catalogues.slugs()
    with pytest.raises(RoundError, match=r"prompt\.md is missing"):
        catalogues.find("bad")


def test_a_package_that_cannot_be_loaded_is_reported(others, tmp_path):
    def fails():
        raise ZeroDivisionError("oh")

    others(point("a", fails), point("b", lambda: tmp_path / "nowhere"), point("c", 7))
    said = [str(problem) for problem in catalogues.catalogue().problems]
    assert len(said) == 3
    assert "ZeroDivisionError: oh" in said[0]
    assert "there is no folder" in said[1]
    assert "webhooks" in catalogues.slugs()


def test_who_was_first_keeps_the_slug(others, tmp_path):
    new_round("webhooks", within=tmp_path)
    others(point("theirs", lambda: tmp_path))
    assert catalogues.find("webhooks").minutes == 60
    assert "has a round 'webhooks' too" in str(catalogues.catalogue().problems[0])
