"""A counter's poster: codes to scan in large print, A4 and A6, as PDF and as a picture.

Slow: see handlers/canvas.py. The same words and links are the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import segno

from handlers.canvas import INK, ON_TIME, as_bytes, sheet_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

SIZES = {"a4": 1.0, "a6": 0.5}
"""Of which part of an A4 sheet's edges: ISO 216 keeps the proportions."""
FORMS: tuple[Literal["pdf", "png"], ...] = ("pdf", "png")
WIDE, HIGH = 210.0, 297.0
"""Millimetres of the A4 sheet on which everything below is measured, from its top left corner."""
INCH, POINTS = 25.4, 72
PRINTED = 300
"""Dots per inch of the picture: what a copy shop prints."""
MARGIN = 14.0
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""
ROOM, LINE = 1.18, 1.3
"""Lines of large and of small words, in parts of the size of their letters."""
SMALLER = 0.96
MANY = 2_000
"""Runs of words whose width is remembered: until they fit, the same ones are measured again."""
OVERLAP = 0.03
"""Rows of a code overlap by so much, or some viewers show hairs between them."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code to scan: on which platform, where it leads, what to do, what to type there."""

    title: str
    link: str
    how: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """Everything that is on it, in words that are ready."""

    office: str
    question: str
    counter: str
    codes: Sequence[Code]
    kept: str
    pledge: tuple[str, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where words go, in millimetres: their centre (or, to the left, their edge), the top of the
    first line, how wide."""

    x: float
    y: float
    width: float
    lines: int = 1
    align: Literal["center", "left"] = "center"


def draw(poster: Poster, size: str, form: Literal["pdf", "png"]) -> bytes:
    """The sheet. Raises KeyError for a size that is not in SIZES."""
    scale = SIZES[size]
    sheet = sheet_of(WIDE * scale / INCH, HIGH * scale / INCH, PRINTED)
    sheet.set_layout_engine("none")
    pen = Pen(sheet, scale)
    whole = WIDE - 2 * MARGIN
    pen.write(poster.office, Box(WIDE / 2, 13, whole), 20, bold=True)
    pen.rule(24)
    pen.write(poster.question, Box(WIDE / 2, 31, whole, 2), 34, bold=True, colour=ON_TIME)
    pen.write(poster.counter, Box(WIDE / 2, 64, whole, 2), 26, bold=True)
    _codes(pen, poster.codes)
    pen.rule(237)
    pen.write(poster.kept, Box(WIDE / 2, 241, whole, 2), 17)
    for number, line in enumerate(poster.pledge):
        pen.write(line, Box(WIDE / 2, 258 + 8 * number, whole), 12.5, bold=True, colour=ON_TIME)
    pen.write(poster.foot, Box(WIDE / 2, 282, whole), 13)
    return as_bytes(sheet, form)


def _codes(pen: Pen, codes: Sequence[Code]) -> None:
    """Side by side, as large as the sheet allows; below each what to do."""
    edge = 96.0 if len(codes) == 1 else (WIDE - 2 * MARGIN) / len(codes) - 4
    for number, code in enumerate(codes):
        x = WIDE * (2 * number + 1) / (2 * len(codes))
        pen.write(code.title, Box(x, 91, edge), 24, bold=True)
        pen.code(code.link, x - edge / 2, 103, edge)
        pen.write(code.how, Box(x, 106 + edge, edge, 2), 17)
        if code.typed:
            pen.write(code.typed, Box(x, 122 + edge, edge), 30, bold=True, colour=ON_TIME)


class Pen:
    """Writes and draws on one sheet, in millimetres of an A4 sheet, whatever the sheet's size."""

    def __init__(self, sheet: Figure, scale: float) -> None:
        self._sheet = sheet
        self._scale = scale

    def write(
        self, words: str, box: Box, points: float, *, bold: bool = False, colour: str = INK
    ) -> None:
        """Words in as many lines as there may be, smaller where they would not fit."""
        font = _font(bold=bold)
        words = "".join(one for one in words if one == " " or one in _letters(font))
        points, lines = _fitting(words, font, points, box)
        step = points / POINTS * INCH * (ROOM if bold else LINE)
        for number, line in enumerate(lines):
            self._sheet.text(
                box.x / WIDE,
                1 - (box.y + number * step) / HIGH,
                line,
                ha=box.align,
                va="top",
                color=colour,
                fontproperties=font,
                fontsize=points * self._scale,
                parse_math=False,
            )

    def rule(self, y: float) -> None:
        """A line across the sheet."""
        from matplotlib.lines import Line2D  # noqa: PLC0415  # heavy: see the first lines

        across, down = (MARGIN / WIDE, 1 - MARGIN / WIDE), (1 - y / HIGH, 1 - y / HIGH)
        self._sheet.add_artist(Line2D(across, down, color=ON_TIME, linewidth=1.5 * self._scale))

    def code(self, link: str, x: float, y: float, edge: float) -> None:
        """A code with its quiet zone, as one shape: sharp at every size."""
        from matplotlib.patches import PathPatch  # noqa: PLC0415  # heavy: see the first lines
        from matplotlib.path import Path  # noqa: PLC0415  # likewise

        rows = [bytes(row) for row in matrix(link)]
        at = (x / WIDE, 1 - (y + edge) / HIGH, edge / WIDE, edge / HIGH)
        axes = self._sheet.add_axes(at, frameon=False, xticks=[], yticks=[])
        axes.set(xlim=(-QUIET, len(rows) + QUIET), ylim=(len(rows) + QUIET, -QUIET))
        bars = [
            Path([(a, n), (b, n), (b, n + 1 + OVERLAP), (a, n + 1 + OVERLAP), (a, n)], closed=True)
            for n, row in enumerate(rows)
            for a, b in _runs(row)
        ]
        whole = Path.make_compound_path(*bars)
        axes.add_patch(PathPatch(whole, facecolor="black", linewidth=0, antialiased=False))


def matrix(link: str) -> tuple[bytearray, ...]:
    """The code's modules, 1 for dark; a quarter of it may be dirty or torn."""
    return segno.make_qr(link, error="q").matrix


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where dark modules stand side by side: from, to."""
    padded = b"\0" + row + b"\0"
    edges = [n for n in range(len(row) + 1) if padded[n] != padded[n + 1]]
    return zip(edges[::2], edges[1::2], strict=True)


def _fitting(words: str, font: FontProperties, points: float, box: Box) -> tuple[float, list[str]]:
    """The largest letters, up to these, with which the words fit; lines of much the same length."""
    lines = list(_lines(words, font, points, box.width))
    while len(lines) > box.lines or any(_width(one, font, points) > box.width for one in lines):
        points *= SMALLER
        lines = list(_lines(words, font, points, box.width))
    even, width = lines, box.width
    while len(even) == len(lines) > 1 and width > box.width / 2:
        lines, width = even, width * SMALLER
        even = list(_lines(words, font, points, width))
    return points, lines


def _lines(words: str, font: FontProperties, points: float, width: float) -> Iterator[str]:
    """Break at spaces."""
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer, font, points) > width:
            yield line
            longer = word
        line = longer
    yield line


def _width(words: str, font: FontProperties, points: float) -> float:
    """Millimetres."""
    return _breadth(words, font) * points / POINTS * INCH


@lru_cache(MANY)
def _breadth(words: str, font: FontProperties) -> float:
    """How wide words are in a size of one point: wider letters are as much wider."""
    from matplotlib.textpath import text_to_path  # noqa: PLC0415  # heavy: see the first lines

    small = font.copy()
    small.set_size(1)
    across, _, _ = text_to_path.get_text_width_height_descent(words or " ", small, ismath=False)
    return float(across)


def _font(*, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415  # heavy: see above

    return FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")


@lru_cache(MANY)
def _letters(font: FontProperties) -> frozenset[str]:
    """What the font has: a sign that it lacks would be printed as an empty box."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415  # heavy: see above

    return frozenset(map(chr, get_font(findfont(font)).get_charmap()))
