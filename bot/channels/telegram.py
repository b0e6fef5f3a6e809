"""Telegram as one of the desk's channels."""

import asyncio
import contextlib
import hmac
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError

from bot.channels import telegram_setup
from bot.channels.base import Forged, Limits, Plain, Raw, Refused, RetryLater, Unreadable
from bot.channels.telegram_call import call
from bot.channels.telegram_errors import by_telegram, explained, our_words
from bot.channels.telegram_read import Reader
from bot.channels.telegram_send import OpenFile, Writer
from bot.channels.telegram_setup import HEARD, Commands, Facts, Rights
from bot.channels.telegram_transport import Line
from bot.channels.text import cut
from handlers.message import Address, Attachment, AttachmentKind, Incoming, Outgoing, Sent

log = structlog.get_logger()

LONG_POLL = timedelta(seconds=30)
LONGEST_PAUSE = 30.0  # seconds between attempts to poll when Telegram does not answer
NOTICE, TOPIC_NAME = 200, 128
"""So long the answer to a press, and a topic's name, may be (telegram.md §4)."""

# What to log when polling fails, the first that fits.
TROUBLES: tuple[tuple[type[TelegramError], str], ...] = (
    (Conflict, "another program takes this bot's updates: one bot, one program"),
    (InvalidToken, "Telegram no longer accepts the token"),
    (EndPointNotFound, "Telegram no longer accepts the token"),
    (TelegramError, "Telegram does not answer, trying again"),
)

Answer = TypeVar("Answer")


def _no_files(sha256: str) -> bytes | Path:
    raise Refused(f"no files are kept here: {sha256[:8]}")


