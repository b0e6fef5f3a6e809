"""The stand-in's memory of the Zalo Bot Platform: chats, messages, updates, the month's quota."""

import asyncio
import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.changing import Changing
from bot.sandbox.telegram_errors import ApiError, Json

HISTORY = 50_000
"""Calls that are remembered."""
MESSAGES, USERS, GROUPS = 3000, 50, 3
"""A free bot's month in both directions, its users, its groups (zalo.md §A6)."""
FORGETS_AFTER = timedelta(seconds=60)
"""With `loses`: how long updates are kept for a bot that does not poll."""
NUMBERED = re.compile(r"(\d+)\. (.+)")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: `status` is the HTTP status, `answer` the body's result or error."""

    method: str
    params: Json
    status: int
    answer: object
    at: datetime
    ok: bool


@dataclass(slots=True, eq=False)
class Message:
    """One message as people see it. `photos` and `sounds` are bytes; nothing is ever edited."""

    chat: "Chat"
    id: str
    text: str
    date: datetime
    sender: str
    from_bot: bool = False
    photos: list[bytes] = field(default_factory=list)
    styles: list[Json] = field(default_factory=list)
    sticker: str = ""
    voice: str = ""
    reply_to: "Message | None" = None
    gone: bool = False
    edited: bool = False
    thread: None = None

    @property
    def labels(self) -> list[str]:
        """What the message offers: the labels of its last numbered list, in order."""
        offered: list[str] = []
        for line in self.text.splitlines():
            found = NUMBERED.fullmatch(line.strip())
            if found and int(found[1]) == 1:
                offered = [found[2]]
            elif found and int(found[1]) == len(offered) + 1:
                offered.append(found[2])
        return offered


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat or a group; `refusal` says why the bot may not write."""

    id: str
    private: bool
    title: str
    refusal: str | None = None
    members: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class Quota:
    """The month's messages and the users of a free bot; `on` switches the limits."""

    on: bool
    messages: int = MESSAGES
    users: int = USERS
    used: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)

    def count(self, now: datetime) -> None:
        """One message more, in either direction."""
        self.used[f"{now:%Y-%m}"] += 1

    def spent(self, now: datetime) -> bool:
        """Whether the bot may send nothing more this month."""
        return self.on and self.used[f"{now:%Y-%m}"] >= self.messages

    def admits(self, user_id: str) -> bool:
        """Whether this person is among the users of the bot (or may become one)."""
        if self.on and user_id not in self.known and len(self.known) >= self.users:
            return False
        self.known.add(user_id)
        return True


@dataclass(frozen=True, slots=True)
class Update:
    """What the bot is to be told; `tell` writes it when it is delivered."""

    lane: str
    tell: Callable[[], Json]


class World(Changing):
    """Chats, updates and calls of one bot."""

    def __init__(self, clock: Clock, token: str, name: str, *, quota: bool) -> None:
        super().__init__()
        self.clock = clock
        self.token = token
        self.name = name
        self.me: Json = {
            "id": token.partition(":")[0],
            "account_name": "bot.SandBoxQvc",
            "account_type": "BASIC",
            "can_join_groups": True,
        }
        self.base = ""
        self.chats: dict[str, Chat] = {}
        self.files: dict[str, bytes] = {}
        self.updates: deque[Update] = deque()
        self.quota = Quota(quota)
        self.loses = False
        self.photo_key = "photo_url"
        self.bare = False
        self.seconds = False
        self.prefixes = True
        self.twice = False
        self.webhook_url = ""
        self.webhook_ever = False
        self.news = asyncio.Event()
        self.parked: asyncio.Event | None = None
        self.polled_at: datetime | None = None
        self.in_hand = False
        """An update was given away, and the bot has not asked for the next: it is at work on it."""
        self.history: deque[Call] = deque(maxlen=HISTORY)

    def new_id(self, what: str) -> str:
        """An opaque id, twenty hex digits, another one each time."""
        return hashlib.sha256(f"{what} {self.number(what)}".encode()).hexdigest()[:20]

    @contextmanager
    def polling(self) -> Iterator[asyncio.Event]:
        """…but it only waits for news."""
        self.under_way -= 1
        self.parked = wake = asyncio.Event()
        self.pulse()
        try:
            yield wake
        finally:
            self.under_way += 1
            if self.parked is wake:
                self.parked = None
            self.polled_at = self.clock.now()

    def stamp(self, at: datetime) -> int:
        """A time as the platform writes it: milliseconds (or seconds, with that switch)."""
        return int(at.timestamp()) if self.seconds else int(at.timestamp() * 1000)

    def chat(self, chat_id: object) -> Chat:
        """A chat into which the bot may write. Raises ApiError."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, str) else None
        if chat is None or chat.refusal:
            raise ApiError(400, f"Bad request: {chat.refusal if chat else 'chat_id is invalid'}")
        return chat

    def post(self, chat: Chat, message: Message) -> Message:
        """Put a message into its chat."""
        chat.messages.append(message)
        self.quota.count(self.clock.now())
        self.pulse()
        return message

    def push(self, lane: str, tell: Callable[[], Json]) -> None:
        """Queue an update, unless nobody listens and such updates are lost."""
        unheard = self.parked is None and (
            self.polled_at is None or self.clock.now() - self.polled_at > FORGETS_AFTER
        )
        if self.loses and unheard and not self.webhook_url:
            return
        self.updates.extend([Update(lane, tell)] * (2 if self.twice else 1))
        self.news.set()
        if self.parked:
            self.parked.set()
        self.pulse()
