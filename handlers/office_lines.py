"""Says where in the office file a setting stands, as people would look for it."""

import re
from collections import Counter
from collections.abc import Sequence

Where = tuple[str | int, ...]

_NAME = r"""[\w-]+|"[^"]*"|'[^']*'"""
_NAMES = rf"(?:{_NAME})(?:\s*\.\s*(?:{_NAME}))*"
_EACH = re.compile(rf"\s*\[\[\s*({_NAMES})\s*\]\]")
_TABLE = re.compile(rf"\s*\[\s*({_NAMES})\s*\]")
_KEY = re.compile(rf"\s*({_NAMES})\s*=")
_LAST = re.compile(r"(?:\[\d+\]|\.?[^.\[\]]+)$")
_LONG_TEXT = re.compile(r'"""|' + "'''")


def path_of(where: Sequence[str | int]) -> str:
    """Write ("category", 2, "unit") as category[3].unit, counting as people do."""
    return "".join(
        f"[{part + 1}]" if isinstance(part, int) else f"{'.' if i else ''}{part}"
        for i, part in enumerate(where)
    )


class Lines:
    """The lines of the settings in one office file (readable TOML), counted from 1."""

    def __init__(self, text: str) -> None:
        self._tables: Counter[str] = Counter()
        self._lines: dict[str, int] = {}
        inside, long_text = "", False
        for number, line in enumerate(text.splitlines(), start=1):
            if not long_text:
                inside = self._read(line, number, inside)
            long_text ^= len(_LONG_TEXT.findall(line)) % 2 == 1

    def of(self, path: str) -> int:
        """The line of a setting, or of the table that it is missing from; 0: neither is there."""
        while path:
            for known in (path, f"{path}[1]"):
                if known in self._lines:
                    return self._lines[known]
            path = _LAST.sub("", path)
        return 0

    def _read(self, line: str, number: int, inside: str) -> str:
        """Take note of what a line opens or sets; returns the table that is open after it."""
        if found := _EACH.match(line):
            opened = self._full(found[1], each=True)
        elif found := _TABLE.match(line):
            opened = self._full(found[1])
        else:
            if found := _KEY.match(line):
                path = ".".join(one for one in (inside, *_names(found[1])) if one)
                self._lines.setdefault(path, number)
            return inside
        self._lines.setdefault(opened, number)
        return opened

    def _full(self, names: str, *, each: bool = False) -> str:
        """The path of a table; those that stand in lists by their number, counted from 1."""
        path, parts = "", _names(names)
        for i, part in enumerate(parts):
            path = f"{path}.{part}" if path else part
            if each and i == len(parts) - 1:
                self._tables[path] += 1
            if path in self._tables:
                path = f"{path}[{self._tables[path]}]"
        return path


def _names(dotted: str) -> list[str]:
    return [one.strip("\"'") for one in re.findall(_NAME, dotted)]
