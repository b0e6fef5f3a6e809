"""Many small notes share one transaction: each waits until its own is safely written."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from storage.db import Database, Store

Note = Callable[[Store], Awaitable[Any]]


@dataclass
class Ledger:
    """A writer who writes down whatever has come in while the last page was being written."""

    database: Database
    _waiting: list[tuple[Note, asyncio.Future[Any]]] = field(default_factory=list)
    _some: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, note: Note) -> Any:  # noqa: ANN401  # whatever the note returns
        """Returns when the note is committed."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((note, done))
        self._some.set()
        return await done

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await self._some.wait()
            self._some.clear()
            page, self._waiting = self._waiting, []
            await self._page(page)

    async def _page(self, page: list[tuple[Note, asyncio.Future[Any]]]) -> None:
        try:
            async with self.database.unit_of_work() as store:
                results = [await note(store) for note, _ in page]
        except Exception as error:  # noqa: BLE001  # the edge: who waits for the note hears of it
            if len(page) > 1:  # one bad note must not spoil the others
                for one in page:
                    await self._page([one])
            elif not page[0][1].done():
                page[0][1].set_exception(error)
        else:
            for (_, done), result in zip(page, results, strict=True):
                if not done.done():
                    done.set_result(result)
