"""What every channel can do, what limits it has, and the ways in which sending can fail."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handlers.message import Address, Attachment, Incoming, Outgoing, Sent

Raw = dict[str, Any]
"""A platform's update as its JSON says it; only the channel itself looks inside."""
Commands = Sequence[tuple[str, str]]
"""(command, what it does)."""


SIDE_BY_SIDE = 16
"""Calls of a platform at once: more of them cost more than they bring (telegram.md §7)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform bears. `group` and `private` are (messages, seconds) in a sliding window.

    `overall` likewise for all chats together; None means no limit. Lengths in UTF-16 units.
    `free` and `window` hold for private chats and count from the person's last word: so long an
    answer costs nothing, and so long it is taken at all. None: for ever.
    """

    text: int = 4096
    caption: int = 1024
    buttons: bool = True
    edits: bool = True
    letters: bool = True  # documents can be sent
    sheets: bool = True  # and spreadsheets
    quotes: bool = True  # a reply in a group says to which message it is
    pins: bool = True  # people can send a place on the map
    mentioned: bool = False  # in a group only what calls the bot by its name arrives
    notices: bool = False  # a press can be answered by a passing line that is no message
    fetch_bytes: int = 20 * 1024 * 1024
    private: tuple[int, float] | None = (1, 1.0)
    group: tuple[int, float] | None = (20, 60.0)
    overall: tuple[int, float] | None = (30, 1.0)
    free: timedelta | None = None
    window: timedelta | None = None


class SendError(Exception):
    """A message could not be put into its chat; the subclasses say what that means."""


@dataclass
class RetryLater(SendError):
    """Not now: try again, after `after` if the platform said so. `unsure`: it may have arrived.

    `alarm`: it will not mend by itself, the duty chat is to hear of it. `at_most`: after so many
    attempts it counts as refused; None: never.
    """

    reason: str
    after: timedelta | None = None
    unsure: bool = False
    alarm: bool = False
    at_most: int | None = None


@dataclass
class Refused(SendError):
    """Never in this form. `closed`: nothing will ever arrive in that chat (blocked, chat gone)."""

    reason: str
    closed: bool = False


@dataclass
class WindowShut(SendError):
    """Not before the person writes again: the platform lets us answer only so long, or so much.

    `alarm`: the duty chat is to hear of it.
    """

    reason: str
    alarm: bool = False


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


class Forged(Exception):
    """A webhook's request that the platform did not send."""


class Channel(Protocol):
    """A platform, seen from the desk. Everything that is particular to it stays behind this."""

    name: str
    limits: Limits

    async def start(self) -> None:
        """Open connections and learn who we are. Raises Refused when the token is wrong."""

    async def stop(self) -> None:
        """Close connections."""

    def knock(self, headers: Mapping[str, str], body: bytes) -> list[Raw]:
        """Take the updates out of a webhook's request, none out of a probe.

        Names of headers are in lower case. Raises Forged, or Unreadable when it is no update at
        all, so that there is nothing to set aside.
        """

    async def register(self, url: str) -> None:
        """Have updates brought to `url`, where the platform can be told. Raises a SendError."""

    async def set_commands(self, private: Commands, groups: Commands) -> None:
        """Show these commands in all private chats and in all groups, where there is a menu."""

    async def tend(self) -> None:
        """Do what is due from time to time (fresh tokens). Called at every tick; raises nothing."""

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

    def knows(self, message: Incoming) -> bool:
        """Say whether `complete` has nothing to add; asks nobody."""

    async def complete(self, message: Incoming) -> Incoming:
        """Add what the update did not say (a name); unchanged when the platform does not tell."""

    async def received(self, message: Incoming) -> None:
        """Show the person that we have it, where that costs nothing; a failure does not matter."""

    async def missed(self, since: datetime) -> list[Raw]:
        """Bring what was said since then, oldest first, where a webhook can miss something.

        What had arrived all the same is recognised by its id. Raises a SendError.
        """

    async def fetch(self, attachment: Attachment) -> bytes:
        """Bring the bytes. Raises RetryLater or Refused."""

    async def make_topic(self, at: Address, title: str) -> str:
        """Make a topic in a forum group and say its id. Raises a SendError."""

    async def in_group(self, chat_id: str, user_id: str) -> bool | None:
        """Say whether somebody is in a group now; None: that cannot be told. Raises a SendError."""


class Plain:
    """What most channels answer to questions that only some platforms raise."""

    async def register(self, _url: str) -> None:
        """A person does that in the platform's console."""

    async def set_commands(self, _private: Commands, _groups: Commands) -> None:
        """There is no menu."""

    async def tend(self) -> None:
        """Nothing runs out."""

    def knows(self, _message: Incoming) -> bool:
        """The updates say everything."""
        return True

    async def complete(self, message: Incoming) -> Incoming:
        """The updates say everything."""
        return message

    async def received(self, _message: Incoming) -> None:
        """There is no sign for it."""

    async def missed(self, _since: datetime) -> list[Raw]:
        """The platform keeps for us what we have not heard."""
        return []

    async def in_group(self, _chat_id: str, _user_id: str) -> bool | None:
        """The platform does not tell."""
        return None
