"""The labelled messages, a third of which is held back; and how well the gate tells them apart.

A message is held back when the SHA-256 of its words is a multiple of three: that says nothing of
what it is about, and stays so whatever is added. Rules are tuned on the others only. What stands
below HARD was worded so that it would be missed, or taken for what it is not; below WHOLE was
written last and is held back altogether: no rule was made after it was looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import get_args

from bot.sandbox.town import OFFICE
from handlers import gate
from handlers.office_file import read_office
from handlers.office_gate import Subject

MESSAGES = Path(__file__).with_name("gate_messages.txt")
HARD, WHOLE = "# === made to be hard", "# === held back whole"
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
ASKED: tuple[Subject, ...] = ("denunciation", "complaint")
"""What nobody may be shown before the resident has been asked."""
HOA_SEN = read_office(OFFICE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message and what it is."""

    labels: frozenset[str]
    style: str
    words: str
    last: bool = False
    """Written after all rules, or unseen until they were made."""
    hard: bool = False

    @property
    def held_back(self) -> bool:
        """Whether no rule may have been made with it in view."""
        return self.last or int(sha256(self.words.encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True, slots=True)
class Score:
    """How many were rightly found, found, and to be found."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Of those found, how many are right: 0 to 1."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of those to be found, how many are: 0 to 1."""
        return self.right / self.wanted if self.wanted else 1.0


def read(path: Path = MESSAGES) -> list[Labelled]:
    """All of them, in order."""
    return list(_rows(path.read_text(encoding="utf-8").splitlines()))


def _rows(lines: Iterable[str]) -> Iterator[Labelled]:
    last = hard = False
    for line in lines:
        last, hard = last or line.startswith(WHOLE), hard or line.startswith(HARD)
        if line and not line.startswith("#"):
            labels, style, words = line.split("|", 2)
            yield Labelled(frozenset(labels.split("+")), style, words, last, hard)


@cache
def found_in(one: Labelled) -> frozenset[Subject]:
    """What the gate finds; many tests ask."""
    return frozenset(gate.findings(one.words, HOA_SEN))


def score(messages: Iterable[Labelled], subjects: Sequence[Subject]) -> Score:
    """How well these subjects are told, counted together."""
    right = found = wanted = 0
    for one in messages:
        here, meant = found_in(one) & set(subjects), one.labels & set(subjects)
        right, found, wanted = right + len(here & meant), found + len(here), wanted + len(meant)
    return Score(right, found, wanted)
