"""Which parts of a Telegram message are speech, which are service notices, which neither."""

from telegram import (
    Animation,
    Audio,
    Document,
    Message,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
    Voice,
)

from bot.channels import telegram_library  # noqa: F401  sets the library up
from bot.channels.base import Raw
from handlers.message import Attachment, AttachmentKind

Media = Animation | Audio | Document | PhotoSize | Sticker | Video | VideoNote | Voice

KINDS: dict[type[Media], AttachmentKind] = {
    Animation: AttachmentKind.ANIMATION,
    Audio: AttachmentKind.AUDIO,
    Document: AttachmentKind.DOCUMENT,
    PhotoSize: AttachmentKind.PHOTO,
    Sticker: AttachmentKind.STICKER,
    Video: AttachmentKind.VIDEO,
    VideoNote: AttachmentKind.VIDEO_NOTE,
    Voice: AttachmentKind.VOICE,
}

# All that reading looks at. The rest is kept from the library, which refuses a whole message when
# a part that we never use (a poll, a gift, a quoted message) lacks a field that it expects.
_READ = """
    message_id message_thread_id from sender_chat date chat is_topic_message is_automatic_forward
    edit_date media_group_id author_signature text caption animation audio contact document location
    migrate_to_chat_id photo sticker venue video video_note voice
    new_chat_members left_chat_member
"""
READ = frozenset(_READ.split())
_READ_OF_ANSWERED = "message_id date chat from text caption forum_topic_created"
READ_OF_ANSWERED = frozenset(_READ_OF_ANSWERED.split())
MESSAGES = ("message", "edited_message")

# Bot API 10.3: what surrounds a message and is no content of its own.
_AROUND = """
    message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count
    sender_business_bot sender_tag receiver_user ephemeral_message_id date guest_query_id
    business_connection_id chat forward_origin forward_from forward_from_chat
    forward_from_message_id forward_signature forward_sender_name forward_date is_topic_message
    is_automatic_forward reply_to_message external_reply quote reply_to_story
    reply_to_checklist_task_id reply_to_poll_option_id via_bot guest_bot_caller_user
    guest_bot_caller_chat edit_date has_protected_content is_from_offline is_paid_post
    media_group_id author_signature paid_star_count entities link_preview_options
    suggested_post_info effect_id caption caption_entities show_caption_above_media
    has_media_spoiler reply_markup
"""
AROUND = frozenset(_AROUND.split())

# Bot API 10.3: "Service message: …"; nobody said anything.
_SERVICE = """
    new_chat_members new_chat_member new_chat_participant left_chat_member left_chat_participant
    new_chat_title new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created
    channel_chat_created migrate_from_chat_id pinned_message connected_website passport_data
    message_auto_delete_timer_changed successful_payment refunded_payment users_shared user_shared
    chat_shared write_access_allowed proximity_alert_triggered boost_added web_app_data gift
    unique_gift gift_upgrade_sent giveaway_winners managed_bot_created
"""
SERVICE = frozenset(_SERVICE.split())
SERVICE_FAMILIES = (
    "forum_topic_",
    "general_forum_topic_",
    "video_chat_",
    "voice_chat_",
    "chat_owner_",
    "chat_background_",
    "checklist_tasks_",
    "community_chat_",
    "giveaway_c",  # created, completed
    "poll_option_",
    "suggested_post_",
    "direct_message_price_",
    "paid_message_price_",
)


def what_we_read(raw: Raw) -> Raw:
    """Give the update without the parts of its message that nobody looks at."""
    slim = dict(raw)
    for field in MESSAGES:
        if field in raw:
            slim[field] = _only(READ, raw[field])
            if "reply_to_message" in raw[field]:
                answered = _only(READ_OF_ANSWERED, raw[field]["reply_to_message"])
                slim[field]["reply_to_message"] = answered
    if "message" in raw.get("callback_query", ()):
        card = _only(READ, raw["callback_query"]["message"])
        slim["callback_query"] = {**raw["callback_query"], "message": card}
    return slim


def _only(names: frozenset[str], parts: Raw) -> Raw:
    return {name: part for name, part in parts.items() if name in names}


def attachment(message: Message) -> Attachment | None:
    """Give the picture, sound or file of a message (of a picture, the largest size)."""
    found = _media(message)
    if found is None:
        return None
    seconds = getattr(found, "duration", None)
    return Attachment(
        kind=KINDS[type(found)],
        remote=found.file_id,
        channel="telegram",
        name=getattr(found, "file_name", None) or getattr(found, "emoji", None) or "",
        mime=getattr(found, "mime_type", None) or "",
        size=found.file_size or 0,
        seconds=int(seconds.total_seconds()) if seconds else 0,
    )


def copy_of(message: Message) -> Attachment:
    """Point at a message that only Telegram itself can repeat."""
    remote = f"{message.chat.id}:{message.message_id}"
    return Attachment(kind=AttachmentKind.COPY, remote=remote, channel="telegram")


def form(raw_message: Raw) -> str | None:
    """Name what kind of speech this is ("poll", "dice", …); None for a service notice.

    Goes by the JSON, so that a form newer than the library is still shown to a person.
    """
    names = [name for name in raw_message if name not in AROUND]
    speech = [name for name in names if name not in SERVICE]
    speech = [name for name in speech if not name.startswith(SERVICE_FAMILIES)]
    if speech:
        return speech[0]
    return None if names else "empty"


def _media(message: Message) -> Media | None:
    largest = max(message.photo, key=lambda size: size.width * size.height, default=None)
    # An animation also fills "document", so it is asked for first.
    for thing in (
        message.animation,
        largest,
        message.video,
        message.voice,
        message.audio,
        message.document,
        message.video_note,
        message.sticker,
    ):
        if thing is not None:
            return thing
    return None
