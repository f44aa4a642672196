"""Questions in free words, answered from the round's facts, offline: BM25 over the ways in which each fact is asked for.

Every wording of a fact is a document. A question goes to the fact of its best wording if two things hold: the wording
scores well for the size of the question, and the words that matter in the question (those that few facts share) are
mostly known to that fact. Otherwise the interviewer does what interviewers do: "your call, say your assumption".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotseat.rounds.round import Fact

YOUR_CALL = "Your call. Say your assumption, and go on."
THRESHOLD = 0.42
"""How well a question must be covered; tuned on the rounds' own `asked_as`, each asked while it was left out."""

STOP = frozenset((
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "given", "going", "gonna", "had", "has", "have", "how", "i", "if", "in", "into",
    "is", "it", "its", "just", "kind", "let", "lets", "like", "may", "me", "might", "must", "my", "need", "of",
    "on", "or", "our", "ok", "okay", "quick", "right", "say", "shall", "she", "he", "should", "so", "some", "sort",
    "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "us",
    "want", "was", "we", "were", "what", "whats", "when", "where", "which", "who", "will", "with", "would", "you",
    "your", "about", "assume", "am", "im", "also", "actually", "really", "please", "question", "clarify", "know",
    "think", "here", "much", "many", "long", "often", "big", "fast", "far",
))  # fmt: skip
"""Words that tell nothing about what is asked. `how many`, `how long` and the like are kept as one word each."""
ASKING = {
    "how many": "howmany", "how much": "howmuch", "how long": "howlong", "how often": "howoften", "how big": "howbig",
    "how large": "howbig", "how fast": "howfast", "how quickly": "howfast", "how soon": "howfast", "how far": "howfar",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What a question was taken for: the fact (None: none), and how surely (0..1)."""

    fact: str | None
    score: float


@cache
def stemmer() -> Any:  # noqa: ANN401 (snowballstemmer ships no types)
    """The English stemmer, so that "charged", "charges" and "charge" meet."""
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """The stems of the words that matter, in their order."""
    said = text.lower().replace("’", "'").replace("'s", "").replace("'", "")
    for phrase, word in ASKING.items():
        said = said.replace(phrase, word)
    found = [word for word in re.findall(r"[a-z0-9]+", said) if word not in STOP]
    stems: list[str] = stemmer().stemWords(found)
    return stems


class Questions:
    """The facts of one round, ready to be asked."""

    def __init__(self, facts: Mapping[str, Fact], *, threshold: float = THRESHOLD) -> None:
        import bm25s

        self.facts = facts
        self.threshold = threshold
        self.owners: list[str] = []
        documents: list[list[str]] = []
        for key, fact in facts.items():
            for wording in (fact.question, *fact.asked_as):
                self.owners.append(key)
                documents.append(words(wording) or ["-"])
        self.vocabulary = {
            key: {
                word
                for owner, document in zip(self.owners, documents, strict=True)
                if owner == key
                for word in document
            }
            | set(words(facts[key].answer))
            for key in facts
        }
        self.index = bm25s.BM25(k1=1.2, b=0.5)
        if documents:
            self.index.index(documents, show_progress=False)

    def hear(self, text: str) -> Heard:
        """The fact that a question asks for, if any."""
        asked = list(dict.fromkeys(words(text)))
        if not asked or not self.owners:
            return Heard(None, 0.0)
        scores = np.asarray(self.index.get_scores(asked))
        best = int(np.argmax(scores))
        if scores[best] <= 0:
            return Heard(None, 0.0)
        key = self.owners[best]
        score = self.covered(asked, key)
        return Heard(key if score >= self.threshold else None, score)

    def covered(self, asked: Sequence[str], key: str) -> float:
        """The share of a question's weight that a fact knows; a word that few facts know weighs more."""
        known = self.vocabulary[key]
        weights = {word: self.weight(word) for word in asked}
        total = sum(weights.values())
        return sum(weight for word, weight in weights.items() if word in known) / total if total else 0.0

    def weight(self, word: str) -> float:
        """How telling a word is: the fewer facts know it, the more."""
        holders = sum(word in known for known in self.vocabulary.values())
        return math.log(1 + len(self.vocabulary) / (holders or 1))
