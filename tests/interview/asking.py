"""How well questions find their fact: on the rounds' own wordings, on development questions, and on held-out ones.

`python tests/interview/asking.py` prints, for each round: its own `asked_as`, each while it was left out of the fit; the
development questions, on which the Ask box is tuned; and the held-out paraphrases, on which it is not. Where the interviewer
asks back, that counts neither as an answer nor as a miss. `-v` shows what goes wrong with the development questions; what
goes wrong with held-out ones is not to be looked at by whoever tunes.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from hotseat.interview.questions import Questions
from hotseat.rounds import catalogue

HERE = Path(__file__).parent / "paraphrases"
ROUNDS = ("webhooks", "edge-flags")
ANSWERED, OFFERED, MISLED, DECLINED, WRONG = "right", "right offered", "only wrong offered", "your call", "another fact"


@dataclass(frozen=True)
class Measured:
    """What became of questions that a fact answers, and of `strange` ones that none does."""

    asked: Counter = field(default_factory=Counter)
    strange: Counter = field(default_factory=Counter)

    def share(self, *outcomes):
        return sum(self.asked[one] for one in outcomes) / max(1, self.asked.total())

    @property
    def false(self):
        return self.strange[WRONG] / max(1, self.strange.total())

    def __str__(self):
        total = self.asked.total()
        found = ", ".join(
            f"{one} {self.asked[one]} ({self.asked[one] / max(1, total):.0%})"
            for one in (ANSWERED, OFFERED, MISLED, DECLINED, WRONG)
        )
        told = f"of {total}: {found}"
        if self.strange:
            told += f"; of {self.strange.total()} that no fact answers: answered {self.strange[WRONG]}"
            told += f" ({self.false:.0%}), topics offered {self.strange[MISLED]}, your call {self.strange[DECLINED]}"
        return told


def questions_of(name):
    """The questions of a file beside this one: (question, fact or None)."""
    data = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    pairs = [(question, fact) for fact, many in data["facts"].items() for question in many]
    return pairs + [(question, None) for question in data["unanswered"]["questions"]]


def outcome(heard, fact):
    """What became of a question that means this fact."""
    if heard.fact is not None:
        return ANSWERED if heard.fact == fact else WRONG
    if heard.offered:
        return OFFERED if fact in heard.offered else MISLED
    return DECLINED


def measure(questions, pairs, *, show=False):
    """Asks every question."""
    found = Measured()
    for question, fact in pairs:
        heard = questions.hear(question)
        became = outcome(heard, fact)
        (found.strange if fact is None else found.asked)[became] += 1
        if show and became not in ((DECLINED,) if fact is None else (ANSWERED, OFFERED)):
            print(f"    {heard.likely:.2f} {question!r}: {fact} -> {heard.fact or heard.offered}")
    return found


def left_out(name):
    """The round's own `asked_as`, each while it was left out."""
    facts = catalogue.find(name).facts
    found = Measured()
    for (key, wording), heard in Questions(facts).left_out().items():
        if wording in facts[key].asked_as:
            found.asked[outcome(heard, key)] += 1
    return found


if __name__ == "__main__":
    for name in ROUNDS:
        questions = Questions(catalogue.find(name).facts)
        print(f"{name}, its own wordings, each left out: {left_out(name)}")
        tuned = measure(questions, questions_of(f"{name}-development"), show="-v" in sys.argv)
        print(f"{name}, development: {tuned}")
        print(f"{name}, held out: {measure(questions, questions_of(name))}")
        print(f"{name}, held out, second: {measure(questions, questions_of(f'{name}-second'))}")
