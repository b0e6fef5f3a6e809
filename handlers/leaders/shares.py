"""Shares of answers, how sure they are, and whether two of them truly differ. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z = 1.96
"""95 % (domain.md §6.4)."""
FEW, MANY = 5, 30
"""Below FEW answers there is no percentage, below MANY it is provisional (domain.md §6.4)."""


def wilson(k: int, n: int) -> tuple[float, float]:
    """The range in which k of n may truly lie, 95 %, as shares from 0 to 1.

    Wilson (1927); raises ValueError without any answer. Assumes random sampling, which
    volunteers are not.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n}")
    p, z2 = k / n, Z * Z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


class Weight(StrEnum):
    """What may be said of a share."""

    NOTHING = "nothing"
    COUNTS = "counts"
    PROVISIONAL = "provisional"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Share:
    """k of n answers."""

    k: int = 0
    n: int = 0

    def __add__(self, other: "Share") -> "Share":
        """Both together."""
        return Share(self.k + other.k, self.n + other.n)

    @property
    def weight(self) -> Weight:
        """How much the number of answers bears."""
        steps = ((0, Weight.NOTHING), (FEW - 1, Weight.COUNTS), (MANY - 1, Weight.PROVISIONAL))
        return next((weight for most, weight in steps if self.n <= most), Weight.FIRM)

    @property
    def percent(self) -> float | None:
        """None while there are too few answers for a percentage."""
        return None if self.n < FEW else 100 * self.k / self.n

    @property
    def range(self) -> tuple[float, float] | None:
        """In percent; None like `percent`."""
        if self.n < FEW:
            return None
        low, high = wilson(self.k, self.n)
        return 100 * low, 100 * high


class Change(StrEnum):
    """What may be said of a share beside an earlier one."""

    UNKNOWN = "unknown"
    """One of the two has too few answers."""
    CHANCE = "chance"
    """They differ no more than chance lets them differ."""
    BETTER = "better"
    WORSE = "worse"


def difference(now: Share, before: Share) -> tuple[float, float]:
    """The range, 95 %, in which the difference of two independent shares may truly lie.

    From -1 to 1; Newcombe (1998), method 10: from the Wilson ranges of both. Raises ValueError
    where one has no answers.
    """
    (low, high), (low0, high0) = wilson(now.k, now.n), wilson(before.k, before.n)
    p, p0 = now.k / now.n, before.k / before.n
    down = sqrt((p - low) ** 2 + (high0 - p0) ** 2)
    up = sqrt((high - p) ** 2 + (p0 - low0) ** 2)
    return p - p0 - down, p - p0 + up


def change(now: Share, before: Share) -> Change:
    """Whether a share moved by more than chance: the range of the difference leaves out zero."""
    if min(now.n, before.n) < FEW:
        return Change.UNKNOWN
    low, high = difference(now, before)
    if low > 0:
        return Change.BETTER
    return Change.WORSE if high < 0 else Change.CHANCE


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place; `shared` with those from whom it cannot be told apart."""

    name: str
    share: Share
    place: int
    shared: bool


def ranking(shares: Mapping[str, Share]) -> list[Place]:
    """Order those with MANY answers by the lower end of their ranges.

    Whose ranges overlap, directly or through others between them, share one place: nobody of
    them can be said to be better.
    """
    firm = [(name, share) for name, share in shares.items() if share.weight is Weight.FIRM]
    firm.sort(key=lambda one: (-wilson(one[1].k, one[1].n)[0], one[0]))
    found: list[Place] = []
    for group in _together(firm):
        place = len(found) + 1
        found += [Place(name, share, place, len(group) > 1) for name, share in group]
    return found


def _together(shares: list[tuple[str, Share]]) -> Iterable[list[tuple[str, Share]]]:
    """Split where nothing overlaps; from the best lower end downwards."""
    group: list[tuple[str, Share]] = []
    for at, one in enumerate(shares):
        group.append(one)
        lowest = wilson(one[1].k, one[1].n)[0]
        if all(wilson(other.k, other.n)[1] < lowest for _, other in shares[at + 1 :]):
            yield group
            group = []
