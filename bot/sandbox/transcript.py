"""Writes down what everybody saw in their chats, in the order in which it happened."""

import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice

from bot.sandbox.telegram_errors import Json
from bot.sandbox.telegram_world import Call, World
from handlers.wording import HERE, Wording

WIDTH = 88
INDENT = " " * 9
SHOWN = ("sendMessage", "sendPhoto", "sendMediaGroup", "sendDocument", "sendVoice", "sendVideo")
EDITS = ("editMessageText", "editMessageCaption", "editMessageReplyMarkup")
FILES = ("photo", "document", "voice", "video")
QUOTED = 48


class Transcript:
    """Prints a sandbox's chats line by line. `words`: what stands around the bubbles."""

    def __init__(self, world: World, out: Callable[[str], None], words: Mapping[str, str]) -> None:
        self._world = world
        self._out = out
        self._words = words
        self._wording = Wording()
        self._written = 0
        self._day = ""
        self.refused: list[Call] = []
        """Calls that the platform did not do."""

    def scene(self, title: str) -> None:
        """Begin a new part of the story."""
        self._out(f"\n{'━' * 4} {title} {'━' * max(4, WIDTH - 6 - len(title))}")

    def line(self, text: str) -> None:
        """Print one line of the story-teller's."""
        for one in textwrap.wrap(text, WIDTH):
            self._out(one)

    def said(self, message: Json, at: datetime, *, edited: bool = False) -> None:
        """Print one bubble: when, where, who; then the words; then the buttons."""
        who = message["from"]["first_name"]
        sign = f" {self._words['edited']}" if edited else ""
        self._head(at, f"{self._where(message['chat'])} │ {who}{sign}")
        if answered := _words_of(message.get("reply_to_message", {})):
            self._bubble(f"{self._words['answers']} «{_brief(answered)}»")
        self._bubble(_words_of(message))
        for name in FILES:
            if name in message:
                self._bubble(self._words[name])
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            self._bubble(" ".join(f"[ {button['text']} ]" for button in row))

    def pressed(self, who: str, chat: Json, label: str, at: datetime) -> None:
        """Print a tap."""
        self._head(at, f"{self._where(chat)} │ {who} {self._words['presses']} [ {label} ]")

    def catch_up(self) -> None:
        """Print all that the bot has done since the last time."""
        history = self._world.history
        for call in islice(history, self._written, len(history)):
            self._call(call)
        self._written = len(history)

    def _call(self, call: Call) -> None:
        if not call.ok:
            self.refused.append(call)
        elif call.method in (*SHOWN, *EDITS):
            for message in _messages(call.answer):
                self.said(message, call.at, edited=call.method in EDITS)
        elif call.method == "answerCallbackQuery" and call.params.get("text"):
            self._head(call.at, f"{self._words['notice']} {call.params['text']}")

    def _head(self, at: datetime, text: str) -> None:
        day = self._wording.day(at)
        if day != self._day:
            self._day = day
            self._out(f"\n{f' {day} '.center(WIDTH, '·')}")
        self._out(f"\n {at.astimezone(HERE):%H:%M}   {text}")

    def _bubble(self, text: str) -> None:
        for line in text.splitlines():
            for part in textwrap.wrap(line, WIDTH - len(INDENT)) or [""]:
                self._out(f"{INDENT}{part}".rstrip())

    def _where(self, chat: Json) -> str:
        if chat["type"] == "private":
            return self._words["private"].format(name=chat["first_name"])
        return self._words["group"].format(name=chat["title"])


def _messages(answer: object) -> list[Json]:
    """What a call put into a chat: one message, an album's, or (an edit of nothing) none."""
    found = answer if isinstance(answer, list) else [answer]
    return [one for one in found if isinstance(one, dict)]


def _words_of(message: Json) -> str:
    return str(message.get("text", message.get("caption", "")))


def _brief(text: str) -> str:
    return textwrap.shorten(text, QUOTED, placeholder="…")
