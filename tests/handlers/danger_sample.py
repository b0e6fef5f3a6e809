"""The messages with and without danger, a third of which is held back; and how well they are told.

Those of emergency_messages.txt were all in view when phrases were made. Of danger_messages.txt the
split is that of the gate's messages (gate_sample.py).
"""

from collections.abc import Iterable
from pathlib import Path

from handlers import emergencies
from handlers.emergencies import recognise
from tests.handlers.gate_sample import HOA_SEN, Labelled, Score, read

HERE = Path(__file__).parent
CALM = "calm"


def in_view() -> list[Labelled]:
    """Messages with which phrases were made."""
    lines = (HERE / "emergency_messages.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.partition("|")[::2] for line in lines if not line.startswith("#")]
    return [Labelled(frozenset((kinds or CALM).split("/")), "", words) for kinds, words in rows]


def sample() -> list[Labelled]:
    """Those of which a third is held back."""
    return read(HERE / "danger_messages.txt")


def score(messages: Iterable[Labelled]) -> Score:
    """How well danger is told from calm, of whatever kind it is."""
    seen = [(recognise(one.words, HOA_SEN) is not None, CALM not in one.labels) for one in messages]
    return Score(
        right=sum(found and danger for found, danger in seen),
        found=sum(found for found, _ in seen),
        wanted=sum(danger for _, danger in seen),
    )


def helped(messages: Iterable[Labelled]) -> Score:
    """Of those found rightly: how many are given the number that their danger needs first."""
    needs = {code: kind.numbers[0] for code, kind in emergencies.kinds(HOA_SEN).items()}
    found = [
        (recognise(one.words, HOA_SEN), one.labels) for one in messages if one.labels != {CALM}
    ]
    told = [any(needs[one] in kind.numbers for one in labels) for kind, labels in found if kind]
    return Score(right=sum(told), found=len(told), wanted=len(told))
