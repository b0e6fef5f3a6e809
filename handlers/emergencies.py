"""Recognises in what people write that there is danger now: which kind, and which numbers help."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from handlers.folding import fold
from handlers.leaning import DANGER, features, leanings
from handlers.made import once
from handlers.office import Office
from handlers.office_emergency import EmergencyKind
from handlers.words import Finder, Hit, Said

USUAL = Path(__file__).with_suffix(".toml")
DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
"""A cry in letters: "cháyyyy", "cứuuu với"."""
KINDS: TypeAdapter[tuple[EmergencyKind, ...]] = TypeAdapter(tuple[EmergencyKind, ...])
LISTS = ("harmless", "past", "now", "doubtful", "feared")
HARDLY = -0.8
"""What a whole message must lean to danger at least, for a phrase in it to speak of danger."""


@dataclass(frozen=True, slots=True)
class Near:
    """Groups of words that together speak of a kind: one of each, in so many words at most."""

    kind: str
    within: int
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """How people say it everywhere (handlers/emergencies.toml)."""

    kinds: tuple[EmergencyKind, ...]
    harmless: tuple[str, ...]
    past: tuple[str, ...]
    now: tuple[str, ...]
    doubtful: tuple[str, ...]
    near: tuple[Near, ...]
    feared: tuple[str, ...]
    """Right before words of danger: it has not come yet, and perhaps never will."""
    alone: dict[str, str]
    """Folded words that are a cry if nothing else is said, and of what."""
    senses: Mapping[str, tuple[str, ...]]
    """Words of one sense, wherever in the country they are said."""


NEAR: TypeAdapter[tuple[Near, ...]] = TypeAdapter(tuple[Near, ...])


@cache
def usual() -> Usual:
    """Read it, once."""
    data = tomllib.loads(USUAL.read_text(encoding="utf-8"))
    lists = {name: tuple(data[name]) for name in LISTS}
    alone = {words: code for code, cries in data["alone"].items() for words in cries}
    near = NEAR.validate_python(data["near"])
    senses = {sense: tuple(words) for sense, words in data["sense"].items()}
    return Usual(
        KINDS.validate_python(data["kind"]), **lists, near=near, alone=alone, senses=senses
    )


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


def named(text: str, office: Office) -> bool:
    """Whether a phrase in the words names a danger, whatever the whole sounds like."""
    recogniser = _recogniser(office)
    return recogniser.named(replace(recogniser.read(text), plain=True)) is not None


def spoken_in(text: str, office: Office) -> set[str]:
    """What of a message leans to danger: its words, and the senses that they have."""
    recogniser = _recogniser(office)
    return recogniser.spoken(recogniser.read(text))


@dataclass(frozen=True, slots=True, eq=False)
class _Recogniser:
    office: Office
    kinds: dict[str, EmergencyKind]
    danger: Finder
    harmless: Finder
    past: Finder
    now: Finder
    feared: Finder
    groups: Finder
    senses: Finder
    own: frozenset[str]
    """The office's own words of danger: never outweighed."""

    def read(self, text: str) -> Said:
        return Said.of(DRAWN_OUT.sub(r"\1", text), self.office.dialect)

    def spoken(self, said: Said) -> set[str]:
        """What leans to danger or away: all but the everyday words that only sound like it."""
        meant = said.without(self.harmless.everywhere(said))
        return features(meant, (hit for _, hit in self.senses.all(meant)))

    def recognise(self, text: str) -> EmergencyKind | None:
        typed = self.read(text)
        # Who writes in haste drops accents, here and there too: none that is missing is meant.
        said = replace(typed, plain=True)
        if cry := usual().alone.get(" ".join(said.folded)):
            return self.kinds[cry]
        spoken, known = self.spoken(typed), leanings(DANGER)
        leans = known["danger"].of(spoken)
        named = self.named(said)
        if named and (named.phrase in self.own or leans > HARDLY):
            return self.kinds[named.owner]
        if leans <= 0:
            return None
        return self.kinds[max(usual().kinds, key=lambda one: known[one.code].of(spoken)).code]

    def named(self, said: Said) -> Hit | None:
        """The words that name a danger of now best; None where nothing does."""
        calm = [range(at, at + hit.words) for at, hit in self.harmless.everywhere(said)]
        hits = [*self.danger.everywhere(said), *self._near(said, calm)]
        if not hits:
            return None
        feared = {at + words + 1 for at, hit in self.feared.all(said) for words in range(hit.words)}
        serious = [hit for at, hit in hits if not _within(at, hit, calm) and at not in feared]
        if not serious or (self.past.hits(said) and not self.now.hits(said)):
            return None
        order = list(self.kinds)
        return max(
            serious, key=lambda hit: (hit.owner != "help", hit.words, -order.index(hit.owner))
        )

    def _near(self, said: Said, calm: Sequence[range]) -> Iterator[tuple[int, Hit]]:
        """Where words of all groups of a row stand close together, as one hit."""
        ends: dict[str, dict[int, int]] = defaultdict(dict)
        for at, hit in self.groups.all(said):
            if not _within(at, hit, calm):
                ends[hit.owner][at] = at + hit.words
        for number, row in enumerate(usual().near):
            places = [ends.get(f"{number}:{group}", {}) for group in range(len(row.groups))]
            if not all(places) or row.kind not in self.kinds:
                continue
            for first in sorted({at for one in places for at in one}):
                last = first + row.within
                if all(
                    any(one.get(at, last + 1) <= last for at in range(first, last))
                    for one in places
                ):
                    yield first, Hit(row.kind, "", 2, accented=False)


def _within(at: int, hit: Hit, calm: Iterable[range]) -> bool:
    """Everyday words that hold it whole mean none of it."""
    return any(at in one and at + hit.words - 1 in one for one in calm)


@lru_cache(maxsize=64)
def _recognised(recogniser: _Recogniser, text: str) -> EmergencyKind | None:
    """The same words are looked at by all who have to know."""
    return recogniser.recognise(text)


@once
def _recogniser(office: Office) -> _Recogniser:
    found = kinds(office)
    words = [(one.code, word) for one in found.values() for word in one.words]
    single = {word for _, word in words if " " not in word and word != fold(word)}
    doubtful = {*usual().doubtful, *single}

    grouped = [
        (f"{number}:{group}", word)
        for number, row in enumerate(usual().near)
        for group, words_of in enumerate(row.groups)
        for word in words_of
    ]

    senses = [(sense, one) for sense, words_of in usual().senses.items() for one in words_of]

    def finder(phrases: Iterable[str]) -> Finder:
        return Finder((("", one) for one in phrases), (), office.dialect)

    return _Recogniser(
        office,
        found,
        Finder(words, doubtful, office.dialect),
        finder((*usual().harmless, *office.emergency.harmless)),
        finder(usual().past),
        finder(usual().now),
        finder(usual().feared),
        Finder(grouped, doubtful, office.dialect),
        Finder(
            senses,
            {one for _, one in senses if " " not in one and one != fold(one)},
            office.dialect,
        ),
        frozenset(fold(word) for one in office.emergency.kinds for word in one.words),
    )
