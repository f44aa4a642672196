"""Questions find their fact, are asked back, or are the candidate's call."""

from dataclasses import replace

import pytest
from asking import ANSWERED, OFFERED, ROUNDS, WRONG, left_out, measure, questions_of
from small_round import ROUND

from hotseat.interview.questions import Bar, Questions, topic_of
from hotseat.rounds import catalogue
from hotseat.rounds.round import Fact


@pytest.fixture(scope="module", params=ROUNDS)
def known(request):
    facts = catalogue.find(request.param).facts
    return request.param, facts, Questions(facts)


@pytest.mark.parametrize("kind", ["", "-development"])
def test_there_are_sixty_questions_that_a_fact_answers_and_twenty_that_none_does(known, kind):
    name, facts, _ = known
    pairs = questions_of(name + kind)
    assert sum(fact is not None for _, fact in pairs) >= 55
    assert sum(fact is None for _, fact in pairs) >= 20
    assert {fact for _, fact in pairs if fact} == set(facts)


def test_held_out_and_development_questions_are_different_ones(known):
    name, _, _ = known
    held_out = {question.lower() for one in (name, f"{name}-second") for question, _ in questions_of(one)}
    assert not held_out & {question.lower() for question, _ in questions_of(f"{name}-development")}


def test_most_held_out_questions_are_understood_and_few_misunderstood(known):
    name, _, questions = known
    found = measure(questions, questions_of(name))
    print(name, found)
    assert found.share(ANSWERED) >= 0.8
    assert found.share(ANSWERED, OFFERED) >= 0.9
    assert found.share(WRONG) <= 0.04
    assert found.false <= 0.12


def test_most_of_the_second_held_out_set_is_answered_or_asked_back_with_the_right_topic(known):
    name, _, questions = known
    found = measure(questions, questions_of(f"{name}-second"))
    print(name, found)
    assert found.share(ANSWERED, OFFERED) >= 0.8
    assert found.share(WRONG) <= 0.04
    assert found.false <= 0.12


def test_a_wording_that_the_round_did_not_have_is_mostly_understood(known):
    found = left_out(known[0])
    assert found.share(ANSWERED, OFFERED) >= 0.85
    assert found.share(WRONG) <= 0.03


def test_a_wording_of_the_rounds_own_finds_its_fact(known):
    _, facts, questions = known
    pairs = [(wording, key) for key, fact in facts.items() for wording in (fact.question, *fact.asked_as)]
    found = measure(questions, pairs)
    assert found.share(ANSWERED) >= 0.95
    assert found.share(WRONG) == 0


def test_topics_are_few_words_and_give_no_number_away(known):
    _, facts, _ = known
    for key in facts:
        assert 1 <= len(topic_of(key, facts).split()) <= 7
        assert not any(letter.isdigit() for letter in topic_of(key, facts).replace("50 ms", ""))


def test_inflections_and_words_of_the_trade_meet():
    questions = Questions(ROUND.facts)
    assert questions.hear("WHAT'S THE PEAK LOAD").fact == "peak"
    assert questions.hear("is it ok if clicks get lost").fact == "loss"


def test_nothing_and_noise_are_your_call():
    questions = Questions(ROUND.facts)
    for text in ("", "???", "the of and", "x" * 1000, "日本語"):
        heard = questions.hear(text)
        assert (heard.fact, heard.offered) == (None, ())
    assert Questions({}).hear("peak?").fact is None


TWINS = {
    "reads": Fact("How many reads a second?", "Ten.", ("What is the read rate?", "Reads per second?"), "Reads"),
    "writes": Fact("How many writes a second?", "Two.", ("What is the write rate?", "Writes per second?"), "Writes"),
    "owner": Fact("Whose is it?", "Ours.", ("Who owns it?", "Is it ours?")),
}


def test_a_question_that_may_mean_two_facts_is_asked_back_and_one_that_names_it_is_answered():
    questions = Questions(TWINS)
    heard = questions.hear("how many per second?")
    assert heard.fact is None
    assert set(heard.offered) == {"reads", "writes"}
    assert questions.hear("how many writes?").fact == "writes"


def test_three_topics_are_offered_at_most_and_none_beside_an_answer(known):
    name, _, questions = known
    heard = [questions.hear(question) for question, _ in questions_of(f"{name}-development")]
    assert all(len(one.offered) <= Bar().most for one in heard)
    assert not any(one.fact and one.offered for one in heard)
    assert any(one.offered for one in heard)


def test_nothing_is_offered_to_a_question_that_has_nothing_in_common_with_any_fact():
    assert not Questions(TWINS).hear("is it blue?").offered


def test_a_topic_that_is_not_written_is_the_facts_key():
    assert topic_of("owner", TWINS) == "Owner"
    assert topic_of("reads", TWINS) == "Reads"


def test_leaving_a_wording_out_is_what_fitting_without_it_comes_to():
    """The identity that spares a fit for each wording; rarity stays, so words in it are shared with others here."""
    questions = Questions(TWINS)
    key, wording = "reads", "Reads per second?"
    rest = replace(TWINS[key], asked_as=tuple(one for one in TWINS[key].asked_as if one != wording))
    again = Questions({**TWINS, key: rest}).hear(wording)
    told = questions.left_out()[key, wording]
    assert told.fact == again.fact
    assert told.likely == pytest.approx(again.likely, abs=0.2)


def test_the_order_of_wordings_changes_nothing():
    turned = {key: replace(fact, asked_as=fact.asked_as[::-1]) for key, fact in TWINS.items()}
    for text in ("how many per second?", "write rate", "who owns the reads?"):
        assert Questions(turned).hear(text) == Questions(TWINS).hear(text)
