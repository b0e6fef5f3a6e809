"""Everything that goes wrong between a bot and Telegram, on order."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.sandbox.telegram_errors import ApiError, flood, forbidden


class Way(StrEnum):
    """How a call goes wrong: an error, a cut line, or an answer that comes too late."""

    ANSWER = "answer"
    DROP = "drop"
    DROP_AFTER = "drop_after"  # done, but the caller never learns it
    LATE = "late"  # likewise; the answer comes after `delay`, or never


@dataclass(slots=True)
class Fault:
    """What the next `times` matching calls meet."""

    way: Way
    times: int
    method: str | None
    chat_id: int | None
    error: ApiError | None = None
    delay: timedelta | None = None


class Faults:
    """Ordered faults, first come first served; `method` and `chat_id` None mean any.

    `cut`: nothing comes through, in neither direction, as where Telegram is blocked.
    """

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self.cut = False

    def error(
        self, code: int = 502, description: str = "Bad Gateway", *, times: int = 1,
        method: str | None = None, chat_id: int | None = None,
    ) -> None:  # fmt: skip
        """Answer with an error and do nothing; a description may be a whole page ("<html>…")."""
        self._order(Way.ANSWER, times, method, chat_id, ApiError(code, description))

    def flood(
        self, retry_after: int, *, times: int = 1, method: str | None = None,
        chat_id: int | None = None,
    ) -> None:  # fmt: skip
        """Answer 429 with this many seconds, and do nothing."""
        self._order(Way.ANSWER, times, method, chat_id, flood(retry_after))

    def forbid(
        self, text: str = "bot was blocked by the user", *, times: int = 1,
        method: str | None = None, chat_id: int | None = None,
    ) -> None:  # fmt: skip
        """Answer 403, and do nothing."""
        self._order(Way.ANSWER, times, method, chat_id, forbidden(text))

    def drop(
        self, *, done: bool = False, times: int = 1, method: str | None = None,
        chat_id: int | None = None,
    ) -> None:  # fmt: skip
        """Cut the line without an answer, before or (`done`) after doing what was asked."""
        self._order(Way.DROP_AFTER if done else Way.DROP, times, method, chat_id)

    def late(
        self, delay: timedelta | None = None, *, times: int = 1, method: str | None = None,
        chat_id: int | None = None,
    ) -> None:  # fmt: skip
        """Do it; answer after `delay` on the sandbox's clock, or when the caller hangs up."""
        self._order(Way.LATE, times, method, chat_id, delay=delay)

    @property
    def ordered(self) -> int:
        """How many orders have not been met yet."""
        return len(self._ordered)

    def clear(self) -> None:
        """Everything works again."""
        self._ordered.clear()
        self.cut = False

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that this call meets, used up by one."""
        for fault in self._ordered:
            if fault.method in {None, method} and fault.chat_id in {None, chat_id}:
                fault.times -= 1
                if not fault.times:
                    self._ordered.remove(fault)
                return fault
        return None

    def _order(
        self, way: Way, times: int, method: str | None, chat_id: int | None,
        error: ApiError | None = None, delay: timedelta | None = None,
    ) -> None:  # fmt: skip
        self._ordered.append(Fault(way, times, method, chat_id, error, delay))
