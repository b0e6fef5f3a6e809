"""Which methods the stand-in for Telegram knows, and what each of them must and may be told.

Written after the Bot API 10.3 (2026-08-24). One word per field: `name`, `!` when required,
`:kind`, `[]` per level of list, `<=n` for a limit in UTF-16 units (strings) or items (lists).
Kinds: str, int, float, bool, chat (int or str), file (upload, file_id or URL), the types below,
and `no`: Telegram has it, nobody at our desk uses it, so the stand-in refuses it aloud.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method or one field of an object; `depth` counts nested lists."""

    name: str
    kind: str
    required: bool
    depth: int
    most: int | None


_WORD = re.compile(r"(\w+)(!?):(\w+?)((?:\[\])*)(?:<=(\d+))?$")


def _fields(text: str) -> dict[str, Field]:
    fields = {}
    for word in text.split():
        if (found := _WORD.match(word)) is None:
            raise ValueError(f"not a field: {word}")
        name, must, kind, lists, most = found.groups()
        fields[name] = Field(name, kind, bool(must), len(lists) // 2, int(most) if most else None)
    return fields


_SEND = """business_connection_id:no chat_id!:chat message_thread_id:int
 direct_messages_topic_id:no ephemeral_message_parameters:no disable_notification:bool
 protect_content:bool allow_paid_broadcast:bool message_effect_id:no suggested_post_parameters:no
 reply_parameters:ReplyParameters reply_markup:ReplyMarkup """
_WORDS = " caption:str parse_mode:str caption_entities:no "
_CAPTION = _WORDS + " show_caption_above_media:bool "
_EDIT = """ business_connection_id:no chat_id!:chat message_id!:int inline_message_id:no
 reply_markup:InlineKeyboardMarkup """
_COMMANDS = " scope:BotCommandScope language_code:str "
_TOPIC = " chat_id!:chat message_thread_id!:int "
_SIZE = " duration:int width:int height:int thumbnail:file "

_METHODS = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:str[]",
    "setWebhook": """url!:str certificate:no ip_address:no max_connections:int
     allowed_updates:str[] drop_pending_updates:bool secret_token:str""",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SEND + """text!:str parse_mode:str entities:no
     link_preview_options:LinkPreviewOptions""",
    "sendPhoto": _SEND + _CAPTION + "photo!:file has_spoiler:bool",
    "sendVideo": _SEND + _CAPTION + _SIZE + """video!:file cover:file start_timestamp:int
     has_spoiler:bool supports_streaming:bool""",
    "sendAnimation": _SEND + _CAPTION + _SIZE + "animation!:file has_spoiler:bool",
    "sendVoice": _SEND + _WORDS + "voice!:file duration:int",
    "sendAudio": _SEND + _WORDS + """audio!:file duration:int performer:str title:str
     thumbnail:file""",
    "sendDocument": _SEND + _WORDS + """document!:file thumbnail:file
     disable_content_type_detection:bool""",
    "sendVideoNote": _SEND + "video_note!:file duration:int length:int thumbnail:file",
    "sendSticker": _SEND + "sticker!:file emoji:str",
    "sendMediaGroup": """business_connection_id:no chat_id!:chat message_thread_id:int
     direct_messages_topic_id:no media!:InputMedia[] disable_notification:bool
     protect_content:bool allow_paid_broadcast:bool message_effect_id:no
     reply_parameters:ReplyParameters""",
    "sendLocation": _SEND + """latitude!:float longitude!:float horizontal_accuracy:float
     live_period:no heading:no proximity_alert_radius:no""",
    "sendContact": _SEND + """phone_number!:str<=64 first_name!:str<=64 last_name:str<=64
     vcard:str<=2048""",
    "copyMessage": """chat_id!:chat message_thread_id:int direct_messages_topic_id:no
     from_chat_id!:chat message_id!:int video_start_timestamp:int disable_notification:bool
     protect_content:bool allow_paid_broadcast:bool message_effect_id:no
     suggested_post_parameters:no reply_parameters:ReplyParameters
     reply_markup:ReplyMarkup""" + _CAPTION,
    "forwardMessage": """chat_id!:chat message_thread_id:int direct_messages_topic_id:no
     from_chat_id!:chat message_id!:int video_start_timestamp:int disable_notification:bool
     protect_content:bool message_effect_id:no suggested_post_parameters:no""",
    "editMessageText": _EDIT + """text!:str parse_mode:str entities:no rich_message:no
     link_preview_options:LinkPreviewOptions""",
    "editMessageCaption": _EDIT + _CAPTION,
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": "chat_id!:chat message_id!:int",
    "setMessageReaction": "chat_id!:chat message_id!:int reaction:ReactionType[] is_big:bool",
    "pinChatMessage": """business_connection_id:no chat_id!:chat message_id!:int
     disable_notification:bool""",
    "unpinChatMessage": "business_connection_id:no chat_id!:chat message_id:int",
    "sendChatAction": """business_connection_id:no chat_id!:chat message_thread_id:int
     action!:str""",
    "answerCallbackQuery": """callback_query_id!:str text:str show_alert:bool url:str
     cache_time:int""",
    "setMyCommands": "commands!:BotCommand[]<=100" + _COMMANDS,
    "deleteMyCommands": _COMMANDS,
    "getMyCommands": _COMMANDS,
    "setMyDescription": "description:str<=512 language_code:str",
    "setMyShortDescription": "short_description:str<=120 language_code:str",
    "getChat": "chat_id!:chat",
    "getChatMember": "chat_id!:chat user_id!:int",
    "getChatAdministrators": "chat_id!:chat return_bots:bool",
    "leaveChat": "chat_id!:chat",
    "createForumTopic": """chat_id!:chat name!:str<=128 icon_color:int
     icon_custom_emoji_id:str""",
    "editForumTopic": _TOPIC + "name:str<=128 icon_custom_emoji_id:str",
    "closeForumTopic": _TOPIC,
    "reopenForumTopic": _TOPIC,
    "getFile": "file_id!:str",
}  # fmt: skip

