"""Reads the message that the OA wants to send: text, picture, file, form or buttons, and checks."""

import re
from collections.abc import Callable

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Button, Chat
from bot.sandbox.zalo_oa_check import TEXT, take, words
from bot.sandbox.zalo_oa_draft import Draft
from bot.sandbox.zalo_oa_errors import ApiError, invalid
from bot.sandbox.zalo_oa_files import STICKERS
from bot.sandbox.zalo_oa_world import World

MOST_BUTTONS, TITLE, PAYLOAD = 5, 35, 1000
FORM_TITLE, FORM_SUBTITLE = 100, 500
_URL = re.compile(r"https?://[^\s/]+\S*")
_PHONE = re.compile(r"\d{9,15}")


def compose(world: World, chat: Chat, message: Json) -> Draft:
    """The draft for a chat. Raises ApiError: -201 wrong, -210 too long, -233 not for groups."""
    allowed = {"text": str, "attachment": dict, "quote_message_id": str}
    given = take(message, {}, allowed, named="message")
    draft = Draft()
    if "text" in given:
        draft["text"] = words(given["text"], TEXT, "text", code=-210)
    if "quote_message_id" in given:
        draft["reply_to"] = chat.find(given["quote_message_id"])
        if draft["reply_to"] is None or not chat.private:
            raise invalid("quote_message_id")
    if "attachment" in given:
        _attach(world, chat, given["attachment"], draft)
    elif "text" not in given:
        raise invalid("message")
    return draft


def _attach(world: World, chat: Chat, attachment: Json, draft: Draft) -> None:
    given = take(attachment, {"type": str, "payload": dict}, named="attachment")
    if given["type"] == "file":
        _file(world, given["payload"], draft)
        return
    if given["type"] != "template":
        raise invalid("type")
    payload: Json = given["payload"]
    form = _TEMPLATES.get(str(payload.get("template_type", "button")))
    if form is None or (not chat.private and form is not _media):
        raise ApiError(-233)
    form(world, payload, draft)


def _file(world: World, payload: Json, draft: Draft) -> None:
    """A file stands alone: the documentation shows no words beside it."""
    if "text" in draft:
        raise invalid("text")
    token = take(payload, {"token": str})["token"]
    stored = world.files.uploaded("file", token, "token")
    told = {"url": world.url(stored.path), "name": stored.name, "size": str(stored.size)}
    draft["kind"], draft["files"] = "file", (stored,)
    draft["attachments"] = ({"type": "file", "payload": told},)


def _media(world: World, payload: Json, draft: Draft) -> None:
    elements = take(payload, {"template_type": str, "elements": list})["elements"]
    if len(elements) != 1:
        raise invalid("elements")
    either = {"url": str, "attachment_id": str, "width": int, "height": int}
    one = take(elements[0], {"media_type": str}, either, named="elements")
    kind = one["media_type"]
    if kind not in {"image", "gif", "sticker"}:
        raise invalid("media_type")
    if ("url" in one) == ("attachment_id" in one):
        raise invalid("attachment_id")
    if kind == "gif" and not {"width", "height"} <= one.keys():
        raise invalid("width")
    draft["kind"] = kind
    if kind == "sticker":
        _sticker(one, draft)
    elif "url" in one:
        draft["links"] = (_url(one["url"], "url"),)
        draft["attachments"] = (_shown(kind, one["url"]),)
    else:
        stored = world.files.uploaded(kind, one["attachment_id"], "attachment_id")
        draft["files"] = (stored,)
        draft["attachments"] = (_shown(kind, world.url(stored.path)),)


def _sticker(one: Json, draft: Draft) -> None:
    if one.get("attachment_id") not in STICKERS or "text" in draft:
        raise invalid("attachment_id")
    draft["attachments"] = ({"type": "sticker", "payload": {"id": one["attachment_id"]}},)


def _shown(kind: str, url: str) -> Json:
    return {"type": kind, "payload": {"thumbnail": url, "url": url}}


def _ask(world: World, payload: Json, draft: Draft) -> None:
    """The form in which a person leaves name and phone."""
    elements = take(payload, {"template_type": str, "elements": list})["elements"]
    if len(elements) != 1:
        raise invalid("elements")
    picture = {"image_url": str}
    texts = {"title": str, "subtitle": str}
    strict = world.wire.info_needs_image
    one = take(elements[0], texts | picture if strict else texts, picture, named="elements")
    title = words(one["title"], FORM_TITLE, "title")
    subtitle = words(one["subtitle"], FORM_SUBTITLE, "subtitle")
    if "image_url" in one:
        _url(one["image_url"], "image_url")
    told = [draft["text"]] if "text" in draft else []
    draft["kind"], draft["asks_info"] = "template", True
    draft["text"] = "\n".join([*told, title, subtitle])


def _buttons(_: World, payload: Json, draft: Draft) -> None:
    allowed = {"template_type": str, "text": str}
    given = take(payload, {"buttons": list}, allowed, named="payload")
    if "text" in given and "text" not in draft:  # as `template_type: button` is written by some
        draft["text"] = words(given["text"], TEXT, "text", code=-210)
    if "text" not in draft:
        raise invalid("text")
    if not 0 < len(given["buttons"]) <= MOST_BUTTONS:
        raise invalid("buttons")
    draft["choices"] = tuple(_button(one) for one in given["buttons"])


def _button(given: object) -> Button:
    fields = {"title": str, "type": str, "payload": object}
    one = take(given, fields, {"image_icon": str}, named="buttons")
    reader = _PAYLOADS.get(one["type"])
    if reader is None:
        raise invalid("type")
    title = words(one["title"], TITLE, "title")
    return Button(title, one["type"], reader(one["payload"]))


def _query(payload: object) -> str:
    return words(payload, PAYLOAD, "payload")


def _open(payload: object) -> str:
    return _url(take(payload, {"url": str}, named="payload")["url"], "url")


def _phone(payload: object) -> str:
    return _number(take(payload, {"phone_code": str}, named="payload"))


def _sms(payload: object) -> str:
    return _number(take(payload, {"content": str, "phone_code": str}, named="payload"))


def _number(payload: Json) -> str:
    number: str = payload["phone_code"]
    if not _PHONE.fullmatch(number):
        raise invalid("phone_code")
    return number


def _url(url: str, named: str) -> str:
    if not _URL.fullmatch(url):
        raise invalid(named)
    return url


_TEMPLATES: dict[str, Callable[[World, Json, Draft], None]] = {
    "media": _media,
    "request_user_info": _ask,
    "button": _buttons,
}
_PAYLOADS: dict[str, Callable[[object], str]] = {
    "oa.query.show": _query,
    "oa.query.hide": _query,
    "oa.open.url": _open,
    "oa.open.phone": _phone,
    "oa.open.sms": _sms,
}
