"""Learns how words lean (handlers/*leaning.toml) from the messages that are not held back.

`python -m tests.handlers.leaning_training` writes the files anew; the same messages give the same.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from handlers import emergencies, gate
from handlers.folding import bare
from handlers.leaning import DANGER, GATE, share
from tests.handlers import danger_sample
from tests.handlers.gate_sample import HOA_SEN, Labelled, read

ROUNDS, STEP, SWING, CALM = 600, 4.0, 0.9, 0.3
"""Rounds of descent, its step, how much of the last one is kept, and how much large weights are
held down."""
LEAST = 2
"""Messages in which a word must stand to be known."""
FAINT = 0.15
"""Words of smaller weight tell nothing: it is learned once more without them."""
SOONER = {"denunciation": 0.85, "complaint": 1.2, "danger": 0.65}
"""So much sooner than evenly it is taken for so: what keeps nine of ten right in a cross-validation
of the messages that are not held back (of danger: four of five). To miss one betrays a person, or
leaves one alone; to ask in vain costs a tap."""
RARE = {"complaint": 0.5}
"""How much more a rare word says, where that is not as the logarithm of how rare it is: what is
best in the same cross-validation."""
BOTH = {"crime", "child", "accident"}
"""Dangers that may be a matter for the gate as well: nothing is learned for it from them."""
ENOUGH = {GATE: 11, DANGER: 9}
HEAD = """\
# Học từ các tin đã gán nhãn (tests/handlers/*_messages.txt, không gồm phần để riêng) bằng
#   python -m tests.handlers.leaning_training
# Mỗi chữ, mỗi cặp chữ liền nhau (có dấu, không dấu), mỗi nhóm chữ (@) nghiêng về một việc bao
# nhiêu. Đừng sửa tay.
"""
Row = tuple[set[str], bool]
"""What a message speaks of, and whether it is of the matter."""


def learn(rows: Sequence[Row], rare: float = 1.0) -> tuple[float, dict[str, float]]:
    """Logistic regression: where nothing leans, and each word's weight; a rare word says more."""
    counted = Counter(one for spoken, _ in rows for one in sorted(spoken))
    known = {one: at for at, one in enumerate(w for w, n in counted.items() if n >= LEAST)}
    words = [[known[one] for one in sorted(spoken) if one in known] for spoken, _ in rows]
    column = np.array([at for one in words for at in one])
    row = np.repeat(np.arange(len(rows)), [len(one) for one in words])
    says = np.array([log(len(rows) / counted[one]) ** rare for one in known])
    shares = np.repeat([1 / share(len(one)) for one in words], [len(one) for one in words])
    shares *= says[column] / says.mean()
    wanted = np.array([meant for _, meant in rows], dtype=float)
    weights, moved, start = np.zeros(len(known)), np.zeros(len(known)), 0.0
    for _ in range(ROUNDS):
        leans = start + _summed(row, weights[column] * shares, len(rows))
        missed = (1 / (1 + np.exp(-leans)) - wanted) / len(rows)
        slope = _summed(column, missed[row] * shares, len(known)) + CALM / len(rows) * weights
        moved = SWING * moved - STEP * slope
        weights, start = weights + moved, start - STEP * float(missed.sum())
    weights *= says / says.mean()
    return start, {one: float(weights[at]) for one, at in known.items()}


def _summed(
    at: npt.NDArray[np.int_], what: npt.NDArray[np.float64], count: int
) -> npt.NDArray[np.float64]:
    return np.bincount(at, what, count).astype(np.float64)


def _odds(rows: Sequence[Row]) -> float:
    part = sum(meant for _, meant in rows) / len(rows)
    return log(part / (1 - part))


def rows(
    messages: Sequence[Labelled], spoken: Callable[[str], set[str]], labels: set[str]
) -> list[Row]:
    """What is learned from: each message as it was typed, and once more without accents."""
    return [
        (spoken(words), bool(one.labels & labels))
        for one in messages
        for words in dict.fromkeys((one.words, bare(one.words)))
    ]


def _tuned(messages: Sequence[Labelled]) -> list[Labelled]:
    return [one for one in messages if not one.held_back]


def gate_rows() -> dict[str, list[Row]]:
    """Of each subject that can be heard in the whole."""
    danger = _tuned(danger_sample.sample())
    tuned = [*_tuned(read()), *(one for one in danger if not one.labels & BOTH)]
    spoken = partial(gate.spoken_in, office=HOA_SEN)
    return {subject: rows(tuned, spoken, {subject}) for subject in gate.LEANS}


def danger_rows() -> dict[str, list[Row]]:
    """Of danger at all (the gate's messages are calm, unless a phrase in them speaks of it), and
    of each kind among all kinds.
    """
    tuned = [
        *danger_sample.in_view(),
        *(one for one in danger_sample.sample() if not one.held_back),
    ]
    danger = [one for one in tuned if danger_sample.CALM not in one.labels]
    calm = [one for one in tuned if danger_sample.CALM in one.labels]
    calm += [
        one for one in read() if not one.held_back and not emergencies.named(one.words, HOA_SEN)
    ]
    codes = [one.code for one in emergencies.usual().kinds]
    spoken = partial(emergencies.spoken_in, office=HOA_SEN)
    return {
        "danger": rows([*danger, *calm], spoken, set(codes)),
        **{code: rows(danger, spoken, {code}) for code in codes},
    }


def written(learned: Mapping[str, list[Row]], enough: int) -> str:
    """A whole file."""
    parts = [HEAD]
    for matter, seen in learned.items():
        rare = RARE.get(matter, 1.0)
        _, first = learn(seen, rare)
        telling = {word for word, weight in first.items() if abs(weight) >= FAINT}
        start, weights = learn([(spoken & telling, meant) for spoken, meant in seen], rare)
        # Which kind it is, is asked of danger only: a rare one is as likely as any.
        start += SOONER.get(matter, -_odds(seen))
        grouped: defaultdict[str, list[str]] = defaultdict(list)
        for word, weight in sorted(weights.items()):
            grouped[f"{weight:.1f}"].append(f'"{word}"')
        lines = [f'"{one}" = [{", ".join(grouped[one])}]' for one in sorted(grouped, key=float)]
        head = f"\n[{matter}]\nstart = {start:.2f}\nenough = {enough}\n\n[{matter}.words]\n"
        parts.append(head + "\n".join(lines))
    return "\n".join(parts) + "\n"


def main(files: Mapping[Path, Callable[[], dict[str, list[Row]]]]) -> None:
    """Write each file."""
    for path, learned in files.items():
        path.write_text(written(learned(), ENOUGH[path]), encoding="utf-8")


if __name__ == "__main__":
    main({GATE: gate_rows, DANGER: danger_rows})
