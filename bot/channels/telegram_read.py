"""Telegram's updates, told in the desk's words: who said, pressed, opened or closed what."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    Update,
    User,
)
from telegram.error import TelegramError

from bot.channels.base import Raw, Unreadable
from bot.channels.telegram_forms import attachment, copy_of, form, what_we_read
from bot.channels.text import clean, named
from handlers.message import Address, Incoming, Kind, Place, Sender

HIDDEN_ADMIN = 1087968824  # GroupAnonymousBot: speaks for a group's admin who hides
NOT_PEOPLE = frozenset({777000, 136817688})  # a linked channel's posts; somebody as a channel
COMMAND_FOR = re.compile(r"^(/\w+)@(\w+)", re.ASCII)
IN_CHAT = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER})
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads updates for one bot. `username` without @, empty while unknown; `now` for presses,
    which carry no time of their own."""

    bot: Bot = field(repr=False)  # it shows the token
    now: Callable[[], datetime]
    username: str = ""

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""
        try:
            return self._read(raw)
        except (*BROKEN, TelegramError) as error:
            raise Unreadable(f"{type(error).__name__}: {error}") from error

    def _read(self, raw: Raw) -> Incoming | None:
        update = Update.de_json(what_we_read(raw), self.bot)
        if update.message:
            return self._message(update.message, raw["message"])
        if update.edited_message:
            return self._edit(update.edited_message, raw["edited_message"])
        if update.callback_query:
            return self._press(update.callback_query)
        if update.my_chat_member:
            return _membership(update.my_chat_member, update.update_id)
        if update.chat_member:
            return _came_or_went(update.chat_member, update.update_id)
        return None

    def _message(self, message: Message, raw: Raw) -> Incoming | None:
        if message.migrate_to_chat_id:
            return replace(
                _heard(message), kind=Kind.MOVED, moved_to=str(message.migrate_to_chat_id)
            )
        if message.left_chat_member and not message.left_chat_member.is_bot:
            return replace(
                _heard(message), kind=Kind.LEFT, sender=_person(message.left_chat_member)
            )
        if (
            came := next((one for one in message.new_chat_members if not one.is_bot), None)
        ) is not None:
            return replace(_heard(message), kind=Kind.JOINED, sender=_person(came))
        if not _from_a_person(message):
            return None
        what = form(raw)
        text = self._addressed(message)
        if what is None or text is None:
            return None
        said = replace(_heard(message), text=text, quoted=self._ours(message))
        return _with_content(said, message, what)

    def _edit(self, message: Message, raw: Raw) -> Incoming | None:
        if message.location:  # a live position moves every few seconds; nobody says anything
            return None
        new = self._message(message, raw)
        if new is None or new.kind is Kind.MOVED:
            return None
        at = message.edit_date or message.date
        content = repr((new.text, [part.remote for part in new.attachments]))
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        edition = f"{message.message_id}:e{int(at.timestamp())}:{digest}"
        return replace(
            new, external_id=edition, edits=str(message.message_id), sent_at=at.astimezone(UTC)
        )

    def _press(self, press: CallbackQuery) -> Incoming | None:
        card = press.message
        if card is None or press.data is None or press.from_user.is_bot:
            return None
        return Incoming(
            address=_address(card.chat, card if isinstance(card, Message) else None),
            external_id=f"press:{press.id}",
            kind=Kind.PRESS,
            sender=_person(press.from_user),
            private=card.chat.type == Chat.PRIVATE,
            sent_at=self.now(),
            choice=clean(press.data),
            pressed_on=str(card.message_id),
        )

    def _ours(self, message: Message) -> str:
        """Give the words of ours that are answered in a group; those in private may be a secret."""
        answered = None if message.chat.type == Chat.PRIVATE else message.reply_to_message
        author = answered and answered.from_user
        if not (answered and author and self.username and author.username == self.username):
            return ""
        return clean(answered.text or answered.caption or "")

    def _addressed(self, message: Message) -> str | None:
        """Give the words, a command without our name; None for another bot's command."""
        text = clean(message.text or message.caption or "")
        command = COMMAND_FOR.match(text)
        if command is None or not self.username:
            return text
        if command[2].lower() == self.username.lower():
            return command[1] + text[command.end() :]
        return text if message.chat.type == Chat.PRIVATE else None


