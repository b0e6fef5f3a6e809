"""People and groups of the stand-in for the Zalo Bot Platform: what they type and send."""

import re
from dataclasses import dataclass
from typing import TypedDict, Unpack

from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_bot_world import GROUPS, Chat, Message, World

SHORT_CODE = re.compile(r"#([2-9A-HJ-NP-Z]{4})\b")


class Where(TypedDict, total=False):
    """Where a person speaks; without `in_` it is the private chat with the bot.

    `mention`: in a group, whether the bot is mentioned (it hears nothing else, but replies to its
    own messages). `topic` is always None: there are none.
    """

    in_: "Group | None"
    reply_to: Message | None
    mention: bool
    topic: None


@dataclass(eq=False)
class Group:
    """A group as its owner and members handle it."""

    world: World
    chat: Chat

    @property
    def id(self) -> str:
        """Opaque, as all ids."""
        return self.chat.id

    @property
    def title(self) -> str:
        """The group's name."""
        return self.chat.title

    @property
    def messages(self) -> list[Message]:
        """What stands in the group, oldest first."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The newest message. Raises IndexError when nothing was said."""
        return self.chat.messages[-1]

    def add_bot(self) -> None:
        """Take the bot in, which it is not told. Raises Impossible in a fourth group."""
        with_bot = [one for one in self.world.chats.values() if not one.private and not one.refusal]
        if self.world.quota.on and len(with_bot) >= GROUPS and self.chat not in with_bot:
            raise Impossible("a free bot is in three groups at most")
        self.world.chats[self.chat.id] = self.chat
        self.chat.refusal = None

    def kick_bot(self) -> None:
        """Put the bot out, which it is not told."""
        self.chat.refusal = "bot is not in the group"

    def joins(self, person: "Person") -> None:
        """A person comes in."""
        self.chat.members[person.id] = "member"

    def leaves(self, person: "Person") -> None:
        """A person goes."""
        del self.chat.members[person.id]


