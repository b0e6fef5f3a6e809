"""What the bot has not taken yet: updates wait in order until they are confirmed or too old."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.telegram_errors import Json, conflict

LIFE = timedelta(hours=24)
PRESS_LIFE = timedelta(seconds=150)
LONGEST_POLL = 50
KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query",
    "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "message_reaction",
    "message_reaction_count",
)  # fmt: skip
DEFAULT = frozenset(KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """`lane` is the chat (for presses the person) within which the order is kept."""

    id: int
    lane: int
    json: Json
    expires: datetime


class Updates:
    """The queue behind getUpdates and the webhook."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._waiting: dict[int, Update] = {}
        self._next = 1000
        self._poller: Poller | None = None
        self.news = asyncio.Event()
        self.allowed = DEFAULT
        self.webhook_url = ""

    def add(self, kind: str, payload: Json, lane: int) -> int | None:
        """Queue an update unless the bot did not ask for its kind; say its id."""
        if kind not in self.allowed:
            return None
        if kind == "callback_query":
            return self.push({kind: payload}, lane, self._clock.now() + PRESS_LIFE)
        sent = payload.get("edit_date", payload.get("date"))
        born = datetime.fromtimestamp(sent, self._clock.now().tzinfo) if sent else None
        return self.push({kind: payload}, lane, (born or self._clock.now()) + LIFE)

    def push(self, body: Json, lane: int = 0, expires: datetime | None = None) -> int:
        """Queue anything, well-formed or not."""
        number, self._next = self._next, self._next + 1
        until = expires or self._clock.now() + LIFE
        self._waiting[number] = Update(number, lane, {"update_id": number, **body}, until)
        self.news.set()
        if self._poller:
            self._poller.wake.set()
        self._changed()
        return number

    def choose(self, kinds: Sequence[str] | None) -> None:
        """Set allowed_updates, which stay until the next choice; an empty list is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & frozenset(KINDS) or DEFAULT

    def waiting(self) -> list[Update]:
        """Everything unconfirmed, oldest first; what is too old vanishes unseen."""
        now = self._clock.now()
        for number in [u.id for u in self._waiting.values() if u.expires <= now]:
            del self._waiting[number]
        return list(self._waiting.values())

    def done(self, update: Update) -> None:
        """Forget an update that was delivered."""
        self._waiting.pop(update.id, None)
        self._changed()

    def drop_all(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
        self._changed()

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one keeps that many at the end."""
        numbers = list(self._waiting)
        gone = [n for n in numbers if n < offset] if offset >= 0 else numbers[:offset]
        for number in gone:
            del self._waiting[number]
        if gone:
            self._changed()

    @property
    def has_poller(self) -> bool:
        """Whether a getUpdates is under way."""
        return self._poller is not None

    @property
    def parked(self) -> asyncio.Event | None:
        """What a getUpdates that is under way waits for."""
        return self._poller.wake if self._poller else None

    def interrupt(self, by: str) -> None:
        """Send a parked getUpdates away with a 409."""
        if self._poller:
            self._poller.ousted = by
            self._poller.wake.set()

    @contextmanager
    def polling(self) -> "Iterator[Poller]":
        """Be the only one who polls; whoever was parked gets the 409. Raises ApiError."""
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.interrupt(
            "terminated by other getUpdates request; "
            "make sure that only one bot instance is running"
        )
        self._poller = poller = Poller()
        try:
            yield poller
        finally:
            if self._poller is poller:
                self._poller = None


class Poller:
    """One getUpdates under way."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.ousted = ""

    def check(self) -> None:
        """Raise ApiError when somebody else has taken over."""
        if self.ousted:
            raise conflict(self.ousted)
