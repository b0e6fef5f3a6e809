"""What stands in people's chats, told alike for every platform: who said what where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.telegram_errors import Json
from bot.sandbox.telegram_world import Call
from bot.sandbox.zalo_bot import ZaloBotSandbox
from bot.sandbox.zalo_oa import ZaloOaSandbox

SHOWN = ("sendMessage", "sendPhoto", "sendMediaGroup", "sendDocument", "sendVoice", "sendVideo")
EDITS = ("editMessageText", "editMessageCaption", "editMessageReplyMarkup")
FILES = ("photo", "document", "voice", "video")
KINDS = {"image": "photo", "gif": "photo", "file": "document", "audio": "voice", "video": "video"}
EXPECTED = {("getUpdates", 408), ("deleteWebhook", 400)}
"""What Zalo's Bot Platform calls an error, and is none: nothing has come; no webhook is set."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as people see it, or (`notice`) a line that passes by. `files`: of FILES."""

    at: datetime
    private: bool = True
    title: str = ""
    who: str = ""
    text: str = ""
    answers: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[str, ...] = ()
    edited: bool = False
    notice: bool = False


def of_telegram(message: Json, at: datetime, *, edited: bool = False) -> Bubble:
    """A message as the Bot API writes it."""
    chat = message["chat"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    private = chat["type"] == "private"
    return Bubble(
        at=at,
        private=private,
        title=chat["first_name"] if private else chat["title"],
        who=message["from"]["first_name"],
        text=_words(message),
        answers=_words(message.get("reply_to_message", {})),
        rows=tuple(tuple(button["text"] for button in row) for row in rows),
        files=tuple(name for name in FILES if name in message),
        edited=edited,
    )


def of_zalo(message: Any) -> Bubble:  # noqa: ANN401  # the two stand-ins have their own
    """A message on one of Zalo's platforms."""
    rows = tuple((button.title,) for button in getattr(message, "choices", ()))
    kinds = [KINDS[one.kind] for one in getattr(message, "files", ()) if one.kind in KINDS]
    return Bubble(
        at=message.date,
        private=message.chat.private,
        title=message.chat.title,
        who=message.sender,
        text=message.text,
        answers=message.reply_to.text if message.reply_to else "",
        rows=rows,
        files=tuple(kinds or ["photo"] * len(message.photos)),
    )


def told(message: Any, at: datetime) -> Bubble:  # noqa: ANN401  # of any stand-in
    """A message that somebody has just sent."""
    data = getattr(message, "data", None)
    return of_zalo(message) if data is None else of_telegram(data, at)


@dataclass
class Watch:
    """What the bot says on one platform, and which of its calls were refused."""

    stand: Any
    refused: list[Any] = field(default_factory=list)
    _calls: int = 0
    _seen: dict[str, int] = field(default_factory=dict)

    def news(self) -> list[Bubble]:
        """All since the last look."""
        history = self.stand.history
        calls = list(islice(history, self._calls, len(history)))
        self._calls = len(history)
        self.refused += [one for one in calls if not one.ok and not _expected(one)]
        if isinstance(self.stand, TelegramSandbox):
            return [bubble for call in calls if call.ok for bubble in _shown(call)]
        return [of_zalo(one) for chat in _chats(self.stand) for one in self._new(chat)]

    def _new(self, chat: Any) -> list[Any]:  # noqa: ANN401  # the two stand-ins have their own
        begin, self._seen[chat.id] = self._seen.get(chat.id, 0), len(chat.messages)
        return [one for one in chat.messages[begin:] if one.from_bot]


def _expected(call: Any) -> bool:  # noqa: ANN401  # each stand-in has its own
    answer = getattr(call, "answer", None)
    code = answer.get("error_code") if isinstance(answer, dict) else None
    return (getattr(call, "method", ""), code) in EXPECTED


def _chats(stand: ZaloOaSandbox | ZaloBotSandbox) -> Iterator[Any]:
    if isinstance(stand, ZaloBotSandbox):
        yield from stand.world.chats.values()
        return
    yield from (one.chat for one in stand.world.accounts.values())
    yield from stand.world.groups.values()


def _shown(call: Call) -> Iterator[Bubble]:
    if call.method in (*SHOWN, *EDITS):
        found = call.answer if isinstance(call.answer, list) else [call.answer]
        for one in found:  # an album's messages, one, or (an edit of nothing) none
            if isinstance(one, dict):
                yield of_telegram(one, call.at, edited=call.method in EDITS)
    elif call.method == "answerCallbackQuery" and call.params.get("text"):
        yield Bubble(call.at.astimezone(UTC), text=str(call.params["text"]), notice=True)


def _words(message: Json) -> str:
    return str(message.get("text", message.get("caption", "")))
