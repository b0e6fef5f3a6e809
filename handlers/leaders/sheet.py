"""The workbook: one row a case without identity, the figures, and what they mean. Pure.

Whatever stands in a cell is data: text is written as text, and text that a spreadsheet could take
for a formula is also marked as quoted, for whoever saves the sheet in another form.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.wording import HERE

Cell = str | int | float | datetime | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
WIDEST, NARROWEST = 48, 8
ROWS = 20_000
"""Cases on a sheet; more would be no reading, and the memory is everybody's."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of the workbook."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write(pages: Sequence[Page], made_at: datetime) -> bytes:
    """The XLSX; the same bytes for the same pages and time."""
    import xlsxwriter  # noqa: PLC0415  # only when a sheet is made

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    local = made_at.astimezone(HERE).replace(tzinfo=None)
    book.set_properties({"created": local})
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True}),
        "time": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        "quoted": book.add_format({"quote_prefix": True}),
    }
    for page in pages:
        _fill(book.add_worksheet(page.name), page, looks)
    book.close()
    return out.getvalue()


def _fill(sheet: Any, page: Page, looks: dict[str, Any]) -> None:  # noqa: ANN401  # the library is untyped
    for across, name in enumerate(page.head):
        _put(sheet, 0, across, name, looks, looks["head"])
    for down, row in enumerate(page.rows, 1):
        for across, cell in enumerate(row):
            _put(sheet, down, across, cell, looks)
    for across, name in enumerate(page.head):
        longest = max((_length(row[across]) for row in page.rows), default=0)
        sheet.set_column(across, across, min(max(longest, len(name), NARROWEST) + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(page.rows), 1), len(page.head) - 1)


def _length(cell: Cell) -> int:
    return 16 if isinstance(cell, datetime) else len(str(cell if cell is not None else ""))


def _put(
    sheet: Any,  # noqa: ANN401  # the library is untyped
    down: int,
    across: int,
    cell: Cell,
    looks: dict[str, Any],
    look: Any = None,  # noqa: ANN401  # likewise
) -> None:
    """By its kind, never by what it looks like."""
    match cell:
        case str():
            quoted = looks["quoted"] if cell.startswith(DANGEROUS) else None
            sheet.write_string(down, across, cell, look or quoted)
        case datetime():
            local = cell.astimezone(HERE).replace(tzinfo=None)
            sheet.write_datetime(down, across, local, looks["time"])
        case int() | float():
            sheet.write_number(down, across, cell)
