"""The stand-in brings updates to the bot's webhook: in order per chat, chats side by side."""

import asyncio
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.telegram_errors import ApiError, Json
from bot.sandbox.zalo_bot_world import Update, World

FIRST_PAUSE, ATTEMPTS = 1, 12
"""Seconds before the second attempt, doubling, and how often: more than an hour in all, as the OA
does. The real policy is unknown; with `world.loses` there is one attempt."""

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET = "X-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


class Webhook:
    """Where updates go instead of getUpdates."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: set[str] = set()
        self._next: dict[str, datetime] = {}
        """When a chat's update is brought again."""
        self._changed = asyncio.Event()
        self._secret = ""
        self._updated = 0

    async def set(self, params: Json) -> Json:
        """SetWebhook. Plain http is fine on this machine only."""
        url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ApiError(400, "Bad request: an HTTPS URL is expected")
        if not 8 <= len(secret) <= 256:
            raise ApiError(400, "Bad request: secret_token must have 8-256 characters")
        self._secret = secret
        return self._turn_to(url)

    async def delete(self, _: Json) -> Json:
        """DeleteWebhook; when none is set it is refused."""
        if not self._world.webhook_url:
            raise ApiError(400, "Bad request: webhook is not set")
        return self._turn_to("")

    async def info(self, _: Json) -> Json:
        """GetWebhookInfo; the secret is never told."""
        if not self._world.webhook_ever:
            raise ApiError(404, "Not Found")
        return {"url": self._world.webhook_url, "updated_at": self._updated}

    @property
    def busy(self) -> bool:
        """Whether something would be brought now; what waits for its next attempt would not."""
        now = self._world.clock.now()
        return any(self._next.get(one.lane, now) <= now for one in self._world.updates)

    def _turn_to(self, url: str) -> Json:
        world = self._world
        world.webhook_url, world.webhook_ever = url, True
        self._updated = int(world.clock.now().timestamp() * 1000)
        self._changed.set()
        self._changed = asyncio.Event()
        world.news.set()
        if world.parked:
            world.parked.set()
        return {"url": url, "updated_at": self._updated}

    async def run(self) -> None:
        """Deliver for ever; cancel it to stop."""
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as lanes:
            while True:
                await self._world.news.wait()
                self._world.news.clear()
                if not self._world.webhook_url:
                    continue
                for lane in {update.lane for update in self._world.updates} - self._running:
                    self._running.add(lane)
                    lanes.create_task(self._walk(session, lane))

    async def _walk(self, session: aiohttp.ClientSession, lane: str) -> None:
        """Bring one chat's updates one after the other; what is never taken is lost."""
        while self._world.webhook_url and (update := self._first(lane)):
            if not await self._bring(session, update):
                break
            self._world.updates.remove(update)
            self._world.pulse()
        self._running.discard(lane)

    def _first(self, lane: str) -> Update | None:
        return next((one for one in self._world.updates if one.lane == lane), None)

    async def _bring(self, session: aiohttp.ClientSession, update: Update) -> bool:
        """False: the webhook is another one meanwhile; True: taken, or given up."""
        url = self._world.webhook_url
        for attempt in range(1 if self._world.loses else ATTEMPTS):
            try:
                async with session.post(
                    url, json=update.tell(), headers={_SECRET: self._secret}
                ) as answer:
                    if answer.ok:
                        return True
            except (aiohttp.ClientError, TimeoutError):
                pass  # as any refusal: it is brought again
            again = self._world.clock.now() + timedelta(seconds=FIRST_PAUSE * 2**attempt)
            self._next[update.lane] = again
            self._world.pulse()
            await self._world.clock.wait(self._changed, again)
            self._next.pop(update.lane)
            if url != self._world.webhook_url:
                return False
        return True
