"""Questions in free words, answered from the round's facts, offline: BM25 over the ways in which each fact is asked for.

Every wording of a fact is a document, and all its wordings with its answer are one more. A question goes to the fact that
scores best, if the words that matter in it (those that few facts share) are mostly known to that fact. Otherwise the
interviewer does what interviewers do: "your call, say your assumption". Words of the trade that mean the same (load,
traffic, throughput, QPS) are one word.
"""

from __future__ import annotations

import math
import re
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hotseat.rounds.round import Fact

YOUR_CALL = "Your call. Say your assumption, and go on."
THRESHOLD = 0.45
"""How much of a question's weight its fact must know; tuned on the rounds' own `asked_as`, each asked while it was left
out.
"""

WHOLE = 1.0
"""What all that is said of a fact counts beside its best wording; tuned likewise."""

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
    "how many": "howmany", "how much": "howmuch", "how long": "howlong", "how often": "howoften",
    "how big": "howbig", "how large": "howbig", "round trip": "rtt", "data centre": "region",
    "data center": "region", "how fast": "howfast", "how quickly": "howfast", "how soon": "howfast",
    "how far": "howfar",
}  # fmt: skip

ALIKE = (
    "traffic load throughput qps rps tps scale volume",
    "latency delay p99 p95 sla slo",
    "user customer people",
    "receiver consumer recipient",
    "duplicate dupe dedupe dedup dedups deduplicate deduplication duplicated twice double idempotent idempotency",
    "cost budget money spend expensive price cheap afford bill",
    "region pop pops datacenter datacentre centre center location place presence continent",
    "order ordering ordered sequence sequential",
    "crash crashes die dies killed restart restarts reboot",
    "down outage unavailable unreachable dead offline gone",
    "fail failure error 5xx unreliable",
    "slow hang hangs stuck timeout unresponsive",
    "size large kilobytes bytes kb payload body",
    "lose loss lost drop dropped losing durable durability missing",
    "retry retries retrying reattempt redeliver redelivery",
    "stale staleness outdated convergence propagate propagation",
    "handshake tls ssl https",
    "reconnect reconnecting anew",
    "library sdk",
    "change update modify modified toggle toggled edit write writes",
    "peak busiest burst spike spikes maximum max",
    "event notification message webhook",
    "round-trip rtt ping",
    "default fallback",
)
"""Words of the trade that mean the same to an interviewer."""

ONE_AT_A_TIME = threading.Lock()


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


@cache
def meanings() -> dict[str, str]:
    """Every stem that has others like it, and the one that stands for all of them."""
    found: dict[str, str] = {}
    for alike in ALIKE:
        stems = [stem(word) for word in alike.split()]
        found |= {one: stems[0] for one in stems if one not in found}
    return found


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word's stem; one at a time, for the stemmer keeps the word that it is at, and sittings share it."""
    with ONE_AT_A_TIME:
        return str(stemmer().stemWord(word))


def words(text: str) -> list[str]:
    """The stems of the words that matter, in their order."""
    said = text.lower().replace("’", "'").replace("'s", "").replace("'", "")
    for phrase, word in ASKING.items():
        said = said.replace(phrase, word)
    found = [word for word in re.findall(r"[a-z0-9]+", said) if word not in STOP]
    stems = map(stem, found)
    return [meanings().get(one, one) for one in stems]


class Questions:
    """The facts of one round, ready to be asked."""

    def __init__(self, facts: Mapping[str, Fact], *, threshold: float = THRESHOLD, whole: float = WHOLE) -> None:
        import bm25s

        self.threshold, self.whole = threshold, whole
        self.keys = list(facts)
        wordings = {key: [words(one) for one in (fact.question, *fact.asked_as)] for key, fact in facts.items()}
        answers = {key: words(fact.answer) for key, fact in facts.items()}
        self.known = {key: {word for one in wordings[key] for word in one} | set(answers[key]) for key in facts}
        documents = [(key, one) for key in facts for one in wordings[key]]
        documents += [(key, [*(word for one in wordings[key] for word in one), *answers[key]]) for key in facts]
        self.owners = [key for key, _ in documents]
        self.index = bm25s.BM25(k1=1.2, b=0.5)
        if documents:
            self.index.index([one or ["-"] for _, one in documents], show_progress=False)

    def hear(self, text: str) -> Heard:
        """The fact that a question asks for, if any."""
        asked = list(dict.fromkeys(words(text)))
        if not asked or not self.keys:
            return Heard(None, 0.0)
        scores = self.scores(asked)
        best = max(self.keys, key=lambda key: scores[key])  # of equals the first in the round's order
        score = self.covered(asked, best) if scores[best] > 0 else 0.0
        return Heard(best if score >= self.threshold else None, score)

    def scores(self, asked: Sequence[str]) -> dict[str, float]:
        """How well each fact goes with a question: by its best wording, and by all that is said of it."""
        points = self.index.get_scores(list(asked))
        found = dict.fromkeys(self.keys, 0.0)
        apart = len(self.owners) - len(self.keys)
        for owner, score in zip(self.owners[:apart], points[:apart], strict=True):
            found[owner] = max(found[owner], float(score))
        for owner, score in zip(self.owners[apart:], points[apart:], strict=True):
            found[owner] += self.whole * float(score)
        return found

    def covered(self, asked: Sequence[str], key: str) -> float:
        """The share of a question's weight that a fact knows; a word that few facts know weighs more."""
        weights = {word: self.weight(word) for word in asked}
        return sum(weight for word, weight in weights.items() if word in self.known[key]) / sum(weights.values())

    def weight(self, word: str) -> float:
        """How telling a word is: the fewer facts know it, the more."""
        holders = sum(word in known for known in self.known.values())
        return math.log(1 + len(self.known) / (holders or 1))
