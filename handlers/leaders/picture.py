"""One picture of twelve weeks: satisfaction with its range, how timely the words were, the pledge.

Pure: what it shows and in which words is handed in. Slow: see canvas.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.canvas import EXTENDED, INK, LATE, ON_TIME, OPEN, as_bytes, sheet_of
from handlers.leaders.shares import FEW, Share, Weight

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 6.4, 11.0
"""Inches at 150 dots: a phone held upright."""


@dataclass(frozen=True, slots=True)
class Words:
    """All that is written on it."""

    title: str
    trend: str
    percent: str
    too_few: str
    timely: str
    bars: tuple[str, str, str, str]
    """On time, extended, late, open at the week's end."""
    pledge: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What it shows, week by week, oldest first; the pledge by item in three spells."""

    words: Words
    weeks: Sequence[str]
    content: Sequence[Share]
    timely: Sequence[tuple[int, int, int]]
    open: Sequence[int]
    items: Sequence[tuple[str, Sequence[Share]]]
    spells: Sequence[str]


def draw(shown: Shown) -> bytes:
    """A PNG; the same bytes for the same figures."""
    sheet = sheet_of(WIDTH, HEIGHT)
    trend, timely, pledge = sheet.subplots(3, 1, height_ratios=[3, 3, 4])
    _trend(trend, shown)
    _timely(timely, shown)
    _pledge(pledge, shown)
    sheet.suptitle(shown.words.title, fontsize=12, fontweight="bold", color=INK)
    sheet.supxlabel(shown.words.note, fontsize=8, color=INK)
    return as_bytes(sheet, "png")


def _trend(axes: Axes, shown: Shown) -> None:
    """A line and a band where there are enough answers; a gap where there are not."""
    at = range(len(shown.weeks))
    gap = float("nan")
    middle = [one.percent if one.percent is not None else gap for one in shown.content]
    ranges = [one.range or (gap, gap) for one in shown.content]
    low, high = [one[0] for one in ranges], [one[1] for one in ranges]
    axes.fill_between(at, low, high, color=ON_TIME, alpha=0.2, linewidth=0)
    axes.vlines(at, low, high, color=ON_TIME, linewidth=1.5)
    axes.plot(at, middle, color=ON_TIME, linewidth=2)
    for place, one in zip(at, shown.content, strict=True):
        firm = one.weight is Weight.FIRM
        axes.plot(
            place, gap if one.percent is None else one.percent, marker="o", markersize=7,
            color=ON_TIME, markerfacecolor=ON_TIME if firm else "white", markeredgewidth=2,
        )  # fmt: skip
        if one.n < FEW:
            axes.text(place, 3, "×", ha="center", fontsize=10, color=OPEN)
        axes.text(place, 106, str(one.n), ha="center", fontsize=8, color=INK)
    axes.set_ylim(0, 114)
    axes.set_ylabel(shown.words.percent, fontsize=9)
    _dress(axes, shown, f"{shown.words.trend}\n{shown.words.too_few}")


def _timely(axes: Axes, shown: Shown) -> None:
    at = range(len(shown.weeks))
    rows = [
        *([one[part] for one in shown.timely] for part in range(3)),
        list(shown.open),
    ]
    looks = ((ON_TIME, ""), (EXTENDED, "//"), (LATE, "xx"), (OPEN, ".."))
    bottom = [0] * len(shown.weeks)
    for row, name, (colour, hatch) in zip(rows, shown.words.bars, looks, strict=True):
        axes.bar(at, row, bottom=bottom, color=colour, hatch=hatch, edgecolor="white", label=name)
        bottom = [a + b for a, b in zip(bottom, row, strict=True)]
    axes.set_ylim(0, max(*bottom, 4) * 1.3)
    axes.legend(ncols=4, fontsize=8, loc="upper left", frameon=False, handlelength=1.2)
    axes.locator_params(axis="y", integer=True)
    _dress(axes, shown, shown.words.timely)


def _dress(axes: Axes, shown: Shown, title: str) -> None:
    axes.set_title(title, fontsize=10, loc="left", color=INK)
    axes.set_xticks(range(len(shown.weeks)), shown.weeks, fontsize=8, rotation=45)
    axes.set_xlim(-0.7, len(shown.weeks) - 0.3)
    axes.tick_params(axis="y", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)


def _pledge(axes: Axes, shown: Shown) -> None:
    """Percent ticked and of how many, item by spell; too few answers leave a cell grey."""
    gap = float("nan")
    cells = [
        [one.percent if one.percent is not None else gap for one in row] for _, row in shown.items
    ]
    axes.set_facecolor("#DDDDDD")
    axes.imshow(cells, cmap="cividis", vmin=0, vmax=100, aspect="auto")
    for down, (_, row) in enumerate(shown.items):
        for across, one in enumerate(row):
            text = "–" if one.percent is None else f"{one.percent:.0f} ({one.n})"
            light = one.percent is not None and one.percent < 50
            axes.text(
                across, down, text, ha="center", va="center", fontsize=10,
                color="white" if light else "black",
            )  # fmt: skip
    axes.set_xticks(range(len(shown.spells)), shown.spells, fontsize=8)
    axes.set_yticks(range(len(shown.items)), [name for name, _ in shown.items], fontsize=9)
    axes.set_title(shown.words.pledge, fontsize=10, loc="left", color=INK)
