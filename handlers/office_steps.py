"""What the office file says about reminders: which steps there are, and whom each one reaches."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from handlers.office_clock import Part, Whole


class To(StrEnum):
    """Whom a step reaches, in rising order."""

    HOLDER = "holder"  # the unit's room, where the holder is named
    UNIT = "unit"  # the unit's room
    HEAD = "head"  # and the head of the unit, in private
    LEADER = "leader"  # and a leader, in private


ADDRESSEES = tuple(To)
"""Of a reminder, the nearest first."""
WANTS_DAYS = ("before", "late")


class ReminderStep(Part):
    """One row of the table. A row with a higher addressee reaches the lower ones too.

    `days`: working days before the deadline ("before"), or after it ("late": from then on every
    working day). `after_working_hours`: only "unclaimed", counted from the resident's sending;
    without it, when the time for the first word is over (and never before that).
    """

    name: Literal["unclaimed", "half", "before", "due", "late"]
    to: To = To.HOLDER
    days: Whole | None = Field(default=None, ge=1, le=60)
    after_working_hours: Whole | None = Field(default=None, ge=1, le=200)

    @model_validator(mode="after")
    def _whole(self) -> "ReminderStep":
        if (self.days is None) is (self.name in WANTS_DAYS):
            message = f"{self.name} {'needs' if self.days is None else 'takes no'} days"
            raise ValueError(message)
        if self.after_working_hours is not None and self.name != "unclaimed":
            message = f"{self.name} takes no after_working_hours"
            raise ValueError(message)
        return self


USUAL = (
    ReminderStep(name="unclaimed", to=To.UNIT),
    ReminderStep(name="unclaimed", after_working_hours=8, to=To.HEAD),
    ReminderStep(name="unclaimed", after_working_hours=16, to=To.LEADER),
    ReminderStep(name="half"),
    ReminderStep(name="before", days=1),
    ReminderStep(name="due"),
    ReminderStep(name="late", days=1),
    ReminderStep(name="late", days=2, to=To.UNIT),
    ReminderStep(name="late", days=3, to=To.HEAD),
    ReminderStep(name="late", days=5, to=To.LEADER),
)


class Reminders(Part):
    """The table of steps, and what goes with it."""

    steps: tuple[ReminderStep, ...] = Field(default=USUAL, alias="step", max_length=30)
    leader_again_after: Whole = Field(default=5, ge=1, le=30)
    """Working days after which a leader is told again of a case that is still forgotten."""
    longest_snooze: Whole = Field(default=30, ge=1, le=120)
    """Working days that a case may wait for an event without reminders."""
    source: str = ""
