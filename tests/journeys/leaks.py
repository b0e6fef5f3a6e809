"""Looks through all that a town's bot ever said, filed and logged for what others may not read.

A resident's name, handle, number and chat may stand in nobody else's chat, in no file, in no line
of the log and in no `case CODE`; words that might denounce somebody, and that their author did not
send as a report, in nobody's but a sealed recipient's. The one allowed place is what a head reads
in private after asking with a reason.
"""

import io
import logging
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlmodel import select

from bot.commands.case import told
from bot.sandbox.town import OFFICE, Town
from handlers.folding import fold
from handlers.gate import findings
from handlers.wording import texts
from storage.db import Store
from storage.models import Case, Entry, Person, PersonRole, Role, Side

UNMASKED = "🔐 Hồ sơ"
WHERE = ("chat_id", "recipient", "message_id", "reply_parameters", "reply_to_message_id", "user_id")
IN_A_ROW = 4
"""So many words one after the other are no chance."""
OURS = ("bot", "handlers", "storage")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that reached a chat (its platform's id), or a place that everybody may read."""

    where: str
    words: str


@dataclass(slots=True)
class Known:
    """Who the residents of a town are, and what is theirs alone."""

    marks: dict[str, set[str]] = field(default_factory=dict)
    """What tells who somebody is, with the chats in which it may stand."""
    secret: dict[str, set[str]] = field(default_factory=dict)
    """Folded runs of words that nobody else may read, likewise."""
    heads: set[str] = field(default_factory=set)


class Diary(logging.Handler):
    """Keeps what our own code logs."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())


async def found_in(town: Town, diary: Diary | None = None) -> list[str]:
    """All leaks of a town, in words; empty when there are none."""
    async with town.app.database.reading() as store:
        known = await _known(town, store)
        said = [*_said(town), *[one async for one in _on_paper(store)]]
    said += [Said("log", one) for one in diary.lines] if diary else []
    return [leak for one in said for leak in _leaks(known, one)]


def _leaks(known: Known, one: Said) -> Iterator[str]:
    if one.words.startswith(UNMASKED) and one.where in known.heads:
        return
    words, folded = set(WORD.findall(one.words)), f" {fold(one.words)} "
    for mark, places in known.marks.items():
        inside = mark in words if mark.isalnum() else mark in one.words
        if inside and one.where not in places:
            yield f"{mark!r} stands in {one.where}: {one.words[:120]!r}"
    for run, places in known.secret.items():
        if f" {run} " in folded and one.where not in places:
            yield f"words of what nobody may read stand in {one.where}: {one.words[:120]!r}"


def _said(town: Town) -> Iterator[Said]:
    """Whatever was sent, edited faces and refused calls too, and what stands in documents."""
    for stand in town.stands.values():
        for call in stand.history:
            params: Mapping[str, Any] = getattr(call, "params", None) or getattr(call, "body", {})
            to = params.get("recipient") or {}
            where = params.get("chat_id") or to.get("user_id") or to.get("group_id")
            if where is not None:
                yield Said(str(where), " ".join(_leaves(params)))
        for chat in _chats(stand):
            for message in chat.messages:
                for content in _contents(message) if message.from_bot else ():
                    yield Said(str(chat.id), content)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name not in WHERE:
                yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


def _chats(stand: Any) -> list[Any]:  # noqa: ANN401  # each stand-in has its own
    world = stand.world
    if hasattr(world, "accounts"):
        return [*(one.chat for one in world.accounts.values()), *world.groups.values()]
    return list(world.chats.values())


def _private(chat: Any) -> bool:  # noqa: ANN401  # likewise
    return bool(chat.private) if hasattr(chat, "private") else chat.type == "private"


def _contents(message: Any) -> Iterator[str]:  # noqa: ANN401  # likewise
    """The words in what is attached: cells of a workbook; of anything else what is plain."""
    for one in getattr(message, "files", ()):
        if zipfile.is_zipfile(io.BytesIO(one.content)):
            with zipfile.ZipFile(io.BytesIO(one.content)) as book:
                for name in book.namelist():
                    yield book.read(name).decode(errors="replace")
        else:
            yield one.content.decode(errors="replace")


async def _on_paper(store: Store) -> Any:  # noqa: ANN401  # an async generator
    for case in (await store.session.exec(select(Case))).all():
        yield Said("case CODE", "\n".join(await told(store, case)))


async def _known(town: Town, store: Store) -> Known:
    known = Known()
    people = (await store.session.exec(select(Person))).all()
    roles = (await store.session.exec(select(PersonRole))).all()
    entries = (await store.session.exec(select(Entry))).all()
    wrote = {one.author_id for one in entries if one.side == Side.RESIDENT}
    staff = {one.person_id for one in roles}
    staff |= {one.author_id for one in entries if one.side != Side.RESIDENT and one.author_id}
    chats = {one.id: await _places(store, one) for one in people}
    known.heads = _of(chats, [one.person_id for one in roles if one.role == Role.HEAD])
    said = {one.id: store.places.words(one) for one in entries}
    typed = {word for words in said.values() for word in WORD.findall(words)}
    by_name: dict[str, set[str]] = {}
    for one in people:
        by_name.setdefault(store.people.identity(one).name, set()).update(chats[one.id])
    for one in people:
        if one.id in wrote - staff:
            who = store.people.identity(one)
            for mark in (who.user_id, who.username, who.phone, who.name, *chats[one.id]):
                if mark and not _ordinary(mark, typed):
                    known.marks[mark] = by_name[who.name]
    sealed = _of(chats, [one.person_id for one in roles if one.role == Role.SEALED])
    sent = " ".join(f" {fold(said[one.id])} " for one in entries if one.case_id is not None)
    for where, run in _unsent(town, sent):
        known.secret.setdefault(run, set(sealed)).add(where)
    return known


async def _places(store: Store, person: Person) -> set[str]:
    if person.chat_id is None:
        return set()
    return {store.people.unseal_chat(await store.people.chat_by_id(person.chat_id))}


def _of(chats: Mapping[int | None, set[str]], people: list[int]) -> set[str]:
    return {place for one in people for place in chats.get(one, ())}


def _ordinary(mark: str, typed: set[str]) -> bool:
    """A name that is a word of the office's, or that somebody typed, says nothing of anybody."""
    return all(one in typed or one in _office_words() for one in WORD.findall(mark))


@cache
def _office_words() -> frozenset[str]:
    said = " ".join([*texts().values(), OFFICE.read_text(encoding="utf-8")])
    return frozenset(WORD.findall(said))


def _unsent(town: Town, sent: str) -> Iterator[tuple[str, str]]:
    """(whose chat, run of words) of what sounds like a denunciation and is in no case."""
    for stand in town.stands.values():
        for chat in _chats(stand):
            for message in chat.messages if _private(chat) else ():
                if message.from_bot or "denunciation" not in findings(
                    message.text, town.app.office
                ):
                    continue
                words = fold(message.text).split()
                for at in range(len(words) - IN_A_ROW + 1):
                    run = " ".join(words[at : at + IN_A_ROW])
                    if f" {run} " not in sent:
                        yield str(chat.id), run
