"""What somebody said, made ready to be written down, and shown again."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePath

from handlers import masking
from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, OURS, Desk
from handlers.message import Attachment, AttachmentKind, Held, Incoming, Kind
from handlers.redaction import redacting
from storage.db import Store
from storage.drafts import Saying
from storage.models import Act, Entry, Side
from storage.people import Identity

ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")
PICTURES = (AttachmentKind.PHOTO, AttachmentKind.DOCUMENT)


def saying(caller: Caller, side: Side, act: Act) -> Saying:
    """The caller's message as an entry of a draft or a case."""
    message = caller.message
    assert caller.chat.id is not None  # noqa: S101  # stored before it is routed
    return Saying(
        chat_id=caller.chat.id,
        external_id=message.external_id,
        side=side,
        act=act,
        said_at=message.sent_at,
        text=_words(message),
        attachments=ATTACHMENTS.dump_python(
            tuple(
                _kept(unnamed(one) if side is Side.RESIDENT else one, caller.chat.id)
                for one in _attached(message)
            ),
            mode="json",
        ),
        form=message.form or (message.kind if message.kind is not Kind.TEXT else ""),
        author_id=caller.person_id,
    )


def _attached(message: Incoming) -> tuple[Attachment, ...]:
    """Pictures of which the sender says that they show papers are held back like such pictures."""
    if not masking.speaks_of_papers(message.text):
        return message.attachments
    return tuple(
        replace(one, held=one.held or Held.PAPERS) if one.kind in PICTURES else one
        for one in message.attachments
    )


def unnamed(file: Attachment) -> Attachment:
    """A resident's file without the name that it had on their phone: it may be their own.

    A platform repeats its own copy under the old name, so ours is sent instead, if there is one.
    """
    ending = PurePath(file.name).suffix
    if file.kind is AttachmentKind.STICKER or not file.name:
        return file
    name = f"{file.kind}{ending if ENDING.fullmatch(ending) else ''}"
    return replace(file, name=name, remote="" if file.sha256 else file.remote)


def _kept(file: Attachment, chat_id: int) -> Attachment:
    """What only its platform can repeat is kept by our number of its chat: ids lie sealed."""
    if file.kind is not AttachmentKind.COPY:
        return file
    return replace(file, remote=f"{OURS}{chat_id}:{file.remote.rpartition(':')[2]}")


def _words(message: Incoming) -> str:
    words = message.text.strip()
    if message.kind is Kind.LOCATION and message.place is not None:
        return message.place.words or words
    if message.kind is Kind.CONTACT and not message.own_phone:
        return f"{words} {masking.number(message.phone)}".strip()
    return words


def words_of(desk: Desk, entries: Iterable[Entry]) -> str:
    """All that was written, in order."""
    said = (desk.store.places.words(one) for one in entries)
    return "\n".join(words for words in said if words)


def told_of(entries: Iterable[Entry]) -> str:
    """What was written but for what only says where: that lies sealed, and stays so."""
    return "\n".join(entry.text for entry in entries if entry.text)


async def for_staff(desk: Desk, entry: Entry) -> str:
    """What officials may read of it: an official's words as they are, a resident's covered."""
    return await covered(desk.store, entry)


async def covered(store: Store, entry: Entry) -> str:
    """The same, for who has no desk."""
    words = store.places.words(entry)
    if entry.side != Side.RESIDENT or not words:
        return words
    case = await store.cases.by_id(entry.case_id) if entry.case_id else None
    return await nameless(store, words, entry.author_id, case.person_id if case else None)


async def nameless(store: Store, words: str, *people: int | None) -> str:
    """A resident's words as officials read them: also without the name of whose they are."""
    for number in {one for one in people if one is not None}:
        who = store.people.identity(await store.people.person_by_id(number))
        named = Identity("", name=who.name, username=who.username, called=who.called)
        words = redacting(named, "", masking.COVER)(words)
    return masking.masked(words)


def files_of(entries: Iterable[Entry]) -> tuple[Attachment, ...]:
    """All that was attached, in order, but for what is held back."""
    return tuple(one for one in _all_files(entries) if one.held is None)


def held_of(entries: Iterable[Entry]) -> tuple[Attachment, ...]:
    """What no official is shown (yet)."""
    return tuple(one for one in _all_files(entries) if one.held is not None)


def _all_files(entries: Iterable[Entry]) -> Iterable[Attachment]:
    return (
        one for entry in entries for one in ATTACHMENTS.validate_python(entry.attachments or [])
    )


def count_files(desk: Desk, files: Iterable[Attachment]) -> str:
    """Say how many of what was attached: "2 ảnh, 1 tin nhắn thoại". Empty when nothing was."""
    counts = Counter(one.kind for one in files)
    return ", ".join(
        desk.say(f"files.{kind}", n=counts[kind]) for kind in AttachmentKind if counts[kind]
    )
