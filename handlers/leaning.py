"""What a message sounds like as a whole: each word and pair of words leans to a subject, or away.

The weights are data (leaning.toml), learned from the labelled messages that are not held back, by
`python -m tests.handlers.gate_training`. They catch what no phrase was thought of; the words that
lean most are the reason that can be told.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from pydantic import TypeAdapter

from handlers.office_gate import Subject

SUBJECT: TypeAdapter[Subject] = TypeAdapter(Subject)
WEIGHTS = Path(__file__).with_suffix(".toml")
ENOUGH = 10
"""Of fewer known words and pairs nothing is concluded."""
SHOWN = 3
"""So many words are told as a reason."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """One subject's weights, and where nothing leans (below zero: most messages are none)."""

    start: float
    weights: Mapping[str, float]

    def of(self, words: Sequence[str]) -> float:
        """How far the words lean to the subject; above zero they sound like it."""
        known = self._known(words)
        if len(known) < ENOUGH:
            return self.start
        return self.start + sum(known.values()) / sqrt(len(known))

    def why(self, words: Sequence[str]) -> list[str]:
        """The words that lean most, as they are spelt without accents."""
        known = self._known(words)
        ranked = sorted(known, key=lambda one: -known[one])
        return [one for one in ranked if known[one] > 0][:SHOWN]

    def _known(self, words: Sequence[str]) -> dict[str, float]:
        return {one: self.weights[one] for one in features(words) if one in self.weights}


def features(words: Sequence[str]) -> set[str]:
    """Words and pairs of neighbours (folded)."""
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


@cache
def leanings() -> dict[Subject, Leaning]:
    """Read it, once."""
    data = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {
        SUBJECT.validate_python(subject): Leaning(
            one["start"],
            {word: float(weight) for weight, said in one["words"].items() for word in said},
        )
        for subject, one in data.items()
    }
