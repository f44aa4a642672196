"""The write-ups that come with Hotseat: what the public ones tell is there, and the rest is labelled."""

import re
import tomllib
from pathlib import Path

import pytest

from hotseat.community.library import Library
from hotseat.community.loader import FOLDER, read_folder
from hotseat.community.markdown import plain
from hotseat.community.write_up import HEADINGS
from hotseat.rounds.catalogue import all_rounds

WRITE_UPS = {write_up.slug: write_up for write_up in read_folder()}
KNOWN = tomllib.loads((Path(__file__).parent / "known.toml").read_text(encoding="utf-8"))
DOCS = (FOLDER.parents[3] / "docs" / "examples.md").read_text(encoding="utf-8")


def told(slug):
    """All that a reader sees of a write-up, as one line of text."""
    write_up = WRITE_UPS[slug]
    loop = [f"{part.title} {part.minutes or ''} {part.note}" for part in write_up.loop]
    front = [write_up.title, write_up.summary, write_up.prompt, write_up.graded, write_up.outcome, write_up.role]
    company = [
        write_up.level,
        write_up.company.stage,
        write_up.company.size,
        write_up.company.name or "",
        write_up.when or "",
    ]
    return " ".join([*front, *company, *loop, *(plain(section.html) for section in write_up.sections)])


def body(slug):
    return " ".join(plain(section.html) for section in WRITE_UPS[slug].sections)


def test_there_are_eighteen():
    assert set(WRITE_UPS) == set(KNOWN)
    assert len(WRITE_UPS) == 18


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_a_write_up_is_worth_reading_and_no_longer(slug):
    assert 350 <= len(body(slug).split()) <= 700


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_a_write_up_has_every_section(slug):
    assert [section.key for section in WRITE_UPS[slug].sections] == list(HEADINGS)


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_a_summary_is_one_sentence(slug):
    summary = WRITE_UPS[slug].summary
    assert summary.endswith(".")
    assert summary.count(". ") == 0
    assert 60 <= len(summary) <= 200


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_what_is_publicly_known_is_told(slug):
    missing = [fact for fact in KNOWN[slug]["told"] if fact.lower() not in told(slug).lower()]
    assert missing == []


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_nothing_is_quoted_that_the_public_write_up_does_not_have(slug):
    assert re.findall(r'"([^"]+)"', body(slug)) == KNOWN[slug].get("quoted", [])


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_nobody_speaks_in_the_first_person(slug):
    text = re.sub(r'"[^"]+"', "", body(slug))
    for heading in WRITE_UPS[slug].sections:
        assert not re.search(r"\b(I'm|I've|my|mine|myself)\b", plain(heading.html))
    assert not re.search(r"(?<![*\w] )\bI (was|am|had|have|got|did|thought|felt|drew|said)\b", text)


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_companies_are_named_only_where_the_public_write_up_names_them(slug):
    assert WRITE_UPS[slug].company.name == KNOWN[slug].get("company")
    for name in ("Stripe", "Cloudflare", "Coinbase", "Meta", "Google", "Amazon", "Netflix"):
        if name != KNOWN[slug].get("company"):
            assert name not in body(slug)


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_what_is_ours_and_what_is_unknown_is_said(slug):
    write_up = WRITE_UPS[slug]
    assert write_up.unknown
    assert write_up.ours
    last = plain(write_up.sections[-1].html)
    assert "Known" in last or "Not known" in last
    assert re.search(r"\b[Oo]urs\b|\bour\b", last)


@pytest.mark.parametrize("slug", [slug for slug in WRITE_UPS if KNOWN[slug].get("title_only")])
def test_where_only_a_title_is_known_the_middle_is_labelled_as_ours(slug):
    sections = {section.key: section for section in WRITE_UPS[slug].sections}
    assert sections["first-pass"].reconstructed
    assert sections["question"].reconstructed
    assert sections["graded"].reconstructed
    assert "summary" in plain(sections["setting"].html)
    assert WRITE_UPS[slug].origin.path is None


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_a_write_up_names_its_origin_and_its_round(slug):
    write_up = WRITE_UPS[slug]
    assert write_up.origin.site == "CodeSnatch community"
    assert write_up.origin.path is None or write_up.origin.path.startswith("/community/")
    assert write_up.tags[0] == "system-design-interview"
    assert write_up.round == KNOWN[slug].get("round", slug)
    ready = slug in ("webhooks", "edge-flags")
    assert ("in preparation" in plain(write_up.sections[6].html)) is not ready


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_minutes_are_those_that_are_known(slug):
    assert [part.minutes for part in WRITE_UPS[slug].loop if part.minutes] == KNOWN[slug].get("minutes", [])


@pytest.mark.parametrize("slug", WRITE_UPS)
def test_examples_that_are_named_are_there_and_their_numbers_are_those_of_the_guide(slug):
    named = re.findall(r"examples/([a-z-]+)\.design\.yaml", body(slug))
    for name in named:
        assert (FOLDER.parents[3] / "examples" / f"{name}.design.yaml").exists()
    if named:
        assert KNOWN[slug]["measured"]
    for number in KNOWN[slug].get("measured", []):
        assert number in body(slug)
        assert re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", DOCS)


def test_all_of_them_are_found_in_a_database(store):
    library = Library(store, rounds=["webhooks", "edge-flags"])
    library.load()
    tag = library.tag("system-design-interview")
    assert (tag.name, tag.count, tag.can_be_sat) == ("System Design Interview", 18, 2)
    assert {count.kind: count.count for count in tag.counts} == {"round": 7, "loop": 6, "questions": 4, "article": 1}
    assert [entry.slug for entry in tag.sections[0].entries[:2]] == ["edge-flags", "webhooks"]
    best = {
        "merchant crash recorded": "webhooks",
        "TLS budget": "edge-flags",
        "reorganised chain": "exchange",
        "runbook": "settlement",
    }
    assert {query: library.search(query)[0].entry.slug for query in best} == best


def test_every_round_that_can_be_sat_and_its_write_up_name_each_other():
    for found in all_rounds():
        if found.write_up is not None:
            assert WRITE_UPS[found.write_up].round == found.slug
