"""The stand-in for Zalo's OA brings events to the app: signed, in 2 s, and again when it fails."""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.zalo_oa_world import World

LADDER = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
)
"""Pauses before the first, second … repeat; after the last one the webhook is switched off."""
DEADLINE = 2.0
"""Real seconds in which the app must answer 200."""
REMEMBERED = 50_000
"""Events and attempts."""
_JSON = {"Content-Type": "application/json"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(slots=True, eq=False)
class Delivery:
    """One event on its way; the body is the same in every attempt."""

    event: Json
    raw: bytes
    lane: str
    due: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt went: HTTP status (0: no answer) after so many real seconds."""

    event: str
    status: int
    seconds: float


class Webhook:
    """Where events go, and what goes wrong on the way.

    Switches: `down` (no attempt arrives), `twice` (every event comes twice), `lose` (events
    vanish, though the chats keep them), `hold()` and `release()` (events wait, and come in
    another order), `wanted` (the names that are ticked in the console; None: all).
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._queue: list[Delivery] = []
        self._held: list[Delivery] | None = None
        self._running: set[str] = set()
        self._news = asyncio.Event()
        self.url = ""
        self.enabled = False
        self.deadline = DEADLINE
        self.ladder: tuple[timedelta, ...] = LADDER
        self.down = False
        self.twice = False
        self.lose = False
        self.wanted: frozenset[str] | None = None
        self.told: deque[Json] = deque(maxlen=REMEMBERED)
        """Every event that there was, brought or not."""
        self.lost: deque[Json] = deque(maxlen=REMEMBERED)
        """What was never brought: not wanted, lost on order, or given up."""
        self.attempts: deque[Attempt] = deque(maxlen=REMEMBERED)

    async def set(self, url: str) -> None:
        """Save the URL as the console does: it must answer 200 to GET and to an unsigned `{}`.

        Raises Impossible. An empty URL takes the webhook away.
        """
        if url:
            _check(url)
            async with aiohttp.ClientSession() as client:
                for method, raw in (("GET", None), ("POST", b"{}")):
                    status = await self._ask(client, method, url, raw, _JSON)
                    if status != 200:
                        raise Impossible(f"the console cannot connect to the webhook: {status}")
        self.url, self.enabled = url, bool(url)
        self._wake()

    @property
    def busy(self) -> bool:
        """Whether something is being brought, or would be at once."""
        now = self._world.clock.now()
        return bool(self._running) or any(one.due <= now for one in self._queue)

    @property
    def waiting(self) -> int:
        """Events that wait for their next attempt."""
        return len(self._queue)

    def push(self, event: Json, lane: str) -> None:
        """Bring an event; without a webhook it is lost, as in real life."""
        self.told.append(event)
        wanted = self.wanted is None or event["event_name"] in self.wanted
        if self.lose or not (wanted and self.enabled):
            self.lost.append(event)
            return
        raw = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        target = self._queue if self._held is None else self._held
        now = self._world.clock.now()
        target.extend(Delivery(event, raw, lane, now) for _ in range(2 if self.twice else 1))
        self._wake()

    def hold(self) -> None:
        """Keep events back until `release`."""
        self._held = []

    def release(self, order: Callable[[list[Delivery]], list[Delivery]] | None = None) -> None:
        """Bring what was kept back, one after the other; without `order` the newest first."""
        held, self._held = self._held or [], None
        for one in order(held) if order else held[::-1]:
            one.lane = "released"
            self._queue.append(one)
        self._wake()

    def again(self, event: Json) -> None:
        """Bring an event once more, though it was taken."""
        raw = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        self._queue.append(Delivery(event, raw, "again", self._world.clock.now()))
        self._wake()

    async def run(self) -> None:
        """Deliver for ever; cancel it to stop. What was under way is brought again."""
        self._running.clear()
        async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as lanes:
            while True:
                self._news.clear()
                now = self._world.clock.now()
                for lane in {one.lane for one in self._queue if one.due <= now} - self._running:
                    self._running.add(lane)
                    lanes.create_task(self._walk(client, lane))
                later = [one.due for one in self._queue if one.lane not in self._running]
                await self._world.clock.wait(self._news, min(later, default=None))

    async def _walk(self, client: aiohttp.ClientSession, lane: str) -> None:
        """Bring one chat's events in order; one that fails waits, and the next ones pass it."""
        try:
            while delivery := self._next(lane):
                await self._attempt(client, delivery)
                self._world.pulse()
        finally:
            self._running.discard(lane)
            self._wake()

    def _next(self, lane: str) -> Delivery | None:
        now = self._world.clock.now()
        return next((one for one in self._queue if one.lane == lane and one.due <= now), None)

    async def _attempt(self, client: aiohttp.ClientSession, delivery: Delivery) -> None:
        event, who = delivery.event, self._world.who
        headers = _JSON | self._world.wire.signing.headers(who, delivery.raw, event["timestamp"])
        if delivery.tries:
            headers["num_retry"] = str(delivery.tries)
        begun = asyncio.get_running_loop().time()
        status = await self._ask(client, "POST", self.url, delivery.raw, headers)
        seconds = asyncio.get_running_loop().time() - begun
        self.attempts.append(Attempt(event["event_name"], status, seconds))
        if delivery not in self._queue:  # the webhook was switched off meanwhile
            return
        if status == 200:
            self._queue.remove(delivery)
        elif delivery.tries < len(self.ladder):
            delivery.due = self._world.clock.now() + self.ladder[delivery.tries]
            delivery.tries += 1
        else:
            self._give_up()

    async def _ask(
        self, client: aiohttp.ClientSession, method: str, url: str, raw: bytes | None,
        headers: dict[str, str],
    ) -> int:  # fmt: skip
        """The HTTP status, or 0 when nobody answers in time."""
        patience = aiohttp.ClientTimeout(total=self.deadline)
        with suppress(aiohttp.ClientError, TimeoutError):
            if self.down:
                return 0
            async with client.request(
                method, url, data=raw, headers=headers, timeout=patience
            ) as answer:
                return answer.status
        return 0

    def _give_up(self) -> None:
        """Switch the webhook off until somebody saves it in the console again."""
        self.enabled = False
        self.lost += [one.event for one in self._queue]
        self._queue.clear()

    def _wake(self) -> None:
        self._news.set()
        self._world.pulse()


def _check(url: str) -> None:
    """Refuse what the console refuses: anything but https on a domain; this machine excepted."""
    parts = urlsplit(url)
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https" or parts.port is not None or not parts.hostname:
        raise Impossible("the console takes https and a domain without a port")
