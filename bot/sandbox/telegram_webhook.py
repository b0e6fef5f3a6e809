"""The stand-in brings updates to the bot's webhook: in order per chat, chats side by side."""

import asyncio
import re
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.telegram_errors import Json, bad
from bot.sandbox.telegram_updates import Update
from bot.sandbox.telegram_world import World

FIRST_PAUSE, LONGEST_PAUSE, LONGEST_ASKED = 1, 60, 3600
"""Seconds between two attempts at one update, doubling, or as long as Retry-After asks."""

_PORTS = {None, 443, 80, 88, 8443}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name


class Webhook:
    """Where updates go instead of getUpdates, and how that went."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._updates = world.updates
        self._changed = asyncio.Event()
        self._running: set[int] = set()
        self._room = asyncio.Semaphore(40)
        self._info: Json = {}
        self._secret = ""

    def set(self, world: World, params: Json) -> bool:
        """SetWebhook; an empty URL takes it away. Plain http is fine on this machine only."""
        url, secret = params["url"], params.get("secret_token", "")
        if not url:
            return self.delete(world, params)
        _check(url, secret)
        connections = min(max(params.get("max_connections", 40), 1), 100)
        self._room = asyncio.Semaphore(connections)
        self._secret, self._info = secret, {"max_connections": connections}
        self._updates.interrupt("terminated by setWebhook request")
        self._updates.choose(params.get("allowed_updates"))
        self._turn_to(url, params)
        return True

    def delete(self, _: World, params: Json) -> bool:
        """DeleteWebhook; that none was set is no error."""
        self._info = {}
        self._turn_to("", params)
        return True

    def info(self, _: World, __: Json) -> Json:
        """GetWebhookInfo."""
        return {
            "url": self._updates.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting()),
            "allowed_updates": sorted(self._updates.allowed),
            **self._info,
        }

    def _turn_to(self, url: str, params: Json) -> None:
        self._updates.webhook_url = url
        if params.get("drop_pending_updates"):
            self._updates.drop_all()
        self._changed.set()
        self._changed = asyncio.Event()
        self._updates.news.set()

    async def run(self) -> None:
        """Deliver for ever; cancel it to stop."""
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as lanes:
            while True:
                await self._updates.news.wait()
                self._updates.news.clear()
                if not self._updates.webhook_url:
                    continue
                for lane in {update.lane for update in self._updates.waiting()} - self._running:
                    self._running.add(lane)
                    lanes.create_task(self._walk(session, lane))

    async def _walk(self, session: aiohttp.ClientSession, lane: int) -> None:
        """Bring one chat's updates one after the other, each until it is taken."""
        pause = FIRST_PAUSE
        while self._updates.webhook_url and (update := self._first(lane)):
            asked = await self._bring(session, update)
            if asked is None:
                self._updates.done(update)
                pause = FIRST_PAUSE
                continue
            until = self._world.clock.now() + timedelta(seconds=asked or pause)
            await self._world.clock.wait(self._changed, until)
            pause = min(pause * 2, LONGEST_PAUSE)
        self._running.discard(lane)

    def _first(self, lane: int) -> Update | None:
        return next((u for u in self._updates.waiting() if u.lane == lane), None)

    async def _bring(self, session: aiohttp.ClientSession, update: Update) -> int | None:
        """None: taken. Otherwise the seconds for which the bot asks us to wait (0: it does not)."""
        headers = {_SECRET: self._secret} if self._secret else {}
        try:
            async with self._room, session.post(
                self._updates.webhook_url, json=update.json, headers=headers
            ) as answer:  # fmt: skip
                if answer.ok:
                    return None
                self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                asked = answer.headers.get("Retry-After", "")
                return min(int(asked), LONGEST_ASKED) if asked.isdigit() else 0
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(f"Connection failed: {type(error).__name__}")
            return 0

    def _note(self, text: str) -> None:
        stamp = self._world.stamp()
        self._info |= {"last_error_date": stamp, "last_error_message": text}
        self._world.pulse()


def _check(url: str, secret: str) -> None:
    """Refuse what Telegram refuses of a webhook."""
    parts = urlsplit(url)
    if parts.hostname not in _LOOPBACK:
        if parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.port not in _PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