def _with_content(heard: Incoming, message: Message, what: str) -> Incoming:
    if message.text is not None:
        return heard
    if message.location:
        return replace(heard, kind=Kind.LOCATION, place=_place(message))
    if message.contact:
        contact, sender = message.contact, message.from_user
        own = sender is not None and contact.user_id == sender.id
        name = named(f"{contact.first_name} {contact.last_name or ''}")
        words = heard.text or ("" if own else name)
        phone = clean(contact.phone_number)
        return replace(heard, kind=Kind.CONTACT, phone=phone, own_phone=own, text=words)
    thing = attachment(message)
    if thing:
        thing = replace(thing, name=clean(thing.name), mime=clean(thing.mime))
        return replace(heard, kind=Kind.MEDIA, attachments=(thing,))
    return replace(heard, kind=Kind.OTHER, form=what, attachments=(copy_of(message),))


def _heard(message: Message) -> Incoming:
    """Give what every message has in common."""
    return Incoming(
        address=_address(message.chat, message),
        external_id=str(message.message_id),
        kind=Kind.TEXT,
        sender=_sender(message),
        private=message.chat.type == Chat.PRIVATE,
        sent_at=message.date.astimezone(UTC),
        album=message.media_group_id,
        reply_to=_reply_to(message),
    )


def _from_a_person(message: Message) -> bool:
    """Whether a person or a hidden admin of this very group speaks (no bot, no channel)."""
    if message.chat.type == Chat.CHANNEL or message.is_automatic_forward:
        return False
    if _hidden(message):
        return True
    user = message.from_user
    return user is not None and not user.is_bot and user.id not in NOT_PEOPLE


def _hidden(message: Message) -> bool:
    behind, user = message.sender_chat, message.from_user
    if behind is not None:
        return behind.id == message.chat.id
    return user is not None and user.id == HIDDEN_ADMIN


def _sender(message: Message) -> Sender:
    if message.from_user is None or _hidden(message):
        name = named(message.author_signature or message.chat.title or "")
        return Sender(user_id=str(message.chat.id), name=name, anonymous=True)
    return _person(message.from_user)


def _person(user: User) -> Sender:
    return Sender(
        user_id=str(user.id), name=named(user.full_name), username=clean(user.username or "")
    )


def _address(chat: Chat, message: Message | None) -> Address:
    """Say where; the General topic has no id of its own, and a reply chain's id is no topic."""
    topic = None
    if message is not None and chat.type != Chat.PRIVATE and message.is_topic_message:
        topic = message.message_thread_id
    return Address("telegram", str(chat.id), str(topic) if topic and topic != 1 else None)


def _reply_to(message: Message) -> str | None:
    """Name the message answered; in a topic, "no reply" points at the topic's first message."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created:
        return None
    if message.is_topic_message and answered.message_id == message.message_thread_id:
        return None
    return str(answered.message_id)


def _place(message: Message) -> Place | None:
    spot, venue = message.location, message.venue
    if spot is None:
        return None
    words = ", ".join(filter(None, (venue.title, venue.address))) if venue else ""
    return Place(spot.latitude, spot.longitude, clean(words))


def _membership(change: ChatMemberUpdated, update_id: int) -> Incoming | None:
    """Say that a chat opened or closed to us; a change of rights alone concerns nobody."""
    before, after = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if before == after or change.chat.type == Chat.CHANNEL:
        return None
    return Incoming(
        address=Address("telegram", str(change.chat.id)),
        external_id=f"member:{update_id}",
        kind=Kind.OPENED if after else Kind.BLOCKED,
        sender=replace(_person(change.from_user), anonymous=change.from_user.id == HIDDEN_ADMIN),
        private=change.chat.type == Chat.PRIVATE,
        sent_at=change.date.astimezone(UTC),
    )


def _came_or_went(change: ChatMemberUpdated, update_id: int) -> Incoming | None:
    """Say that somebody is in a group, or no longer; what else there is about members concerns
    nobody."""
    before, after = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if before == after:
        return None
    if change.new_chat_member.user.is_bot or change.chat.type == Chat.CHANNEL:
        return None
    return Incoming(
        address=Address("telegram", str(change.chat.id)),
        external_id=f"member:{update_id}",
        kind=Kind.JOINED if after else Kind.LEFT,
        sender=_person(change.new_chat_member.user),
        private=change.chat.type == Chat.PRIVATE,
        sent_at=change.date.astimezone(UTC),
    )


def _is_in(member: ChatMember) -> bool:
    return member.status in IN_CHAT or (
        isinstance(member, ChatMemberRestricted) and member.is_member
    )
