import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.community.search import _POSTGRES, MAX_QUERY, MAX_TERMS, Fragment, Term, _fragments, _to_tsquery, parse


def slugs(library, query):
    return [hit.entry.slug for hit in library.search(query)]


def test_a_word_is_found_wherever_it_stands(library):
    assert slugs(library, "zebras") == ["zebra"]
    assert sorted(slugs(library, "counted")) == ["queue", "third", "zebra"]


def test_a_title_counts_more_than_the_text(library):
    assert slugs(library, "queue")[-1] == "zebra"


def test_all_words_must_occur(library):
    assert slugs(library, "zebras caches") == ["zebra"]
    assert slugs(library, "zebras another") == []


def test_words_are_found_in_their_other_forms_and_without_accents(library):
    assert slugs(library, "zebra ") == ["zebra"]
    assert slugs(library, "creme ") == ["zebra"]


def test_the_last_word_may_be_unfinished(library):
    assert slugs(library, "zeb") == ["zebra"]
    assert slugs(library, "zeb ") == []
    assert slugs(library, "zeb* crème ") == ["zebra"]


def test_words_in_quotes_must_stand_together(library):
    assert slugs(library, '"another queue"') == ["third"]
    assert slugs(library, '"queue another"') == []


def test_a_snippet_marks_the_match_and_is_text(library):
    (hit,) = library.search("crème")
    assert [fragment.text for fragment in hit.snippet if fragment.match] == ["crème"]
    assert not any("<" in fragment.text for fragment in hit.snippet)


@pytest.mark.parametrize("query", ["", "   ", "!!!", '"', '""', "*", "\x00", "\ud800"])
def test_a_query_without_a_word_finds_nothing(library, query):
    assert library.search(query) == ()


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE write_ups; --",
        "queue NOT worker",
        "NEAR(queue worker)",
        "title:queue",
        "queue OR",
        "^queue",
        '"queue',
        "queue + - worker",
        "{title} : queue",
        "_",
        "___ queue",
    ],
)
def test_the_databases_own_language_is_only_text(library, query):
    assert {hit.entry.slug for hit in library.search(query)} <= {"queue", "third", "zebra"}
    assert slugs(library, "zebras") == ["zebra"]


def test_any_text_is_a_safe_query(library):
    @given(st.text() | st.text(alphabet="\"*'-+^:(){}NEARORNOT \t\n\\_%aé漢"))
    def safe(query):
        assert len(library.search(query)) <= 3

    safe()


def test_a_query_becomes_terms():
    assert parse('fan-out "read path" zip* end') == (
        Term(("fan", "out")),
        Term(("read", "path")),
        Term(("zip",), prefix=True),
        Term(("end",), prefix=True),
    )


def test_a_query_has_a_most_of_everything():
    assert len(parse("a " * 10_000)) == MAX_TERMS
    assert parse("a" * 10_000) == (Term(("a" * MAX_QUERY,), prefix=True),)


def test_postgresql_gets_words_in_quotes():
    assert _to_tsquery(parse("fan-out zip")) == "('fan' <-> 'out') & ('zip':*)"
    assert _POSTGRES.count(":asked") == _POSTGRES.count(":most") == 1


def test_fragments_alternate():
    assert _fragments("a \x02b\x03 c\x02d\x03") == (
        Fragment("a ", match=False),
        Fragment("b", match=True),
        Fragment(" c", match=False),
        Fragment("d", match=True),
    )
