"""What a message sounds like as a whole: each word and pair of words leans to a matter, or away.

The weights are data, learned from the labelled messages that are not held back, by
`python -m tests.handlers.leaning_training`. They catch what no phrase was thought of; the words
that lean most are the reason that can be told.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from handlers.words import Hit, Said

GATE = Path(__file__).with_suffix(".toml")
DANGER = Path(__file__).with_name("emergencies_leaning.toml")
SENSE, PERHAPS = "@", "?"
"""Before and after the name of a group of words of one sense. PERHAPS: no accents were typed."""
FEW = 14
"""Fewer known words and pairs weigh as if there were so many."""
SHOWN = 3
"""So many words are told as a reason."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """One matter's weights, and where nothing leans (below zero: most messages are none)."""

    start: float
    enough: int
    """Of fewer known words and pairs nothing is concluded."""
    weights: Mapping[str, float]

    def of(self, spoken: Set[str]) -> float:
        """How far a message's features lean to the matter; above zero it sounds like it."""
        known = {one: self.weights[one] for one in spoken if one in self.weights}
        if sum(not one.startswith(SENSE) for one in known) < self.enough:
            return 0.0
        return self.start + sum(known.values()) / share(len(known))

    def why(self, said: Said) -> list[str]:
        """The words that lean most, as they are spelt without accents."""
        known = {one: self.weights.get(one, 0.0) for one in _words_and_pairs(said.folded)}
        ranked = sorted(known, key=lambda one: (-known[one], one))
        return [one for one in ranked if known[one] > 0][:SHOWN]


def features(said: Said, senses: Iterable[Hit]) -> set[str]:
    """Words and pairs of neighbours, without accents and with those that were typed; and senses."""
    spoken = _words_and_pairs(said.folded)
    if not said.plain:
        spoken |= _words_and_pairs(said.typed)
    return spoken | {f"{SENSE}{one.owner}{'' if one.accented else PERHAPS}" for one in senses}


def share(known: int) -> float:
    """By what the weights of so many known words are divided: a few of them prove little."""
    return sqrt(max(known, FEW))


def _words_and_pairs(words: Sequence[str]) -> set[str]:
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


@cache
def leanings(path: Path) -> dict[str, Leaning]:
    """Read a file of them, once."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        matter: Leaning(
            one["start"],
            one["enough"],
            {word: float(weight) for weight, said in one["words"].items() for word in said},
        )
        for matter, one in data.items()
    }
