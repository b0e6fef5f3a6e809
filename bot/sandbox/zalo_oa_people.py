"""People of the stand-in for Zalo's OA: what they say, send, press, follow and block."""

from hashlib import md5
from typing import TypedDict, Unpack

from bot.sandbox.numbered import typed
from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_oa_chats import Account, Button, Chat, GroupChat, Message, StoredFile
from bot.sandbox.zalo_oa_draft import Draft
from bot.sandbox.zalo_oa_events import called, followed, opened, reacted, said, seen, submitted
from bot.sandbox.zalo_oa_files import MAGIC
from bot.sandbox.zalo_oa_groups import Group
from bot.sandbox.zalo_oa_world import World

BLOCKED = -217
"""What a message to somebody who blocked the OA meets."""


class Where(TypedDict, total=False):
    """Where a person speaks; without `in_` it is the private chat. There are no topics."""

    in_: Group | None
    reply_to: Message | None
    topic: None


class Person:
    """One person with an app; every act returns the message as it stands in the chat."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self.account = account

    @property
    def id(self) -> str:
        """The user's id for this OA: more digits than a float can hold."""
        return self.account.id

    @property
    def name(self) -> str:
        """The name in the profile."""
        return self.account.name

    @property
    def chat(self) -> Chat:
        """The private chat with the OA."""
        return self.account.chat

    @property
    def messages(self) -> list[Message]:
        """What stands in the private chat, oldest first."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The newest message there. Raises IndexError when nothing was said."""
        return self.chat.messages[-1]

    def says(self, text: str, **where: Unpack[Where]) -> Message:
        """Type a message."""
        return self._post(where, text=text)

    def presses(self, message: Message, label: str, *, stale: bool = False) -> Message | None:
        """Tap a button, named by its title or payload; one that opens a page says nothing.

        Where a list stands in place of buttons (in groups always) its number is typed; `stale`:
        the label's own words, when the message offers no such thing. Raises Impossible otherwise.
        """
        chat = message.chat
        where: Where = {"in_": Group(self._world, chat)} if isinstance(chat, GroupChat) else {}
        button = next((one for one in message.choices if label in {one.title, one.value}), None)
        if chat.private and chat is not self.chat:
            raise Impossible("this stands in somebody else's chat: no button for you")
        if button is not None:
            return self._tap(button) if button.query else None
        if label in message.labels:
            return self.says(typed(message.text, label, in_group=not chat.private), **where)
        if stale:
            return self.says(label, **where)
        raise Impossible(f"no button {label!r} among {message.labels}")

    def _tap(self, button: Button) -> Message:
        return self._post({}, text=button.value, hidden=button.type == "oa.query.hide")

    def sends_photo(
        self, content: bytes | None = None, *, caption: str = "", **where: Unpack[Where]
    ) -> Message:
        """Send a picture (without content: a small real one)."""
        content = picture(self._world.number("picture")) if content is None else content
        name = "photo.png" if content.startswith(MAGIC["image"][1]) else "photo.jpg"
        return self._sends("image", content, name, where, text=caption)

    def sends_album(
        self, contents: list[bytes] | int, *, caption: str = "", **where: Unpack[Where]
    ) -> list[Message]:
        """Send several pictures: one event each, the caption with the first."""
        many: list[bytes | None] = [*contents] if isinstance(contents, list) else [None] * contents
        return [
            self.sends_photo(content, caption="" if i else caption, **where)
            for i, content in enumerate(many)
        ]

    def sends_gif(self, content: bytes = b"GIF89a", **where: Unpack[Where]) -> Message:
        """Send a moving picture."""
        return self._sends("gif", content, "anim.gif", where)

    def sends_video(
        self, content: bytes = b"video", *, caption: str = "", **where: Unpack[Where]
    ) -> Message:
        """Send a video."""
        return self._sends("video", content, "video.mp4", where, text=caption)

    def sends_audio(self, content: bytes = b"audio", **where: Unpack[Where]) -> Message:
        """Speak a message; to Zalo voice and audio are one."""
        return self._sends("audio", content, "voice.m4a", where)

    def sends_voice(self, content: bytes = b"audio", **where: Unpack[Where]) -> Message:
        """Speak a message."""
        return self.sends_audio(content, **where)

    def sends_document(
        self, content: bytes = b"document", *, name: str = "don.pdf", caption: str = "",
        **where: Unpack[Where],
    ) -> Message:  # fmt: skip
        """Send a file."""
        return self._sends("file", content, name, where, text=caption)

    def sends_sticker(self, content: bytes = b"sticker", **where: Unpack[Where]) -> Message:
        """Send a sticker."""
        return self._sends("sticker", content, "sticker.png", where)

    def sends_link(
        self, url: str, *, description: str = "", text: str = "", **where: Unpack[Where]
    ) -> Message:
        """Send a link, which Zalo shows with its picture."""
        payload = {"thumbnail": "", "description": description, "url": url}
        attachment = {"type": "link", "payload": payload}
        return self._post(where, kind="link", text=text or url, attachments=(attachment,))

    def sends_location(self, latitude: float, longitude: float, **where: Unpack[Where]) -> Message:
        """Drop a pin; the event says the numbers as text."""
        coordinates = {"latitude": str(latitude), "longitude": str(longitude)}
        attachment: Json = {"type": "location", "payload": {"coordinates": coordinates}}
        return self._post(where, kind="location", attachments=(attachment,))

    def sends_business_card(
        self, name: str = "", phone: str = "", **where: Unpack[Where]
    ) -> Message:
        """Send somebody's card; its event's shape is not confirmed, it looks like a link."""
        told = f'{{"phone":"{phone}","qrCodeUrl":"","caption":"{name}"}}'
        payload = {"thumbnail": "", "description": told, "url": ""}
        attachment = {"type": "link", "payload": payload}
        return self._post(where, kind="business_card", text=name, attachments=(attachment,))

    def submits_info(self, name: str, phone: str, *, address: str = "") -> None:
        """Fill in the form that the OA sent. Raises Impossible when there is none."""
        if not any(message.asks_info for message in self.messages):
            raise Impossible("no form to fill in")
        number = f"84{phone.lstrip('+').removeprefix('84').removeprefix('0')}"
        told: Json = {
            "name": name, "phone": int(number) if self._world.wire.phone_as_number else number,
        }  # fmt: skip
        if self._world.wire.flat_info:
            place: Json = {"address": address, "city": "", "district": "", "ward": ""}
        else:
            full = {"user_city": "", "user_ward": "", "user_address": address}
            place = {"user_dob": "", "gender": "", "full_address": full}
        self.account.shared |= {"name": name, "phone": int(number), "address": address}
        self._interacts()
        submitted(self._world, self.account, told | place)

    def follows(self) -> None:
        """Follow the OA, which opens the window."""
        self.account.follows = True
        self._interacts()
        followed(self._world, self.account, follows=True)

    def unfollows(self) -> None:
        """Follow no longer; who wrote within 7 days can still be written to."""
        self.account.follows = False
        followed(self._world, self.account, follows=False)

    def opens_chat(self) -> None:
        """Tap the button that begins a chat, which opens the window."""
        self._interacts()
        opened(self._world, self.account)

    def calls(self, seconds: int = 60, *, rung: bool = False) -> None:
        """Call the OA, which opens the window when somebody picks it up; `rung`: the OA calls."""
        if seconds:
            self._interacts()
        called(self._world, self.account, seconds, rung=rung)

    def reacts(self, message: Message, icon: str = "/-strong") -> None:
        """Put a sign under a message."""
        message.reactions.append((self.id, icon))
        reacted(self._world, message, icon, self.account)

    def reads(self, message: Message) -> None:
        """Read a message of the OA's."""
        seen(self._world, message)

    def blocks(self) -> None:
        """Block the OA, which Zalo tells no app."""
        self.refuses(BLOCKED)

    def unblocks(self) -> None:
        """Let the OA in again."""
        self.refuses(None)

    def refuses(self, code: int | None) -> None:
        """Every message meets this error code (-213, -218, -227, -244, …) until None."""
        self.account.refusal = code

    def _sends(self, kind: str, content: bytes, name: str, where: Where, text: str = "") -> Message:
        stored = self._world.files.keep(kind, content, name)
        payload = _payload(stored, self._world.url(stored.path))
        attachment = {"type": kind, "payload": payload}
        return self._post(where, kind=kind, text=text, files=(stored,), attachments=(attachment,))

    def _post(self, where: Where, **content: Unpack[Draft]) -> Message:
        group = where.get("in_")
        if group is None:
            if self.account.refusal == BLOCKED:
                raise Impossible(f"{self.name} has blocked the OA")
            self._interacts()
        else:
            group.check_may_speak(self.id)
        content["reply_to"] = where.get("reply_to")
        chat = group.chat if group else self.chat
        message = self._world.post(chat, sender=self.account, **content)
        if group is None or group.chat.oa_inside:
            said(self._world, message)
        return message

    def _interacts(self) -> None:
        self.account.heard = self._world.clock.now()


def _payload(stored: StoredFile, url: str) -> Json:
    """What an event says of a file; the size is text."""
    more: dict[str, Json] = {
        "image": {"thumbnail": url},
        "gif": {"thumbnail": url},
        "video": {"thumbnail": url, "description": ""},
        "sticker": {"id": stored.path.split("/")[2][:8]},
        "file": {
            "size": str(stored.size),
            "name": stored.name,
            "checksum": md5(stored.content, usedforsecurity=False).hexdigest(),
            "type": stored.name.rpartition(".")[2].lower(),
        },
    }
    return {**more.get(stored.kind, {}), "url": url}
