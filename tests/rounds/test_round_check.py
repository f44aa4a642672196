"""`check` proves a round by running it, and says which claim did not come out."""

import pytest

from hotseat.rounds.check import check
from hotseat.rounds.errors import RoundError
from hotseat.rounds.scaffold import new_round


def test_the_template_is_proved(folder):
    report = check(folder.path)
    assert report.proved, report.findings
    assert report.outcomes["weak"]["slow-supplier"].hurt > 0


@pytest.mark.parametrize("slug", ["webhooks", "edge-flags"])
def test_our_rounds_are_proved(slug):
    from hotseat.rounds.catalogue import catalogue

    report = check(catalogue().folders[slug])
    assert report.proved, report.findings
    assert len(report.round.pushbacks) >= 6
    assert len(report.round.facts) >= 12
    events = [[evidence.events for evidence in ran.values()] for ran in report.outcomes.values()]
    assert max(map(max, events)) < 4e6, "a probe takes well under a second"
    assert max(map(sum, events)) < 25e6, "all pushbacks are run between two strokes"
    assert all(10 <= len(fact.asked_as) <= 20 and fact.topic for fact in report.round.facts.values())


def test_a_folder_that_is_no_round_is_not_run(folder):
    folder.edit("minutes: 30", "minutes: 31")
    report = check(folder.path)
    assert report.round is None
    assert report.problems
    assert not report.outcomes
    assert not report.proved


def test_a_claim_that_does_not_come_out_is_told_with_what_was_measured(folder):
    folder.edit("    breaks: [slow-supplier]", "    keeps: [slow-supplier]")
    sentences = check(folder.path).findings
    assert len(sentences) == 1
    assert "reference 'weak' should keep 'slow-supplier': visits: p(99) < 500ms (measured" in sentences[0]


def test_a_probe_that_nobody_fails_separates_nobody(folder):
    folder.edit("factor: 100", "factor: 1.01")
    sentences = check(folder.path).findings
    assert "pushback 'slow-supplier' separates nobody: every reference (weak and strong) keeps it" in sentences
    assert "rubric item 'slow-supplier' separates nobody: every reference (weak and strong) keeps it" in sentences
    assert any("should break" in one for one in sentences)


def test_a_probe_of_a_node_that_is_not_there_says_which(folder):
    folder.edit("{slow: supplier,", "{slow: suplier,")
    sentences = check(folder.path).findings
    assert any(one.startswith("pushback 'slow-supplier' cannot be run on any reference: ") for one in sentences)
    assert any("suplier" in one and "did you mean 'supplier'?" in one for one in sentences)


def test_a_reference_that_is_no_design_is_told_so(folder):
    folder.edit("kind: service", "kind: servce", file="designs/strong.design.yaml")
    assert any("designs/strong.design.yaml cannot be run" in one for one in check(folder.path).findings)


@pytest.mark.parametrize("slug", ["", "My Round", "a/b", "../x", "-a", "a--b", "x" * 61])
def test_a_slug_that_cannot_be_one_is_refused(slug, tmp_path):
    with pytest.raises(RoundError, match="is no slug"):
        new_round(slug, within=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_overwritten(tmp_path):
    new_round("mine", within=tmp_path)
    with pytest.raises(RoundError, match="is there already"):
        new_round("mine", within=tmp_path)
