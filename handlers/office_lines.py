"""Says where in the office file a setting stands, as people would look for it."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence

Where = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""
    \"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5}   # text over several lines
    | "(?:\\.|[^"\\\n])*" | '[^'\n]*'            # text in one line
    | \#[^\n]* | \n | [][{}=,.] | [^\s"'\#\[\]{}=,.]+
    """,
    re.DOTALL | re.VERBOSE,
)
_LAST = re.compile(r"(?:\[\d+\]|\.?[^.\[\]]+)$")
_ENDS = (",", "]", "}", "\n", "")


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
        self._left = deque(_tokens(text))
        inside = ""
        while self._next("\n"):
            inside = self._table() if self._next() == "[" else self._pair(inside)

    def of(self, path: str) -> int:
        """The line of a setting, or of the table that it is missing from; 0: neither is there."""
        while path:
            for known in (path, f"{path}[1]"):
                if known in self._lines:
                    return self._lines[known]
            path = _LAST.sub("", path)
        return 0

    def _next(self, *skipped: str) -> str:
        """What comes next, which is left there; empty at the end."""
        while self._left and self._left[0][0] in skipped:
            self._left.popleft()
        return self._left[0][0] if self._left else ""

    def _names(self, end: str) -> list[str]:
        """The parts of a dotted name, and what ends it."""
        taken = []
        while (one := self._left.popleft()[0]) != end:
            taken.append(one)
        return [one.strip("\"'") for one in taken if one != "."]

    def _note(self, path: str) -> None:
        self._lines.setdefault(path, self._left[0][1])

    def _table(self) -> str:
        """Take [a.b] or [[a.b]]; those that stand in lists go by their number, counted from 1."""
        at = self._left.popleft()
        each = self._next() == "["
        if each:
            self._left.popleft()
        path, parts = "", self._names("]")
        for i, part in enumerate(parts):
            path = f"{path}.{part}" if path else part
            if each and i == len(parts) - 1:
                self._tables[path] += 1
            if path in self._tables:
                path = f"{path}[{self._tables[path]}]"
        if each:
            self._left.popleft()
        self._lines.setdefault(path, at[1])
        return path

    def _pair(self, inside: str) -> str:
        """Take a name and its value."""
        line = self._left[0][1]
        path = ".".join(one for one in (inside, *self._names("=")) if one)
        self._lines.setdefault(path, line)
        self._value(path)
        return inside

    def _value(self, path: str) -> None:
        """Take a value, with everything that is in it."""
        opens = self._left.popleft()[0]
        if opens == "[":
            number = 0
            while self._next("\n", ",") != "]":
                number += 1
                self._note(f"{path}[{number}]")
                self._value(f"{path}[{number}]")
        elif opens == "{":
            while self._next("\n", ",") != "}":
                self._pair(path)
        else:
            while self._next() not in _ENDS:
                self._left.popleft()
            return
        self._left.popleft()


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """What a file says, piece by piece, without comments, each with its line."""
    line, end = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", end, found.start())
        if not found[0].startswith("#"):
            yield found[0], line
        line += found[0].count("\n")
        end = found.end()
