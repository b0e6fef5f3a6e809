"""A stand-in for the Zalo Bot Platform on this machine: its methods over HTTP, and its people."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.clock import Clock
from bot.sandbox.serve import serve
from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.zalo_bot_faults import Faults
from bot.sandbox.zalo_bot_http import BotPlatform
from bot.sandbox.zalo_bot_people import Group, Person
from bot.sandbox.zalo_bot_webhook import Webhook
from bot.sandbox.zalo_bot_world import Call, Chat, Message, Quota, World

__all__ = ["Group", "Impossible", "Message", "Person", "ZaloBotSandbox"]

TOKEN = "1459232241454765289:sandbox-opens-nothing"  # noqa: S105  # opens nothing
NAME = "Bot Tiếp Dân"
POISON: Json = {"event_name": "message.text.received", "message": {"message_id": ["seven"]}}


class ZaloBotSandbox:
    """One platform with one bot; people and groups are made by `person` and `group`.

    `pace`: whether a free bot's limits hold (`sandbox.quota.on` switches them later). Switches
    for what sources contradict each other about: `world.photo_key` ("photo", "photo_url"),
    `world.bare` (no envelope), `world.seconds` (dates), `world.prefixes` ("@Bot …" in a group's
    text), `world.loses` (updates while nobody polls), `world.twice` (each update comes twice).
    """

    def __init__(
        self, clock: Clock, *, token: str = TOKEN, name: str = NAME, pace: bool = True
    ) -> None:
        self.token = token
        self.world = World(clock, token, name, quota=pace)
        self.faults = Faults()
        self._webhook = Webhook(self.world)
        self._api = BotPlatform(self.world, self.faults, self._webhook)

    @property
    def app(self) -> Starlette:
        """The ASGI app behind the door."""
        return self._api.app

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Open the door; yields the base URL for ZALO_BOT_API_URL. May be done again later."""
        try:
            async with asyncio.TaskGroup() as group:
                delivering = group.create_task(self._webhook.run())
                try:
                    async with serve(self._api.app, port) as url:
                        self.world.base = url
                        yield url
                finally:
                    delivering.cancel()
        except BaseExceptionGroup as trouble:
            if len(trouble.exceptions) > 1:
                raise
            # What went wrong inside the block leaves it as it is, not as a group of one.
            raise trouble.exceptions[0] from None

    def person(self, name: str) -> Person:
        """Somebody with a phone, who has not written to the bot yet."""
        return Person(self.world, name, Chat(self.world.new_id("person"), private=True, title=name))

    def group(
        self, title: str, admins: Sequence[Person] = (), members: Sequence[Person] = (), *,
        bot: bool = True,
    ) -> Group:  # fmt: skip
        """A group; with `bot` the bot is taken in. Raises Impossible in a fourth group."""
        chat = Chat(self.world.new_id("group"), private=False, title=title)
        chat.members = {
            **{person.id: "member" for person in members},
            **{person.id: "admin" for person in admins},
        }
        chat.refusal = "bot is not in the group"
        group = Group(self.world, chat)
        if bot:
            group.add_bot()
        return group

    @property
    def quota(self) -> Quota:
        """What a free bot may do, and has done."""
        return self.world.quota

    @property
    def history(self) -> deque[Call]:
        """Every call of the bot, oldest first."""
        return self.world.history

    def calls(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.world.history if call.method == method]

    def poison(self, update: Json | None = None) -> None:
        """Put an update into the queue that nobody can read (or the given one)."""
        told = POISON if update is None else update
        self.world.push("poison", lambda: {"ok": True, "result": told})

    @property
    def parked(self) -> asyncio.Event | None:
        """What a getUpdates that is under way waits for."""
        return self.world.parked

    @property
    def quiet(self) -> bool:
        """Every update is delivered and stored, and no request but a parked poll is under way.

        The platform hears nothing of storing: whoever polls again has done it.
        """
        world = self.world
        waits = self._webhook.busy if world.webhook_url else world.updates
        return not (world.under_way or waits or world.in_hand)

    async def until(self, condition: Callable[[], object], timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait until the condition holds; looked at whenever something changes here.

        A LookupError (`lan.last` before anything was said) counts as no. Raises TimeoutError.
        """
        await self.world.until(condition, timeout)

    async def wait_quiet(self, timeout: float = 5) -> None:  # noqa: ASYNC109  # real seconds
        """Wait for `quiet`. Raises TimeoutError."""
        await self.until(lambda: self.quiet, timeout)
