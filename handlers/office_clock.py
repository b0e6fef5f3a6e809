"""What the office file says about time: hours, days off, counting, first words, waits, more."""

from datetime import date, time
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

CODE = r"^[a-z0-9_]{1,24}$"
WRITTEN = r"\S"
PREFIX = r"^[A-Z]{2}$"
Code = Annotated[str, Field(pattern=CODE)]
Text = Annotated[str, Field(pattern=WRITTEN)]
Whole = Annotated[int, Strict()]
"""Neither true, which is 1 to Python, nor a number in quotation marks."""


def _no_number(value: object) -> object:
    if isinstance(value, int | float):  # else read as the seconds since a day in 1970
        return None
    return value


Day = Annotated[date, BeforeValidator(_no_number)]
ClockTime = Annotated[time, BeforeValidator(_no_number)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Hours(Part):
    """A half-day on these weekdays (1 Monday … 7 Sunday)."""

    days: tuple[Annotated[Whole, Field(ge=1, le=7)], ...] = Field(min_length=1)
    start: ClockTime
    end: ClockTime

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if self.start >= self.end:
            message = "start must be before end"
            raise ValueError(message)
        return self


class DaysOff(Part):
    """Days that the `holidays` package does not know or gets wrong, with their source.

    Residents read the name where a deadline is explained. A day in `work` is worked, whatever
    else is said of it.
    """

    off: tuple[Day, ...] = ()
    work: tuple[Day, ...] = ()
    name: str = ""
    source: Text


class Counting(Part):
    """How days are counted (BLDS 2015 Đ.147-148: the day of receipt is not counted)."""

    first_day_counts: bool = False
    after_closing_is_next_day: bool = True
    source: str = ""


class FirstWord(Part):
    """Working hours in which somebody takes a case in hand (triage, domain.md §3.1)."""

    hours: Whole = Field(default=4, ge=1, le=80)
    urgent_hours: Whole = Field(default=1, ge=1, le=80)
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "FirstWord":
        if self.urgent_hours > self.hours:
            message = "urgent_hours must not be more than hours"
            raise ValueError(message)
        return self


class Silence(Part):
    """Working days after a question: when the resident is asked again, and the case set aside."""

    ask_again_after: tuple[Annotated[Whole, Field(ge=1, le=60)], ...] = (2, 5)
    set_aside_after: Whole = Field(default=10, ge=1, le=90)
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Silence":
        days = (*self.ask_again_after, self.set_aside_after)
        if any(one >= after for one, after in pairwise(days)):
            message = "ask_again_after must rise, and end before set_aside_after"
            raise ValueError(message)
        return self


class Extension(Part):
    """How often a deadline may be extended, by whom, and how many working days at most."""

    by_head: Whole = Field(default=1, ge=0, le=5)
    by_leader: Whole = Field(default=1, ge=0, le=5)
    longest_days: Whole = Field(default=30, ge=1, le=90)
    source: str = ""
