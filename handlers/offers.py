"""What stands open in a private chat to be chosen by number or word: [value, label] each."""

from collections.abc import Sequence
from typing import Any

from handlers.message import Outgoing

BY_WORD = "by word"
"""Third beside value and label: a question was put since, so a bare number is its answer."""
PASSED = "passed"
"""The same for a bare yes or no: something else was said since, so it may be about that."""


INVITATION, NUDGE = "invitation", "nudge"
"""What our message is (Note.what) that invites a word more, or asks once more for an answer."""


def after(out: Outgoing, what: str, before: Sequence[Sequence[str]] | None) -> list[Any] | None:
    """What is on offer once this is said."""
    if out.choices:
        return [[one.value, one.label] for row in out.choices for one in row]
    if before and (out.asks_reply or what in (INVITATION, NUDGE)):
        return [[value, label, BY_WORD] for value, label, *_ in before]
    if out.edits or not before:
        return list(before) if before else None
    return [[*one[:2], *(one[2:] or (PASSED,))] for one in before]


def numbered(offered: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Those that a number names, too."""
    return [one for one in offered if BY_WORD not in one[2:]]
