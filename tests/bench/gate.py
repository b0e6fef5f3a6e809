"""How well the gate recognises messages that no rule was made for, and what a look costs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from handlers import gate
from tests.handlers import danger_sample
from tests.handlers.gate_sample import ASKED, HOA_SEN, SUBJECTS, Score, read, score


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line: of what, how well."""

    what: str
    score: Score


def measure() -> Iterator[Recognised]:
    """The held-back third: what nobody may read unasked, then each subject; then the hard ones."""
    held = [one for one in read() if one.held_back]
    for kind, hard in (("gate", False), ("gate, messages made to be hard", True)):
        found = [one for one in held if one.hard is hard]
        yield Recognised(f"{kind}: khiếu nại and tố cáo", score(found, ASKED))
        for subject in SUBJECTS:
            yield Recognised(f"… {subject}", score(found, [subject]))


def danger() -> tuple[Score, Score, float]:
    """Emergencies held back: how well told from calm; who got the right number; false alarms."""
    held = [one for one in danger_sample.sample() if one.held_back]
    everyday = [one for one in read() if one.held_back]
    alarms = danger_sample.score(everyday).found / len(everyday)
    return danger_sample.score(held), danger_sample.helped(held), alarms


def milliseconds() -> float:
    """A look at one message, on average, of the processor; none of them seen before."""
    messages = [f"{one.words} {number}" for number, one in enumerate(read())]
    gate.findings("warm", HOA_SEN)
    began = time.process_time()
    for words in messages:
        gate.findings(words, HOA_SEN)
    return (time.process_time() - began) / len(messages) * 1000
