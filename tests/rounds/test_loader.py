"""A folder becomes a Round, and everything that is wrong with it is said at once, with file and line."""

import pickle
import shutil

import pytest

from hotseat.rounds.catalogue import OURS
from hotseat.rounds.errors import RoundError
from hotseat.rounds.loader import digest, examine_round, read_round


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
    edit(webhooks, "must: [crash-window]", "must: [crash-windows]")
    edit(webhooks, "{crash: $sender, between", "{crash: $sendr, between")
    found = [str(problem) for problem in examine_round(webhooks).problems]
    assert any("the phases take 59 minutes together, the round 60" in one for one in found)
    assert any("did you mean 'crash-window'?" in one and "line" in one for one in found)
    assert any("did you mean 'sender'?" in one and "line" in one for one in found)


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(RoundError, match="there is no folder"):
        read_round(tmp_path / "nothing")
