"""Where pictures and pages are drawn: one font with all Vietnamese letters, the same bytes twice.

matplotlib is heavy: it is imported when something is drawn, and that happens in a process of its
own (drawing.py), never in the running bot.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ON_TIME, EXTENDED, LATE, OPEN = "#0072B2", "#E69F00", "#D55E00", "#999999"
"""Okabe and Ito's colours: told apart by the colour-blind, and in grey by their hatching."""
INK = "#222222"
DPI = 150


def sheet_of(width: float, height: float, dpi: int = DPI) -> Figure:
    """An empty white sheet, in inches."""
    from matplotlib import rcParams  # noqa: PLC0415  # heavy: see the first lines
    from matplotlib.figure import Figure  # noqa: PLC0415  # likewise

    rcParams["text.parse_math"] = False  # a "$" in people's words begins no formula
    return Figure(figsize=(width, height), dpi=dpi, facecolor="white", layout="constrained")


def as_pdf(sheets: Iterable[Figure]) -> bytes:
    """The finished sheets as pages; no date and no program's name, so that the same is the same."""
    from matplotlib import rc_context  # noqa: PLC0415  # heavy: see the first lines
    from matplotlib.backends.backend_pdf import PdfPages  # noqa: PLC0415  # likewise

    out = io.BytesIO()
    with (
        rc_context({"font.family": "DejaVu Sans", "pdf.fonttype": 3}),
        PdfPages(out, metadata={"CreationDate": None, "Producer": None}) as pages,
    ):
        for one in sheets:
            pages.savefig(one)
    return out.getvalue()


def as_bytes(sheet: Figure, form: Literal["png", "pdf"]) -> bytes:
    """The finished sheet; no date and no program's name, so that the same is the same."""
    from matplotlib import rc_context  # noqa: PLC0415  # heavy: see the first lines

    nothing = {"png": {"Software": None}, "pdf": {"CreationDate": None, "Producer": None}}[form]
    out = io.BytesIO()
    with rc_context({"font.family": "DejaVu Sans", "pdf.fonttype": 3}):
        sheet.savefig(out, format=form, metadata=nothing)
    return out.getvalue()
