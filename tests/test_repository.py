"""The repository keeps its own promises: locks without addresses, documented targets, links that lead somewhere."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import hotseat

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "benchmarks/requirements.lock"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Folders that exist on somebody's machine only. The parts are joined here so that this file does not find itself.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/$}-])/(?:" + "|".join(["ro" + "ot", "ho" + "me", "Us" + "ers", "wo" + "rk", "op" + "t"]) + r")/\w"
)
REGISTRY_HOST = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(?:org|com)", "yarn" + r"pkg\."])
)


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def tracked_files():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def tracked_texts():
    for name in tracked_files():
        try:
            yield name, text(name)
        except UnicodeDecodeError:
            continue  # a picture, or an example of bad input


def pages():
    return [name for name in tracked_files() if name.endswith(".md")]


def makefile_targets():
    """Every target that the Makefile names as callable, with the comment `make help` prints, or None."""
    joined = text("Makefile").replace("\\\n", " ")
    names = re.search(r"^\.PHONY:(.*)$", joined, re.MULTILINE)[1].split()
    rules = dict(re.findall(r"^([a-z][a-z-]*):(?!=)(.*)$", joined, re.MULTILINE))
    assert set(rules) == set(names), "every rule is in .PHONY, and nothing else is"
    return {name: rules[name].partition("## ")[2] for name in names}


def locked(lock):
    """The lock's blocks: a requirement and the lines that belong to it."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", text(lock), flags=re.MULTILINE)[1:]
    assert blocks, f"{lock} is empty"
    return [(Requirement(block.partition("\\")[0].strip()), block) for block in blocks]


# --- set-up ---


def test_every_target_of_the_makefile_is_documented():
    undocumented = [name for name, comment in makefile_targets().items() if not comment]
    assert undocumented == []


def test_make_help_is_the_default_and_prints_every_target():
    output = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True, env=without_make()).stdout
    for name in makefile_targets():
        assert f"make {name} " in output


def without_make():
    """The environment without the marks of a make that may be running this test."""
    return {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "MFLAGS"}


def test_the_two_commands_of_the_readme_come_first():
    commands = re.findall(r"^make ([a-z-]+)", text("README.md"), re.MULTILINE)
    assert commands[:2] == ["serve", "test"]


def test_every_make_command_in_the_pages_exists():
    for page in pages():
        for name in re.findall(r"(?:^|`)make ([a-z-]+)", text(page), re.MULTILINE):
            assert name in makefile_targets(), f"{page}: make {name}"


def test_continuous_integration_runs_make_test_and_nothing_before_it():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, ".ci/run must be executable"
    commands = [line for line in text(".ci/run").splitlines() if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "make test"]


# --- locks ---


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_its_hashes(lock):
    for requirement, block in locked(lock):
        assert [part.operator for part in requirement.specifier] == ["=="], requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), f"{requirement} has no hash"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_no_address(lock):
    assert not re.search(r"://|--index-url|--extra-index-url|--find-links|-f |-i |@ ", text(lock))


def test_the_lock_satisfies_the_project_file():
    groups = PROJECT["dependency-groups"]
    wanted = [
        *PROJECT["project"]["dependencies"],
        *groups["dev"],
        *groups["build"],
        *PROJECT["build-system"]["requires"],
    ]
    wanted += [extra for extras in PROJECT["project"]["optional-dependencies"].values() for extra in extras]
    versions = {}
    for requirement, _ in locked("requirements.lock"):
        versions.setdefault(canonicalize_name(requirement.name), []).append(
            str(requirement.specifier).removeprefix("==")
        )
    for requirement in map(Requirement, wanted):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement} is not locked; run `make lock`"
        assert all(requirement.specifier.contains(version) for version in found), (
            f"{requirement}: {found}; run `make lock`"
        )


def test_the_benchmarks_run_the_versions_that_the_tests_run():
    tests = {str(requirement) for requirement, _ in locked("requirements.lock")}
    names = {requirement.name for requirement, _ in locked("requirements.lock")}
    shared = {
        str(requirement).split(";")[0]
        for requirement, _ in locked("benchmarks/requirements.lock")
        if requirement.name in names
    }
    assert "llvmlite" in {entry.split("==")[0] for entry in shared}
    assert shared <= {entry.split(";")[0] for entry in tests}


# --- files ---


def test_no_file_names_a_place_on_one_machine_or_a_registry():
    found = []
    for name, content in tracked_texts():
        for number, line in enumerate(content.splitlines(), 1):
            if MACHINE_PATH.search(line) or REGISTRY_HOST.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert found == []


def test_every_link_between_pages_leads_somewhere():
    for page in pages():
        for target in re.findall(r"\]\(([^)#\s]+)", text(page)):
            elsewhere = "://" in target or target.startswith("mailto:")
            shown = page.startswith("src/hotseat/community/write_ups/") and target.startswith("/")
            if not elsewhere and not shown:  # a write-up's `/rounds/webhooks` is a page of the server
                assert (ROOT / page).parent.joinpath(target).exists(), f"{page}: {target}"


def test_every_page_of_the_guide_is_linked_from_its_index():
    index = text("docs/index.md")
    for page in pages():
        if page.startswith("docs/") and page != "docs/index.md":
            assert f"]({page.removeprefix('docs/')}" in index, f"docs/index.md does not link {page}"


def test_every_ignored_lint_rule_is_explained():
    block = re.search(r"^ignore = \[\n(.*?)^\]", text("pyproject.toml"), re.MULTILINE | re.DOTALL)[1]
    assert [line for line in block.splitlines() if not re.search(r"# \w+", line)] == []


def test_the_version_is_the_same_everywhere():
    assert PROJECT["project"]["version"] == hotseat.__version__


def test_the_changelog_has_a_place_for_what_comes_next():
    headings = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
