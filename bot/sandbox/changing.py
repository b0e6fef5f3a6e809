"""What the stand-ins' memories share: whoever waits for something looks again at each change."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Changing:
    """Tells of changes, knows how much is under way, and numbers things."""

    def __init__(self) -> None:
        self.under_way = 0
        self._numbers: Counter[str] = Counter()
        self._changed = asyncio.Event()

    def pulse(self) -> None:
        """Something changed: whoever waits for it looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self) -> None:
        """Return when something has changed."""
        await self._changed.wait()

    async def until(self, condition: Callable[[], object], timeout: float) -> None:  # noqa: ASYNC109  # the sandbox's own patience, in real seconds
        """Return once the condition holds; looked at whenever something changes here.

        A LookupError (nothing said yet) counts as no. Raises TimeoutError.
        """
        async with asyncio.timeout(timeout):
            while not _holds(condition):
                await self._changed.wait()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """A request is under way."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1
            self.pulse()

    def number(self, what: str) -> int:
        """1, 2, 3 … for each kind of thing."""
        self._numbers[what] += 1
        return self._numbers[what]


def _holds(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except LookupError:
        return False
