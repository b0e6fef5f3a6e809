"""Asks a platform whether somebody is still in a staff group, while no transaction is open."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.channels.base import Channel, SendError
from bot.clock import Clock
from bot.fetching import ChatKey
from handlers import housekeeping
from handlers.desk import Desk
from handlers.standing import AskFirst

PATIENCE = 5.0
"""Seconds that an act waits for the platform's answer."""
REMEMBERED = 5_000
"""People in groups of whom it is known when it was asked."""

log = structlog.get_logger(__name__)


@dataclass
class Standings:
    """What is to be asked before a chat goes on, and when it was asked last."""

    channels: dict[str, Channel]
    clock: Clock
    open_desk: Callable[[], AbstractAsyncContextManager[Desk]]
    asked: OrderedDict[tuple[str, str, str], datetime] = field(default_factory=OrderedDict)
    _open: dict[ChatKey, AskFirst] = field(default_factory=dict)

    def put(self, chat: ChatKey, ask: AskFirst) -> None:
        """A chat's next message hangs on this."""
        self._open[chat] = ask

    def waits(self, chat: ChatKey) -> bool:
        """Whether something is to be asked before the chat goes on."""
        return chat in self._open

    async def settle(self, chat: ChatKey) -> None:
        """Ask what is to be asked; where there is no answer, what was known goes on to count."""
        ask = self._open.pop(chat, None)
        if ask is None:
            return
        where = ask.where
        inside = None
        try:
            async with asyncio.timeout(PATIENCE):
                inside = await self.channels[where.channel].in_group(where.chat_id, ask.user_id)
        except (SendError, KeyError, TimeoutError) as error:
            log.info("a platform did not say who is in a group", error=type(error).__name__)
        self.asked[where.channel, where.chat_id, ask.user_id] = self.clock.now()
        while len(self.asked) > REMEMBERED:
            self.asked.popitem(last=False)
        if inside is not None:
            async with self.open_desk() as desk:
                await housekeeping.asked(desk, ask, inside=inside)
