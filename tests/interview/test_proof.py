"""A round is proved by sitting it: its references' verdicts, and every rubric item won and lost."""

from dataclasses import replace

import pytest
from logs import holds, small_round
from test_after import GUARDED

from hotseat.interview.proof import advice, prove, unheard
from hotseat.rounds.round import Calibration, Fact, Item, Probe, Pushback, Reference, Witness

BARE = GUARDED.replace(", timeout: 200ms, fallback: []", "")
WEAK = """hotseat_script: 1
round: deliveries
steps:
  - {at: "10:00", draw: weak.yaml}
after: [{judge: clear, level: 0}]
"""
STRONG = """hotseat_script: 1
round: deliveries
steps:
  - {at: "1:00", ask: "How many at peak?"}
  - {at: "10:00", draw: strong.yaml}
after: [{judge: clear, level: 2}]
"""


@pytest.fixture
def provable():
    sick = {"nodes.merchant.on.deliver.0.branch.0.p": "20%"}
    probe = Probe(holds(events=["p(99) < 1s"]), duration=10.0, set=sick)
    return small_round(
        pushbacks={"slow": Pushback("What if it hangs?", "", probe, {}, "")},
        rubric={
            "slow": Item("Hangs", 40, "measured", "x", probe="slow"),
            "asks": Item("Asks", 30, "witnessed", "x", witness=Witness(asked=("peak",))),
            "clear": Item("Is clear", 30, "judged", "x", question="Clear?", levels=("no", "partly", "yes")),
        },
        calibrations={"senior": Calibration("Senior")},
        references={
            "first-pass": Reference("Weak", "weak.yaml", "weak.answers.yaml", ("no-hire", "lean-hire")),
            "defended": Reference("Strong", "strong.yaml", "strong.answers.yaml", ("hire", "strong-hire")),
        },
        files={
            "weak.yaml": BARE, "weak.answers.yaml": WEAK, "strong.yaml": GUARDED, "strong.answers.yaml": STRONG,
        },
        commitments={}, estimates={}, objectives={}, fixed=(), start=GUARDED.partition("nodes:")[0],
    )  # fmt: skip


def test_a_round_that_grades_what_it_claims_is_proved(provable):
    assert prove(provable) == ()


def test_a_reference_that_ends_otherwise_is_told_with_the_arithmetic(provable):
    claimed = replace(provable.references["defended"], verdict=("lean-hire",))
    (found,) = prove(replace(provable, references={**provable.references, "defended": claimed}))
    assert "reference 'defended' should end as lean-hire, and ends as strong-hire" in found
    assert "100 of 100 points are 100%" in found


def test_a_textbook_answer_that_is_hired_is_a_finding(provable):
    easy = Calibration("Easy", lean_hire=0.0, hire=0.0, strong_hire=0.9)
    found = prove(replace(provable, calibrations={**provable.calibrations, "easy": easy}))
    assert found == ("'first-pass' is hired under 'easy' with 0%: the textbook answer must not be",)


def test_a_bar_that_nobody_reaches_is_a_finding(provable):
    high = Calibration("High", lean_hire=0.99, hire=1.0, strong_hire=1.0, must=("slow",))
    rubric = {**provable.rubric, "never": Item("Never", 1, "witnessed", "x", witness=Witness(skipped=9))}
    found = prove(replace(provable, calibrations={**provable.calibrations, "high": high}, rubric=rubric))
    assert "nobody is hired under 'high': no reference reaches its bar" in found
    assert "rubric item 'never' separates nobody: every reference loses it" in found


def test_a_judged_item_that_a_script_does_not_mark_is_a_finding(provable):
    files = {**provable.files, "weak.answers.yaml": WEAK.replace("after: [{judge: clear, level: 0}]\n", "")}
    found = prove(replace(provable, files=files))
    assert "rubric item 'clear' is not marked by first-pass: add it under `after:`" in found


def test_a_script_that_cannot_be_played_is_a_finding_with_its_line(provable):
    files = {**provable.files, "weak.answers.yaml": WEAK.replace("draw: weak.yaml", "move: nowhere")}
    found = prove(replace(provable, files=files))
    assert "reference 'first-pass': its script cannot be played: steps[0] (move)" in found[0]
    assert "line 4" in found[0]


def test_a_script_for_another_round_is_a_finding(provable):
    files = {**provable.files, "weak.answers.yaml": WEAK.replace("round: deliveries", "round: feeds")}
    assert "the script is for 'feeds'" in prove(replace(provable, files=files))[0]


def asked_as(**wordings):
    facts = {key: Fact(first, "Told.", tuple(more)) for key, (first, *more) in wordings.items()}
    return small_round(facts=facts)


def test_a_wording_that_another_fact_answers_is_a_finding():
    speed = ("How fast are they?", "What is their latency?", "Their latency?", "Latency at p99?", "Latency, please?")
    price = ("What does it cost?", "Is there a budget?", "Price?", "What is their latency, then?")
    found = list(unheard(asked_as(speed=speed, price=price)))
    assert found == ["fact 'price' is asked as 'What is their latency, then?', and that is answered by 'speed'"]


def test_a_wording_that_says_nothing_is_a_finding():
    found = list(unheard(asked_as(speed=("How fast?", "So, what then?"), price=("What does it cost?", "A budget?"))))
    assert found == ["fact 'speed' is asked as 'So, what then?', and that is not understood: say it in plainer words"]


def test_few_wordings_are_advised_against():
    told = advice(asked_as(speed=("How fast?", "Latency?"), price=("Cost?", "Budget?", "Money?", "Price?", "Bill?")))
    assert told == ("fact 'speed' has 1 wording under `asked_as`: write at least 4",)


def test_a_wording_that_only_stands_for_itself_is_advised_against():
    speed = (
        "How fast?",
        "Latency?",
        "How slow?",
        "Response time?",
        "How quick is it?",
        "Delay?",
        "p99?",
        "Budget for it?",
    )
    price = ("What does it cost?", "Is there a budget?", "Price?", "How expensive?", "Money?", "What is the budget?")
    told = advice(asked_as(speed=speed, price=price))
    assert any("'Budget for it?': without it that would be answered by 'price'" in one for one in told)
