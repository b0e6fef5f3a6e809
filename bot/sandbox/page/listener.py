"""Tells one browser what it has not seen yet, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.page import inside
from bot.sandbox.page.cast import Room
from bot.sandbox.page.feed import Feed
from bot.sandbox.page.show import Show
from bot.sandbox.page.views import bubble
from bot.sandbox.telegram_errors import Json
from handlers.wording import HERE, Wording

TOGETHER = 0.01
"""Seconds: what changes at once is told at once."""
SELDOM = 0.2
"""Seconds, while the clock is turned and everything changes at once."""
CALM, SELDOM_INSIDE = 0.3, 2.5
"""A look inside asks the database: it waits until nothing has changed for so many seconds, so that
no message does; or, where everything changes all the time, it is made this seldom."""


@dataclass
class Listener:
    """One browser, and what it has seen already."""

    show: Show
    feed: Feed
    _number: int = 0
    _state: Json = field(default_factory=dict)
    _seen: dict[str, dict[str, Json]] = field(default_factory=dict)
    _noticed: int = 0
    _inside: Json = field(default_factory=dict)
    _stale: float | None = 0.0
    """Since when something has changed that was not looked at inside; None: nothing has."""

    async def events(self) -> AsyncIterator[str]:
        """Everything first, then what changes, for ever."""
        while True:
            version = self.feed.version
            if self.show.ready.is_set():
                for event in self._outside():
                    yield event
            if event := await self._within(calm=not await self._changes(version)):
                yield event
            await asyncio.sleep(SELDOM if self.show.moving else TOGETHER)

    async def _changes(self, version: int) -> bool:
        """Wait for what is new; False: for a while nothing was."""
        try:
            async with asyncio.timeout(None if self._stale is None else CALM):
                await self.feed.after(version)
        except TimeoutError:
            return False
        if self._stale is None:
            self._stale = asyncio.get_running_loop().time()
        return True

    def _outside(self) -> Iterator[str]:
        if self._number != self.show.number:
            self._number, self._noticed, self._stale = self.show.number, 0, 0.0
            self._seen, self._state, self._inside = {}, {}, {}
            yield _event("begin", _beginning(self.show))
        if (state := _state(self.show)) != self._state:
            self._state = state
            yield _event("state", state)
        for room in self.show.cast.rooms.values():
            news, gone = self._news(room)
            if news or gone:
                yield _event("chat", {"room": room.key, "news": news, "gone": gone})
        yield from self._notices()

    def _news(self, room: Room) -> tuple[list[Json], list[str]]:
        seen = self._seen.setdefault(room.key, {})
        now = {one["id"]: one for one in (bubble(message, room) for message in room.shown)}
        news = [one for key, one in now.items() if seen.get(key) != one]
        gone = [key for key in seen if key not in now]
        self._seen[room.key] = now
        return news, gone

    def _notices(self) -> Iterator[str]:
        """What passes by on Telegram after a tap on a button."""
        presses = [*self.show.town.telegram.world.presses.values()]
        while self._noticed < len(presses) and presses[self._noticed].answered:
            press, self._noticed = presses[self._noticed], self._noticed + 1
            room = next(
                (one for one in self.show.cast.rooms.values()
                 if one.place.chat is press.message.chat), None,
            )  # fmt: skip
            if room and press.notice:
                yield _event("notice", {"room": room.key, "text": press.notice})

    async def _within(self, *, calm: bool) -> str:
        now = asyncio.get_running_loop().time()
        if self._stale is None or (not calm and now - self._stale < SELDOM_INSIDE):
            return ""
        async with self.show.reading:
            if not (self.show.up and self.show.ready.is_set()):
                return ""
            found = await inside.look(self.show.town, self.show.cast, self.show.began)
        self._stale = None
        if found == self._inside:
            return ""
        self._inside = found
        return _event("inside", found)


def _beginning(show: Show) -> Json:
    counters = [{"code": one.code, "name": one.name} for one in show.town.app.office.counters]
    return {"number": show.number, "rooms": _rooms(show), "counters": counters}


def _rooms(show: Show) -> list[Json]:
    cast = show.cast
    return [
        {
            "key": room.key,
            "phone": room.phone,
            "on": room.on,
            "title": room.title,
            "group": not room.private,
            "speakers": [
                {"key": one, "name": cast.names[one], "id": str(cast.people[one].id)}
                for one in room.speakers
            ],
        }
        for room in cast.rooms.values()
    ]


def _state(show: Show) -> Json:
    now = show.town.clock.now().astimezone(HERE)
    return {
        "time": f"{now:%H:%M}",
        "day": Wording().day(now),
        "moving": show.moving,
        "troubles": show.troubles,
        "staff_on": show.staff_on,
        "scene": show.story.scene,
        "failed": show.story.failed,
    }


def _event(name: str, data: Any) -> str:  # noqa: ANN401  # whatever JSON can say
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
