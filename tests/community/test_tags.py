import pytest

from hotseat.community.tags import KindCount, known_tags, page, read_tags
from hotseat.community.write_up import SLUG
from hotseat.errors import WriteUpError


def test_every_tag_has_a_slug_a_name_and_a_line_about_it():
    assert known_tags()["system-design-interview"].name == "System Design Interview"
    for slug, tag in known_tags().items():
        assert SLUG.fullmatch(slug)
        assert tag.name
        assert tag.about.endswith(".")


def test_a_tags_page_counts_by_kind_and_lists_its_community(library):
    tag = library.tag("system-design-interview")
    assert (tag.name, tag.slug, tag.count, tag.can_be_sat) == (
        "System Design Interview",
        "system-design-interview",
        3,
        1,
    )
    assert tag.counts == (KindCount("round", 3),)
    (section,) = tag.sections
    assert section.title == "Community"
    assert section.entries[0].title == "A queue that would not drain"
    assert section.entries[0].summary == "A queue grew for an hour, and the question was why nobody had looked."
    assert tag.feed == "/tags/system-design-interview/feed.atom"


def test_a_tag_that_nobody_used_has_no_sections():
    assert page("cdn", []).sections == ()
    assert page("cdn", []).counts == ()


def test_a_file_of_tags_is_read_with_its_mistakes_by_line():
    with pytest.raises(WriteUpError) as caught:
        read_tags("a: {name: A}\nb: {nmae: B}\na: {name: C}\n", file="tags.yaml")
    assert {(problem.where, problem.line) for problem in caught.value.problems} == {
        ("a", 3),
        ("b.nmae", 2),
        ("b.name", 2),
    }
