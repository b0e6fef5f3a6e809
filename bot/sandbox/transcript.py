"""Writes down what everybody saw in their chats, in the order in which it happened."""

import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.bubbles import Bubble, Watch
from handlers.wording import HERE, Wording

WIDTH = 88
INDENT = " " * 9
QUOTED = 48


class Transcript:
    """Prints the platforms' chats line by line. `words`: what stands around the bubbles."""

    def __init__(
        self, stands: Mapping[str, Any], out: Callable[[str], None], words: Mapping[str, str]
    ) -> None:
        self._watches = {name: Watch(stand) for name, stand in stands.items()}
        self._out = out
        self._words = words
        self._wording = Wording()
        self._day = ""

    @property
    def refused(self) -> list[Any]:
        """Calls that a platform did not do."""
        return [call for watch in self._watches.values() for call in watch.refused]

    def scene(self, title: str) -> None:
        """Begin a new part of the story."""
        self._out(f"\n{'━' * 4} {title} {'━' * max(4, WIDTH - 6 - len(title))}")

    def line(self, text: str) -> None:
        """Print one line of the story-teller's."""
        for one in textwrap.wrap(text, WIDTH):
            self._out(one)

    def said(self, one: Bubble, on: str) -> None:
        """Print one bubble: when, where, who; then the words; then the buttons."""
        if one.notice:
            self._head(one.at, f"{self._words['notice']} {one.text}")
            return
        sign = f" {self._words['edited']}" if one.edited else ""
        self._head(one.at, f"{self._where(one, on)} │ {one.who}{sign}")
        if one.answers:
            self._bubble(f"{self._words['answers']} «{_brief(one.answers)}»")
        self._bubble(one.text)
        for name in one.files:
            self._bubble(self._words[name])
        for row in one.rows:
            self._bubble(" ".join(f"[ {label} ]" for label in row))

    def pressed(self, on: str, one: Bubble, who: str, label: str, at: datetime) -> None:
        """Print a tap on a message."""
        self._head(at, f"{self._where(one, on)} │ {who} {self._words['presses']} [ {label} ]")

    def catch_up(self) -> None:
        """Print all that the bot has said since the last time."""
        news = [(one, name) for name, watch in self._watches.items() for one in watch.news()]
        for one, name in sorted(news, key=lambda told: told[0].at):
            self.said(one, name)

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

    def _where(self, one: Bubble, on: str) -> str:
        key = "private" if one.private else "group"
        return self._words[key].format(name=one.title, platform=self._words[on])


def _brief(text: str) -> str:
    return textwrap.shorten(text, QUOTED, placeholder="…")
