"""Everything that goes wrong between an app and Zalo's OpenAPI, on order."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_errors import ApiError

PAGE = "<html><head><title>502 Bad Gateway</title></head></html>"
"""What a gateway says."""


class Way(StrEnum):
    """How a call goes wrong: another answer, a cut line, or an answer that comes too late."""

    ANSWER = "answer"
    DROP = "drop"
    LATE = "late"


@dataclass(slots=True)
class Fault:
    """What the next `times` matching calls meet; `done`: what was asked happens all the same."""

    way: Way
    done: bool
    times: int
    path: str | None
    who: str | None
    status: int = 200
    body: Json | str = ""
    delay: timedelta | None = None

    def meets(self, path: str, params: Json) -> bool:
        """Whether this call is meant: the path or what lies below it, and an id in what it says."""
        here = self.path is None or path == self.path or path.startswith(f"{self.path}/")
        return here and (self.who is None or self.who in str(params))


class Faults:
    """Ordered faults, first come first served. `path` and `who` (an id) None mean any.

    `outage`: every call gets a gateway's 502. `expired_as_401`: a dead access token is answered
    with HTTP 401 instead of -216 and -220.
    """

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self.outage = False
        self.expired_as_401 = False

    def error(
        self, code: int, message: str = "", *, times: int = 1, path: str | None = None,
        who: str | None = None,
    ) -> None:  # fmt: skip
        """Answer with an error of the OpenAPI (-32, -200, …) and do nothing."""
        self.answer(ApiError(code, message).body(), times=times, path=path, who=who)

    def answer(
        self, body: Json | str = PAGE, status: int = 200, *, done: bool = False, times: int = 1,
        path: str | None = None, who: str | None = None,
    ) -> None:  # fmt: skip
        """Answer with this body (text is sent as HTML) and status, whatever the call is."""
        self._ordered.append(Fault(Way.ANSWER, done, times, path, who, status, body))

    def drop(
        self, *, done: bool = False, times: int = 1, path: str | None = None,
        who: str | None = None,
    ) -> None:  # fmt: skip
        """Cut the line without an answer, before or (`done`) after doing what was asked."""
        self._ordered.append(Fault(Way.DROP, done, times, path, who))

    def late(
        self, delay: timedelta | None = None, *, done: bool = True, times: int = 1,
        path: str | None = None, who: str | None = None,
    ) -> None:  # fmt: skip
        """Answer after `delay` on the sandbox's clock, or when the caller hangs up."""
        self._ordered.append(Fault(Way.LATE, done, times, path, who, delay=delay))

    @property
    def ordered(self) -> int:
        """How many orders have not been met yet."""
        return len(self._ordered)

    def clear(self) -> None:
        """Everything works again."""
        self._ordered.clear()
        self.outage = self.expired_as_401 = False

    def take(self, path: str, params: Json) -> Fault | None:
        """The fault that this call meets, used up by one."""
        if self.outage:
            return Fault(
                Way.ANSWER, done=False, times=1, path=None, who=None, status=502, body=PAGE
            )
        for fault in self._ordered:
            if fault.meets(path, params):
                fault.times -= 1
                if not fault.times:
                    self._ordered.remove(fault)
                return fault
        return None
