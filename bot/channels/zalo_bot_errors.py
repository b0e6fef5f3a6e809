"""What the Zalo Bot Platform's refusals mean for us (zalo.md §A2), as a table."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.base import Refused, RetryLater, SendError

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
"""After a 429, which names no time itself."""
GATEWAY = 500
"""From here on it is not the platform that answers, or not in its right mind."""
REMEMBERED = 1000
"""Chats of which we know how often they were tried in vain."""


class Failed(Exception):
    """The platform's own no: `code` as in error_code (or the HTTP status of a gateway)."""

    def __init__(self, code: int, description: str = "") -> None:
        super().__init__(f"{code} {description}".strip())
        self.code = code


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a code is taken. `tries`: so many in vain for one message, then it is refused."""

    later: bool
    alarm: bool = False
    unsure: bool = False
    tries: int | None = None
    slower: bool = False
    after: timedelta | None = None


NEVER = Meaning(later=False)
AGAIN = Meaning(later=True)
UNSURE = Meaning(later=True, unsure=True, tries=1)
MEANINGS: dict[int, Meaning] = {
    400: NEVER,
    401: Meaning(later=True, alarm=True, after=LONGEST_PAUSE),  # revoked: nothing may be lost
    403: Meaning(later=True, alarm=True, tries=3),  # "Internal server error" (sic), or the token
    404: NEVER,
    408: UNSURE,
    426: NEVER,
    429: Meaning(later=True, alarm=True, slower=True),
}


@dataclass(slots=True)
class Patience:
    """Remembers how often what was tried in vain, so that a doubtful send is repeated once."""

    _vain: Counter[tuple[str, int]] = field(default_factory=Counter)
    _floods: int = 0

    def explained(self, error: Failed, message: str) -> SendError:
        """Say what a refusal means for this message (any key that names it)."""
        meaning = MEANINGS.get(error.code, AGAIN if error.code >= GATEWAY else NEVER)
        return self._told(meaning, str(error), message, error.code)

    def in_doubt(self, why: str, message: str) -> SendError:
        """Nobody answered: it may have arrived."""
        return self._told(UNSURE, why, message, 0)

    def done(self, message: str) -> None:
        """It was sent."""
        self._floods = 0
        for known in [one for one in self._vain if one[0] == message]:
            del self._vain[known]

    def _told(self, meaning: Meaning, why: str, message: str, code: int) -> SendError:
        if not meaning.later:
            return Refused(why)
        after = meaning.after
        if meaning.slower:
            after = min(FIRST_PAUSE * 2**self._floods, LONGEST_PAUSE)
            self._floods = min(self._floods + 1, 10)
        at_most = None
        if meaning.tries is not None:
            if len(self._vain) > REMEMBERED:
                self._vain.clear()
            self._vain[message, code] += 1
            # Attempts that failed for other reasons (an outage of hours) do not count.
            at_most = 1 if self._vain[message, code] > meaning.tries else None
        return RetryLater(
            why, after=after, unsure=meaning.unsure, alarm=meaning.alarm, at_most=at_most
        )
