"""What time it is, and waiting: handed to whoever needs it, so that tests and demo move time."""

import asyncio
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The one in app.py is real; bot/sandbox/clock.py holds the one that we move by hand."""

    def now(self) -> datetime:
        """Aware UTC."""

    async def wait(self, event: asyncio.Event | None, until: datetime | None) -> None:
        """Return when the event is set or the time has come, whichever is first.

        With neither it waits for ever. The event is not cleared.
        """
