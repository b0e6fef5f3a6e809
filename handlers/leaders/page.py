"""A page of plain words for the notice board: A4, large letters, as PDF and as a picture. Pure.

Slow: see canvas.py.
"""

import textwrap
from dataclasses import dataclass
from typing import Literal

from handlers.canvas import INK, ON_TIME, as_bytes, sheet_of

A4 = (8.27, 11.69)
"""Inches."""
LINE = 56
"""Letters in a line at the size of the words."""
TOP, STEP, GAP, LEFT = 0.85, 0.03, 0.016, 0.08
"""Parts of the page's height; the left edge, of its width."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is on the page; `words` is also what is read aloud, paragraph by paragraph."""

    office: str
    title: str
    words: tuple[str, ...]
    foot: str


def draw(notice: Notice, form: Literal["png", "pdf"]) -> bytes:
    """The page; the same bytes for the same words."""
    sheet = sheet_of(*A4)
    sheet.text(0.5, 0.95, notice.office, ha="center", fontsize=13, color=INK)
    sheet.text(0.5, 0.91, notice.title, ha="center", fontsize=17, fontweight="bold", color=ON_TIME)
    down = TOP
    for paragraph in notice.words:
        for line in textwrap.wrap(paragraph, LINE):
            sheet.text(LEFT, down, line, fontsize=16, color=INK, va="baseline")
            down -= STEP
        down -= GAP
    sheet.text(LEFT, 0.04, textwrap.fill(notice.foot, 95), fontsize=9, color=INK)
    return as_bytes(sheet, form)
