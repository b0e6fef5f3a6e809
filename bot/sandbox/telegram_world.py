"""The stand-in's memory: who is where, what was said, what the bot has been told of it."""

import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.sandbox.changing import Changing
from bot.sandbox.telegram_chats import ANONYMOUS, Chat, Message
from bot.sandbox.telegram_errors import Json, bad, forbidden
from bot.sandbox.telegram_files import Files, StoredFile
from bot.sandbox.telegram_updates import PRESS_LIFE, Updates

HISTORY = 50_000
"""Calls that are remembered."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: `status` is the HTTP status, `answer` its result or error body."""

    method: str
    params: Json
    status: int
    answer: object
    at: datetime

    @property
    def ok(self) -> bool:
        """Whether Telegram did it."""
        return self.status == 200


@dataclass(slots=True)
class Press:
    """A tap on a button: answered once, within 150 s. `notice` is what the person then read."""

    id: str
    expires: datetime
    message: Message
    notice: str | None = None
    alert: bool = False

    @property
    def answered(self) -> bool:
        """Whether the button has stopped spinning."""
        return self.notice is not None


class World(Changing):
    """Chats, people, files and updates of one bot."""

    def __init__(self, clock: Clock, token: str, username: str, *, privacy: bool = True) -> None:
        super().__init__()
        self.clock = clock
        self.token = token
        self.privacy = privacy
        self.me: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Trợ lý tự động",
            "username": username,
        }
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, Json] = {}
        self.files = Files()
        self.updates = Updates(clock, self.pulse)
        self.presses: dict[str, Press] = {}
        self.commands: dict[str, list[Json]] = {}
        self.profile: Json = {}
        self.history: deque[Call] = deque(maxlen=HISTORY)

    @contextmanager
    def parked(self) -> Iterator[None]:
        """…but it only waits for news."""
        self.under_way -= 1
        self.pulse()
        try:
            yield
        finally:
            self.under_way += 1

    def stamp(self) -> int:
        """Now, in Unix seconds."""
        return int(self.clock.now().timestamp())

    def chat(self, chat_id: int | str) -> Chat:
        """The chat that a bot names. Raises ApiError when it is unknown or has moved."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to is not None:
            raise bad(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        return chat

    def open_chat(self, chat_id: int | str) -> Chat:
        """A chat into which the bot may write. Raises ApiError."""
        chat = self.chat(chat_id)
        if chat.refusal:
            raise forbidden(chat.refusal)
        return chat

    def post(
        self, chat: Chat, content: Json, *, sender: Json | None = None, as_chat: bool = False,
        files: tuple[StoredFile, ...] = (), topic: int | None = None,
        reply_to: Message | None = None, markup: Json | None = None, service: bool = False,
    ) -> Message:  # fmt: skip
        """Put a message into a chat; without a sender it is the bot's own."""
        chat.last_id += 1
        author = ANONYMOUS if as_chat else sender or self.me
        data: Json = {
            "message_id": chat.last_id,
            "from": author,
            "chat": chat.json(),
            "date": self.stamp(),
            **({"sender_chat": chat.json()} if as_chat else {}),
            **({} if service else _place(chat, topic, reply_to)),
            **content,
        }
        if markup and markup.get("inline_keyboard"):
            data["reply_markup"] = markup
        message = Message(
            chat, data, files, markup or {}, reply_to, from_bot=author["id"] == self.me["id"]
        )
        chat.posted[message.id] = message
        self.pulse()
        return message

    def announce(self, message: Message, kind: str = "message") -> None:
        """Tell the bot of a message, if privacy mode and membership let it see that."""
        if self.sees(message):
            self.updates.add(kind, message.data, message.chat.id)

    def sees(self, message: Message) -> bool:
        """Whether the bot gets this message as an update."""
        chat = message.chat
        if chat.private or message.service:
            return chat.private or not chat.refusal
        if chat.refusal:
            return False
        if chat.bot_admin or chat.sees_all:
            return True
        command = re.match(r"/\w+(?:@(\w+))?(?!\S)", message.data.get("text", ""))
        if command and (command[1] or self.me["username"]).lower() == self.me["username"].lower():
            return True
        return message.reply_to is not None and message.reply_to.from_bot

    def press(self, message: Message) -> Press:
        """Note a tap that waits for its answer."""
        number = self.number("press")
        press = Press(str(4_000_000_000 + number), self.clock.now() + PRESS_LIFE, message)
        self.presses[press.id] = press
        return press


def _place(chat: Chat, topic: int | None, reply_to: Message | None) -> Json:
    """Topic and answered message, with Telegram's oddities.

    A message in a topic answers the line that opened the topic, if nothing else; an answer
    in a supergroup carries a thread id even where there are no topics.
    """
    place: Json = {}
    if topic is not None:
        place = {"message_thread_id": topic, "is_topic_message": True}
        reply_to = reply_to or chat.posted.get(topic)
    if reply_to is None:
        return place
    if topic is None and chat.type == "supergroup":
        place["message_thread_id"] = reply_to.data.get("message_thread_id", reply_to.id)
    shown = {k: v for k, v in reply_to.data.items() if k != "reply_to_message"}
    return {**place, "reply_to_message": shown}
