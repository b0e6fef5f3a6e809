"""Chats and messages of the stand-in for Telegram, as people see them in their apps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.sandbox.telegram_errors import Json
from bot.sandbox.telegram_files import StoredFile
from bot.sandbox.telegram_html import write

ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
SERVICE = {
    "new_chat_members",
    "left_chat_member",
    "group_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
}


@dataclass(slots=True, eq=False)
class Message:
    """One message; `data` is the Bot API's Message, `markup` every keyboard that it brought."""

    chat: "Chat"
    data: Json
    files: tuple[StoredFile, ...] = ()
    markup: Json = field(default_factory=dict)
    reply_to: "Message | None" = None
    from_bot: bool = False
    gone: bool = False

    @property
    def id(self) -> int:
        """Unique in its chat only."""
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        """Text or caption, without markup."""
        return str(self.data.get("text", self.data.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """Entities of text or caption, offsets in UTF-16 units."""
        found: list[Json] = self.data.get("entities") or self.data.get("caption_entities", [])
        return found

    @property
    def html(self) -> str:
        """Text or caption with its markup."""
        return write(self.text, self.entities)

    @property
    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of (label, callback data or URL) under the message."""
        rows = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [(str(b["text"]), str(b.get("callback_data", b.get("url", "")))) for b in row]
            for row in rows
        ]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, in reading order."""
        return [label for row in self.buttons for label, _ in row]

    @property
    def keyboard(self) -> list[list[Json]]:
        """Rows of buttons that replaced the person's keyboard ({"text", "request_location", …})."""
        rows: list[list[Json]] = self.markup.get("keyboard", [])
        return rows

    @property
    def asks_reply(self) -> bool:
        """Whether the app opened a reply to it by itself."""
        return bool(self.markup.get("force_reply"))

    @property
    def edited(self) -> bool:
        """Whether the app shows "edited"."""
        return "edit_date" in self.data

    @property
    def thread(self) -> int | None:
        """The topic in which it stands."""
        return self.data["message_thread_id"] if self.data.get("is_topic_message") else None

    @property
    def album(self) -> str | None:
        """Shared by the pictures of one album."""
        return self.data.get("media_group_id")

    @property
    def date(self) -> datetime:
        """When it was sent."""
        return datetime.fromtimestamp(self.data["date"], UTC)

    @property
    def sender(self) -> str:
        """The name over the message."""
        if "sender_chat" in self.data:
            return str(self.data["sender_chat"]["title"])
        return str(self.data.get("from", {}).get("first_name", ""))

    @property
    def service(self) -> bool:
        """Whether it is a line of Telegram's ("Lan joined") and nobody's words."""
        return not SERVICE.isdisjoint(self.data)


@dataclass(slots=True)
class Topic:
    """A topic of a forum group; its id is that of the service message that opened it."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat or a group; `refusal` says, in Telegram's words, why the bot may not write."""

    id: int
    type: str
    names: Json
    refusal: str | None = None
    moved_to: int | None = None
    forum: bool = False
    sees_all: bool = False  # privacy mode was off when the bot came in
    muted: bool = False  # members may not write; admins may
    bot_admin: bool = False
    bot_rights: frozenset[str] = frozenset()
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    posted: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    pinned: int | None = None

    @property
    def private(self) -> bool:
        """Whether it is the chat of one person with the bot."""
        return self.type == "private"

    def json(self) -> Json:
        """The Bot API's Chat."""
        chat: Json = {"id": self.id, "type": self.type, **self.names}
        return {**chat, "is_forum": True} if self.forum else chat

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat and was said by somebody, oldest first."""
        return [m for m in self.posted.values() if not m.gone and not m.service]

    @property
    def notices(self) -> list[Message]:
        """Telegram's own lines ("Lan joined")."""
        return [m for m in self.posted.values() if not m.gone and m.service]

    def find(self, message_id: int) -> Message | None:
        """A message that still stands."""
        message = self.posted.get(message_id)
        return None if message is None or message.gone else message
