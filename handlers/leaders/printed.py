"""The figures on pages to read on a phone or to print, where no workbook can be sent. Pure.

Slow: see canvas.py.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.canvas import INK, ON_TIME, as_pdf, sheet_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

A5 = (5.83, 8.27)
"""Inches: a phone's width, two pages on a sheet of A4."""
LINE, LINES = 62, 36
"""Letters in a line of the size of the words, and lines on a page."""
TOP, STEP, LEFT, RIGHT = 0.89, 0.0235, 0.06, 0.94
"""Parts of the page's height; its edges, of its width."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What is on the pages; each row is what a figure is called, and what it is."""

    office: str
    title: str
    rows: Sequence[tuple[str, str]]
    foot: str


def draw(shown: Printed) -> bytes:
    """The pages as one PDF; the same bytes for the same figures."""
    pages: list[list[tuple[str, str]]] = [[]]
    for name, value in shown.rows:
        lines = _lines(name, value)
        if len(pages[-1]) + len(lines) > LINES:
            pages.append([])
        pages[-1] += lines
    return as_pdf(
        _page(shown, page, f"{number}/{len(pages)}") for number, page in enumerate(pages, 1)
    )


def _lines(name: str, value: str) -> list[tuple[str, str]]:
    """Beside each other where there is room, else the figure below what it is called."""
    if len(name) + len(value) < LINE:
        return [(name, value)]
    return [*((one, "") for one in textwrap.wrap(name, LINE)), ("", value)]


def _page(shown: Printed, lines: Sequence[tuple[str, str]], number: str) -> Figure:
    sheet = sheet_of(*A5)
    sheet.text(0.5, 0.965, shown.office, ha="center", fontsize=10, color=INK, parse_math=False)
    sheet.text(0.5, 0.935, shown.title, ha="center", fontsize=11, fontweight="bold", color=ON_TIME)
    for at, (name, value) in enumerate(lines):
        down = TOP - at * STEP
        sheet.text(LEFT, down, name, fontsize=8.5, color=INK, parse_math=False)
        sheet.text(RIGHT, down, value, ha="right", fontsize=8.5, fontweight="bold", color=INK)
    sheet.text(LEFT, 0.02, textwrap.fill(shown.foot, 84), fontsize=7, color=INK)
    sheet.text(RIGHT, 0.02, number, ha="right", fontsize=7, color=INK)
    return sheet
