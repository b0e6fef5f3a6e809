"""What every channel can do, what limits it has, and the three ways in which sending can fail."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from handlers.message import Address, Attachment, Incoming, Outgoing, Sent

Raw = dict[str, Any]
"""A platform's update as its JSON says it; only the channel itself looks inside."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform bears. `group` and `private` are (messages, seconds) in a sliding window.

    `overall` likewise for all chats together; None means no limit. Lengths in UTF-16 units.
    """

    text: int = 4096
    caption: int = 1024
    buttons: bool = True
    edits: bool = True
    topics: bool = False
    notices: bool = False  # a press can be answered by a passing line that is no message
    fetch_bytes: int = 20 * 1024 * 1024
    private: tuple[int, float] | None = (1, 1.0)
    group: tuple[int, float] | None = (20, 60.0)
    overall: tuple[int, float] | None = (30, 1.0)


class SendError(Exception):
    """A message could not be put into its chat; the subclasses say what that means."""


@dataclass
class RetryLater(SendError):
    """Not now: try again, after `after` if the platform said so. `unsure`: it may have arrived."""

    reason: str
    after: timedelta | None = None
    unsure: bool = False


@dataclass
class Refused(SendError):
    """Never in this form. `closed`: nothing will ever arrive in that chat (blocked, chat gone)."""

    reason: str
    closed: bool = False


@dataclass
class ChatMoved(SendError):
    """The group lives on under another id; message ids of the old one mean nothing there."""

    new_chat_id: str


@dataclass
class TopicGone(SendError):
    """The topic was deleted or the group lost its topics."""

    reason: str


class Unreadable(Exception):
    """An update that this channel cannot read; it is set aside for a person, never dropped."""


class Channel(Protocol):
    """A platform, seen from the desk. Everything that is particular to it stays behind this."""

    name: str
    limits: Limits

    async def start(self) -> None:
        """Open connections and learn who we are. Raises Refused when the token is wrong."""

    async def stop(self) -> None:
        """Close connections."""

    def read(self, raw: Raw) -> Incoming | None:
        """Say what happened; None when it concerns nobody. Raises Unreadable."""

    def updates(self) -> AsyncIterator[list[Raw]]:
        """Poll for ever; asking for the next batch confirms the one before."""

    def pieces(self, message: Outgoing) -> tuple[Outgoing, ...]:
        """Cut a message into what one call can carry, in order: the sender keeps account of each.

        Attachments hang below the last words before them: their `reply_to` is the sender's to fill.
        """

    async def send(self, message: Outgoing) -> Sent:
        """Put one message (or one piece of it) into its chat. Raises a SendError."""

    async def answer_press(self, message: Incoming, notice: str) -> None:
        """Tell the person's app that the press arrived; a failure here is of no consequence."""

    async def fetch(self, attachment: Attachment) -> bytes:
        """Bring the bytes. Raises RetryLater or Refused."""

    async def make_topic(self, at: Address, title: str) -> str:
        """Make a topic in a forum group and say its id. Raises a SendError."""
