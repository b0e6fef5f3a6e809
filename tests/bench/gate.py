"""How well the gate recognises messages that no rule was made for, and what a look costs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from handlers import gate
from tests.handlers.gate_sample import ASKED, HOA_SEN, SUBJECTS, Score, read, score


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line: of what, how well."""

    what: str
    score: Score


def measure() -> Iterator[Recognised]:
    """The held-back third: what nobody may read unasked, then each subject."""
    held = [one for one in read() if one.held_back]
    yield Recognised("gate, khiếu nại and tố cáo together", score(held, ASKED))
    for subject in SUBJECTS:
        yield Recognised(f"… {subject}", score(held, [subject]))


def milliseconds() -> float:
    """A look at one message, on average, of the processor; none of them seen before."""
    messages = [f"{one.words} {number}" for number, one in enumerate(read())]
    gate.findings("warm", HOA_SEN)
    began = time.process_time()
    for words in messages:
        gate.findings(words, HOA_SEN)
    return (time.process_time() - began) / len(messages) * 1000