class Person:
    """One person with the app; every act returns the message as it stands in the chat.

    `protected`: the platform hides what this person (a child) sends, whatever it is.
    """

    def __init__(self, world: World, name: str, chat: Chat) -> None:
        self._world = world
        self.name = name
        self.chat = chat
        self.protected = False

    @property
    def id(self) -> str:
        """The user's id, which is also that of the private chat."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """What stands in the private chat with the bot, oldest first."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The newest message there. Raises IndexError when nothing was said."""
        return self.chat.messages[-1]

    def says(self, text: str, **where: Unpack[Where]) -> Message:
        """Type a message."""
        return self._post("message.text.received", {"text": text}, where)

    def sends_photo(
        self, content: bytes | None = None, *, caption: str = "", **where: Unpack[Where]
    ) -> Message:
        """Send a picture (without content: a small real one)."""
        content = picture(self._world.number("picture")) if content is None else content
        return self._post(
            "message.image.received", {"text": caption}, where, content=content, ending="png"
        )

    def sends_album(
        self, contents: list[bytes] | int, *, caption: str = "", **where: Unpack[Where]
    ) -> list[Message]:
        """Send several pictures: each is an event of its own; the caption is under the first."""
        if isinstance(contents, int):
            contents = [picture(self._world.number("picture")) for _ in range(contents)]
        return [
            self.sends_photo(content, caption="" if place else caption, **where)
            for place, content in enumerate(contents)
        ]

    def sends_voice(self, content: bytes = b"voice", **where: Unpack[Where]) -> Message:
        """Speak a message."""
        return self._post("message.voice.received", {}, where, content=content, ending="aac")

    def sends_sticker(
        self, sticker: str = "b8b0a2e0a7a54efb17b4", **where: Unpack[Where]
    ) -> Message:
        """Send a sticker."""
        content = picture(self._world.number("picture"))
        told = {"sticker": sticker}
        return self._post("message.sticker.received", told, where, content=content, ending="png")

    def sends_document(self, content: bytes = b"document", **where: Unpack[Where]) -> Message:
        """Send a file; the bot is told only that something came."""
        return self._unsupported(where, len(content))

    def sends_video(self, content: bytes = b"video", **where: Unpack[Where]) -> Message:
        """Send a video; likewise."""
        return self._unsupported(where, len(content))

    def sends_location(
        self, latitude: float = 10.03, longitude: float = 105.77, **where: Unpack[Where]
    ) -> Message:
        """Drop a pin; likewise."""
        return self._unsupported(where, latitude, longitude)

    def sends_contact(self, phone: str = "0912345678", **where: Unpack[Where]) -> Message:
        """Send a business card; likewise."""
        return self._unsupported(where, phone)

    def presses(self, message: Message, label: str, *, stale: bool = False) -> Message:
        """There are no buttons: type the number that stands before a label in the message.

        In a group under a card's short code, where the card asks for that. `stale`: the label's
        own words, when the message offers no such thing. Raises Impossible otherwise.
        """
        where: Where = {} if message.chat.private else {"in_": Group(self._world, message.chat)}
        if label not in message.labels:
            if not stale:
                raise Impossible(f"nothing called {label!r} among {message.labels}")
            return self.says(label, **where)
        typed = str(message.labels.index(label) + 1)
        code = SHORT_CODE.search(message.text.rpartition(message.labels[-1])[2])
        return self.says(f"#{code[1]} {typed}" if code and where else typed, **where)

    def blocks(self) -> None:
        """Block the bot, which it is not told."""
        self.chat.refusal = "user has blocked the bot"

    def unblocks(self) -> None:
        """Let the bot in again."""
        self.chat.refusal = None

    def _unsupported(self, where: Where, *_said: object) -> Message:
        return self._post("message.unsupported.received", {}, where)

    def _post(
        self, event: str, told: Json, where: Where, content: bytes = b"", ending: str = ""
    ) -> Message:
        group, reply_to = where.get("in_"), where.get("reply_to")
        chat = group.chat if group else self.chat
        text = str(told.get("text", ""))
        mentioned = group is not None and where.get("mention", True)
        if group is not None and self.id not in group.chat.members:
            raise Impossible("not a member of the group")
        if mentioned:
            text = f"@{self._world.name} {text}".strip()
        now = self._world.clock.now()
        message = Message(
            chat, self._world.new_id("message"), text, now, self.name, reply_to=reply_to
        )
        if event == "message.image.received":
            message.photos.append(content)
        self._world.chats[chat.id] = chat
        self._world.post(chat, message)
        heard = group is None or mentioned or (reply_to is not None and reply_to.from_bot)
        if heard and not (group and chat.refusal) and self._world.quota.admits(self.id):
            path = f"{message.id}.{ending}" if ending else ""
            self._world.files |= {path: content} if path else {}
            shown = text if self._world.prefixes else str(told.get("text", ""))
            self._announce(event, told | {"text": shown}, message, path)
        return message

    def _announce(self, event: str, told: Json, message: Message, path: str) -> None:
        world = self._world
        name = "message.unsupported.received" if self.protected else event

        def tell() -> Json:
            body: Json = {
                "from": {"id": self.id, "display_name": self.name, "is_bot": False},
                "chat": {
                    "id": message.chat.id,
                    "chat_type": "PRIVATE" if message.chat.private else "GROUP",
                },
                "message_id": message.id,
                "date": world.stamp(message.date),
                **_content(name, told, f"{world.base}/media/{path}", world.photo_key),
            }
            update = {"message": body, "event_name": name}
            return update if world.bare else {"ok": True, "result": update}

        world.push(message.chat.id, tell)


def _content(event: str, told: Json, url: str, photo_key: str) -> Json:
    """The fields of each event (zalo.md §A4)."""
    fields: dict[str, Json] = {
        "message.text.received": {"text": told.get("text")},
        "message.image.received": {photo_key: url, "caption": told.get("text")},
        "message.sticker.received": {"sticker": told.get("sticker"), "url": url},
        "message.voice.received": {"voice_url": url},
    }
    return fields.get(event, {})
