"""What Telegram's refusals mean for us: try later, never, chat moved, topic gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import ChatMoved, Refused, RetryLater, SendError, TopicGone
from bot.channels.telegram_transport import may_have_arrived

# Words of a 400, as telegram-bot-api's Client.cpp and MTProto write them, in lower case.
TOPIC_IS_GONE = ("message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid")
CHAT_IS_CLOSED = (
    "chat not found",
    "group chat was deleted",
    "group chat was deactivated",
    "user is deactivated",
    "user not found",
    "bot was kicked",
    "bot was blocked",
    "peer_id_invalid",
    "chat_id_invalid",
    "input_user_deactivated",
)

MAY_NOT_WRITE = (
    "not enough rights to send text",
    "have no rights to send a message",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
)
"""The group lives, and gives the right to write in it again: nothing for it may be lost."""


def says(error: TelegramError, *words: str) -> bool:
    """Whether one of the words stands in the error; the library changes upper and lower case."""
    told = error.message.lower()
    return any(word in told for word in words)


def by_telegram(error: TelegramError) -> bool:
    """Whether Telegram itself refused: whoever blocks it on the way answers with a page.

    The library takes that for Telegram's own 403 (blocked by the person) or 400.
    """
    told = (
        error,
        error.__cause__,
    )  # of a page instead of a method the library says only "no method"
    return not any("parsing the server response" in str(one).lower() for one in told)


def explained(error: TelegramError) -> SendError:
    """Say what a platform's error means for us; the first row that fits counts.

    The library makes BadRequest and TimedOut kinds of NetworkError, so order matters.
    """
    why = error.message[:300]  # a proxy in between may answer with a whole page
    if not by_telegram(error):
        return RetryLater(why)
    match error:
        case RetryAfter(retry_after=after):
            wait = after if isinstance(after, timedelta) else timedelta(seconds=after)
            return RetryLater(why, after=wait)
        case ChatMigrated(new_chat_id=new):
            return ChatMoved(str(new))
        case TelegramError() if says(error, *MAY_NOT_WRITE):
            return RetryLater(why, alarm=True)
        case Forbidden():
            return Refused(why, closed=True)
        case BadRequest() if says(error, *TOPIC_IS_GONE):
            return TopicGone(why)
        case BadRequest():
            return Refused(why, closed=says(error, *CHAT_IS_CLOSED))
        case InvalidToken() | Conflict():  # a token revoked while we run: nothing may be lost
            return RetryLater(why)
        case TimedOut():
            return RetryLater(why, unsure=may_have_arrived(error))
        case _:  # 5xx, a broken line, an answer that is not Telegram's
            garbled = "invalid server response" in why.lower()
            return RetryLater(why, unsure=garbled or may_have_arrived(error))


@contextmanager
def our_words() -> Iterator[None]:
    """Turn the library's errors inside into a SendError."""
    try:
        yield
    except TelegramError as error:
        raise explained(error) from error