_TYPES = {
    "InlineKeyboardMarkup": "inline_keyboard!:InlineKeyboardButton[][] force_reply:no",
    "InlineKeyboardButton": """text!:str callback_data:str url:str copy_text:CopyTextButton
     icon_custom_emoji_id:str style:str web_app:no login_url:no switch_inline_query:no
     switch_inline_query_current_chat:no switch_inline_query_chosen_chat:no callback_game:no
     pay:no disabled:no""",
    "CopyTextButton": "text!:str<=256",
    "ReplyKeyboardMarkup": """keyboard!:KeyboardButton[][] is_persistent:bool
     resize_keyboard:bool one_time_keyboard:bool input_field_placeholder:str<=64
     selective:bool force_reply:no""",
    "KeyboardButton": """text!:str request_contact:bool request_location:bool
     icon_custom_emoji_id:str style:str request_users:no request_chat:no
     request_managed_bot:no request_poll:no web_app:no""",
    "ReplyKeyboardRemove": "remove_keyboard!:bool selective:bool",
    "ForceReply": "force_reply!:bool input_field_placeholder:str<=64 selective:bool",
    "ReplyParameters": """message_id!:int chat_id:chat allow_sending_without_reply:bool quote:no
     quote_parse_mode:no quote_entities:no quote_position:no checklist_task_id:no
     ephemeral_message_id:no poll_option_id:no""",
    "LinkPreviewOptions": """is_disabled:bool url:str prefer_small_media:bool
     prefer_large_media:bool show_above_text:bool""",
    "BotCommand": "command!:str description!:str is_ephemeral:bool",
    "BotCommandScopeDefault": "type!:str",
    "BotCommandScopeAllPrivateChats": "type!:str",
    "BotCommandScopeAllGroupChats": "type!:str",
    "BotCommandScopeAllChatAdministrators": "type!:str",
    "BotCommandScopeChat": "type!:str chat_id!:chat",
    "BotCommandScopeChatAdministrators": "type!:str chat_id!:chat",
    "BotCommandScopeChatMember": "type!:str chat_id!:chat user_id!:int",
    "InputMediaPhoto": "type!:str media!:file has_spoiler:bool" + _CAPTION,
    "InputMediaVideo": "type!:str media!:file cover:file start_timestamp:int has_spoiler:bool"
    " supports_streaming:bool" + _SIZE + _CAPTION,
    "InputMediaAudio": "type!:str media!:file thumbnail:file duration:int performer:str title:str"
    + _WORDS,
    "InputMediaDocument": "type!:str media!:file thumbnail:file"
    " disable_content_type_detection:bool" + _WORDS,
    "ReactionTypeEmoji": "type!:str emoji!:str",
}

METHODS = {name.lower(): (name, _fields(text)) for name, text in _METHODS.items()}
"""Lower-case name → (name, its parameters by name)."""

TYPES = {name: _fields(text) for name, text in _TYPES.items()}
"""Name of an object → its fields by name."""

UNIONS: dict[str, tuple[str | None, dict[str, str]]] = {
    "ReplyMarkup": (
        None,
        {
            "inline_keyboard": "InlineKeyboardMarkup",
            "keyboard": "ReplyKeyboardMarkup",
            "remove_keyboard": "ReplyKeyboardRemove",
            "force_reply": "ForceReply",
        },
    ),
    "InputMedia": (
        "type",
        {
            "photo": "InputMediaPhoto",
            "video": "InputMediaVideo",
            "audio": "InputMediaAudio",
            "document": "InputMediaDocument",
        },
    ),
    "BotCommandScope": (
        "type",
        {
            "default": "BotCommandScopeDefault",
            "all_private_chats": "BotCommandScopeAllPrivateChats",
            "all_group_chats": "BotCommandScopeAllGroupChats",
            "all_chat_administrators": "BotCommandScopeAllChatAdministrators",
            "chat": "BotCommandScopeChat",
            "chat_administrators": "BotCommandScopeChatAdministrators",
            "chat_member": "BotCommandScopeChatMember",
        },
    ),
    "ReactionType": ("type", {"emoji": "ReactionTypeEmoji"}),
}
"""One of several objects, told apart by the named field's value or (None) a field's presence."""
