"""Chats and messages of the stand-in for Zalo's OA, as people see them in their apps."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from bot.sandbox.numbered import offered
from bot.sandbox.telegram_errors import Json

PICTURES = {"image", "gif"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it lies on Zalo's hosts; `kind` is that of the event (`image`, `file`, …)."""

    kind: str
    content: bytes
    name: str
    path: str

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `value` is a query's payload, a URL or a phone number."""

    title: str
    type: str
    value: str

    @property
    def query(self) -> bool:
        """Whether a tap says something to the OA."""
        return self.type in {"oa.query.show", "oa.query.hide"}


@dataclass(slots=True, eq=False)
class Message:
    """One message in a chat; nothing on Zalo is edited or put into a topic.

    `kind` is the last word of its event (`text`, `image`, …), `links` are pictures that the OA
    sent by URL, `admin` the person who wrote it in the OA's console, `stamp` its time in ms.
    """

    thread: ClassVar[None] = None
    edited: ClassVar[bool] = False
    gone: ClassVar[bool] = False
    album: ClassVar[None] = None

    chat: "Chat"
    id: str
    sender_id: str
    sender: str
    date: datetime
    stamp: int
    text: str = ""
    kind: str = "text"
    from_bot: bool = False
    files: tuple[StoredFile, ...] = ()
    links: tuple[str, ...] = ()
    choices: tuple[Button, ...] = ()
    attachments: tuple[Json, ...] = ()
    reply_to: "Message | None" = None
    asks_info: bool = False
    hidden: bool = False
    admin: str = ""
    reactions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def photos(self) -> list[bytes | str]:
        """The bytes of its pictures; of one that the OA sent by URL, the URL."""
        return [one.content for one in self.files if one.kind in PICTURES] + list(self.links)

    @property
    def mentions(self) -> list[str]:
        """Whom the OA called in a group by `[@id]`; the group's own id means everybody."""
        called = self.from_bot and not self.chat.private
        return re.findall(r"\[@(\w+)\]", self.text) if called else []

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of (title, payload); Zalo puts one button into a row."""
        return [[(one.title, one.value)] for one in self.choices]

    @property
    def labels(self) -> list[str]:
        """The titles of all buttons; of the OA's message without any, its numbered list."""
        if self.choices or not self.from_bot:
            return [one.title for one in self.choices]
        return offered(self.text)


@dataclass(slots=True, eq=False)
class Chat:
    """The chat of one person with the OA, or a group."""

    id: str
    title: str
    private: bool = True
    posted: list[Message] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """What people see there, oldest first: a tap on `oa.query.hide` is not shown."""
        return [message for message in self.posted if not message.hidden]

    def find(self, message_id: object) -> Message | None:
        """A message by its id."""
        return next((one for one in self.posted if one.id == message_id), None)


@dataclass(slots=True, eq=False)
class GroupChat(Chat):
    """A GMF group: `members` says `admin` or `member` by user id; `asset` pays for it."""

    private: bool = False
    members: dict[str, str] = field(default_factory=dict)
    asset: str = ""
    enabled: bool = True
    oa_inside: bool = True
    description: str = ""
    avatar: str = ""
    waiting: list[str] = field(default_factory=list)
    settings: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Account:
    """A person, as the OA knows one: `heard` is the last interaction, None before the first.

    `refusal` is the error code that every message to this person meets.
    """

    id: str
    by_app: str
    name: str
    chat: Chat
    follows: bool = False
    heard: datetime | None = None
    refusal: int | None = None
    oa_admin: bool = False
    shared: Json = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
