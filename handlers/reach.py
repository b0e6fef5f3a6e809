"""How far a channel reaches: how long we may answer a person there, and what it can do for us."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Reach:
    """Of private chats, counted from the person's last word; None: for ever."""

    free: timedelta | None = None
    """So long an answer costs nothing."""
    window: timedelta | None = None
    """So long an answer is taken at all."""
    knocks: bool = False
    """Beyond that it can at least bring a short notice that an answer is there."""
    letters: bool = True
    """It can bring a document like a PDF."""
    sheets: bool = True
    """It can bring a spreadsheet."""
    quotes: bool = True
    """In a group a reply tells to which message it is."""
    pins: bool = True
    """A person can send us a place on the map."""
    mentioned: bool = False
    """In a group we only hear what calls us by our name."""
    links: bool = False
    """What it cannot bring can be fetched from us by an address."""


ANYWHERE = Reach()
