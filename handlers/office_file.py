"""Reads the office file: one TOML file, validated whole; every fault is named with its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from handlers.office import Office
from handlers.office_clock import CODE, PREFIX, WRITTEN
from handlers.office_emergency import CALLED
from handlers.office_lines import Lines, Where, path_of
from handlers.office_rules import crossed

PRESETS = Path(__file__).parent / "pledges"


@cache
def preset_labels() -> dict[str, str]:
    """How the presets call their items: an office that changed its pledge still names old ones."""
    read = [
        tomllib.loads(one.read_text(encoding="utf-8")) for one in sorted(PRESETS.glob("*.toml"))
    ]
    return {item["code"]: item["label"] for one in read for item in one["items"]}


"""The usual wordings of the 4 xin, 4 luôn; an office file may just name one of them."""

_BOM = "\ufeff"  # Notepad puts it before the first letter
_A_TIME = "must be a time like 07:30:00"
_A_DAY = "must be a day like 2026-11-24"
_A_NUMBER = "must be a whole number"
_A_FIGURE = "must be a number"
_A_TABLE = "must be a table"
_SAID = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_inexact": _A_DAY,
    "date_from_datetime_parsing": _A_DAY,
    "date_type": _A_DAY,
    "dict_type": _A_TABLE,
    "extra_forbidden": "is not a setting of the office file; is it spelt right?",
    "finite_number": _A_FIGURE,
    "float_type": _A_FIGURE,
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "int_from_float": _A_NUMBER,
    "int_parsing": _A_NUMBER,
    "int_type": _A_NUMBER,
    "less_than_equal": "must be {le:g} or less",
    "literal_error": "must be {expected}",
    "mapping_type": _A_TABLE,
    "missing": "is missing",
    "model_type": _A_TABLE,
    "string_too_short": "must not be empty",
    "string_type": "must be text in quotation marks",
    "time_parsing": _A_TIME,
    "time_type": _A_TIME,
    "too_long": "has {actual_length} entries, and may have {max_length}",
    "too_short": "has {actual_length} entries, and needs {min_length}",
    "tuple_type": "must be a list: [ … ], or [[ … ]] above each entry",
    "value_error": "{error}",
}
_PATTERNS = {
    WRITTEN: "must not be empty",
    CALLED: "must be a number to call, like 113",
    CODE: "must be 1 to 24 small letters a-z, digits or _",
    PREFIX: "must be two capital letters A-Z",
}


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


@lru_cache(maxsize=4)
def read_office(text: str) -> Office:
    """Read an office file. Raises BrokenOffice with every fault; nothing is half-loaded.

    The same text is the same office: what others make of an office, they make once.
    """
    text = text.removeprefix(_BOM)
    try:
        office, found = _read(_parse(text))
    except RecursionError:
        raise BrokenOffice([Fault(0, "TOML", "is nested deeper than can be read")]) from None
    if office is None or found:
        lines = Lines(text)
        faults = {Fault(lines.of(path_of(where)), path_of(where), said) for where, said in found}
        raise BrokenOffice(sorted(faults, key=lambda one: (one.line, one.field, one.message)))
    return office


def _read(data: dict[str, object]) -> tuple[Office | None, list[tuple[Where, str]]]:
    """The office, if its parts are right in themselves, and what is wrong with it."""
    found, office = [*_preset(data)], None
    try:
        office = Office.model_validate(data)
    except ValidationError as error:
        found += _wrong(error)
    return office, [*found, *crossed(data)]


def _parse(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        raise BrokenOffice([Fault(line, "TOML", str(error))]) from None
    except ValueError:
        raise BrokenOffice([Fault(_of_digits(text), "TOML", "has a number too long")]) from None


def _of_digits(text: str) -> int:
    """The line of a number that Python refuses to read for its length."""
    found = re.search(r"\d{1000}", text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _preset(data: Mapping[str, object]) -> Iterator[tuple[Where, str]]:
    """Fill in the items of a pledge that is only named."""
    pledge = data.get("pledge")
    if not isinstance(pledge, dict) or "items" in pledge or "preset" not in pledge:
        return
    known = {path.stem: path for path in PRESETS.glob("*.toml")}
    path = known.get(str(pledge["preset"]))
    if path is None:
        yield ("pledge", "preset"), f"must be one of {', '.join(sorted(known))}, or give items"
    else:
        pledge["items"] = tomllib.loads(path.read_text(encoding="utf-8"))["items"]


def _wrong(error: ValidationError) -> Iterator[tuple[Where, str]]:
    """What is wrong with the parts, in plain words."""
    details = error.errors(include_url=False, include_input=False)
    for one in details:
        place = one["loc"]
        within = any(other["loc"][: len(place)] == place for other in details if other is not one)
        if one["type"] == "too_short" and within:
            continue  # entries are missing because they are wrong, which is said
        yield place, _sentence(one)


def _sentence(detail: ErrorDetails) -> str:
    known = detail.get("ctx", {})
    template = _PATTERNS.get(known.get("pattern", "")) or _SAID.get(detail["type"])
    return template.format(**known) if template else detail["msg"]
