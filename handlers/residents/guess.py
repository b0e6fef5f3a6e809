"""What a resident's words are probably about; says nothing when unsure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.made import once
from handlers.office import Category, Office
from handlers.residents.everyday import names
from handlers.words import Finder, Hit, Said

ENOUGH = 0.8
CLEARLY = 1.3
"""The best guess must be so many times better than the next."""
_FIELD = "thuoc ve linh vuc"
"""What may stand before a category's name, in the words of the question, without accents."""


@dataclass(frozen=True, slots=True)
class _Guesser:
    kinds: Finder
    categories: Finder
    names: Finder
    areas: Finder
    urgent: dict[str, Finder]


def _weight(hit: Hit) -> float:
    """Longer phrases say more; a single word without its accents says least."""
    return math.pow(hit.words, 1.5) * (1.0 if hit.accented or hit.words > 1 else 0.85)


def _best(hits: list[Hit]) -> str | None:
    scores: dict[str, float] = defaultdict(float)
    for hit in set(hits):
        scores[hit.owner] += _weight(hit)
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][1] < CLEARLY * ranked[1][1]:
        return None
    return ranked[0][0]


def _said(text: str, office: Office) -> Said:
    return Said.of(text, office.dialect)


def guess_kind(text: str, office: Office) -> str | None:
    """The kind of case: "petition", "question", "praise" … or None."""
    return _best(_guesser(office).kinds.hits(_said(text, office)))


def guess_category(text: str, office: Office) -> str | None:
    """The category's code, or None."""
    return _best(_guesser(office).categories.hits(_said(text, office)))


def named(text: str, office: Office) -> str | None:
    """The code of the one category that the words name, saying no more than that."""
    one = office.category(_best(_guesser(office).names.hits(_said(text, office))) or "")
    if one is None or not names(text, " ".join((_FIELD, one.label, *one.keywords))):
        return None
    return one.code


def guess_area(text: str, office: Office) -> str | None:
    """The area's code when exactly one is named."""
    named = {hit.owner for hit in _guesser(office).areas.hits(_said(text, office))}
    return named.pop() if len(named) == 1 else None


def is_urgent(text: str, category: Category, office: Office) -> bool:
    """Whether the words speak of danger, as the office file lists it for the category."""
    finder = _guesser(office).urgent.get(category.code)
    return finder is not None and bool(finder.hits(_said(text, office)))


def _names(one: Category) -> list[str]:
    """By what a category is chosen: its keywords, and each part of its label."""
    return [*one.keywords, *one.label.split(", ")]


@once
def _guesser(office: Office) -> _Guesser:
    def finder(phrases: Iterable[tuple[str, str]]) -> Finder:
        return Finder(phrases, office.ambiguous, office.dialect)

    return _Guesser(
        finder((kind.code, word) for kind in office.kinds for word in kind.keywords),
        finder((one.code, word) for one in office.categories for word in one.keywords),
        finder((one.code, word) for one in office.categories for word in _names(one)),
        finder((area.code, word) for area in office.areas for word in (area.name, *area.aliases)),
        {
            one.code: finder((one.code, word) for word in one.urgent_keywords)
            for one in office.categories
            if one.urgent_keywords and one.urgent_days is not None
        },
    )
