"""Days as people write them, and what they mean: "30/11", "thứ Hai tới", "3 ngày làm việc nữa"."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from handlers.calendar import DAY
from handlers.folding import fold

Working = Callable[[date, int], date]
"""The n-th working day after a day."""
Groups = Mapping[str, str | None]
Reader = Callable[[Groups, date, Working], date | None]

NEXT_YEAR = timedelta(days=92)
"""So far ahead "15/1" is meant when it is December; otherwise it lies behind us."""
FARTHEST = timedelta(days=366)
"""What lies further ahead is hardly promised to anybody."""
SUNDAY, FRIDAY = 7, 5

NUMBERS = {
    word: number
    for number, words in enumerate(
        ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
    for word in (words, fold(words))
} | {"tư": 4, "tu": 4, "vài": 0, "vai": 0}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(groups: Groups) -> int | None:
    year = groups.get("y")
    return None if year is None else int(year) + (2000 if len(year) == 2 else 0)


def _numbers(groups: Groups, today: date, _working: Working) -> date | None:
    day, month = int(groups["d"] or 0), int(groups["m"] or 0)
    year = _year(groups)
    if year is not None:
        return _day(year, month, day)
    this = _day(today.year, month, day)
    if this is not None and this >= today:
        return this
    coming = _day(today.year + 1, month, day)
    return coming if coming is not None and coming - today <= NEXT_YEAR else this


def _of_this_month(groups: Groups, today: date, _working: Working) -> date | None:
    day = int(groups["d"] or 0)
    this = _day(today.year, today.month, day)
    if this is not None and this >= today:
        return this
    first = _month_end(today, 0) + DAY
    return _day(first.year, first.month, day)


def _weekday(groups: Groups, today: date, _working: Working) -> date | None:
    named = groups.get("wd") or groups.get("t") or ""
    number = int(named) if named.isdecimal() else NUMBERS.get(named, 0)
    weekday = SUNDAY if groups.get("sun") else number - 1
    when = fold(groups.get("rel") or "")
    if when.startswith("tuan"):
        weeks = 0 if when == "tuan nay" else 1
        return today - (today.isoweekday() - weekday) * DAY + 7 * weeks * DAY
    ahead = (weekday - today.isoweekday()) % 7
    if ahead == 0 and when != "nay":
        ahead = 7
    return today + ahead * DAY


def _week(groups: Groups, today: date, _working: Working) -> date | None:
    part, when = fold(groups.get("part") or ""), fold(groups.get("rel") or "")
    monday = today - (today.isoweekday() - 1) * DAY
    if when in ("sau", "toi"):
        monday += 7 * DAY
    return monday + {"dau": 0, "giua": 2, "cuoi": SUNDAY - 1}.get(part, FRIDAY - 1) * DAY


def _month_end(today: date, ahead: int) -> date:
    months = today.year * 12 + today.month - 1 + ahead
    year, month = divmod(months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _month(groups: Groups, today: date, _working: Working) -> date | None:
    part, when = fold(groups.get("part") or ""), fold(groups.get("rel") or "")
    end = _month_end(today, 1 if when in ("sau", "toi") else 0)
    if when.isdecimal():
        if not 1 <= int(when) <= 12:
            return None
        year = _year(groups) or today.year + (int(when) < today.month)
        end = _month_end(date(year, int(when), 1), 0)
        if end - today > FARTHEST or (not _year(groups) and end - today > 2 * NEXT_YEAR):
            return None
    return {"dau": end.replace(day=10), "giua": end.replace(day=15)}.get(part, end)


def _ahead(groups: Groups, today: date, working: Working) -> date | None:
    named = groups.get("to") or groups["n"] or ""
    count = int(named) if named.isdecimal() else NUMBERS[named]
    if count == 0:
        return None
    unit = fold(groups["unit"] or "")
    if "lam viec" in unit:
        return working(today, min(count, 60))
    if unit in ("h", "gio", "tieng"):
        return today + -(-count // 24) * DAY if count % 24 == 0 else today + (count > 8) * DAY
    days = {"ngay": 1, "hom": 1, "bua": 1, "tuan": 7, "thang": 30}.get(unit, 1)
    return today + count * days * DAY


def _in(days: int) -> Reader:
    def read(_groups: Groups, today: date, _working: Working) -> date:
        return today + days * DAY

    return read


def _year_end(_groups: Groups, today: date, _working: Working) -> date:
    return date(today.year, 12, 31)


# --- patterns: how people write it ---------------------------------------------------------------

_YEAR = r"(?P<y>20\d\d|\d\d)"
_COUNT = r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_UNIT = r"(?P<unit>ngày\s+làm\s+việc|ngày|hôm|bữa|tuần|tháng|giờ|tiếng|h)"
_WEEKDAY = r"(?:thứ\s*(?P<wd>[2-7]|hai|ba|tư|năm|sáu|bảy)|(?P<sun>chủ\s*nhật|cn)|t(?P<t>[2-7]))"
_REL = r"tuần\s+(?:sau|tới|này)|tới|sau|này"
_NOT_PAST = r"(?!\s+(?:qua|vừa|trước|nay|liền|rồi))"

RULES: tuple[tuple[str, Reader, bool], ...] = (
    # "30/11/2026", "30-11-2026", "30.11.26"
    (rf"(?P<d>\d{{1,2}})\s?([/.\-])\s?(?P<m>\d{{1,2}})\s?\2\s?{_YEAR}", _numbers, False),
    # "ngày 30 tháng 11 năm 2026"
    (
        (
            rf"(?:ngày\s+)?(?P<d>\d{{1,2}})\s*(?:tháng|thg)\s*(?P<m>\d{{1,2}})"
            rf"(?:\s*(?:năm|/|,)\s*{_YEAR})?"
        ),
        _numbers,
        False,
    ),
    (r"(?P<d>\d{1,2})\s?/\s?(?P<m>\d{1,2})", _numbers, False),
    (r"ngày\s+(?P<d>\d{1,2})\s?[.\-]\s?(?P<m>\d{1,2})", _numbers, False),
    (
        (
            r"(?:trước|đến|tới|vào|hẹn|trong|sáng|chiều|xong)\s+ngày\s+(?P<d>\d{1,2})"
            r"(?!\s*(?:[/.\-:]?\s*\d|tháng|thg|h|giờ|ngày))"
        ),
        _of_this_month,
        False,
    ),
    (r"ngày\s+(?P<d>\d{1,2})\s+(?:này|tây|tới)", _of_this_month, False),
    (rf"{_WEEKDAY}\s+(?:ngày\s+)?(?P<rel>{_REL})", _weekday, False),
    (rf"{_WEEKDAY}(?!\s+(?:tuần\s+trước|vừa|rồi|qua|trước|hằng|hàng))", _weekday, True),
    (r"(?:(?P<part>đầu|giữa|cuối)\s+)?tuần\s+(?P<rel>này|sau|tới)", _week, False),
    (r"(?P<part>cuối)\s+tuần(?!\s+(?:này|sau|tới|trước|rồi|qua|vừa))", _week, False),
    (r"trong\s+tuần(?!\s+(?:này|sau|tới|trước|rồi|qua|vừa))", _week, False),
    (
        (
            r"(?:(?P<part>đầu|giữa|cuối|trong|hết)\s+)tháng\s+"
            r"(?P<rel>này|sau|tới|\d{1,2})(?:\s?/\s?(?P<y>20\d\d))?"
        ),
        _month,
        False,
    ),
    (r"tháng\s+(?P<rel>sau|tới)", _month, False),
    (rf"tháng\s+(?P<rel>\d{{1,2}})(?:\s?/\s?(?P<y>20\d\d))?{_NOT_PAST}", _month, True),
    (r"(?P<part>cuối|hết|trong)\s+tháng(?!\s+(?:\d|này|sau|tới|trước|rồi|qua|vừa))", _month, False),
    (
        (
            rf"(?:trong\s+vòng|trong|sau|tối\s+đa|chậm\s+nhất(?:\s+là)?(?:\s+trong)?)\s+(?:khoảng\s+)?"
            rf"{_COUNT}(?:\s*(?:-|–|đến|tới)\s*(?P<to>\d{{1,3}}))?\s*{_UNIT}{_NOT_PAST}"
        ),
        _ahead,
        False,
    ),
    (
        rf"{_COUNT}(?:\s*(?:-|–|đến|tới)\s*(?P<to>\d{{1,3}}))?\s*{_UNIT}\s+(?:nữa|tới|sau)",
        _ahead,
        False,
    ),
    (r"(?:sáng|trưa|chiều|tối|đêm|ngày)\s+mai", _in(1), False),
    (r"(?:(?<=^)|(?<=[,;:(] )|(?<=dạ )|(?<=da ))mai(?!\s+(?-i:[A-ZĐ]))", _in(1), False),
    (r"mai\s+(?:sẽ|xong|mới|có)", _in(1), False),
    (r"(?:sáng|trưa|chiều|tối|ngày)\s+(?:mốt|kia)", _in(2), False),
    (r"(?:trưa|chiều|tối|đêm|hôm)\s+nay|(?:ngay\s+)?trong\s+ngày(?!\s+\d)", _in(0), False),
    (r"sáng\s+nay", _in(0), True),
    (r"(?:cuối|hết|trong)\s+năm(?:\s+nay)?(?!\s+(?:trước|ngoái|qua|\d))", _year_end, False),
)
"""A pattern, how it is read, and whether it means a day to come only beside a "sẽ"."""
