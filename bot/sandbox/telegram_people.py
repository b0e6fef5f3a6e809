"""People of the stand-in for Telegram: what they say, send, press and block."""

from typing import TypedDict, Unpack

from bot.sandbox.telegram_body import Upload
from bot.sandbox.telegram_chats import Chat, Message
from bot.sandbox.telegram_desk import bot_stands
from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.telegram_files import StoredFile, picture
from bot.sandbox.telegram_groups import Group
from bot.sandbox.telegram_html import found_by_itself
from bot.sandbox.telegram_world import Press, World

NEVER_STARTED = "bot can't initiate conversation with a user"
BLOCKED = "bot was blocked by the user"


class Where(TypedDict, total=False):
    """Where a person speaks; without `in_` it is the private chat with the bot.

    `topic` is the id of a forum group's topic (absent: General); `anonymous` hides an admin
    behind the group's name.
    """

    in_: Group | None
    topic: int | None
    reply_to: Message | None
    anonymous: bool


class Person:
    """One person with an app; every act returns the message as it stands in the chat."""

    def __init__(self, world: World, user: Json, chat: Chat) -> None:
        self._world = world
        self.user = user
        self.chat = chat

    @property
    def id(self) -> int:
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

    def starts(self, payload: str = "") -> Message:
        """Press Start, or open a deep link with a payload."""
        return self.says(f"/start {payload}".strip())

    def says(self, text: str, **where: Unpack[Where]) -> Message:
        """Type a message."""
        entities = found_by_itself(text)
        return self._post({"text": text, **({"entities": entities} if entities else {})}, where)

    def sends_photo(
        self, content: bytes | None = None, *, caption: str = "", **where: Unpack[Where]
    ) -> Message:
        """Send a picture (without content: a small real one)."""
        content = picture(self._world.number("picture")) if content is None else content
        return self._send("photo", Upload(content, "photo.jpg", "image/jpeg"), caption, where)

    def sends_album(
        self, contents: list[bytes] | int, *, caption: str = "", kind: str = "photo",
        **where: Unpack[Where],
    ) -> list[Message]:  # fmt: skip
        """Send 2-10 pictures (or videos, documents) at once; the caption is under the first."""
        if isinstance(contents, int):
            contents = [picture(self._world.number("picture")) for _ in range(contents)]
        album = str(13_000_000_000 + self._world.number("album"))
        return [
            self._send(kind, Upload(content, f"{kind}{i}"), "" if i else caption, where, album)
            for i, content in enumerate(contents)
        ]

    def adds_to_album(self, part: Message, content: bytes) -> Message:
        """One more picture of an album that was sent then: it comes late, over a slow line."""
        stored = self._world.files.keep("photo", Upload(content, "photo.jpg", "image/jpeg"))
        album, sent = part.data["media_group_id"], part.data["date"]
        media = self._world.files.media(stored)
        late = self._world.post(
            self.chat, {**media, "media_group_id": album, "date": sent}, sender=self.user,
            files=(stored,),
        )  # fmt: skip
        self._world.announce(late)
        return late

    def sends_file(
        self, kind: str, content: bytes, *, caption: str = "", name: str = "tep.bin",
        mime: str = "application/octet-stream", size: int | None = None, **where: Unpack[Where],
    ) -> Message:  # fmt: skip
        """Send a video, voice, audio, document, animation, video_note or sticker.

        `size` claims more bytes than there are, e.g. beyond the 20 MiB that a bot may fetch.
        """
        return self._send(kind, Upload(content, name, mime), caption, where, size=size)

    def sends_video(self, content: bytes = b"video", **where: Unpack[Where]) -> Message:
        """Send a video."""
        return self._send("video", Upload(content, "video.mp4", "video/mp4"), "", where)

    def sends_voice(self, content: bytes = b"voice", **where: Unpack[Where]) -> Message:
        """Speak a message."""
        return self._send("voice", Upload(content, "voice.oga", "audio/ogg"), "", where)

    def sends_document(
        self, content: bytes = b"document", *, name: str = "don.pdf", caption: str = "",
        mime: str = "application/pdf", **where: Unpack[Where],
    ) -> Message:  # fmt: skip
        """Send a file."""
        return self._send("document", Upload(content, name, mime), caption, where)

    def sends_sticker(self, content: bytes = b"sticker", **where: Unpack[Where]) -> Message:
        """Send a sticker."""
        return self._send("sticker", Upload(content, "sticker.webp", "image/webp"), "", where)

    def sends_location(
        self, latitude: float, longitude: float, *, title: str = "", **where: Unpack[Where]
    ) -> Message:
        """Drop a pin; with a title it is a place that has a name."""
        location = {"latitude": latitude, "longitude": longitude}
        content: Json = {"location": location}
        if title:
            content["venue"] = {"location": location, "title": title, "address": title}
        return self._post(content, where)

    def sends_contact(
        self, phone: str, *, of: "Person | None" = None, **where: Unpack[Where]
    ) -> Message:
        """Send a phone number: one's own, or that `of` somebody."""
        user = (of or self).user
        contact = {"phone_number": phone, "first_name": user["first_name"], "user_id": user["id"]}
        return self._post({"contact": contact}, where)

    def sends_poll(self, question: str, options: list[str], **where: Unpack[Where]) -> Message:
        """Send a poll, which a bot cannot read as words."""
        poll: Json = {
            "id": str(self._world.number("poll")),
            "question": question,
            "options": [
                {"persistent_id": str(i), "text": option, "voter_count": 0}
                for i, option in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._post({"poll": poll}, where)

    def sends_dice(self, **where: Unpack[Where]) -> Message:
        """Throw a die."""
        return self._post({"dice": {"emoji": "🎲", "value": 4}}, where)

    def edits(self, message: Message, text: str) -> Message:
        """Change the words of one's own message."""
        if message.gone or message.data["from"]["id"] not in {self.id, 1087968824}:
            raise Impossible(f"{self._name} cannot edit this")
        name = "text" if "text" in message.data else "caption"
        entities = found_by_itself(text) if name == "text" else []
        message.data = {
            **{key: value for key, value in message.data.items() if key != "entities"},
            name: text,
            "edit_date": self._world.stamp(),
            **({"entities": entities} if entities else {}),
        }
        self._world.announce(message, "edited_message")
        return message

    def deletes(self, message: Message) -> None:
        """Take a message away, which Telegram tells no bot."""
        message.gone = True
        self._world.pulse()

    def presses(self, message: Message, choice: str, *, stale: bool = False) -> Press:
        """Tap a button, named by its label or data; `stale`: one that the app still showed.

        A button of a replaced keyboard types its label. Raises Impossible when there is none.
        """
        if any(choice == button["text"] for row in message.keyboard for button in row):
            raise Impossible("a button in place of the keyboard: say its label, or send the place")
        found = [
            data for row in message.buttons for pair in row for data in pair[1:] if choice in pair
        ]
        if not (found or stale) or (message.gone and not stale):
            raise Impossible(f"no button {choice!r} among {message.labels}")
        press = self._world.press(message)
        shown = message.data
        if message.gone:
            shown = {"chat": message.chat.json(), "message_id": message.id, "date": 0}
        query: Json = {
            "id": press.id,
            "from": self.user,
            "message": shown,
            "chat_instance": str(message.chat.id),
            "data": found[0] if found else choice,
        }
        self._world.updates.add("callback_query", query, self.id)
        return press

    def blocks(self) -> None:
        """Block the bot."""
        self._stand("kicked", BLOCKED)

    def unblocks(self) -> None:
        """Let the bot in again."""
        self._stand("member", None)

    def deactivates(self) -> None:
        """Delete the account; Telegram tells no bot."""
        self.chat.refusal = "user is deactivated"

    @property
    def _name(self) -> str:
        return str(self.user["first_name"])

    def _stand(self, status: str, refusal: str | None) -> None:
        self.chat.members.setdefault(self._world.me["id"], "member")
        bot_stands(self._world, self.chat, status, refusal, self.user)

    def _send(
        self, kind: str, upload: Upload, caption: str, where: Where, album: str | None = None,
        size: int | None = None,
    ) -> Message:  # fmt: skip
        stored = self._world.files.keep(kind, upload, size)
        content = self._world.files.media(stored)
        if album:
            content["media_group_id"] = album
        return self._post({**content, **({"caption": caption} if caption else {})}, where, stored)

    def _post(self, content: Json, where: Where, *files: StoredFile) -> Message:
        group, anonymous = where.get("in_"), where.get("anonymous", False)
        if group is None:
            self._open_private()
        else:
            group.check_may_speak(self.id, where.get("topic"), anonymous=anonymous)
        message = self._world.post(
            group.chat if group else self.chat,
            content,
            sender=self.user,
            as_chat=anonymous,
            files=files,
            topic=where.get("topic"),
            reply_to=where.get("reply_to"),
        )
        self._world.announce(message)
        return message

    def _open_private(self) -> None:
        if self.chat.refusal == NEVER_STARTED:
            self.chat.refusal = None
        if self.chat.refusal:
            raise Impossible(f"{self._name}: {self.chat.refusal}")
