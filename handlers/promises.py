"""Notices in an official's words by when something is promised: "30/11", "thu hai toi", "sẽ …"."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from handlers.folding import bare
from handlers.named_days import FARTHEST, RULES, Groups, Reader, Working
from handlers.words import Said

LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Noticed:
    """What sounds like a promise. `day` None: something will be done, and no date is named.

    `sign`: the word by which it sounds so, where there is no date.
    """

    words: str
    day: date | None
    sign: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    day: date
    bare: bool
    """Means a day to come only beside a word like "sẽ"."""


_WILL = r"(?<!chia )(?:sẽ|sẻ|se)|dự\s+kiến|hẹn|chậm\s+nhất|cam\s+kết|muộn\s+nhất"
_PROMISES = r"(?<!chia )(?:sẽ|sẻ|se)|cam\s+kết|xin\s+hứa"
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
    r"\s?/\s?[a-zđ\d]|-[a-zđ]|\s*(?:%|người|hộ|căn|triệu|đồng|tỷ|tỉ|km|mét|m|m2|đoạn|số)\b"
)
_RANGE = r"(?:từ|hằng|hàng|mỗi)\s+(?:tuần\s+)?$"
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
            tuple((word(rf"(?<![\w/.]){rule}(?!\w)"), read, bare) for rule, read, bare in RULES),
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


_ACCENTED, _PLAIN = _Spelling.of(str), _Spelling.of(bare)


# --- noticing ------------------------------------------------------------------------------------


def notice(text: str, today: date, working: Working) -> Noticed | None:
    """Say what sounds like a promise: the last day to come that is named, or a "sẽ" without one.

    Dates that lie behind, phone and document numbers, streets and fractions are none.
    """
    found: list[tuple[bool, date, str]] = []
    will, sign = "", ""
    for sentence, spelling in _sentences(text):
        promised = spelling.will.search(sentence) is not None
        found += [
            (promised, hit.day, _quote(sentence))
            for hit in _hits(sentence, spelling, today, working)
            if _to_come(hit, sentence, spelling, today, promised=promised)
        ]
        if (said := spelling.promises.search(sentence)) and not will:
            will, sign = _quote(sentence), said.group()
    if found:
        _, day, words = max(found, key=lambda one: one[:2])
        return Noticed(words, day)
    return Noticed(will, None, sign) if will else None


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
    written = bare(sentence) if spelling is _PLAIN else sentence
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


def _to_come(hit: _Hit, sentence: str, spelling: _Spelling, today: date, *, promised: bool) -> bool:
    if hit.bare and not promised:
        return False
    if hit.day == today and not promised:
        return spelling.past.search(sentence) is None
    return today <= hit.day <= today + FARTHEST


def _quote(sentence: str) -> str:
    flat = " ".join(sentence.split())
    return flat if len(flat) <= LONGEST_QUOTE else flat[: LONGEST_QUOTE - 1].rstrip() + "…"
