"""What the office file says about the gate: its own words, weights and rules for what is asked."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from handlers.office_clock import Code, Part, Text

Subject = Literal["complaint", "denunciation", "conduct", "insult", "spam"]
"""Complaint: khiếu nại. Denunciation: tố cáo. Conduct: how officials behave (category can_bo)."""


class Rule(Part):
    """One reason to think of a subject: all groups of words are said, close enough together.

    A rule with a negative weight speaks against it. `why` is read by residents; the usual rules
    have theirs in handlers/texts (gate.why.<code>).
    """

    code: Code
    subject: Subject
    weight: float = Field(ge=-10, le=10)
    all: tuple[Code, ...] = Field(min_length=1, max_length=4)
    within: int = Field(default=0, ge=0, le=200)
    """All within so many words of each other; 0: anywhere in the message."""
    why: str = ""


class Gate(Part):
    """What this office adds to handlers/gate.toml, or sets otherwise."""

    words: Mapping[Code, tuple[Text, ...]] = {}
    """More phrases for a group of words, or a group of its own."""
    weights: Mapping[Code, float] = {}
    """Other weights for usual rules; 0 switches one off."""
    enough: Mapping[Subject, float] = {}
    """The score from which a resident is asked."""
    rules: tuple[Rule, ...] = Field(default=(), alias="rule", max_length=40)
    harmless: tuple[Text, ...] = ()
    """Everyday words that hold a word of the gate and mean none."""
