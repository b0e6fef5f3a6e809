"""Takes a message of two matters apart: what may be read, and what must be asked about first."""

import re

from handlers.gate import findings, usual
from handlers.office import CONDUCT, Office
from handlers.office_gate import Subject
from handlers.residents.guess import guess_category


def parts(text: str, office: Office, subject: Subject) -> tuple[str, str] | None:
    """(the ordinary matter, the other one), both in the resident's own words; None: it is one.

    What is about nothing in particular stays with the other one, where nobody reads it unasked.
    """
    clauses = [one.strip(" ,.;") for one in _joints().split(text) if one and one.strip(" ,.;")]
    ordinary = [
        one
        for one in clauses
        if not findings(one, office) and guess_category(one, office) not in (None, CONDUCT)
    ]
    other = [one for one in clauses if one not in ordinary]
    rest = ". ".join(other)
    if not ordinary or subject not in findings(rest, office):
        return None
    return ". ".join(ordinary), rest


def _joints() -> re.Pattern[str]:
    """Where one matter ends: a sentence, a line, or words like "besides"."""
    words = "|".join(re.escape(one) for one in usual().joints)
    return re.compile(rf"[.!?;\n]+\s+|\n+|[\s,]+(?=(?:{words})\b)", re.IGNORECASE)
