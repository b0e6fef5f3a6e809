"""Which of the conflicting accounts of Zalo's webhook the stand-in follows: one switch each."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from bot.sandbox.telegram_errors import Json


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the app and the Official Account are; `webhook_secret` is the "OA Secret Key"."""

    app_id: str
    app_secret: str
    oa_id: str
    webhook_secret: str
    oa_name: str


@dataclass(slots=True)
class Signing:
    """How events are signed; the defaults are those of the documentation."""

    first: Literal["app_id", "oa_id"] = "app_id"
    stamp: Literal["body", "header"] = "body"
    key: Literal["oa", "app", "wrong"] = "oa"
    prefix: bool = True

    def headers(self, who: Identity, raw: bytes, body_stamp: str) -> dict[str, str]:
        """X-ZEvent-Signature over the raw bytes; a header's time is another than the body's."""
        stamp = body_stamp if self.stamp == "body" else str(int(body_stamp) + 1)
        keys = {"oa": who.webhook_secret, "app": who.app_secret, "wrong": "somebody else's"}
        first = who.app_id if self.first == "app_id" else who.oa_id
        terms = (first.encode(), raw, stamp.encode(), keys[self.key].encode())
        mac = sha256(b"".join(terms)).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}" if self.prefix else mac}
        return headers if self.stamp == "body" else {**headers, "X-ZEvent-Timestamp": stamp}


QuoteField = Literal["", "quote_msg_id", "quote_message_id", "quote_msg"]


@dataclass(slots=True)
class Wire:
    """Variants of what is said on the line, where documentation and reports differ.

    `echo`: the OA's own sends come back as `oa_send_*`. `images_without_text`: an image's caption
    is not in its event. `group_quote`: the field that names the answered message in a group;
    empty, as nobody has confirmed that there is one. `old_group_names`: lifecycle events as in
    the list of 2024. `phone_as_number`, `flat_info`: `user_submit_info` as older apps saw it.
    `receipts`: `user_received_message` after every send. `recent_src`: whether the items of
    `listrecentchat` and `conversation` say `src`. `info_needs_image`: whether
    `request_user_info` must have the `image_url` that the documentation asks for.
    """

    signing: Signing = field(default_factory=Signing)
    echo: bool = True
    images_without_text: bool = False
    group_quote: QuoteField = ""
    old_group_names: bool = False
    phone_as_number: bool = False
    flat_info: bool = False
    receipts: bool = False
    recent_src: bool = True
    info_needs_image: bool = True

    def quote(self, message_id: str, text: str, sender: str, *, group: bool) -> Json:
        """The fields of an event's message that name the answered one."""
        name = self.group_quote if group else "quote_msg_id"
        if name == "quote_msg":
            return {name: {"msg_id": message_id, "text": text, "sender": {"id": sender}}}
        return {name: message_id} if name else {}
