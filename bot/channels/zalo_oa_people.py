"""What people are called whom the OA's events name by ids only; asked once, and remembered."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import SendError
from bot.channels.text import named
from bot.channels.zalo_oa_errors import Failed
from bot.channels.zalo_oa_line import Line
from bot.channels.zalo_oa_read import GROUP
from handlers.message import NO_SPEECH, Incoming

REMEMBERED = 20_000
"""Names of so many people."""
ASK_AGAIN = timedelta(hours=1)
"""After asking in vain."""
MEMBERS, MOST_PAGES = 50, 20
"""So many members come at once at the most (zalo.md §B6); no group has a thousand."""


@dataclass
class People:
    """Names by user id. "": nobody told us, not before `until`."""

    line: Line
    now: Callable[[], datetime]
    _names: OrderedDict[str, tuple[str, datetime]] = field(default_factory=OrderedDict)

    def knows(self, message: Incoming) -> bool:
        """Whether there is nothing to ask."""
        if message.sender.name or message.sender.anonymous or message.kind in NO_SPEECH:
            return True
        name, until = self._names.get(message.sender.user_id, ("", self.now()))
        return bool(name) or until > self.now()

    async def complete(self, message: Incoming) -> Incoming:
        """Add the sender's name, if Zalo tells it."""
        if message.sender.name or message.sender.anonymous or message.kind in NO_SPEECH:
            return message
        who = message.sender.user_id
        if not self.knows(message):
            await self._ask(message)
        name, _ = self._names.get(who, ("", None))
        return replace(message, sender=replace(message.sender, name=name)) if name else message

    async def _ask(self, message: Incoming) -> None:
        who, chat = message.sender.user_id, message.address.chat_id
        self._remember(who, "")
        try:
            if chat.startswith(GROUP):
                await self._members(chat.removeprefix(GROUP))
            if not self._names.get(who, ("",))[0]:
                told = await self.line.ask("/v3.0/oa/user/detail", user_id=who)
                self._remember(who, told.get("display_name"))
        except (Failed, SendError, AttributeError):  # a name is worth no trouble
            return

    async def in_group(self, chat_id: str, user_id: str) -> bool | None:
        """Whether somebody is in a group; None when it has more members than can be asked for."""
        async for page in self._pages(chat_id.removeprefix(GROUP)):
            if any(str(one.get("user_id")) == user_id for one in page):
                return True
            if len(page) < MEMBERS:
                return False
        return None

    async def _members(self, group: str) -> None:
        async for page in self._pages(group):
            for one in page:
                if one.get("user_id"):
                    self._remember(str(one["user_id"]), one.get("name"))

    async def _pages(self, group: str) -> AsyncIterator[list[dict[str, Any]]]:
        for page in range(MOST_PAGES):
            told = await self.line.get(
                "/v3.0/oa/group/listmember", group_id=group, offset=page * MEMBERS, count=MEMBERS
            )
            members = told.get("members") or []
            yield members
            if len(members) < MEMBERS:
                return

    def _remember(self, who: str, name: object) -> None:
        words = named(str(name or ""))
        self._names[who] = (words, self.now() + ASK_AGAIN)
        self._names.move_to_end(who)
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)
