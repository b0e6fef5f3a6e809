"""Everything that goes wrong between a bot and the Zalo Bot Platform, on order."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.sandbox.telegram_errors import ApiError


class Way(StrEnum):
    """How a call goes wrong: an error, a cut line, or an answer that comes too late."""

    ANSWER = "answer"
    DROP = "drop"
    DROP_AFTER = "drop_after"  # done, but the caller never learns it
    HANG = "hang"  # likewise; the answer comes after `delay`, or never


@dataclass(slots=True)
class Fault:
    """What the next `times` matching calls meet. `http`: the status under which an error comes."""

    way: Way
    times: int
    method: str | None
    chat_id: str | None
    error: ApiError | None = None
    http: int = 200
    delay: timedelta | None = None


class Faults:
    """Ordered faults, first come first served; `method` and `chat_id` None mean any.

    `files_away`: so often a file that is asked for meets a gateway's 502.
    """

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self.files_away = 0

    def error(
        self, code: int = 403, description: str = "Internal server error", *, times: int = 1,
        method: str | None = None, chat_id: str | None = None, http: int = 200,
    ) -> None:  # fmt: skip
        """Answer with an error (under HTTP 200, as the platform does) and do nothing."""
        error = ApiError(code, description)
        self._ordered.append(Fault(Way.ANSWER, times, method, chat_id, error, http))

    def flood(
        self, *, times: int = 1, method: str | None = None, chat_id: str | None = None
    ) -> None:
        """Answer 429, without saying for how long."""
        self.error(429, "Quota exceeded", times=times, method=method, chat_id=chat_id)

    def outage(
        self, code: int = 502, *, times: int = 1, method: str | None = None,
        chat_id: str | None = None,
    ) -> None:  # fmt: skip
        """Answer with a gateway's page, as on 05/08/2026, and do nothing."""
        self.error(code, "Bad Gateway", times=times, method=method, chat_id=chat_id, http=code)

    def drop(
        self, *, done: bool = False, times: int = 1, method: str | None = None,
        chat_id: str | None = None,
    ) -> None:  # fmt: skip
        """Cut the line without an answer, before or (`done`) after doing what was asked."""
        way = Way.DROP_AFTER if done else Way.DROP
        self._ordered.append(Fault(way, times, method, chat_id))

    def hang(
        self, delay: timedelta | None = None, *, times: int = 1, method: str | None = None,
        chat_id: str | None = None,
    ) -> None:  # fmt: skip
        """Do it; answer after `delay` on the sandbox's clock, or when the caller hangs up."""
        self._ordered.append(Fault(Way.HANG, times, method, chat_id, delay=delay))

    def clear(self) -> None:
        """Everything works again."""
        self._ordered.clear()
        self.files_away = 0

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that this call meets, used up by one."""
        for fault in self._ordered:
            if fault.method in {None, method} and fault.chat_id in {None, chat_id}:
                fault.times -= 1
                if not fault.times:
                    self._ordered.remove(fault)
                return fault
        return None
