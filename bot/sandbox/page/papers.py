"""What the page lets one print: guides and posters, drawn once, in a process of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from bot import posters
from bot.posters import Poster
from bot.sandbox.page import guides
from bot.sandbox.page.guides import GUIDES, guide
from bot.sandbox.town import Town
from handlers import aside

FindPosters = Callable[[Town], Awaitable[Mapping[str, Poster]]]
"""Makes the posters of a town's counters, by the counter's code."""
TYPES = {"pdf": "application/pdf", "png": "image/png"}
FORMS: dict[str, Literal["pdf", "png"]] = {"pdf": "pdf", "png": "png"}
SMALL = "a6"


@dataclass
class Papers:
    """Sheets by name, e.g. "residents.pdf" (a guide) or "counter-mot_cua.png" (a poster)."""

    posters: FindPosters
    _drawn: dict[tuple[int, str], bytes] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _aside: ProcessPoolExecutor | None = None

    async def sheet(self, town: Town, number: int, name: str) -> bytes:
        """A sheet of the performance with this number. Raises KeyError for no such paper."""
        async with self._turn:
            if (number, name) not in self._drawn:
                draw = await self._draw(town, name)
                if self._aside is None:
                    self._aside = aside.a_process()
                loop = asyncio.get_running_loop()
                self._drawn[number, name] = await loop.run_in_executor(self._aside, draw)
            return self._drawn[number, name]

    async def close(self) -> None:
        """Let the other process end."""
        if self._aside is not None:
            await asyncio.to_thread(self._aside.shutdown, cancel_futures=True)

    async def _draw(self, town: Town, name: str) -> Callable[[], bytes]:
        stem, _, ending = name.partition(".")
        form = FORMS[ending]
        if stem in GUIDES:
            return partial(guides.draw, guide(stem, town.app.office), form)
        made = await self.posters(town)
        return partial(posters.draw, made[stem.removeprefix("counter-")], SMALL, form)
