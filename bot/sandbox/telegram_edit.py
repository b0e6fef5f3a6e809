"""The stand-in's methods on what already stands: edit, delete, pin, react, answer a press."""

from datetime import timedelta

from bot.sandbox.telegram_chats import Chat, Message
from bot.sandbox.telegram_errors import Json, bad, units
from bot.sandbox.telegram_send import CAPTION, Method, check_markup, formatted, text_content
from bot.sandbox.telegram_world import World

DELETABLE = timedelta(hours=48)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _own(world: World, params: Json) -> Message:
    """A message of the bot that it may still edit. Raises ApiError."""
    message = world.open_chat(params["chat_id"]).find(params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot or message.service or _holds_keyboard(message):
        raise bad("message can't be edited")
    return message


def _holds_keyboard(message: Message) -> bool:
    """A message that changed the person's keyboard stays as it is."""
    return bool(message.markup) and "inline_keyboard" not in message.markup


def _change(world: World, message: Message, params: Json, replaced: set[str], new: Json) -> Json:
    """Give a message a new face; without a keyboard in the call it loses the one it had."""
    markup = params.get("reply_markup", {})
    check_markup(markup)
    if markup.get("inline_keyboard"):
        new = {**new, "reply_markup": markup}
    names = replaced | {"reply_markup"}
    if {name: message.data.get(name) for name in names} == {name: new.get(name) for name in names}:
        raise bad(_NOT_MODIFIED)
    kept = {name: value for name, value in message.data.items() if name not in names}
    message.data = {**kept, **new, "edit_date": world.stamp()}
    world.pulse()
    return message.data


def edit_text(world: World, params: Json) -> Json:
    message = _own(world, params)
    if "text" not in message.data:
        raise bad("there is no text in the message to edit")
    return _change(world, message, params, {"text", "entities"}, text_content(params))


def edit_caption(world: World, params: Json) -> Json:
    message = _own(world, params)
    if not message.files:
        raise bad("there is no caption in the message to edit")
    new = formatted(params, "caption", CAPTION, "message caption is too long")
    return _change(world, message, params, {"caption", "caption_entities"}, new)


def edit_markup(world: World, params: Json) -> Json:
    return _change(world, _own(world, params), params, set(), {})


def delete_message(world: World, params: Json) -> bool:
    chat = world.open_chat(params["chat_id"])
    message = chat.find(params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    allowed = message.from_bot or chat.private or "can_delete_messages" in chat.bot_rights
    if not allowed or world.clock.now() - message.date > DELETABLE:
        raise bad("message can't be deleted for everyone")
    message.gone = True
    return True


def _standing(chat: Chat, message_id: int, act: str) -> Message:
    message = chat.find(message_id)
    if message is None:
        raise bad(f"message to {act} not found")
    return message


def set_reaction(world: World, params: Json) -> bool:
    chat = world.open_chat(params["chat_id"])
    _standing(chat, params["message_id"], "react")
    if len(params.get("reaction", [])) > 1:
        raise bad("REACTIONS_TOO_MANY")
    return True


def _may_pin(chat: Chat) -> None:
    if not chat.private and "can_pin_messages" not in chat.bot_rights:
        raise bad("not enough rights to manage pinned messages in the chat")


def pin(world: World, params: Json) -> bool:
    chat = world.open_chat(params["chat_id"])
    message = _standing(chat, params["message_id"], "pin")
    _may_pin(chat)
    chat.pinned = message.id
    return True


def unpin(world: World, params: Json) -> bool:
    chat = world.open_chat(params["chat_id"])
    _may_pin(chat)
    chat.pinned = None
    return True


def answer_press(world: World, params: Json) -> bool:
    press = world.presses.get(params["callback_query_id"])
    if press is None or press.answered or world.clock.now() >= press.expires:
        raise bad(_TOO_OLD)
    text = params.get("text", "")
    if units(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.notice, press.alert = text, params.get("show_alert", False)
    return True


EDIT: dict[str, Method] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "setMessageReaction": set_reaction,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "answerCallbackQuery": answer_press,
}
"""Method → what it does."""
