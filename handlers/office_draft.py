"""An office file as it was read, whatever it holds: where its rules look for what they compare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from handlers.office_lines import Where

Part = TypeVar("Part", bound=BaseModel)
Faults = Iterator[tuple[Where, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """The tables of an office file."""

    data: Mapping[str, object]

    def rows(self, table: str) -> list[object]:
        """The entries of a list like "unit" or "pledge.items"; none where there is no list."""
        found: object = self.data
        for name in table.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, list) else []

    def parts(self, table: str, model: type[Part]) -> Iterator[tuple[int, Part]]:
        """The entries that are right in themselves, with their places."""
        for i, row in enumerate(self.rows(table)):
            try:
                yield i, model.model_validate(row)
            except ValidationError:  # named already, where the whole file is validated
                continue

    def named(self, table: str, key: str = "code") -> list[tuple[int, object]]:
        """What the entries say for a key, with their places, right or wrong."""
        rows = enumerate(self.rows(table))
        return [(i, row[key]) for i, row in rows if isinstance(row, Mapping) and key in row]

    def value(self, table: str, key: str) -> object:
        """What a table says for a key; None where there is no table."""
        found = self.data.get(table)
        return found.get(key) if isinstance(found, Mapping) else None

    def codes(self, table: str) -> set[object]:
        """The codes of a list's entries that can be referred to."""
        return {code for _, code in self.named(table) if isinstance(code, str)}

    def texts(self) -> Iterator[tuple[Where, str]]:
        """Everything that is written in quotation marks, and where."""
        yield from _said(self.data, ())


def _said(part: object, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(part, str):
        yield where, part
    elif isinstance(part, Mapping):
        for name, inner in part.items():
            yield from _said(inner, (*where, name))
    elif isinstance(part, list):
        for i, inner in enumerate(part):
            yield from _said(inner, (*where, i))
