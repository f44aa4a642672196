"""What the words of a question speak of: their stems, and the ideas of the trade behind them.

"How bursty is it?" and "What is the traffic at peak?" share no word, and an interviewer hears the same question. The words
and phrases that speak of an idea are data (`vocabulary.toml`); here a text is read into its stems and its ideas. A word that
nobody knows is first taken for a slip of the finger, or for two words written as one.
"""

from __future__ import annotations

import difflib
import re
import threading
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_PHRASE = 4
"""Words in a phrase, at most."""
SHORTEST = 5
"""Letters that a word must have for a slip in it to be told from another word."""
SLIP = 0.84
"""How alike a mistyped word and the word that is meant must be (`difflib`'s ratio: one letter in seven)."""

LONGEST_SLIP = 3
"""Letters by which they differ in length, less than this."""
HALF = 4
"""Letters of the shorter of two words that were written as one, at least."""

ONE_AT_A_TIME = threading.Lock()

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ideas by the stems of each phrase that speaks of them, the stems in those phrases (`told`), the stems that say
    nothing (`chatter`), and every word as written.
    """

    ideas: Mapping[Phrase, tuple[str, ...]]
    told: frozenset[str]
    chatter: frozenset[str]
    words: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the trade, as `vocabulary.toml` gives it."""
    data = tomllib.loads((files("hotseat.interview") / "vocabulary.toml").read_text(encoding="utf-8"))
    ideas: dict[Phrase, tuple[str, ...]] = {}
    for name, phrases in data["ideas"].items():
        for phrase in phrases:
            key = tuple(map(stem, split(phrase)))
            ideas[key] = (*ideas.get(key, ()), f"#{name}")
    chatter = split(data["chatter"])
    written = {word for phrases in data["ideas"].values() for phrase in phrases for word in split(phrase)}
    told = frozenset(one for phrase in ideas for one in phrase)
    return Vocabulary(ideas, told, frozenset(map(stem, chatter)), frozenset((*written, *chatter)))


@cache
def stemmer() -> Any:  # noqa: ANN401 (snowballstemmer ships no types)
    """The English stemmer, so that "charged", "charges" and "charge" meet."""
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word's stem; one at a time, for the stemmer keeps the word that it is at, and sittings share it."""
    with ONE_AT_A_TIME:
        return str(stemmer().stemWord(word))


def split(text: str) -> list[str]:
    """The words of a text, in small letters; a number is parted from its unit."""
    said = text.lower().replace("’", "'").replace("'s", "").replace("'", "")
    said = re.sub(r"\b(\d+)(ms|s|min|h|[kmgt]?b)\b", r"\1 \2", said)
    return re.findall(r"[a-z0-9]+", said)


def terms(text: str, known: frozenset[str] | None = None) -> list[str]:
    """What a text says, each once: the stems of the words that matter, the ideas that it speaks of (`#latency`), and which
    of those it speaks of together (`#latency#receiver`). `known` are the words that are spelled right (None: those of the
    vocabulary).
    """
    right = vocabulary().words if known is None else known
    stems = [stem(word) for written in split(text) for word in mended(written, right)]
    chatter = vocabulary().chatter
    ideas = sorted(set(ideas_in(stems)))
    together = [one + other for one, other in combinations(ideas, 2)]
    return list(dict.fromkeys([*(one for one in stems if one not in chatter), *ideas, *together]))


def ideas_in(stems: Sequence[str]) -> list[str]:
    """The ideas that the stems speak of, from left to right, the longest phrase first."""
    ideas, place = vocabulary().ideas, 0
    found: list[str] = []
    while place < len(stems):
        lengths = range(min(LONGEST_PHRASE, len(stems) - place), 0, -1)
        length = next((n for n in lengths if tuple(stems[place : place + n]) in ideas), 0)
        found += ideas[tuple(stems[place : place + length])] if length else ()
        place += length or 1
    return found


def mended(word: str, right: frozenset[str]) -> tuple[str, ...]:
    """A word as it was meant: as written, as two words, or with a slip of the finger put right."""
    if len(word) < SHORTEST or not word.isalpha() or stem(word) in spelled(right):
        return (word,)
    for place in range(HALF, len(word) - HALF + 1):
        if word[:place] in right and word[place:] in right:
            return word[:place], word[place:]
    alike = sorted(one for one in right if one[0] == word[0] and abs(len(one) - len(word)) < LONGEST_SLIP)
    return tuple(difflib.get_close_matches(word, alike, n=1, cutoff=SLIP)) or (word,)


@lru_cache(maxsize=32)
def spelled(words: frozenset[str]) -> frozenset[str]:
    """The stems of the words that are spelled right."""
    return frozenset(map(stem, words))
