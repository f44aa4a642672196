"""How well questions find their fact: recall at 1 and false answers, on any list of questions.

`python tests/interview/asking.py` prints both measurements: the rounds' own `asked_as`, each asked while it was left out
of the index (what the threshold is tuned on), and the held-out paraphrases beside this file.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from hotseat.interview.questions import THRESHOLD, Questions
from hotseat.rounds import catalogue

HERE = Path(__file__).parent / "paraphrases"
ROUNDS = ("webhooks", "edge-flags")


@dataclass(frozen=True)
class Measured:
    right: int = 0
    wrong: int = 0
    unheard: int = 0
    asked: int = 0
    false: int = 0
    strange: int = 0

    def __str__(self):
        return (
            f"recall@1 {self.right}/{self.asked} ({self.right / max(1, self.asked):.0%}), another fact {self.wrong}, "
            f"your call {self.unheard}; of {self.strange} that no fact answers {self.false} were answered"
        )


def held_out(name):
    """The paraphrases of a round: (question, fact or None)."""
    data = tomllib.loads((HERE / f"{name}.toml").read_text())
    pairs = [(question, fact) for fact, many in data["facts"].items() for question in many]
    return pairs + [(question, None) for question in data["unanswered"]["questions"]]


def measure(questions, pairs, *, show=False):
    """Asks every question."""
    found = Measured()
    for question, fact in pairs:
        heard = questions.hear(question)
        if fact is None:
            found = replace(found, strange=found.strange + 1, false=found.false + (heard.fact is not None))
        else:
            right, unheard = heard.fact == fact, heard.fact is None
            found = replace(
                found, asked=found.asked + 1, right=found.right + right, unheard=found.unheard + unheard,
                wrong=found.wrong + (not right and not unheard),
            )  # fmt: skip
        if show and heard.fact != fact:
            print(f"    {heard.score:.2f} {question!r}: {fact} -> {heard.fact}")
    return found


def left_out(name, *, threshold=THRESHOLD):
    """The round's own `asked_as`, each left out while it is asked; as strange questions those of the other round."""
    facts = catalogue.find(name).facts
    found = Measured()
    for key, fact in facts.items():
        for place, wording in enumerate(fact.asked_as):
            others = fact.asked_as[:place] + fact.asked_as[place + 1 :]
            one = measure(
                Questions({**facts, key: replace(fact, asked_as=others)}, threshold=threshold), [(wording, key)]
            )
            found = replace(
                found, asked=found.asked + 1, right=found.right + one.right, wrong=found.wrong + one.wrong,
                unheard=found.unheard + one.unheard,
            )  # fmt: skip
    other = next(one for one in ROUNDS if one != name)
    strange = [(wording, None) for fact in catalogue.find(other).facts.values() for wording in fact.asked_as]
    apart = measure(Questions(facts, threshold=threshold), strange)
    return replace(found, false=apart.false, strange=apart.strange)


if __name__ == "__main__":
    for name in ROUNDS:
        print(f"{name}: asked_as, each left out: {left_out(name)}")
        print(
            f"{name}: held out: {measure(Questions(catalogue.find(name).facts), held_out(name), show='-v' in sys.argv)}"
        )
