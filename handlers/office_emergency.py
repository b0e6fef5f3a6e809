"""What the office file says about emergencies: whom to call, how people say it, our patience."""

from typing import Annotated, Literal

from pydantic import Field

from handlers.office_clock import Code, Part, Text, Whole

Number = Literal["police", "fire", "ambulance", "rescue", "children"]

CALLED = r"^\+?[0-9][0-9 .-]{1,18}[0-9]$"
Called = Annotated[str, Field(pattern=CALLED)]


class EmergencyKind(Part):
    """A kind of emergency: how people say it, which numbers help, whose matter it is.

    One that handlers/emergencies.toml knows by its code is added to: more words, and what else is
    given here stands in place of the usual. A new one needs a label, numbers and words.
    """

    code: Code
    label: str = ""
    numbers: tuple[Number, ...] = ()
    category: Code | None = None
    """The category of its cases, where the words do not say more."""
    words: tuple[Text, ...] = ()


class Emergency(Part):
    """Numbers for what cannot wait, and what becomes of a message that speaks of it."""

    police: Called = "113"
    fire: Called = "114"
    ambulance: Called = "115"
    rescue: Called = "112"
    children: Called = "111"
    kinds: tuple[EmergencyKind, ...] = Field(default=(), alias="kind", max_length=20)
    harmless: tuple[Text, ...] = ()
    """Everyday words that hold a word of danger and mean none: "đèn cháy"."""
    next_after_minutes: Whole = Field(default=10, ge=1, le=120)
    """When nobody has acknowledged it, the next in line is told."""
    file_after_minutes: Whole = Field(default=5, ge=1, le=60)
    """When the resident says nothing more, it becomes a case by itself."""
    over_after_minutes: Whole = Field(default=120, ge=10, le=1440)
    """After the last word of it: then the same person's cry is another emergency."""
