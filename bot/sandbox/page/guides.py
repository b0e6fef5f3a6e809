"""One-page guides to print, for residents, officials and leaders: what to do, in large letters.

Slow: see handlers/canvas.py; drawn in a process of its own.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from bot.posters import HIGH, INCH, MARGIN, PRINTED, WIDE, Box, Pen
from handlers.canvas import ON_TIME, as_bytes, sheet_of
from handlers.office import Office
from handlers.wording import Wording

GUIDES = ("residents", "officials", "leaders")
FIRST, LAST = 76.0, 268.0
"""Millimetres from the top between which the steps stand."""
NUMBER = 16.0
"""Millimetres to the left for a step's number."""
SHOWN = 60
"""Dots per inch of what a screen shows; 300 are for the copy shop."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that is on it, in words that are ready: each step has a head and words."""

    office: str
    title: str
    lead: str
    steps: tuple[tuple[str, str], ...]
    foot: str


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "guides.toml").read_text(encoding="utf-8"))


def guide(name: str, office: Office) -> Guide:
    """A guide of GUIDES with the office's name and phone."""
    one = _written()[name]
    you, digest = office.address_form, office.digest
    known = {
        "office": office.name,
        "phone": office.phone,
        "you": you,
        "You": you[:1].upper() + you[1:],
        "when": f"{digest.at:%H:%M} {Wording().say(f'dates.weekday_{digest.weekday}')}",
    }
    foot = one["foot"] if office.phone else one["foot_without_phone"]
    return Guide(
        office=office.name,
        title=one["title"].format(**known),
        lead=one["lead"].format(**known),
        steps=tuple(
            (step["head"].format(**known), step["text"].format(**known)) for step in one["steps"]
        ),
        foot=foot.format(**known),
    )


def draw(one: Guide, form: Literal["pdf", "png"]) -> bytes:
    """One A4 sheet."""
    sheet = sheet_of(WIDE / INCH, HIGH / INCH, PRINTED if form == "pdf" else SHOWN)
    sheet.set_layout_engine("none")
    pen = Pen(sheet, 1.0)
    whole = WIDE - 2 * MARGIN
    pen.write(one.office, Box(WIDE / 2, 13, whole), 18, bold=True)
    pen.rule(24)
    pen.write(one.title, Box(WIDE / 2, 30, whole), 30, bold=True, colour=ON_TIME)
    pen.write(one.lead, Box(WIDE / 2, 48, whole, 2), 16)
    height = (LAST - FIRST) / len(one.steps)
    for number, (head, text) in enumerate(one.steps, 1):
        y, width = FIRST + (number - 1) * height, whole - NUMBER
        pen.write(str(number), Box(MARGIN, y, NUMBER, align="left"), 30, bold=True, colour=ON_TIME)
        pen.write(head, Box(MARGIN + NUMBER, y, width, align="left"), 18, bold=True)
        pen.write(text, Box(MARGIN + NUMBER, y + 9.5, width, 3, align="left"), 14.5)
    pen.rule(274)
    pen.write(one.foot, Box(WIDE / 2, 279, whole), 14, bold=True)
    return as_bytes(sheet, form)
