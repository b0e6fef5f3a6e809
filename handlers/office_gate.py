"""What the office file says about the gate: its own words and rules, and reception days."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from handlers.office_clock import ClockTime, Code, Part, Text, Whole

Subject = Literal["complaint", "denunciation", "conduct", "insult", "spam"]
"""Complaint: khiếu nại. Denunciation: tố cáo. Conduct: how officials behave (category can_bo)."""

Weight = Annotated[float, Strict(), Field(ge=-10, le=10, allow_inf_nan=False)]
Score = Annotated[float, Strict(), Field(gt=0, le=3, allow_inf_nan=False)]
"""What nothing said could reach would switch the question off, and nobody would know."""


class Rule(Part):
    """One reason to think of a subject: all groups of words are said, close enough together.

    A rule with a negative weight speaks against it. `why` is read by residents; the usual rules
    have theirs in handlers/texts (gate.why.<code>).
    """

    code: Code
    subject: Subject
    weight: Weight
    all: tuple[Code, ...] = Field(min_length=1, max_length=4)
    within: Whole = Field(default=0, ge=0, le=200)
    """All within so many words of each other; 0: anywhere in the message."""
    why: str = ""


class Gate(Part):
    """What this office adds to handlers/gate.toml, or sets otherwise."""

    words: Mapping[Code, tuple[Text, ...]] = {}
    """More phrases for a group of words, or a group of its own."""
    weights: Mapping[Code, Weight] = {}
    """Other weights for usual rules; 0 switches one off."""
    enough: Mapping[Subject, Score] = {}
    """The score from which a resident is asked."""
    rules: tuple[Rule, ...] = Field(default=(), alias="rule", max_length=40)
    harmless: tuple[Text, ...] = ()
    """Everyday words that hold a word of the gate and mean none."""


class Complaints(Part):
    """What a resident must know who wants a decision reconsidered."""

    limit_days: Whole = Field(default=90, ge=1, le=3650)
    """Days from receiving or knowing the decision; a chat does not stop them."""
    addressee: str = ""
    """To whom the form is addressed; empty: the chair of the office."""
    source: str = ""
    """Empty: the articles of the law (gate.usual_source)."""


class Denunciations(Part):
    """Where denunciations are received: published, by law (Luật Tố cáo Đ.23(3))."""

    address: Text
    province: Text
    """Where to turn when it is about the office's own leaders."""
    first_days: Whole = Field(default=7, ge=1, le=60)
    """Working days for the first look at what came under seal (Luật Tố cáo Đ.24)."""
    source: Text


class Reception(Part):
    """When and where citizens are received in person, and who tells whom of it."""

    unit: Code
    """Who is told of an appointment, without the person's name."""
    who: Text
    place: Text
    days: tuple[Annotated[Whole, Field(ge=1, le=7)], ...] = Field(min_length=1)
    start: ClockTime
    end: ClockTime
    minutes: Whole = Field(default=30, ge=5, le=240)
    """How long one appointment is."""
    seats: Whole = Field(default=1, ge=1, le=20)
    """How many at the same time."""
    weeks: Whole = Field(default=3, ge=1, le=12)
    """How far ahead a date is offered."""
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "Reception":
        if not self.times():
            message = "start must be before end, with room for one appointment"
            raise ValueError(message)
        return self

    def times(self) -> list[time]:
        """When the appointments of a day begin."""
        first, last = (one.hour * 60 + one.minute for one in (self.start, self.end))
        starts = range(first, last - self.minutes + 1, self.minutes)
        return [time(one // 60, one % 60) for one in starts]


class Flood(Part):
    """How many messages in how many minutes are too many to answer each: kept, not echoed."""

    messages: Whole = Field(default=20, ge=5, le=500)
    minutes: Whole = Field(default=10, ge=1, le=120)
