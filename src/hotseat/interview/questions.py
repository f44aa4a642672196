"""Questions in free words, answered from the round's facts, offline: a fact's wordings teach how it is asked for.

A question is a vector of its words, the ideas behind them, and the pairs of ideas (`vocabulary.py`), weighed by how few
wordings share them. From the wordings of all facts a least-squares fit (ridge regression, one line for each fact: 1 for
its own wordings and 0 for all others) learns what speaks for a fact and what against it; what it says to a new question is
near to the share of such questions that mean the fact. A question goes to the likeliest fact, if that is likely and no
other comes close. Where several may be meant the interviewer asks back, with up to three topics that give no fact away.
Otherwise it is what interviewers say: "your call, say your assumption".
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotseat.interview.vocabulary import split, terms, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from hotseat.rounds.round import Fact

YOUR_CALL = "Your call. Say your assumption, and go on."
WHICH = "Which of these do you mean? If none of them, it is your call: say your assumption, and go on."

IDEA = 2.0
"""What an idea, or two together, weigh beside a word."""
STRANGE = 1.25
"""What a word or an idea that no wording has weighs beside the rarest that one has: it speaks against every fact."""
RIDGE = 1.0
"""How strongly the fit is held back from learning single wordings by heart, beside a wording's own length of 1."""


@dataclass(frozen=True, slots=True)
class Bar:
    """When a question is answered and when the interviewer asks back: how likely (0..1) the likeliest fact must be for
    either, and how close to it others may come (shares of its likelihood). Tuned on the rounds' own `asked_as`, each asked
    while it was left out, and on the development questions beside the tests.
    """

    answer: float = 0.44
    offer: float = 0.22
    apart: float = 0.50
    near: float = 0.40
    most: int = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """What a question was taken for: the fact; or facts one of which may be meant (`offered`, likeliest first); or neither.
    `likely` is how likely the first of them is.
    """

    fact: str | None
    offered: tuple[str, ...] = ()
    likely: float = 0.0


def topic_of(key: str, facts: Mapping[str, Fact]) -> str:
    """The few words that name a fact and give nothing away; a round that does not say has them in the fact's key."""
    return facts[key].topic or key.replace("-", " ").capitalize()


class Questions:
    """The facts of one round, ready to be asked."""

    def __init__(self, facts: Mapping[str, Fact], *, bar: Bar = Bar()) -> None:
        self.bar, self.keys = bar, list(facts)
        wordings = [(key, text) for key, fact in facts.items() for text in (fact.question, *fact.asked_as, fact.answer)]
        self.words = vocabulary().words.union(word for _, text in wordings for word in split(text))
        said = [terms(text, self.words) for _, text in wordings]
        self.shared = Counter(term for one in said for term in one)
        self.number = len(said)
        self.columns = {term: place for place, term in enumerate(self.shared)}
        self.wordings = tuple(wordings)
        self.rows = np.array([self.vector(one) for one in said]).reshape(self.number, len(self.columns))
        self.owned = np.array([[float(owner == key) for key in self.keys] for owner, _ in wordings])
        self.inverse = np.linalg.inv(self.rows @ self.rows.T + RIDGE * np.eye(self.number))
        self.fit = self.rows.T @ self.inverse @ self.owned if wordings else np.zeros((0, 0))

    def hear(self, text: str) -> Heard:
        """What a question asks for."""
        return self.heard(self.vector(terms(text, self.words)) @ self.fit)

    def left_out(self) -> dict[tuple[str, str], Heard]:
        """What each wording of each fact, by fact and wording, would be taken for if the round did not have it.

        The fit without one row need not be made again: its answer to that row is the row's own target less its residual over
        the inverse's diagonal (the leave-one-out identity of ridge regression; Golub, Heath and Wahba 1979). How rare a
        word is stays as it was.
        """
        residuals = (self.inverse @ self.owned) / np.diag(self.inverse)[:, None]
        return {one: self.heard(row) for one, row in zip(self.wordings, self.owned - residuals, strict=True)}

    def heard(self, likely: NDArray[np.float64]) -> Heard:
        """What it comes to that each fact is so likely."""
        scores = dict(zip(self.keys, (round(float(one), 6) for one in likely), strict=True))
        ranked = sorted(self.keys, key=lambda key: -scores[key])  # of equals the first in the round's order
        bar, best = self.bar, scores[ranked[0]] if ranked else 0.0
        if best < bar.offer:
            return Heard(None, (), best)
        close = tuple(key for key in ranked[: bar.most] if scores[key] >= bar.near * best)
        if best >= bar.answer and all(scores[key] <= bar.apart * best for key in ranked[1:2]):
            return Heard(ranked[0], (), best)
        return Heard(None, close, best)

    def vector(self, said: Iterable[str]) -> NDArray[np.float64]:
        """What a text says, as a vector of length 1; what no wording knows takes its share of that length."""
        weights = {term: self.weight(term) for term in said}
        length = math.hypot(*weights.values()) or 1.0
        row = np.zeros(len(self.columns))
        for term, weight in weights.items():
            if term in self.columns:
                row[self.columns[term]] = weight / length
        return row

    def weight(self, term: str) -> float:
        """How telling a word or an idea is: the fewer wordings share it, the more. A word of the trade that no wording has
        tells nothing, for its idea is there in its place.
        """
        if term not in self.columns and term in vocabulary().told:
            return 0.0
        rarity = math.log(1 + self.number / max(1, self.shared[term])) * (1.0 if term in self.columns else STRANGE)
        return rarity * IDEA if term.startswith("#") else rarity
