"""Recognises in what people write that there is danger now: which kind, and which numbers help."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from handlers.folding import fold
from handlers.office import Office
from handlers.office_emergency import EmergencyKind
from handlers.words import Finder, Said

USUAL = Path(__file__).with_suffix(".toml")
DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
"""A cry in letters: "cháyyyy", "cứuuu với"."""
KINDS: TypeAdapter[tuple[EmergencyKind, ...]] = TypeAdapter(tuple[EmergencyKind, ...])


@dataclass(frozen=True, slots=True)
class Usual:
    """How people say it everywhere (handlers/emergencies.toml)."""

    kinds: tuple[EmergencyKind, ...]
    harmless: tuple[str, ...]
    past: tuple[str, ...]
    now: tuple[str, ...]
    doubtful: tuple[str, ...]


@cache
def usual() -> Usual:
    """Read it, once."""
    data = tomllib.loads(USUAL.read_text(encoding="utf-8"))
    lists = {name: tuple(data[name]) for name in ("harmless", "past", "now", "doubtful")}
    return Usual(KINDS.validate_python(data["kind"]), **lists)


def kinds(office: Office) -> dict[str, EmergencyKind]:
    """The usual kinds with what the office file adds to them, and its own; by their codes."""
    found = {one.code: one for one in usual().kinds}
    for own in office.emergency.kinds:
        known = found.get(own.code, own)
        found[own.code] = EmergencyKind(
            code=own.code,
            label=own.label or known.label,
            numbers=own.numbers or known.numbers,
            category=own.category,
            words=(*known.words, *own.words),
        )
    return found


def recognise(text: str, office: Office) -> EmergencyKind | None:
    """The kind of emergency of which the words speak as of now; None when they do not.

    Prefers a false alarm: it costs one tap. The most specific words name the kind.
    """
    return _recognised(_recogniser(office), text)


@dataclass(frozen=True, slots=True, eq=False)
class _Recogniser:
    office: Office
    kinds: dict[str, EmergencyKind]
    danger: Finder
    harmless: Finder
    past: Finder
    now: Finder

    def recognise(self, text: str) -> EmergencyKind | None:
        # Who writes in haste drops accents, here and there too: none that is missing is meant.
        said = replace(Said.of(DRAWN_OUT.sub(r"\1", text), self.office.dialect), plain=True)
        hits = list(self.danger.everywhere(said))
        if not hits:
            return None
        calm = [range(at, at + hit.words) for at, hit in self.harmless.everywhere(said)]
        serious = [
            hit
            for at, hit in hits
            if not any(at in one and at + hit.words - 1 in one for one in calm)
        ]
        if not serious or (self.past.hits(said) and not self.now.hits(said)):
            return None
        order = list(self.kinds)
        best = max(
            serious, key=lambda hit: (hit.owner != "help", hit.words, -order.index(hit.owner))
        )
        return self.kinds[best.owner]


@lru_cache(maxsize=64)
def _recognised(recogniser: _Recogniser, text: str) -> EmergencyKind | None:
    """The same words are looked at by all who have to know."""
    return recogniser.recognise(text)


_MADE: dict[int, _Recogniser] = {}


def _recogniser(office: Office) -> _Recogniser:
    known = _MADE.get(id(office))
    if known is None or known.office is not office:
        _MADE.clear()
        known = _MADE[id(office)] = _build(office)
    return known


def _build(office: Office) -> _Recogniser:
    found = kinds(office)
    words = [(one.code, word) for one in found.values() for word in one.words]
    single = {word for _, word in words if " " not in word and word != fold(word)}
    doubtful = {*usual().doubtful, *single}

    def finder(phrases: Iterable[str]) -> Finder:
        return Finder((("", one) for one in phrases), (), office.dialect)

    return _Recogniser(
        office,
        found,
        Finder(words, doubtful, office.dialect),
        finder((*usual().harmless, *office.emergency.harmless)),
        finder(usual().past),
        finder(usual().now),
    )
