"""A folder becomes a Round, and everything that is wrong with it is said at once, with file and line."""

import pickle
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotseat.rounds.catalogue import OURS
from hotseat.rounds.errors import RoundError
from hotseat.rounds.loader import digest, examine_round, read_round

BAD = {"empty": b"", "not UTF-8": b"\xff\xfe\x00", "blank": b" \n", "huge": b"x" * 1_000_001}


@pytest.fixture
def webhooks(tmp_path):
    return shutil.copytree(OURS / "webhooks", tmp_path / "webhooks")


def edit(folder, old, new, *, file="round.yaml"):
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file} any more"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_round_knows_its_slug_and_its_texts(webhooks):
    round_ = read_round(webhooks)
    assert round_.slug == "webhooks"
    assert "guarantees that you can defend" in round_.prompt
    assert "merchants" in round_.start
    assert set(round_.files) >= {"designs/defended.design.yaml", "scripts/defended.answers.yaml"}
    assert pickle.loads(pickle.dumps(round_)) == round_


def test_the_digest_changes_with_any_file(webhooks):
    before = digest(webhooks)
    assert before == digest(read_round(webhooks))
    edit(webhooks, "endpoints over HTTPS", "endpoints over the network", file="prompt.md")
    assert digest(webhooks) != before


def test_every_problem_is_found_at_once_with_its_line(webhooks):
    edit(webhooks, "minutes: 14,", "minutes: 13,")
    edit(webhooks, "must: [crash-window,", "must: [crash-windows,")
    edit(webhooks, "{crash: $sender, between", "{crash: $sendr, between")
    found = [str(problem) for problem in examine_round(webhooks).problems]
    assert any("the phases take 59 minutes together, the round 60" in one for one in found)
    assert any("did you mean 'crash-window'?" in one and "line" in one for one in found)
    assert any("did you mean 'sender'?" in one and "line" in one for one in found)


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(RoundError, match="there is no folder"):
        read_round(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["prompt.md", "start.design.yaml", "sources.md", "round.yaml"])
def test_a_missing_file_is_named(folder, name):
    (folder.path / name).unlink()
    assert any(name in str(problem) for problem in examine_round(folder.path).problems)


@pytest.mark.parametrize(
    "name", ["prompt.md", "start.design.yaml", "designs/weak.design.yaml", "scripts/weak.answers.yaml", "round.yaml"]
)
@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_file_that_is_no_text_is_a_sentence(folder, name, data):
    (folder.path / name).write_bytes(data)
    problems = examine_round(folder.path).problems
    assert problems
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize(
    "text",
    ["- a\n- b\n", "x\n", "hotseat_round: 1\n", "a: [\n", "hotseat_round: [1]\ntitle: {}\n", "null\n", "&a [*a]\n"],
)
def test_a_main_file_that_is_no_round_is_problems_and_no_crash(folder, text):
    (folder.path / "round.yaml").write_text(text, encoding="utf-8")
    found = examine_round(folder.path)
    assert found.round is None
    assert found.problems


def test_a_directory_in_place_of_a_file_is_a_sentence(folder):
    (folder.path / "prompt.md").unlink()
    (folder.path / "prompt.md").mkdir()
    assert any("prompt.md is missing" in str(problem) for problem in examine_round(folder.path).problems)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mangled_round_is_problems_and_never_another_error(folder, data):
    original = (folder.path / "round.yaml").read_text(encoding="utf-8")
    lines = original.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        where = data.draw(st.integers(0, len(lines) - 1))
        line = lines[where]
        worse = ["", "x", "  - {}", f"{line} {{", "title: [1]", line.replace(":", ""), line.upper()]
        lines[where] = data.draw(st.sampled_from(worse))
    try:
        (folder.path / "round.yaml").write_text("\n".join(lines), encoding="utf-8")
        found = examine_round(folder.path)
        assert found.round is not None or found.problems
    finally:
        (folder.path / "round.yaml").write_text(original, encoding="utf-8")


@pytest.mark.parametrize("name", ["round.yaml", "prompt.md"])
def test_a_file_without_an_end_is_not_read_to_its_end(folder, name):
    (folder.path / name).unlink()
    (folder.path / name).symlink_to("/dev/zero")
    assert examine_round(folder.path).problems


def test_a_name_that_no_file_can_have_is_not_there(folder):
    folder.edit("designs/weak.design.yaml", "w" * 9999)
    (problem,) = examine_round(folder.path).problems
    assert "there is no file 'wwww" in str(problem)


def test_a_round_for_a_newer_version_says_so(folder):
    folder.edit("hotseat_round: 1", "hotseat_round: 2")
    (problem,) = examine_round(folder.path).problems
    assert "written for a newer Hotseat, which reads version 2: upgrade" in str(problem)
