"""Whether a resident must be asked before anybody may read what they wrote."""

from collections.abc import Iterable

from handlers.desk import Desk
from handlers.emergencies import recognise
from handlers.gate import Finding, findings
from handlers.office_gate import Subject
from handlers.saying import words_of
from storage.models import Draft, Entry

ASKED: tuple[Subject, ...] = ("denunciation", "complaint", "spam")
"""What is asked about, the gravest first."""


def to_ask(desk: Desk, draft: Draft, entries: Iterable[Entry]) -> Finding | None:
    """What a draft may be that the resident has not decided yet; None: it may go on.

    A decision holds for what had been said by then; new words are looked at anew. In an
    emergency nobody is asked anything.
    """
    if draft.emergency:
        return None
    said, decided = list(entries), draft.decided or {}
    for subject in ASKED:
        fresh = [one for one in said if (one.id or 0) > decided.get(subject, 0)]
        found = findings(words_of(desk, fresh), desk.office).get(subject)
        if found is not None:
            return found
    return None


def grave(desk: Desk, words: str) -> bool:
    """Whether words may be a denunciation: they must not reach a group unasked."""
    return "denunciation" in findings(words, desk.office)


def weighs(desk: Desk, words: str) -> bool:
    """Words of danger, or about somebody's guilt, are no small talk, whatever else they are."""
    return grave(desk, words) or recognise(words, desk.office) is not None


def decide(desk: Desk, draft: Draft, entries: Iterable[Entry], subject: str) -> None:
    """The resident says that what was said so far may go on."""
    last = max((one.id or 0 for one in entries), default=0)
    draft.decided = {**(draft.decided or {}), subject: last}
    draft.aside_at = None
    desk.store.drafts.save(draft)
