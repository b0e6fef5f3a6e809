"""The workbook opens with its diacritics, and nothing in it is a formula."""

import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from handlers.leaders.sheet import Cell, Page, write

MADE = datetime(2026, 11, 23, 1, tzinfo=UTC)
NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as found:
        return {one: found.read(one) for one in found.namelist()}


def cells(book: bytes, number: int = 1) -> dict[str, str]:
    """What stands in a sheet by place, as Excel reads it."""
    inside = parts(book)
    shared = ElementTree.fromstring(inside["xl/sharedStrings.xml"])  # noqa: S314  # our own
    texts = ["".join(one.itertext()) for one in shared.findall("s:si", NAMES)]
    sheet = ElementTree.fromstring(inside[f"xl/worksheets/sheet{number}.xml"])  # noqa: S314  # our own
    found = {}
    for cell in sheet.iter(f"{{{NAMES['s']}}}c"):
        value = cell.findtext("s:v", "", NAMES)
        found[cell.get("r", "")] = texts[int(value)] if cell.get("t") == "s" else value
    return found


EVIL = [
    "=1+1",
    "+84912345678",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "http://x",
]


@pytest.mark.parametrize("words", EVIL)
def test_what_looks_like_a_formula_is_data(words: str) -> None:
    book = write([Page("Hồ sơ", ["Lĩnh vực"], [[words]])], MADE)
    sheet = parts(book)["xl/worksheets/sheet1.xml"].decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert cells(book)["A2"].replace("_x000D_", "\r") == words
    if words[0] in "=+-@\t\r":
        assert b'quotePrefix="1"' in parts(book)["xl/styles.xml"]


def test_it_opens_with_diacritics_numbers_and_times() -> None:
    row: list[Cell] = ["Điện, đèn đường", 3, 66.67, MADE, None]
    book = write([Page("Hồ sơ", ["Lĩnh vực", "n", "%", "Lúc", "Trống"], [row])], MADE)
    found = cells(book)
    assert found["A2"] == "Điện, đèn đường"
    assert (found["B2"], found["C2"]) == ("3", "66.67")
    assert float(found["D2"]) == pytest.approx(46349 + 8 / 24)  # 23/11/2026 08:00 here
    assert "E2" not in found
    assert 'name="Hồ sơ"' in parts(book)["xl/workbook.xml"].decode()


def test_the_same_rows_are_the_same_book_to_the_byte() -> None:
    pages = [Page("a", ["x"], [["đ"], ["e"]]), Page("b", ["y"], [])]
    assert write(pages, MADE) == write(pages, MADE)
