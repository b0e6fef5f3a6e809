"""Whatever a town's bot ever said, filed, drawn, printed and logged, and whom it reached."""

import io
import logging
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlmodel import select

from bot.commands.case import told
from handlers.desk import OUTGOING
from handlers.office import Office
from storage.db import Database, Store
from storage.models import Case, Chat, Outbox

OURS = ("bot", "handlers", "storage")
WHERE = ("chat_id", "recipient", "message_id", "reply_parameters", "reply_to_message_id", "user_id")
DIGESTS = ("digest", "observe", "report")
"""What our messages are that tell leaders and observers of many cases at once."""
PDF = b"%PDF"


@dataclass(frozen=True, slots=True)
class Said:
    """Something that reached a chat (its platform's id), or a place that everybody may read."""

    where: str
    words: str
    form: str = "words"
    """"words", "file", "digest", "drawn", "log" or "paper" (what a command prints)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a story was played."""

    stands: Mapping[str, Any]
    database: Database
    office: Office


class Diary(logging.Handler):
    """Keeps what our own code logs, and what it gives to be drawn."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self.drawn: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())

    @contextmanager
    def kept(self) -> Iterator["Diary"]:
        """While this lasts. All that is drawn is drawn aside: there its words are looked at."""
        hand_over = ProcessPoolExecutor.submit

        def noted(
            aside: ProcessPoolExecutor, draw: Callable[..., Any], /, *given: Any, **named: Any
        ) -> Future[Any]:
            self.drawn.append("\n".join(leaves((draw, given, named))))
            return hand_over(aside, draw, *given, **named)

        loggers = [logging.getLogger(one) for one in OURS]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ProcessPoolExecutor, "submit", noted)
            for one in loggers:
                one.addHandler(self)
            try:
                yield self
            finally:
                for one in loggers:
                    one.removeHandler(self)


async def all_said(scene: Scene, store: Store, diary: Diary | None) -> AsyncIterator[Said]:
    """Everything."""
    for one in _in_chats(scene):
        yield one
    async for one in _digests(store):
        yield one
    for case in (await store.session.exec(select(Case))).all():
        yield Said("case CODE", "\n".join(await told(store, case)), "paper")
    for line in diary.lines if diary else ():
        yield Said("log", line, "log")
    for words in diary.drawn if diary else ():
        yield Said("what was drawn", words, "drawn")


def chats(stand: Any) -> list[Any]:  # noqa: ANN401  # each stand-in has its own
    """All chats of a platform."""
    world = stand.world
    if hasattr(world, "accounts"):
        return [*(one.chat for one in world.accounts.values()), *world.groups.values()]
    return list(world.chats.values())


def private(chat: Any) -> bool:  # noqa: ANN401  # likewise
    """Whether one person alone reads it."""
    return bool(chat.private) if hasattr(chat, "private") else chat.type == "private"


def _in_chats(scene: Scene) -> Iterator[Said]:
    """Whatever was sent, edited faces and refused calls too, and what stands in documents."""
    for stand in scene.stands.values():
        for call in stand.history:
            params: Mapping[str, Any] = getattr(call, "params", None) or getattr(call, "body", {})
            to = params.get("recipient") or {}
            where = params.get("chat_id") or to.get("user_id") or to.get("group_id")
            if where is not None:
                yield Said(str(where), " ".join(leaves(params)))
        for chat in chats(stand):
            for message in chat.messages:
                for content in _contents(message) if message.from_bot else ():
                    yield Said(str(chat.id), content, "file")


async def _digests(store: Store) -> AsyncIterator[Said]:
    """What was queued for those who read of many cases at once."""
    query = select(Outbox, Chat).join(Chat).where(Outbox.what.in_(DIGESTS))  # type: ignore[attr-defined]  # a column
    for row, chat in (await store.session.exec(query)).all():
        if row.body:
            text = OUTGOING.validate_json(store.vault.unseal(row.body)).text
            yield Said(store.people.unseal_chat(chat), text, "digest")


def leaves(value: object) -> Iterator[str]:
    """All words in something, but for the names of chats in calls."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name not in WHERE:
                yield from leaves(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, partial):
        yield from leaves((value.args, value.keywords))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from leaves([getattr(value, one.name) for one in fields(value)])
    elif isinstance(value, str):
        yield value


def _contents(message: Any) -> Iterator[str]:  # noqa: ANN401  # likewise
    """The words in what is attached: cells of a workbook, pages; of anything else what is plain."""
    for one in getattr(message, "files", ()):
        yield from words_in(one.content)


def words_in(content: bytes) -> Iterator[str]:
    """The words in a file; in one that is not what it says, whatever is plain."""
    if content.startswith(PDF):
        with suppress(PyPdfError):
            for page in PdfReader(io.BytesIO(content)).pages:
                yield page.extract_text()
            return
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            for name in book.namelist():
                yield book.read(name).decode(errors="replace")
    else:
        yield content.decode(errors="replace")
