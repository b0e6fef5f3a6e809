"""Visitors of the stand-in for Zalo's OA: who writes from a web page without a Zalo account."""

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Account, Chat, Message
from bot.sandbox.zalo_oa_check import TEXT, take, words
from bot.sandbox.zalo_oa_errors import invalid
from bot.sandbox.zalo_oa_events import tell
from bot.sandbox.zalo_oa_world import World


class Visitor:
    """One conversation of somebody whom Zalo does not know."""

    def __init__(self, world: World) -> None:
        self._world = world
        number = world.number("visitor")
        self.id, self.conversation = f"an{number}", f"talk{number}"
        self.account = Account(self.id, "", "", Chat(self.id, "a visitor"))
        world.visitors[self.id, self.conversation] = self.account

    @property
    def messages(self) -> list[Message]:
        """What stands in the window, oldest first."""
        return self.account.chat.messages

    def says(self, text: str) -> Message:
        """Type a message."""
        return self._post("text", {"text": text})

    def sends_photo(self, url: str = "https://f.zdn.vn/1.jpg") -> Message:
        """Send a picture."""
        payload = {"thumbnail": url, "url": url}
        return self._post("image", {"attachments": [{"type": "image", "payload": payload}]})

    def _post(self, kind: str, told: Json) -> Message:
        chat = self.account.chat
        message = self._world.post(chat, sender=self.account, text=told.get("text", ""), kind=kind)
        told = {**told, "msg_id": message.id, "conversation_id": self.conversation}
        tell(
            self._world, chat, f"anonymous_send_{kind}", sender={"id": self.id},
            recipient={"id": self._world.who.oa_id}, message=told,
        )  # fmt: skip
        return message


def to_visitor(world: World, params: Json) -> Json:
    """POST /v2.0/oa/message with a conversation: words only."""
    body = take(params, {"recipient": dict, "message": dict})
    fields = {"anonymous_id": str, "conversation_id": str}
    place = take(body["recipient"], fields, named="recipient")
    account = world.visitors.get((place["anonymous_id"], place["conversation_id"]))
    if account is None:
        raise invalid("conversation_id")
    given = take(body["message"], {"text": str}, named="message")
    message = world.post(account.chat, text=words(given["text"], TEXT, "text", code=-210))
    told = {"text": message.text, "msg_id": message.id, "conversation_id": place["conversation_id"]}
    tell(
        world, account.chat, "oa_send_anonymous_text", sender={"id": world.who.oa_id},
        recipient={"id": account.id}, message=told,
    )  # fmt: skip
    return {"message_id": message.id, **place}
