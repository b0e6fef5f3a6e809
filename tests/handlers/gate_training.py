"""Learns how words lean (handlers/leaning.toml) from the messages that are not held back.

`python -m tests.handlers.gate_training` writes the file anew; the same messages give the same file.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import sqrt

import numpy as np

from handlers.gate import said_of
from handlers.leaning import WEIGHTS, features
from handlers.office_gate import Subject
from tests.handlers.gate_sample import ASKED, HOA_SEN, Labelled, read

ROUNDS, STEP, CALM = 2_000, 5.0, 0.5
"""Rounds of descent, its step, and how much large weights are held down."""
LEAST = 2
"""Messages in which a word must stand to be known."""
FAINT = 0.1
"""Smaller weights change nothing that matters."""
SOONER: dict[Subject, float] = {"denunciation": 0.2, "complaint": 0.8}
"""So much sooner than evenly it is asked: what keeps nine of ten right in a cross-validation of
the messages that are not held back. To miss one betrays a person, to ask in vain costs a tap."""
HEAD = """\
# Học từ các tin đã gán nhãn (tests/handlers/gate_messages.txt, không gồm phần để riêng) bằng
#   python -m tests.handlers.gate_training
# Mỗi chữ, mỗi cặp chữ liền nhau (không dấu) nghiêng về một loại bao nhiêu. Đừng sửa tay.
"""


def learn(messages: Sequence[Labelled], label: str) -> tuple[float, dict[str, float]]:
    """Logistic regression: where nothing leans, and each word's weight."""
    said = [features(said_of(one.words, HOA_SEN).folded) for one in messages]
    counted = Counter(one for words in said for one in sorted(words))
    known = {one: at for at, one in enumerate(w for w, n in counted.items() if n >= LEAST)}
    table = np.zeros((len(said), len(known)))
    for row, words in enumerate(said):
        here = [known[one] for one in words if one in known]
        table[row, here] = 1 / sqrt(len(here) or 1)
    wanted = np.array([label in one.labels for one in messages], dtype=float)
    weights, start = np.zeros(len(known)), 0.0
    for _ in range(ROUNDS):
        missed = (1 / (1 + np.exp(-(table @ weights + start))) - wanted) / len(wanted)
        weights -= STEP * (table.T @ missed + CALM / len(wanted) * weights)
        start -= STEP * float(missed.sum())
    return start, {one: float(weights[at]) for one, at in known.items()}


def written(messages: Sequence[Labelled]) -> str:
    """The whole file."""
    parts = [HEAD]
    for label in ASKED:
        start, weights = learn(messages, label)
        start += SOONER[label]
        grouped: defaultdict[str, list[str]] = defaultdict(list)
        for word, weight in sorted(weights.items()):
            if abs(weight) >= FAINT:
                grouped[f"{weight:.1f}"].append(f'"{word}"')
        lines = [f'"{one}" = [{", ".join(grouped[one])}]' for one in sorted(grouped, key=float)]
        parts.append(f"\n[{label}]\nstart = {start:.2f}\n\n[{label}.words]\n" + "\n".join(lines))
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    WEIGHTS.write_text(written([one for one in read() if not one.held_back]), encoding="utf-8")
