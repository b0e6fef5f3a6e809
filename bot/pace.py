"""The platforms' pace: who may be written to now, and if not, when."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Limits

_MARGIN = timedelta(milliseconds=5)
"""The platform's clock and ours count a little differently."""


@dataclass
class Window:
    """At most `most` messages in any `span`; a heavier message counts for several."""

    most: int
    span: timedelta
    said: deque[datetime] = field(default_factory=deque)

    def free_at(self, now: datetime, weight: int = 1, extra: int = 0) -> datetime:
        """Say when a message of this weight fits; `extra` more are under way."""
        while self.said and self.said[0] <= now - self.span:
            self.said.popleft()
        over = len(self.said) + extra + min(weight, self.most) - self.most
        if over <= 0:
            return now
        return (self.said[over - 1] if over <= len(self.said) else now) + self.span

    def note(self, at: datetime, weight: int = 1) -> None:
        """Something was said; what is heavier than the window fills the following ones too."""
        self.said.extend(at + self.span * (place // self.most) for place in range(weight))


class Pace:
    """All windows of one channel, and the holds that the platform itself has put on chats."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chats: dict[int, Window] = {}
        self._overall = _window(limits.overall)
        self._under_way = 0
        self._holds: dict[int, datetime] = {}

    def free_at(self, chat_id: int, now: datetime, weight: int, *, private: bool) -> datetime:
        """Say when the next message may go to a chat, all limits together."""
        times = [now, self._holds.get(chat_id, now)]
        window = self._chat(chat_id, private=private)
        if window is not None:
            times.append(window.free_at(now, weight))
        if self._overall is not None:
            # What is under way will count from when it is done: as far as we know, from now.
            times.append(self._overall.free_at(now, 1, extra=self._under_way))
        return max(times)

    def begin(self) -> None:
        """A call goes out."""
        self._under_way += 1

    def end(self, chat_id: int, at: datetime, weight: int, *, private: bool) -> None:
        """The call is over: it was sent, or may have been."""
        self._under_way -= 1
        self.note(chat_id, at, weight, private=private)

    def note(self, chat_id: int, at: datetime, weight: int, *, private: bool) -> None:
        """Count what was sent at a time."""
        window = self._chat(chat_id, private=private)
        if window is not None:
            window.note(at + _MARGIN, weight)
        if self._overall is not None:
            self._overall.note(at + _MARGIN)

    def hold(self, chat_id: int, until: datetime) -> None:
        """Nothing to this chat before."""
        self._holds[chat_id] = until

    def _chat(self, chat_id: int, *, private: bool) -> Window | None:
        if chat_id not in self._chats:
            made = _window(self._limits.private if private else self._limits.group)
            if made is None:
                return None
            self._chats[chat_id] = made
        return self._chats[chat_id]

    def forget(self, now: datetime) -> None:
        """Drop the windows and holds that no longer hold anything back."""
        for chat_id, window in list(self._chats.items()):
            if window.free_at(now) <= now and not window.said:
                del self._chats[chat_id]
        for chat_id, until in list(self._holds.items()):
            if until <= now:
                del self._holds[chat_id]


def _window(limit: tuple[int, float] | None) -> Window | None:
    return None if limit is None else Window(limit[0], timedelta(seconds=limit[1]))
