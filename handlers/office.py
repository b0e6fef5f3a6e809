"""The office as configured: units, categories, hours, wording; all that a commune may change."""

from collections.abc import Mapping
from datetime import time
from functools import cached_property
from hashlib import sha256
from typing import Literal

from pydantic import Field, field_validator, model_validator

from handlers.counters import Counter
from handlers.office_clock import (
    PREFIX,
    ClockTime,
    Code,
    Counting,
    DaysOff,
    Extension,
    FirstWord,
    Hours,
    Part,
    Silence,
    Text,
    Whole,
)
from handlers.office_emergency import Emergency
from handlers.office_gate import Complaints, Denunciations, Flood, Gate, Reception
from handlers.office_privacy import Privacy
from handlers.office_steps import Reminders

CONDUCT = "can_bo"
"""The category of how officials behave: past their unit, to the leaders."""


def flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Write {"residents": {"sent": "…"}} as {"residents.sent": "…"}: TOML nests dotted keys."""
    found: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


class Unit(Part):
    """A unit of the office: who answers for a category."""

    code: Code
    name: Text
    short: str = ""
    phone: str = ""
    note: str = ""
    of_leaders: bool = False
    """The leaders themselves: nobody else reads its cases, neither duty chat nor other units."""


class Category(Part):
    """A field of matters, the unit that leads it, and its deadlines in working days."""

    code: Code
    label: Text
    unit: Code
    days: Whole = Field(ge=1, le=60)
    urgent_days: Whole | None = Field(default=None, ge=0, le=60)
    days_are: Literal["working", "calendar"] = "working"
    """What both count: "ngày làm việc" or "ngày" (domain.md §3.4)."""
    first_word: Whole | None = Field(default=None, ge=1, le=80)
    urgent_first_word: Whole | None = Field(default=None, ge=1, le=80)
    """Working hours in which somebody takes it in hand, where not those of the office."""
    source: str = ""
    restricted: bool = False
    """Never public: not for observers, the notice board, or what stands out."""
    field: bool = False
    """Work out of doors: "done" is shown by a photo."""
    keywords: tuple[Text, ...] = ()
    urgent_keywords: tuple[Text, ...] = ()


class Area(Part):
    """A part of the commune, with the names that people use for it."""

    code: Code
    name: Text
    aliases: tuple[Text, ...] = ()


class KindOfCase(Part):
    """A kind of case: report, petition, question, praise."""

    code: Literal["report", "petition", "question", "praise"]
    label: Text
    prefix: str = Field(pattern=PREFIX)
    days: Whole | None = Field(default=None, ge=1, le=60)
    keywords: tuple[Text, ...] = ()


class PledgeItem(Part):
    """One of the 4 xin, 4 luôn. `ask` is how the survey puts it, `ask_counter` after a visit."""

    code: Code
    group: Literal["xin", "luon"]
    label: Text
    ask: Text
    ask_counter: str = ""
    only_when_late: bool = False
    """Whether it can only apply where a deadline was missed or people waited, as an apology."""


class Pledge(Part):
    """What the office has promised, in order."""

    preset: str = ""
    items: tuple[PledgeItem, ...] = Field(min_length=1)

    @cached_property
    def edition(self) -> str:
        """Tells one wording of the pledge from another; codes stay comparable through all."""
        asked = [(one.code, one.ask, one.ask_counter, one.only_when_late) for one in self.items]
        return sha256(repr(asked).encode()).hexdigest()[:8]


class Level(Part):
    """One of the five levels of satisfaction."""

    level: Whole = Field(ge=1, le=5)
    label: Text


class Apologies(Part):
    """Apologies of late cases: in how many working days anew, and why (the first: usual)."""

    days: Whole = Field(default=3, ge=1, le=30)
    longest_days: Whole = Field(default=20, ge=1, le=90)
    reasons: tuple[Text, ...] = Field(default=(), max_length=8)
    source: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Apologies":
        if self.longest_days < self.days:
            message = "longest_days must not be less than days"
            raise ValueError(message)
        return self


class Answers(Part):
    """Why there may be no photo of work that is done."""

    no_photo: tuple[Text, ...] = Field(default=(), max_length=4)


class Digest(Part):
    """When leaders get their week."""

    weekday: Whole = Field(default=1, ge=1, le=7)
    at: ClockTime = time(7, 30)


class Office(Part):
    """Everything that a commune may want to change."""

    name: Text
    address_form: Text = "ông/bà"
    address: str = ""
    phone: str = ""
    leader_contact: str = ""
    """Whom a resident may call who waits in vain: "Bà …, Phó Chủ tịch, 0900 000 110"."""
    one_stop: Code | None = None
    fallback_category: Code = "khac"
    emergency: Emergency = Emergency()
    gate: Gate = Gate()
    complaint: Complaints = Complaints()
    denunciation: Denunciations | None = None
    reception: Reception | None = None
    flood: Flood = Flood()
    hours: tuple[Hours, ...] = Field(min_length=1)
    counting: Counting = Counting()
    days_off: tuple[DaysOff, ...] = ()
    units: tuple[Unit, ...] = Field(alias="unit", min_length=1)
    categories: tuple[Category, ...] = Field(alias="category", min_length=1)
    areas: tuple[Area, ...] = Field(default=(), alias="area")
    counters: tuple[Counter, ...] = Field(default=(), alias="counter")
    kinds: tuple[KindOfCase, ...] = Field(alias="kind", min_length=4)
    pledge: Pledge
    scale: tuple[Level, ...] = Field(min_length=5, max_length=5)
    first_word: FirstWord = FirstWord()
    silence: Silence = Silence()
    extension: Extension = Extension()
    apology: Apologies = Apologies()
    answers: Answers = Answers()
    reminders: Reminders = Reminders()
    digest: Digest = Digest()
    privacy: Privacy = Privacy()
    dialect: Mapping[str, str] = {}
    """Words as people write them, and what they mean: "nc" is "nước"."""
    ambiguous: tuple[str, ...] = ()
    """Words that say nothing for sure when they are written without accents."""
    texts: Mapping[str, str] = {}
    """The office's own wording of any text in handlers/texts."""

    @field_validator("scale")
    @classmethod
    def _rising(cls, value: tuple[Level, ...]) -> tuple[Level, ...]:
        """A number that is typed is a place in the list: it must be the level that is meant."""
        return tuple(sorted(value, key=lambda one: one.level))

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

    @cached_property
    def open_units(self) -> tuple[str, ...]:
        """The units whose figures are public: all but those of the leaders."""
        return tuple(one.code for one in self.units if not one.of_leaders)

    @cached_property
    def kept_apart(self) -> tuple[str, ...]:
        """The units of the leaders."""
        return tuple(one.code for one in self.units if one.of_leaders)

    def guards(self, category: str, unit: str, to: str) -> bool:
        """Say whether more people would read a case in another unit than may where it is."""
        known = self.category(category)
        guarded = unit in self.kept_apart or (known is not None and known.restricted)
        return guarded and to not in self.kept_apart

    def unit_name(self, code: str) -> str:
        """Name a unit; one that is no longer in the office file by its code."""
        unit = self.unit(code)
        return unit.name if unit else code
