"""Which fields and places rose beyond chance against the time before. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import comb

LEVEL = 0.05
"""So rarely may chance alone name anything in a digest, all that is looked at taken together."""
FEWEST = 3
"""Fewer cases than this are no hot spot, however quiet it was before."""


@dataclass(frozen=True, slots=True)
class Risen:
    """A field of matters in an area that rose beyond chance."""

    category: str
    area: str | None
    now: int
    before: int
    """In all of the time before, which is longer."""
    usual: float
    """How many the time before would let expect."""
    p: float
    """How rarely chance alone brings so many or more."""


def tail(x: int, n: int, p: float) -> float:
    """How probable x or more of n are, if each is one with probability p (binomial)."""
    return min(1.0, sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(x, n + 1)))


def risen(
    now: Mapping[tuple[str, str | None], int],
    before: Mapping[tuple[str, str | None], int],
    share_of_time: float,
) -> list[Risen]:
    """What rose, least probable first.

    `share_of_time`: how much of all the time looked at is "now" (one week after eight: 1/9).
    Cases are thought to come independently at one rate (Poisson); given how many came in all,
    those of now are then binomial. Many cells are looked at, so each must pass LEVEL divided by
    their number (Bonferroni).
    """
    cells = [cell for cell, x in now.items() if x >= FEWEST]
    found = (_one(cell, now[cell], before.get(cell, 0), share_of_time) for cell in cells)
    return in_order(one for one in found if one.p < LEVEL / len(now))


def _one(cell: tuple[str, str | None], x: int, y: int, part: float) -> Risen:
    usual = y * part / (1 - part)
    return Risen(*cell, now=x, before=y, usual=usual, p=tail(x, x + y, part))


def in_order(found: Iterable[Risen]) -> list[Risen]:
    """Least probable first; the same for the same figures."""
    return sorted(found, key=lambda one: (one.p, one.category, one.area or ""))
