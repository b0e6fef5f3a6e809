"""Reads the office file: one TOML file, validated whole; every fault is named with its line."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pydantic import ValidationError

from handlers.folding import fold
from handlers.office import Office
from handlers.wording import fields, texts


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in the office file. `line` counts from 1; 0: unknown."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}, " if self.line else ""
        return f"{where}{self.field}: {self.message}"


class BrokenOffice(Exception):
    """The office file is not loaded; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(one) for one in self.faults))


def read_office(text: str) -> Office:
    """Read an office file. Raises BrokenOffice with every fault; nothing is half-loaded."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise BrokenOffice([Fault(int(found[1]) if found else 0, "TOML", str(error))]) from None
    try:
        office = Office.model_validate(data)
    except ValidationError as error:
        faults = [
            Fault(_line(text, one["loc"]), _path(one["loc"]), one["msg"])
            for one in error.errors(include_url=False, include_input=False)
        ]
        raise BrokenOffice(faults) from None
    faults = [Fault(_line(text, where), _path(where), said) for where, said in _crossed(office)]
    if faults:
        raise BrokenOffice(faults)
    return office


Where = tuple[str | int, ...]


def _crossed(office: Office) -> Iterator[tuple[Where, str]]:
    """Faults that only show when the parts are seen together."""
    for table, parts in (
        ("unit", office.units),
        ("category", office.categories),
        ("area", office.areas),
        ("kind", office.kinds),
    ):
        yield from _doubles(table, [one.code for one in parts])
    units = {one.code for one in office.units}
    for i, one in enumerate(office.categories):
        if one.unit not in units:
            yield ("category", i, "unit"), f"there is no unit {one.unit!r}"
        if one.urgent_days is not None and one.urgent_days > one.days:
            yield ("category", i, "urgent_days"), "is longer than the ordinary deadline"
        for name in ("keywords", "urgent_keywords"):
            for word in getattr(one, name):
                if not fold(word):
                    yield ("category", i, name), f"keyword {word!r} has no letters"
    if office.one_stop is not None and office.one_stop not in units:
        yield ("one_stop",), f"there is no unit {office.one_stop!r}"
    if office.category(office.fallback_category) is None:
        yield ("fallback_category",), f"there is no category {office.fallback_category!r}"
    if sorted(one.level for one in office.scale) != [1, 2, 3, 4, 5]:
        yield ("scale",), "needs the levels 1 to 5, each once"
    yield from _doubles("pledge.items", [one.code for one in office.pledge.items])
    yield from _doubles("kind", [one.prefix for one in office.kinds])
    yield from _hours(office)
    yield from _days_off(office)
    yield from _texts(office)


def _doubles(table: str, codes: list[str]) -> Iterator[tuple[Where, str]]:
    for code, times in Counter(codes).items():
        if times > 1:
            second = len(codes) - 1 - codes[::-1].index(code)
            yield (*table.split("."), second, "code"), f"{code!r} is used {times} times"


def _hours(office: Office) -> Iterator[tuple[Where, str]]:
    for day in range(1, 8):
        spans = sorted(
            (one.start, one.end, i) for i, one in enumerate(office.hours) if day in one.days
        )
        for (_, end, _), (start, _, i) in pairwise(spans):
            if start < end:
                yield ("hours", i, "start"), f"overlaps another half-day on weekday {day}"


def _days_off(office: Office) -> Iterator[tuple[Where, str]]:
    off = {day for one in office.days_off for day in one.off}
    for i, one in enumerate(office.days_off):
        for day in one.work:
            if day in off:
                yield ("days_off", i, "work"), f"{day} is both off and worked"


def _texts(office: Office) -> Iterator[tuple[Where, str]]:
    for key, text in office.texts.items():
        original = texts().get(key)
        if original is None:
            yield ("texts", key), "there is no such text"
        elif unknown := fields(text) - fields(original):
            yield ("texts", key), f"nobody fills in {', '.join(sorted(unknown))}"


def _path(where: Sequence[str | int]) -> str:
    """Write ("category", 2, "unit") as category[3].unit, counting as people do."""
    return "".join(
        f"[{part + 1}]" if isinstance(part, int) else f"{'.' if i else ''}{part}"
        for i, part in enumerate(where)
    )


def _line(text: str, where: Sequence[str | int]) -> int:
    """Find the line of a field: its table's header, and below it its key. 0 when not found."""
    lines = text.splitlines()
    start, names = 0, [part for part in where if isinstance(part, str)]
    if where and len(where) > 1 and isinstance(where[1], int):
        headers = [i for i, one in enumerate(lines) if one.strip() == f"[[{where[0]}]]"]
        if where[1] < len(headers):
            start = headers[where[1]]
    elif len(names) > 1:
        headers = [i for i, one in enumerate(lines) if one.strip() == f"[{names[0]}]"]
        start = headers[0] if headers else 0
    key = re.compile(rf"\s*[\"']?{re.escape(names[-1])}[\"']?\s*=") if names else None
    for i in range(start, len(lines)):
        if key and key.match(lines[i]):
            return i + 1
        if i > start and lines[i].startswith("["):
            break
    return start + 1 if start else 0
