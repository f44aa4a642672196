"""What the words of a question speak of."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.interview.vocabulary import LONGEST_PHRASE, mended, split, stem, terms, vocabulary


@pytest.mark.parametrize(
    ("one", "other", "idea"),
    [
        ("What is the QPS?", "how much traffic", "#load"),
        ("latency", "How quickly does it answer?", "#latency"),
        ("a dead-letter queue", "When do we give up?", "#give-up"),
        ("is it idempotent", "more than once", "#duplicate"),
        ("FIFO?", "Do they arrive in sequence?", "#order"),
        ("how many nines", "Can a region be down?", "#outage"),
        ("what may it cost", "any budget", "#cost"),
    ],
)
def test_words_that_mean_the_same_speak_of_one_idea(one, other, idea):
    assert idea in terms(one)
    assert idea in terms(other)


def test_the_longest_phrase_counts_and_not_its_words():
    assert "#outage" not in terms("a dead letter")
    assert "#outage" in terms("it is dead")


def test_ideas_are_also_told_together():
    assert "#latency#receiver" in terms("latency of the receiver")
    assert "#latency#receiver" not in terms("latency of the design")


def test_inflections_meet_and_chatter_is_left_out():
    assert set(terms("charged")) & set(terms("charges"))
    assert terms("so, what would you say we should roughly know?") == []


def test_a_number_is_parted_from_its_unit_and_a_percentile_is_not():
    assert split("50ms at p99, it's 2kB") == ["50", "ms", "at", "p99", "it", "2", "kb"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("latancy", ("latency",)), ("througput", ("throughput",)), ("retension", ("retention",)),
        ("ratelimit", ("rate", "limit")), ("latency", ("latency",)), ("rps", ("rps",)), ("xyzzyx", ("xyzzyx",)),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_put_right_and_two_words_in_one_are_parted(written, meant):
    assert mended(written, vocabulary().words) == meant


def test_words_of_the_round_are_spelled_right():
    assert terms("latancy", vocabulary().words | {"latancy"}) == [stem("latancy")]


def test_every_phrase_is_short_enough_to_be_found_and_found():
    for phrase, ideas in vocabulary().ideas.items():
        assert 1 <= len(phrase) <= LONGEST_PHRASE
        assert len(set(ideas)) == len(ideas), f"{phrase} speaks of {ideas}"


@given(st.text(max_size=300))
def test_any_text_says_the_same_twice_and_nothing_twice(text):
    said = terms(text)
    assert said == terms(text)
    assert len(said) == len(set(said))


def test_many_may_ask_at_the_same_time():
    """The stemmer keeps the word that it is at; shared without a lock, it mixes up words or falls over."""
    stem.cache_clear()
    asked = [f"charging{n}ations relational conditionally" for n in range(400)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(terms, asked))
    stem.cache_clear()
    assert together == [terms(text) for text in asked]
