"""The public interface is the names in `hotseat.__all__`; adding or removing one is a decision, made here as well."""

import json
import subprocess
import sys

import pytest

import hotseat

# One name a line, sorted: a new public name is one new line here, and one in CHANGELOG.md.
PUBLIC = [
    "Design",
    "DesignError",
    "EngineError",
    "HotseatError",
    "LabError",
    "Problem",
    "Result",
    "__version__",
    "ablate",
    "check_design",
    "compare",
    "examine",
    "from_json",
    "parse_fault",
    "read_design",
    "read_prices",
    "scale_load",
    "set_value",
    "set_values",
    "simulate",
    "stress",
    "sweep",
    "to_json",
    "to_mermaid",
    "with_fault",
    "write_design",
]

# Parts that a bare `import hotseat` must not load: they are what makes a program slow to start.
HEAVY = ["dask", "distributed", "llvmlite", "numpy", "pandas", "rich", "yaml"]


def test_the_public_names_are_these():
    assert sorted(hotseat.__all__) == sorted(PUBLIC)


def test_every_public_name_can_be_had():
    for name in PUBLIC:
        assert getattr(hotseat, name) is not None


def test_dir_shows_the_public_names():
    assert set(dir(hotseat)) == set(PUBLIC)


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="simulat"):
        hotseat.simulat  # noqa: B018 (reading the attribute is the test)


def test_importing_hotseat_loads_nothing_heavy():
    program = "import hotseat, json, sys; print(json.dumps(sorted(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not set(HEAVY) & set(json.loads(output))
