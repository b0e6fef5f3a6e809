"""Notices in an official's words by when something is promised: "30/11", "thu hai toi", "sẽ …"."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from handlers.folding import fold
from handlers.words import Said

Working = Callable[[date, int], date]
"""The n-th working day after a day."""
Groups = Mapping[str, str | None]
Reader = Callable[[Groups, date, Working], date | None]

DAY = timedelta(days=1)
FARTHEST = timedelta(days=366)
"""What lies further ahead is hardly promised to anybody."""
NEXT_YEAR = timedelta(days=92)
"""So far ahead "15/1" is meant when it is December; otherwise it lies behind us."""
LONGEST_QUOTE = 200
SUNDAY, FRIDAY = 7, 5

NUMBERS = {
    word: number
    for number, words in enumerate(
        ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
    for word in (words, fold(words))
} | {"tư": 4, "tu": 4, "vài": 0, "vai": 0}


@dataclass(frozen=True, slots=True)
class Noticed:
    """What sounds like a promise. `day` None: something will be done, and no date is named."""

    words: str
    day: date | None


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    day: date
    bare: bool
    """Means a day to come only beside a word like "sẽ"."""


# --- readers: what was found becomes a day -------------------------------------------------------


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
    return monday + {"dau": 1, "giua": 2, "cuoi": SUNDAY - 1}.get(part, FRIDAY - 1) * DAY


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
_WEEKDAY = (
    r"(?:thứ\s*(?P<wd>[2-7]|hai|ba|tư|năm|sáu|bảy)|(?P<sun>chủ\s*nhật|cn)|t(?P<t>[2-7]))"
)
_REL = r"tuần\s+(?:sau|tới|này)|tới|sau|này"
_NOT_PAST = r"(?!\s+(?:qua|vừa|trước|nay|liền|rồi))"

_RULES: tuple[tuple[str, Reader, bool], ...] = (
    # "30/11/2026", "30-11-2026", "30.11.26"
    (rf"(?P<d>\d{{1,2}})\s?([/.\-])\s?(?P<m>\d{{1,2}})\s?\2\s?{_YEAR}", _numbers, False),
    # "ngày 30 tháng 11 năm 2026"
    (
        rf"(?:ngày\s+)?(?P<d>\d{{1,2}})\s*(?:tháng|thg)\s*(?P<m>\d{{1,2}})"
        rf"(?:\s*(?:năm|/|,)\s*{_YEAR})?",
        _numbers,
        False,
    ),
    (r"(?P<d>\d{1,2})\s?/\s?(?P<m>\d{1,2})", _numbers, False),
    (r"ngày\s+(?P<d>\d{1,2})\s?[.\-]\s?(?P<m>\d{1,2})", _numbers, False),
    (
        r"(?:trước|đến|tới|vào|hẹn|trong|sáng|chiều|xong)\s+ngày\s+(?P<d>\d{1,2})"
        r"(?!\s*(?:[/.\-:]?\s*\d|tháng|thg|h|giờ|ngày))",
        _of_this_month,
        False,
    ),
    (rf"ngày\s+(?P<d>\d{{1,2}})\s+(?:này|tây|tới)", _of_this_month, False),
    (rf"{_WEEKDAY}\s+(?:ngày\s+)?(?P<rel>{_REL})", _weekday, False),
    (rf"{_WEEKDAY}(?!\s+(?:tuần\s+trước|vừa|rồi|qua|trước|hằng|hàng))", _weekday, True),
    (r"(?:(?P<part>đầu|giữa|cuối)\s+)?tuần\s+(?P<rel>này|sau|tới)", _week, False),
    (r"(?P<part>cuối)\s+tuần(?!\s+(?:này|sau|tới|trước|rồi|qua|vừa))", _week, False),
    (r"trong\s+tuần(?!\s+(?:này|sau|tới|trước|rồi|qua|vừa))", _week, False),
    (
        rf"(?:(?P<part>đầu|giữa|cuối|trong|hết)\s+)tháng\s+"
        rf"(?P<rel>này|sau|tới|\d{{1,2}})(?:\s?/\s?(?P<y>20\d\d))?",
        _month,
        False,
    ),
    (r"tháng\s+(?P<rel>sau|tới)", _month, False),
    (rf"tháng\s+(?P<rel>\d{{1,2}})(?:\s?/\s?(?P<y>20\d\d))?{_NOT_PAST}", _month, True),
    (rf"(?P<part>cuối|hết|trong)\s+tháng(?!\s+(?:\d|này|sau|tới|trước|rồi|qua|vừa))", _month, False),
    (
        rf"(?:trong\s+vòng|trong|sau|tối\s+đa|chậm\s+nhất(?:\s+là)?(?:\s+trong)?)\s+(?:khoảng\s+)?"
        rf"{_COUNT}(?:\s*(?:-|–|đến|tới)\s*(?P<to>\d{{1,3}}))?\s*{_UNIT}{_NOT_PAST}",
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
_WILL = r"sẽ|(?<!chia )sẻ|(?<!chia )se|dự\s+kiến|hẹn|chậm\s+nhất|cam\s+kết|muộn\s+nhất"
_PROMISES = r"sẽ|(?<!chia )sẻ|(?<!chia )se|cam\s+kết|xin\s+hứa"
_PAST = r"đã|rồi|vừa|hôm\s+qua"
_NO_DATE_BEFORE = (  # documents, streets, house numbers
    r"(?:số|nđ|nghị\s+định|nghị\s+quyết|nq|qđ|quyết\s+định|tt|thông\s+tư|luật|chỉ\s+thị|"
    r"công\s+văn|cv|văn\s+bản|kế\s+hoạch|kh|tờ\s+trình|biên\s+bản|điều|khoản|mã|hồ\s+sơ|"
    r"đường|phố|hẻm|kiệt|ngõ|ngách|nhà|căn|lô|thửa|tờ|trụ|cột|chợ|trường|công\s+viên|cầu|"
    r"quảng\s+trường|khu|tổ|đt|điện\s+thoại|tỷ\s+lệ|tỉ\s+lệ)[\s:.]*(?:số[\s:.]*)?"
)
_DATE_BEFORE = (
    r"(?:ngày|hôm|trước|sáng|chiều|tối|trưa|đến|tới|hẹn|vào|xong|mùng|mồng|lịch|nhật|hạn|"
    r"thứ\s+\S+|t[2-7]|là|lại|nhất|kiến)[\s,(:]*"
)
_SURELY_BEFORE = r"(?:ngày|trước|sáng|chiều|hôm|hẹn)\s*"
_NO_DATE_AFTER = (
    r"\s?/\s?[a-zđ\d]|-[a-zđ]|\s*(?:%|người|hộ|căn|triệu|đồng|tỷ|tỉ|km|mét|m2|đoạn|số)\b"
)
_RANGE = rf"(?:từ|hằng|hàng|mỗi)\s+(?:tuần\s+)?$"
_SENTENCES = re.compile(r"[!?;\n]+|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class _Spelling:
    """All patterns, for texts with accents or for texts without."""

    rules: tuple[tuple[re.Pattern[str], Reader, bool], ...]
    will: re.Pattern[str]
    promises: re.Pattern[str]
    past: re.Pattern[str]
    no_date_before: re.Pattern[str]
    date_before: re.Pattern[str]
    surely_before: re.Pattern[str]
    no_date_after: re.Pattern[str]
    range: re.Pattern[str]

    @classmethod
    def of(cls, spelt: Callable[[str], str]) -> "_Spelling":
        word = partial(_compiled, spelt)
        return cls(
            tuple((word(rf"(?<![\w/.]){rule}(?!\w)"), read, bare) for rule, read, bare in _RULES),
            word(rf"\b(?:{_WILL})\b"),
            word(rf"\b(?:{_PROMISES})\b"),
            word(rf"\b(?:{_PAST})\b"),
            word(rf"(?<!\w){_NO_DATE_BEFORE}$"),
            word(rf"(?<!\w){_DATE_BEFORE}$"),
            word(rf"(?<!\w){_SURELY_BEFORE}$"),
            word(_NO_DATE_AFTER),
            word(_RANGE),
        )


def _compiled(spelt: Callable[[str], str], pattern: str) -> re.Pattern[str]:
    return re.compile(spelt(pattern), re.IGNORECASE)


def _bare(text: str) -> str:
    """Without accents, letter for letter: places in the text stay the same."""
    return "".join(unicodedata.normalize("NFD", one)[0] for one in text).translate(_D)


_D = str.maketrans("đĐ", "dD")
_ACCENTED, _PLAIN = _Spelling.of(str), _Spelling.of(_bare)


# --- noticing ------------------------------------------------------------------------------------


def notice(text: str, today: date, working: Working) -> Noticed | None:
    """Say what sounds like a promise: the last day to come that is named, or a "sẽ" without one.

    Dates that lie behind, phone and document numbers, streets and fractions are none.
    """
    found: list[tuple[bool, date, str]] = []
    will = ""
    for sentence, spelling in _sentences(text):
        promised = spelling.will.search(sentence) is not None
        found += [
            (promised, hit.day, _quote(sentence))
            for hit in _hits(sentence, spelling, today, working)
            if _to_come(hit, sentence, spelling, today, promised=promised)
        ]
        if spelling.promises.search(sentence) and not will:
            will = _quote(sentence)
    if found:
        _, day, words = max(found, key=lambda one: one[:2])
        return Noticed(words, day)
    return Noticed(will, None) if will else None


def read_day(text: str, today: date, working: Working) -> date | None:
    """The day that somebody typed when asked for one; None when there is none from today on."""
    days = [
        hit.day
        for sentence, spelling in _sentences(text)
        for hit in _hits(sentence, spelling, today, working)
        if today <= hit.day <= today + FARTHEST
    ]
    return max(days, default=None)


def without_day(text: str, today: date, working: Working) -> str:
    """The words beside the date: "2/12 vì chưa có vật tư" gives "vì chưa có vật tư"."""
    kept = []
    for sentence, spelling in _sentences(text):
        rest = sentence
        for hit in reversed(list(_hits(sentence, spelling, today, working))):
            rest = rest[: hit.start] + rest[hit.end :]
        kept.append(rest.strip(" ,.;:-–()"))
    return ". ".join(one for one in kept if one)


def _sentences(text: str) -> Iterator[tuple[str, _Spelling]]:
    whole = unicodedata.normalize("NFC", text)
    spelling = _PLAIN if Said.of(whole).plain else _ACCENTED
    for part in _SENTENCES.split(whole):
        if part.strip():
            yield part.strip(), spelling


def _hits(sentence: str, spelling: _Spelling, today: date, working: Working) -> Iterator[_Hit]:
    """Every date in a sentence; where two readings overlap, the longer counts."""
    written = _bare(sentence) if spelling is _PLAIN else sentence
    found = [
        _Hit(match.start(), match.end(), day, bare)
        for rule, read, bare in spelling.rules
        for match in rule.finditer(written)
        if not _excluded(written, match, spelling)
        and (day := read(_lower(match.groupdict()), today, working)) is not None
    ]
    end = 0
    for hit in sorted(found, key=lambda one: (one.start, -one.end)):
        if hit.start >= end:
            yield hit
            end = hit.end


def _lower(groups: Groups) -> Groups:
    return {name: value.lower() if value else value for name, value in groups.items()}


def _excluded(text: str, match: re.Match[str], spelling: _Spelling) -> bool:
    """Numbers that look like a date: of a document, a house, a share; and weekly routines."""
    before, after = text[: match.start()], text[match.end() :]
    groups = match.groupdict()
    if "wd" in groups or "part" in groups:
        return spelling.range.search(before) is not None or after.startswith(" hằng")
    if "m" not in groups:
        return False
    if spelling.no_date_before.search(before) or spelling.no_date_after.match(after):
        return True
    if groups.get("y") or not match[0][0].isdecimal():
        return False
    if match[0].replace(" ", "") in ("24/7", "24/24"):
        return spelling.surely_before.search(before) is None
    share = re.fullmatch(r"([1-9])\s?/\s?([1-9]|10)", match[0])
    if share and int(share[1]) < int(share[2]):
        return spelling.date_before.search(before) is None
    return False


def _to_come(
    hit: _Hit, sentence: str, spelling: _Spelling, today: date, *, promised: bool
) -> bool:
    if hit.bare and not promised:
        return False
    if hit.day == today and not promised:
        return spelling.past.search(sentence) is None
    return today <= hit.day <= today + FARTHEST


def _quote(sentence: str) -> str:
    flat = " ".join(sentence.split())
    return flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 1].rstrip() + "…"
