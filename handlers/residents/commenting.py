"""A word about the service: added to what was said before, taken back alone, mended when edited."""

from typing import Any

from handlers.caller import Caller
from handlers.desk import ATTACHMENTS
from handlers.residents.awaiting import AS, TOOK
from handlers.saying import unnamed
from storage.models import Survey, Visit

OF, BEGINS, ENDS = "of", "begins", "ends"
"""In what our thanks mean: whose comment it is, and which part of it these words are."""


def keep(of: Survey | Visit, caller: Caller, what: str) -> dict[str, Any]:
    """Add what was said; says what the thanks for it mean."""
    message, begins = caller.message, mark(of)
    of.comment = "\n".join(one for one in (of.comment, caller.words) if one) or None
    spoken = tuple(unnamed(one) for one in message.attachments)
    of.voice = [*(of.voice or ()), *ATTACHMENTS.dump_python(spoken, mode="json")] or None
    words = {TOOK: message.edits or message.external_id, OF: of.id}
    return words | {AS: what, BEGINS: begins, ENDS: mark(of)}


def meant(caller: Caller) -> dict[str, Any]:
    """What the pressed message meant: its newer face means that too."""
    known = (caller.about.data if caller.about else None) or {}
    return {key: known[key] for key in (TOOK, AS, OF, BEGINS, ENDS) if key in known}


def mark(of: Survey | Visit) -> str:
    """Where the next words begin: after so many characters, and so many voices."""
    return f"{len(of.comment or '')}.{len(of.voice or ())}"


def cut(of: Survey | Visit, begins: str) -> tuple[str, list[Any]]:
    """Take away what was said since."""
    chars, voices = (int(one) if one.isdecimal() else 0 for one in begins.partition(".")[::2])
    words, spoken = of.comment or "", of.voice or []
    of.comment, of.voice = words[:chars] or None, spoken[:voices] or None
    return words[chars:].strip(), spoken[voices:]


def mend(of: Survey | Visit, caller: Caller, was: dict[str, Any]) -> dict[str, Any]:
    """The newest words count; when more was said since, they are added to it."""
    if was[ENDS] == mark(of):
        _, spoken = cut(of, was[BEGINS])
        if not caller.message.attachments:
            of.voice = [*(of.voice or ()), *spoken] or None
    return keep(of, caller, was[AS])
