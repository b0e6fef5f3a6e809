"""What the office file says about people's data: how soon it answers, how long it keeps what."""

from hashlib import sha256
from typing import Literal

from pydantic import Field

from handlers.office_clock import Part, Text, Whole

Kept = Literal[
    "inbox", "sent", "drafts", "withheld", "files", "confided", "left", "silent", "looks"
]
"""Kinds of data that are forgotten by themselves; handlers/retention.py says what each is."""


class Keep(Part):
    """How many days one kind of data is kept, and where that is written."""

    what: Kept
    days: Whole = Field(ge=1, le=36_500)
    source: Text


class Privacy(Part):
    """Days by which what people ask about their data is done (Luật 91/2025/QH15, NĐ 356/2025)."""

    acknowledge_days: Whole = Field(default=2, ge=1, le=10)
    """Working days; all others are days of the calendar, the stricter reading (domain.md §7.1)."""
    see_days: Whole = Field(default=10, ge=1, le=60)
    correct_days: Whole = Field(default=10, ge=1, le=60)
    withdraw_days: Whole = Field(default=15, ge=1, le=60)
    erase_days: Whole = Field(default=20, ge=1, le=60)
    other_days: Whole = Field(default=10, ge=1, le=60)
    source: str = ""
    keep: tuple[Keep, ...] = ()

    def days_for(self, what: str) -> int:
        """Days of the calendar by which a request is done. Raises KeyError."""
        known: dict[str, int] = {
            "see": self.see_days,
            "correct": self.correct_days,
            "withdraw": self.withdraw_days,
            "erase": self.erase_days,
            "other": self.other_days,
        }
        return known[what]

    def kept(self, what: Kept) -> int | None:
        """Days for which a kind of data is kept; None: for as long as there is the desk."""
        return next((one.days for one in self.keep if one.what == what), None)

    @property
    def edition(self) -> str:
        """Tells one set of periods from another: a new one is tried dry before it is done."""
        return sha256(repr([(one.what, one.days) for one in self.keep]).encode()).hexdigest()[:8]
