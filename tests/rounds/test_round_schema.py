"""The published schema of round.yaml is up to date, and takes what the loader takes."""

import copy

import pytest
import yaml
from jsonschema import Draft202012Validator

from hotseat.rounds.catalogue import OURS
from hotseat.rounds.scaffold import TEMPLATE
from hotseat.rounds.schema import PUBLISHED, round_schema, schema_text

SCHEMA = Draft202012Validator(round_schema())


def plain(folder):
    """A round as an editor's YAML 1.2 parser gives it: `No` is a word, `true` is not, and 12:30 is no number."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if first not in "oOyYnN" or tag != "tag:yaml.org,2002:bool"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load((folder / "round.yaml").read_text(encoding="utf-8"), Loader=loader)


def test_the_published_schema_is_up_to_date():
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run `python -m hotseat.rounds.schema`"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(round_schema())


@pytest.mark.parametrize("folder", [OURS / "webhooks", OURS / "edge-flags", TEMPLATE], ids=lambda folder: folder.name)
def test_our_rounds_are_valid(folder):
    problems = [f"{error.json_path}: {error.message[:200]}" for error in SCHEMA.iter_errors(plain(folder))]
    assert not problems


def test_what_the_loader_refuses_the_schema_refuses():
    good = plain(OURS / "webhooks")
    for change in (lambda r: r.pop("title"), lambda r: r.update(titel="x"), lambda r: r.update(kind="quiz")):
        bad = copy.deepcopy(good)
        change(bad)
        assert not SCHEMA.is_valid(bad)


def test_what_a_folder_adds_is_no_key():
    assert not {"slug", "prompt", "start", "sources", "files"} & set(round_schema()["properties"])
