"""What a message without buttons offers, and what a person types to choose it."""

import re

_LINE = re.compile(r"(\d+)\. (.+)")
_SHORT_CODE = re.compile(r"#([2-9A-HJ-NP-Z]{4})\b")


def offered(text: str) -> list[str]:
    """The labels of the last numbered list, in order."""
    labels: list[str] = []
    for line in text.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found and int(found[1]) == 1:
            labels = [found[2]]
        elif found and int(found[1]) == len(labels) + 1:
            labels.append(found[2])
    return labels


def typed(text: str, label: str, *, in_group: bool) -> str:
    """The number before a label; in a group under a short code, where the message asks for one.

    Raises ValueError when the message does not offer it.
    """
    labels = offered(text)
    number = str(labels.index(label) + 1)
    code = _SHORT_CODE.search(text.rpartition(labels[-1])[2])
    return f"#{code[1]} {number}" if code and in_group else number
