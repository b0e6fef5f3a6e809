"""Finds the office's words in what people write: accents respected where typed, forgiven if not."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from handlers.folding import fold, one_i

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}  # huyền, sắc, ngã, hỏi, nặng
_WORD = re.compile(r"[^\W_]+")
MOSTLY_PLAIN = 0.25
"""A text with a smaller share of accented words was typed without accents."""


def toned(word: str) -> str:
    """A word with its tone at the end: "hoà" and "hòa" are the same, and "lý" and "lí"."""
    spread = unicodedata.normalize("NFD", word.casefold())
    tones = "".join(sorted(one for one in spread if one in _TONES))
    bare = "".join(one for one in spread if one not in _TONES)
    return one_i(unicodedata.normalize("NFC", bare)) + tones


@lru_cache(maxsize=4096)
def _keys(word: str) -> tuple[str, str]:
    """A word's two keys. People use few words again and again."""
    return toned(word), fold(word)


@dataclass(frozen=True, slots=True)
class Said:
    """A text, word by word: as typed (tones at the end) and folded."""

    typed: tuple[str, ...]
    folded: tuple[str, ...]
    plain: bool

    @classmethod
    def of(cls, text: str, dialect: Mapping[str, str] | None = None) -> "Said":
        """Cut a text into words and put dialect into common words."""
        written = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
        accented = sum(typed != folded for typed, folded in map(_keys, written))
        words = [part for one in written for part in (dialect or {}).get(one, one).split()]
        keys = [_keys(word) for word in words]
        return cls(
            tuple(typed for typed, _ in keys),
            tuple(folded for _, folded in keys),
            plain=accented < MOSTLY_PLAIN * max(len(written), 1),
        )

    def without(self, left_out: Iterable[tuple[int, "Hit"]]) -> "Said":
        """What remains when phrases are left out."""
        gone = {at + more for at, hit in left_out for more in range(hit.words)}
        left = [at for at in range(len(self.folded)) if at not in gone]
        typed, folded = (tuple(one[at] for at in left) for one in (self.typed, self.folded))
        return Said(typed, folded, self.plain)


@dataclass(frozen=True, slots=True)
class Hit:
    """One of the office's phrases, found in a text. `phrase` is folded."""

    owner: str
    phrase: str
    words: int
    accented: bool
    """Whether the accents were typed, and right."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    owner: str
    typed: tuple[str, ...]
    folded: tuple[str, ...]


class Finder:
    """Looks for many phrases at once; where phrases overlap, the longest counts."""

    def __init__(
        self,
        phrases: Iterable[tuple[str, str]],
        ambiguous: Iterable[str] = (),
        dialect: Mapping[str, str] | None = None,
    ) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        self._ambiguous = frozenset(map(fold, ambiguous))
        for owner, text in phrases:
            for said in {Said.of(text), Said.of(text, dialect)}:
                phrase = _Phrase(owner, said.typed, said.folded)
                self._by_first.setdefault(said.folded[0], []).append(phrase)
        for found in self._by_first.values():
            found.sort(key=lambda one: -len(one.folded))

    def hits(self, said: Said) -> list[Hit]:
        """What was found, each place counted once (for all owners of an equally long phrase)."""
        hits: list[Hit] = []
        place = 0
        while place < len(said.folded):
            found = self._at(said, place)
            hits.extend(found)
            place += found[0].words if found else 1
        return hits

    def everywhere(self, said: Said) -> Iterator[tuple[int, Hit]]:
        """What begins at each word, the longest of each place, whatever overlaps; and where."""
        for place in range(len(said.folded)):
            yield from ((place, hit) for hit in self._at(said, place))

    def all(self, said: Said) -> Iterator[tuple[int, Hit]]:
        """What begins at each word: the longest of every owner, whatever overlaps; and where."""
        for place, first in enumerate(said.folded):
            owners: set[str] = set()
            for phrase in self._by_first.get(first, ()):
                if phrase.owner in owners:
                    continue
                accented = self._matches(phrase, said, place)
                if accented is not None:
                    owners.add(phrase.owner)
                    words = len(phrase.folded)
                    yield place, Hit(phrase.owner, " ".join(phrase.folded), words, accented)

    def _at(self, said: Said, place: int) -> list[Hit]:
        best: list[Hit] = []
        for phrase in self._by_first.get(said.folded[place], ()):
            length = len(phrase.folded)
            if best and length < best[0].words:
                break
            accented = self._matches(phrase, said, place)
            if accented is not None:
                best.append(Hit(phrase.owner, " ".join(phrase.folded), length, accented))
        return best

    def _matches(self, phrase: _Phrase, said: Said, place: int) -> bool | None:
        end = place + len(phrase.folded)
        if said.folded[place:end] != phrase.folded:
            return None
        if said.typed[place:end] == phrase.typed:
            unaccented = said.plain and phrase.typed == phrase.folded
            return None if unaccented and self._doubtful(phrase) else True
        pairs = zip(said.typed[place:end], said.folded[place:end], phrase.typed, strict=True)
        for typed, folded, meant in pairs:
            # An accent that was typed is meant: "công" is not "cống".
            if typed != meant and (typed != folded or not said.plain):
                return None
        return None if self._doubtful(phrase) else False

    def _doubtful(self, phrase: _Phrase) -> bool:
        return " ".join(phrase.folded) in self._ambiguous
