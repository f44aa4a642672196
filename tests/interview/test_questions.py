from concurrent.futures import ThreadPoolExecutor

import pytest
from asking import ROUNDS, held_out, left_out, measure
from small_round import ROUND

from hotseat.interview.questions import Questions, stem, words
from hotseat.rounds import catalogue


@pytest.mark.parametrize("name", ROUNDS)
def test_there_are_sixty_held_out_questions_and_twenty_that_no_fact_answers(name):
    pairs = held_out(name)
    facts, asked_as = catalogue.find(name).facts, set()
    for fact in facts.values():
        asked_as |= {fact.question.lower(), *(one.lower() for one in fact.asked_as)}
    assert len(pairs) >= 80
    assert sum(fact is None for _, fact in pairs) >= 20
    assert {fact for _, fact in pairs if fact} == set(facts)


@pytest.mark.parametrize("name", ROUNDS)
def test_seven_in_ten_held_out_questions_find_their_fact_and_few_strange_ones_find_any(name):
    found = measure(Questions(catalogue.find(name).facts), held_out(name))
    print(name, found)
    assert found.right >= 0.7 * found.asked
    assert found.wrong <= 0.1 * found.asked
    assert found.false <= 0.2 * found.strange


@pytest.mark.parametrize("name", ROUNDS)
def test_a_wording_of_the_rounds_own_finds_its_fact(name):
    facts = catalogue.find(name).facts
    questions = Questions(facts)
    pairs = [(wording, key) for key, fact in facts.items() for wording in (fact.question, *fact.asked_as)]
    assert measure(questions, pairs).right >= 0.95 * len(pairs)
    assert left_out(name).asked == len(pairs) - len(facts)


def test_inflections_and_words_of_the_trade_meet():
    questions = Questions(ROUND.facts)
    assert questions.hear("WHAT'S THE PEAK LOAD").fact == "peak"
    assert questions.hear("is it ok if clicks get lost").fact == "loss"


def test_nothing_and_noise_are_your_call():
    questions = Questions(ROUND.facts)
    for text in ("", "???", "the of and", "x" * 1000, "日本語"):
        assert questions.hear(text).fact is None
    assert Questions({}).hear("peak?").fact is None


def test_many_may_ask_at_the_same_time():
    """The stemmer keeps the word that it is at; shared without a lock, it mixes up words or falls over."""
    stem.cache_clear()
    asked = [f"charging{n}ations relational conditionally" for n in range(400)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(words, asked))
    stem.cache_clear()
    assert together == [words(text) for text in asked]
