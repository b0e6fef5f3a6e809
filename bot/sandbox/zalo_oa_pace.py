"""How many calls a minute Zalo's OpenAPI bears: per app, and per Official Account's package."""

from datetime import datetime

from bot.sandbox.zalo_oa_errors import ApiError


class Pace:
    """4,000 calls in a minute per app, 100 per OA (package Growth, as a reseller says).

    Minutes are those of the clock: -32 means to wait for the next one. `refused` counts the -32
    that real pace brought.
    """

    def __init__(self, *, on: bool, per_app: int = 4000, per_oa: int = 100) -> None:
        self.on = on
        self.per_app = per_app
        self.per_oa = per_oa
        self.refused = 0
        self._minute: datetime | None = None
        self._calls = 0

    @property
    def most(self) -> int:
        """Calls that a minute bears."""
        return min(self.per_app, self.per_oa)

    @property
    def remain(self) -> int:
        """Calls that this minute still bears."""
        return max(0, self.most - self._calls)

    def take(self, now: datetime) -> None:
        """Let a call pass, or raise ApiError -32."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._calls = minute, 0
        if self.on and not self.remain:
            self.refused += 1
            whose = "application" if self._calls >= self.per_app else "OA"
            raise ApiError(-32, f"Your {whose} reached limit call api")
        self._calls += 1
