"""The published schema is up to date, takes what the reader takes, and refuses what it refuses."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from drawn_designs import FILES, WEBHOOKS, designs
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from hotseat.design.reading import read_design
from hotseat.design.schema import PUBLISHED, design_schema, schema_text
from hotseat.design.writing import to_json

SCHEMA = Draft202012Validator(design_schema())
EXAMPLES = [WEBHOOKS, FILES / "everything.design.yaml", *Path("examples").glob("*.design.yaml")]


def plain(path):
    """A file as an editor's YAML 1.2 parser gives it: `on` is a word."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if first not in "oOyYnN" or tag != "tag:yaml.org,2002:bool"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def test_the_published_schema_is_up_to_date():
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run `python -m hotseat.design.schema`"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(design_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_valid(path):
    SCHEMA.validate(plain(path))
    SCHEMA.validate(to_json(read_design(path)))


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(designs())
def test_every_design_written_is_valid(design):
    SCHEMA.validate(json.loads(json.dumps(to_json(design))))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("nodes", "api", "concurency"), 3), (("nodes", "api", "ttl"), "3s"), (("nodes", "api", "replicas"), "four"),
        (("traffic", "events", "rate"), 2000), (("traffic", "events", "rate"), "2000/m"), (("duration",), "20 m"),
        (("nodes", "api", "on", "publish", 0), {"work": {"expo": "2ms"}}), (("nodes", "api", "on", "publish", 0), "work"),
        (("objectives", "charge"), ["lost"]), (("faults",), [{"slow": "log"}]), (("hotseat",), 2), (("nodes", "x"), {}),
    ],
)  # fmt: skip
def test_bad_ones_are_refused(path, value):
    data = copy.deepcopy(plain(WEBHOOKS))
    here = data
    for word in path[:-1]:
        here = here[word]
    here[path[-1]] = value
    assert not SCHEMA.is_valid(data)
