"""How fast Telegram lets a bot speak: per private chat, per group, and overall."""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.sandbox.telegram_errors import flood

PRIVATE_BURST = 3
GROUP = (20, timedelta(seconds=60))
OVERALL = (30, timedelta(seconds=1))


class Pace:
    """1/s per private chat after a burst of 3; 20 in any 60 s per group; 30 in any second.

    Edits count, and every item of an album. `refused` counts the answers 429.
    """

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self.refused = 0
        self._groups: defaultdict[int, deque[datetime]] = defaultdict(deque)
        self._overall: deque[datetime] = deque()
        self._debts: dict[int, datetime] = {}

    def take(self, chat_id: int, cost: int, now: datetime) -> None:
        """Let `cost` messages into a chat pass, or raise ApiError 429."""
        if not self.on:
            return
        wait = max(
            _window(self._overall, OVERALL, cost, now),
            _window(self._groups[chat_id], GROUP, cost, now)
            if chat_id < 0
            else self._private(chat_id, cost, now),
        )
        if wait > timedelta():
            self.refused += 1
            raise flood(max(1, math.ceil(wait.total_seconds())))
        self._overall.extend([now] * cost)
        if chat_id < 0:
            self._groups[chat_id].extend([now] * cost)
        else:
            self._debts[chat_id] = self._debt(chat_id, now) + timedelta(seconds=cost)

    def _debt(self, chat_id: int, now: datetime) -> datetime:
        """The moment at which a private chat's whole burst is free again."""
        return max(self._debts.get(chat_id, now), now)

    def _private(self, chat_id: int, cost: int, now: datetime) -> timedelta:
        burst = max(PRIVATE_BURST, cost)
        return self._debt(chat_id, now) - now + timedelta(seconds=cost - burst)


def _window(
    sent: deque[datetime], limit: tuple[int, timedelta], cost: int, now: datetime
) -> timedelta:
    """How long until `cost` more fit into the sliding window."""
    most, span = limit
    while sent and sent[0] <= now - span:
        sent.popleft()
    excess = len(sent) + min(cost, most) - most
    return sent[excess - 1] + span - now if excess > 0 else timedelta()
