"""What the OA's package pays for: messages outside the free window, groups, templates."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from bot.clock import Clock
from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_chats import Account
from bot.sandbox.zalo_oa_errors import ApiError
from handlers.wording import HERE

FREE = timedelta(hours=48)
WINDOW = timedelta(days=7)


@dataclass
class Quota:
    """Consultation messages: free for 48 h after an interaction, counted until the 7th day.

    `total` a month, as in the package Growth; beyond them a message costs money if `pays`, and
    is refused with -211 otherwise.
    """

    clock: Clock
    total: int = 500
    pays: bool = False
    _used: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> int:
        """Messages that this month's package still bears."""
        return max(0, self.total - self._used[self._month])

    def check(self, account: Account) -> None:
        """Whether a consultation message may go now. Raises ApiError -230, -231, -211, …"""
        self.check_window(account)
        if not (self._free(account) or self.left or self.pays):
            raise ApiError(-211)

    def check_window(self, account: Account) -> None:
        """Whether the person may be written to at all. Raises ApiError."""
        if account.refusal is not None:
            raise ApiError(account.refusal)
        if account.heard is None:
            raise ApiError(-231)
        if self.clock.now() - account.heard > WINDOW:
            raise ApiError(-230)

    def take(self, account: Account) -> Json:
        """Count one message that goes; says the answer's `quota`, empty when money was paid.

        Inside the 48 h neither `remain` nor `total` is said, as since 2026-03-01.
        """
        if self._free(account):
            return {"quota": {"quota_type": "reply"}}
        if not self.left:
            return {}
        self._used[self._month] += 1
        counted = {"remain": str(self.left), "total": str(self.total)}
        return {"quota": {"quota_type": "sub_quota", **counted, "expired_date": self._last_day}}

    def _free(self, account: Account) -> bool:
        return account.heard is not None and self.clock.now() - account.heard <= FREE

    @property
    def _month(self) -> str:
        return f"{self.clock.now().astimezone(HERE):%Y-%m}"

    @property
    def _last_day(self) -> str:
        first = self.clock.now().astimezone(HERE).replace(day=1)
        next_month = (first + timedelta(days=32)).replace(day=1)
        return f"{next_month - timedelta(days=1):%d/%m/%Y}"


@dataclass
class Asset:
    """A right to one group of a size: `gmf10`, `gmf50`, `gmf100`, `gmf1000`."""

    id: str
    type: str
    used_by: str = ""
    enabled: bool = True

    @property
    def most(self) -> int:
        """Members that the group may have."""
        return int(self.type.removeprefix("gmf"))


@dataclass(frozen=True, slots=True)
class Template:
    """An approved message; `text` has `<name>` for a value; `by_uid`: may go to a user id."""

    text: str
    fields: frozenset[str] = frozenset()
    by_uid: bool = True
