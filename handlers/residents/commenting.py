"""A word about the service: added to what was said before, taken back alone, mended when edited."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.caller import Caller
from handlers.codes import only_code
from handlers.desk import ATTACHMENTS, Desk
from handlers.message import AttachmentKind, Incoming, Kind
from handlers.residents.awaiting import AS, TOOK
from handlers.saying import unnamed
from storage.models import Survey, Visit

PATIENCE = timedelta(minutes=30)
"""So long we wait for a comment; later words are about something else."""
VOICES = (AttachmentKind.VOICE, AttachmentKind.AUDIO)
OF, BEGINS, ENDS = "of", "begins", "ends"
"""In what our thanks mean: whose comment it is, and which part of it these words are."""


def may_be_one(caller: Caller, what: str) -> bool:
    """Whether words can be a comment: typed or spoken, new, and no answer to another message."""
    message, about = caller.message, caller.about
    if not (message.kind is Kind.TEXT or is_voice(message)) or message.edits is not None:
        return False
    return message.reply_to is None or (about is not None and about.what == what)


async def is_about_nothing_else(desk: Desk, caller: Caller, asked: datetime) -> bool:
    """Whether they have begun no report since they were asked, and name no case."""
    draft = await desk.store.drafts.open_draft(caller.person_id)
    busy = draft is not None and draft.touched_at > asked
    return not busy and not only_code(caller.words, desk.office.prefixes)


def is_voice(message: Incoming) -> bool:
    """Whether it was spoken: a word about the service need not be typed."""
    files = message.attachments
    return message.kind is Kind.MEDIA and all(one.kind in VOICES for one in files)


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


def said_again(message: Incoming, of: Survey | Visit, begins: str) -> Incoming | None:
    """Take away what was said since, as if it were said now: it was meant as a report, if any."""
    text, voices = cut(of, begins)
    files = ATTACHMENTS.validate_python(voices)
    if not (text or files):
        return None
    kind = Kind.MEDIA if files else Kind.TEXT
    return replace(message, kind=kind, text=text, attachments=files, choice=None, pressed_on=None)