class TelegramChannel(Plain):
    """Polls or takes webhooks, reads and sends for one bot.

    `now` dates presses, which carry no time. `pause` waits the given seconds between attempts.
    `open_file` brings our copy of a file by its sha256. `read_timeout` in seconds. Webhooks are
    taken that carry `webhook_secret`; none when it is empty.
    """

    name = "telegram"
    limits = Limits(notices=True)

    def __init__(
        self,
        token: str,
        *,
        now: Callable[[], datetime],
        api_url: str = "https://api.telegram.org",
        open_file: OpenFile = _no_files,
        webhook_secret: str = "",
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        read_timeout: float = 20.0,
    ) -> None:
        self._pause = pause
        self._webhook_secret = webhook_secret
        self._line = Line(token, read=read_timeout)
        self._polling_line = Line(token, connections=1, read=read_timeout)
        self.bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._line,
            get_updates_request=self._polling_line,
        )
        self._reader = Reader(self.bot, now)
        self._writer = Writer(self.bot, self.limits, open_file)

    async def start(self) -> None:
        """Open connections and learn who we are. Raises Refused when the token is wrong."""
        await self._line.initialize()
        await self._polling_line.initialize()
        try:
            me = await self.bot.get_me()
        except TelegramError as error:
            await self.stop()
            if isinstance(error, InvalidToken) and by_telegram(error):
                why = f"Telegram does not know this token: {error.message}"
                raise Refused(why) from error
            raise explained(error) from error
        except (TypeError, ValueError, AttributeError) as error:  # the library takes any answer
            await self.stop()
            raise RetryLater("an answer that is not Telegram's") from error
        self._reader = Reader(self.bot, self._reader.now, me.username or "")

    async def stop(self) -> None:
        """Close connections."""
        await self._line.shutdown()
        await self._polling_line.shutdown()

    def knock(self, headers: Mapping[str, str], body: bytes) -> list[Raw]:
        """Take the update out of a webhook's request. Raises Forged, Unreadable."""
        said = headers.get("x-telegram-bot-api-secret-token", "")
        due = self._webhook_secret
        if not due or not hmac.compare_digest(said.encode(), due.encode()):
            raise Forged
        try:
            update = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unreadable("no JSON") from error
        if not isinstance(update, dict):
            raise Unreadable("no update")
        return [update]

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""
        return self._reader.read(raw)

    async def updates(self) -> AsyncGenerator[list[Raw], None]:
        """Poll for ever; asking for the next batch confirms the one before."""
        await self._patiently(self.bot.delete_webhook)
        offset: int | None = None
        while True:
            batch = await self._patiently(partial(self._poll, offset))
            if batch:
                yield batch
                offset = batch[-1]["update_id"] + 1

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry: parts of the text, files, albums."""
        return (message,) if message.edits is not None else self._writer.pieces(message)

    async def send(self, message: Outgoing) -> Sent:
        """Put one message (or one piece of it) into its chat. Raises a SendError."""
        with our_words():
            if message.edits is not None:
                return await self._writer.edit(message, message.edits)
            return await self._writer.send(message)

    async def answer_press(self, message: Incoming, notice: str) -> None:
        """Show the notice (200 units at most) and end the button's spinning."""
        press = message.external_id.removeprefix("press:")
        with contextlib.suppress(TelegramError):  # too old, answered already: of no consequence
            await self.bot.answer_callback_query(press, text=cut(notice, NOTICE) or None)

    async def fetch(self, attachment: Attachment) -> bytes:
        """Bring the bytes. Raises RetryLater or Refused (above 20 MiB, or only to be copied)."""
        if attachment.kind is AttachmentKind.COPY:
            raise Refused("only Telegram itself can repeat this message")
        with our_words():
            file = await self.bot.get_file(attachment.remote)
            return bytes(await file.download_as_bytearray())

    async def make_topic(self, at: Address, title: str) -> str:
        """Make a topic in a forum group and say its id. Raises a SendError."""
        with our_words():
            topic = await self.bot.create_forum_topic(int(at.chat_id), cut(title, TOPIC_NAME))
        return str(topic.message_thread_id)

    async def register(self, url: str) -> None:
        """Have updates brought to `url` with our secret in a header. Raises a SendError."""
        with our_words():
            await self.bot.set_webhook(
                url, secret_token=self._webhook_secret, allowed_updates=HEARD
            )

    async def drop_webhook(self) -> None:
        """Have updates kept for polling. Raises a SendError."""
        with our_words():
            await self.bot.delete_webhook()

    async def set_commands(self, private: Commands, groups: Commands) -> None:
        """Show these commands in all private chats, and those in all groups."""
        with our_words():
            await telegram_setup.set_commands(self.bot, private, groups)

    async def describe(self) -> Facts:
        """Say who we are and where updates go. Raises a SendError."""
        with our_words():
            return await telegram_setup.facts(self.bot)

    async def rights(self, chat_id: str) -> Rights:
        """Say what we may do in a group. Raises a SendError."""
        with our_words():
            return await telegram_setup.rights(self.bot, chat_id)

    async def in_group(self, chat_id: str, user_id: str) -> bool | None:
        """Say whether somebody is in a group now. Raises a SendError."""
        with our_words():
            return await telegram_setup.in_group(self.bot, chat_id, user_id)

    async def _poll(self, offset: int | None) -> list[Raw]:
        # As JSON: one odd update would bring the library's own method down.
        batch: list[Raw] = await call(
            self.bot,
            "getUpdates",
            {"offset": offset, "timeout": LONG_POLL, "allowed_updates": HEARD},
            LONG_POLL.total_seconds() + self._polling_line.read_timeout,
        )
        return batch

    async def _patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Call until Telegram answers, with longer and longer pauses."""
        failures = 0
        while True:
            try:
                return await ask()
            except TelegramError as error:
                wait = _wait(error, failures)
                rows = TROUBLES if by_telegram(error) else TROUBLES[-1:]
                trouble = next(words for kind, words in rows if isinstance(error, kind))
                log.warning(trouble, error=error.message, seconds=wait)
            failures += 1
            await self._pause(wait)


def _wait(error: TelegramError, failures: int) -> float:
    told = explained(error)
    if isinstance(told, RetryLater) and told.after is not None:
        return told.after.total_seconds()
    return min(2.0 ** min(failures, 10), LONGEST_PAUSE)
