"""The office as configured: units, categories, hours, wording; all that a commune may change."""

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

CODE = r"^[a-z0-9_]{1,24}$"
PREFIX = r"^[A-Z]{2}$"
Code = Annotated[str, Field(pattern=CODE)]
Text = Annotated[str, Field(min_length=1)]


def _of_the_clock(at: time) -> time:
    if at.tzinfo is not None:  # a bare number, read as seconds of a day in Greenwich
        message = "must be a time like 07:30:00"
        raise ValueError(message)
    return at


ClockTime = Annotated[time, AfterValidator(_of_the_clock)]


def flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Write {"residents": {"sent": "…"}} as {"residents.sent": "…"}: TOML nests dotted keys."""
    found: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Unit(_Part):
    """A unit of the office: who answers for a category."""

    code: Code
    name: Text
    short: str = ""
    phone: str = ""
    note: str = ""


class Category(_Part):
    """A field of matters, the unit that leads it, and its deadlines in working days."""

    code: Code
    label: Text
    unit: Code
    days: int = Field(ge=1, le=60)
    urgent_days: int | None = Field(default=None, ge=0, le=60)
    source: str = ""
    restricted: bool = False
    keywords: tuple[Text, ...] = ()
    urgent_keywords: tuple[Text, ...] = ()


class Area(_Part):
    """A part of the commune, with the names that people use for it."""

    code: Code
    name: Text
    aliases: tuple[Text, ...] = ()


class KindOfCase(_Part):
    """A kind of case: report, petition, question, praise."""

    code: Literal["report", "petition", "question", "praise"]
    label: Text
    prefix: str = Field(pattern=PREFIX)
    days: int | None = Field(default=None, ge=1, le=60)
    keywords: tuple[Text, ...] = ()


class PledgeItem(_Part):
    """One of the 4 xin, 4 luôn. `ask` is how the survey puts it."""

    code: Code
    group: Literal["xin", "luon"]
    label: Text
    ask: Text


class Pledge(_Part):
    """What the office has promised, in order."""

    preset: str = ""
    items: tuple[PledgeItem, ...] = Field(min_length=1)


class Level(_Part):
    """One of the five levels of satisfaction."""

    level: int = Field(ge=1, le=5)
    label: Text


class Hours(_Part):
    """A half-day on these weekdays (1 Monday … 7 Sunday)."""

    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(min_length=1)
    start: ClockTime
    end: ClockTime

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if self.start >= self.end:
            message = "start must be before end"
            raise ValueError(message)
        return self


class DaysOff(_Part):
    """Days that the `holidays` package does not know or gets wrong, with their source."""

    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()
    name: str = ""
    source: Text


class Counting(_Part):
    """How working days are counted (BLDS 2015 Đ.147-148)."""

    after_closing_is_next_day: bool = True
    source: str = ""


class Reminders(_Part):
    """Which steps are said at the opening of which working day."""

    before_days: tuple[Annotated[int, Field(ge=1, le=30)], ...] = (1,)
    on_due_day: bool = True
    every_overdue_day: bool = True


class Digest(_Part):
    """When leaders get their week."""

    weekday: int = Field(default=1, ge=1, le=7)
    at: ClockTime = time(7, 30)


class Emergency(_Part):
    """Numbers for what cannot wait."""

    police: str = "113"
    fire: str = "114"
    ambulance: str = "115"
    rescue: str = "112"
    children: str = "111"


class Office(_Part):
    """Everything that a commune may want to change."""

    name: Text
    address_form: Text = "ông/bà"
    address: str = ""
    phone: str = ""
    one_stop: Code | None = None
    fallback_category: Code = "khac"
    emergency: Emergency = Emergency()
    hours: tuple[Hours, ...] = Field(min_length=1)
    counting: Counting = Counting()
    days_off: tuple[DaysOff, ...] = ()
    units: tuple[Unit, ...] = Field(alias="unit", min_length=1)
    categories: tuple[Category, ...] = Field(alias="category", min_length=1)
    areas: tuple[Area, ...] = Field(default=(), alias="area")
    kinds: tuple[KindOfCase, ...] = Field(alias="kind", min_length=4)
    pledge: Pledge
    scale: tuple[Level, ...] = Field(min_length=5, max_length=5)
    reminders: Reminders = Reminders()
    digest: Digest = Digest()
    dialect: Mapping[str, str] = {}
    """Words as people write them, and what they mean: "nc" is "nước"."""
    ambiguous: tuple[str, ...] = ()
    """Words that say nothing for sure when they are written without accents."""
    texts: Mapping[str, str] = {}
    """The office's own wording of any text in handlers/texts."""

    @field_validator("texts", mode="before")
    @classmethod
    def _by_dotted_keys(cls, value: object) -> object:
        return flat(value) if isinstance(value, Mapping) else value

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {one.code: one for one in self.units}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {one.code: one for one in self.categories}

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {one.code: one for one in self.areas}

    @cached_property
    def _kinds(self) -> dict[str, KindOfCase]:
        return {one.code: one for one in self.kinds}

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """The prefixes of case codes."""
        return frozenset(one.prefix for one in self.kinds)

    def unit(self, code: str) -> Unit | None:
        """Find a unit."""
        return self._units.get(code)

    def category(self, code: str) -> Category | None:
        """Find a category."""
        return self._categories.get(code)

    def area(self, code: str) -> Area | None:
        """Find an area."""
        return self._areas.get(code)

    def kind(self, code: str) -> KindOfCase:
        """Find a kind of case. Raises KeyError."""
        return self._kinds[code]

    def unit_name(self, code: str) -> str:
        """Name a unit; one that is no longer in the office file by its code."""
        unit = self.unit(code)
        return unit.name if unit else code
