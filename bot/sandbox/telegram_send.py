"""The stand-in's sending methods: words, pictures, files, albums, places, copies."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.telegram_body import Upload
from bot.sandbox.telegram_chats import Chat, Message
from bot.sandbox.telegram_errors import Json, bad, units
from bot.sandbox.telegram_files import StoredFile
from bot.sandbox.telegram_html import parse
from bot.sandbox.telegram_world import World

Method = Callable[[World, Json], Any]
"""Does what a checked call asks and returns its result. Raises ApiError."""

TEXT, CAPTION = 4096, 1024
_EXTRAS = ("duration", "width", "height", "length", "performer", "title")


def formatted(params: Json, name: str, limit: int, too_long: str) -> Json:
    """Text or caption with entities, as fields of a Message."""
    mode = params.get("parse_mode", "")
    source = params.get(name, "")
    if mode and mode.lower() != "html":
        raise bad("unsupported parse_mode")
    text, entities = parse(source) if mode else (source.strip(), [])
    if units(text) > limit:
        raise bad(too_long)
    field = "entities" if name == "text" else "caption_entities"
    shown = {name: text, **({field: entities} if entities else {})}
    return shown if text else {}


def text_content(params: Json) -> Json:
    """The content of a text message; empty text is refused."""
    content = formatted(params, "text", TEXT, "message is too long")
    if not content:
        raise bad("message text is empty")
    return content


def check_markup(markup: Json | None) -> None:
    """Refuse keyboards that Telegram refuses."""
    rows = (markup or {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)


def _check_button(button: Json) -> None:
    ways = button.keys() & {"callback_data", "url", "copy_text"}
    if not button["text"].strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if len(ways) != 1:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not button["url"].startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def thread_of(chat: Chat, topic: int | None) -> int | None:
    """The topic to write into; None is the General one. Raises ApiError."""
    if topic is None:
        return None
    if not chat.forum or topic not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[topic].closed and "can_manage_topics" not in chat.bot_rights:
        raise bad("TOPIC_CLOSED")
    return topic


def _answered(chat: Chat, params: Json, topic: int | None) -> Message | None:
    """The message that is answered. Raises ApiError when it is gone and that matters."""
    reply = params.get("reply_parameters")
    if reply is None:
        return None
    if reply.get("chat_id", chat.id) != chat.id:
        raise bad("the sandbox does not play replies across chats")
    message = chat.find(reply["message_id"])
    elsewhere = message is not None and topic is not None and message.thread != topic
    if elsewhere or (message is None and not reply.get("allow_sending_without_reply")):
        raise bad("message to be replied not found")
    return message


def deliver(
    world: World, params: Json, content: Json, files: tuple[StoredFile, ...] = ()
) -> Message:
    """Put the bot's message where the call says."""
    chat = world.open_chat(params["chat_id"])
    if chat.muted and not chat.bot_admin:
        raise bad("not enough rights to send text messages to the chat")
    topic = thread_of(chat, params.get("message_thread_id"))
    reply_to = _answered(chat, params, topic)
    if reply_to is not None and topic is None:
        topic = reply_to.thread
    markup = params.get("reply_markup")
    check_markup(markup)
    return world.post(chat, content, files=files, topic=topic, reply_to=reply_to, markup=markup)


def send_message(world: World, params: Json) -> Json:
    world.open_chat(params["chat_id"])
    return deliver(world, params, text_content(params)).data


def send_file(kind: str) -> Method:
    """sendPhoto, sendVideo … differ in one word."""

    def send(world: World, params: Json) -> Json:
        world.open_chat(params["chat_id"])
        content, stored = _file_content(world, kind, params[kind], params)
        return deliver(world, params, content, (stored,)).data

    return send


def _file_content(
    world: World, kind: str, value: Upload | str, params: Json
) -> tuple[Json, StoredFile]:
    stored = world.files.given(kind, value)
    content = world.files.media(stored)
    if kind != "photo":
        content[kind] |= {name: params[name] for name in _EXTRAS if name in params}
    caption = formatted(params, "caption", CAPTION, "message caption is too long")
    return {**content, **caption}, stored


def send_album(world: World, params: Json) -> list[Json]:
    chat = world.open_chat(params["chat_id"])
    items: list[Json] = params["media"]
    kinds = {item["type"] for item in items}
    if not items:
        raise bad("there are no messages to send")
    if not 2 <= len(items) <= 10:
        raise bad("too many messages to send as an album" if items[1:] else "too few messages")
    for alone in ("document", "audio"):
        if alone in kinds and len(kinds) > 1:
            raise bad(f"{alone.title()} can't be mixed with other media types")
    ready = [_file_content(world, item["type"], item["media"], item) for item in items]
    thread_of(chat, params.get("message_thread_id"))
    album = {"media_group_id": str(13_000_000_000 + world.number("album"))}
    return [
        deliver(world, params, {**album, **content}, (stored,)).data for content, stored in ready
    ]


def send_location(world: World, params: Json) -> Json:
    latitude, longitude = params["latitude"], params["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    place = {"latitude": latitude, "longitude": longitude}
    return deliver(world, params, {"location": place}).data


def send_contact(world: World, params: Json) -> Json:
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: params[name] for name in names if name in params}
    return deliver(world, params, {"contact": contact}).data


_ENVELOPE = {
    "message_id", "from", "chat", "date", "edit_date", "sender_chat", "author_signature",
    "message_thread_id", "is_topic_message", "reply_to_message", "reply_markup",
    "media_group_id", "forward_origin",
}  # fmt: skip


def _original(world: World, params: Json, act: str) -> Message:
    source = world.open_chat(params["from_chat_id"])
    message = source.find(params["message_id"])
    if message is None or message.service:
        raise bad(f"message to {act} not found")
    return message


def _content(message: Message) -> Json:
    return {name: value for name, value in message.data.items() if name not in _ENVELOPE}


def copy_message(world: World, params: Json) -> Json:
    world.open_chat(params["chat_id"])
    message = _original(world, params, "copy")
    content = _content(message)
    if "caption" in params and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= formatted(params, "caption", CAPTION, "message caption is too long")
    return {"message_id": deliver(world, params, content, message.files).id}


def forward_message(world: World, params: Json) -> Json:
    world.open_chat(params["chat_id"])
    message = _original(world, params, "forward")
    origin: Json = {"date": message.data["date"]}
    if "sender_chat" in message.data:
        origin |= {"type": "chat", "sender_chat": message.data["sender_chat"]}
    else:
        origin |= {"type": "user", "sender_user": message.data["from"]}
    content = {**_content(message), "forward_origin": origin}
    return deliver(world, params, content, message.files).data


SEND: dict[str, Method] = {
    "sendMessage": send_message,
    "sendMediaGroup": send_album,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendPhoto": send_file("photo"),
    "sendVideo": send_file("video"),
    "sendVoice": send_file("voice"),
    "sendAudio": send_file("audio"),
    "sendDocument": send_file("document"),
    "sendAnimation": send_file("animation"),
    "sendVideoNote": send_file("video_note"),
    "sendSticker": send_file("sticker"),
}
"""Method → what it does."""
