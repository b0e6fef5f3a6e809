"""What the week's answers say, and how sure that is: counts, shares, ranges. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from math import sqrt
from typing import Any

from storage.models import Survey

Z = 1.96
"""95 % (domain.md §6.4)."""
FEW, MANY = 5, 30
"""Below FEW answers there is no percentage, below MANY it is provisional (domain.md §6.4)."""
SATISFIED = (4, 5)
"""The top two of five; the middle is never satisfied (domain.md §6.4)."""


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

    k: int
    n: int

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


@dataclass(frozen=True, slots=True)
class Opinion:
    """What residents said: how many were asked, how content they are, what they ticked."""

    asked: int
    satisfied: Share
    items: Mapping[str, Share]
    """By code of the pledge item, in the office's order; of those who ticked any."""
    comments: int
    done: Share
    """The matter itself is done, of those who said whether it is."""

    @property
    def answered(self) -> int:
        """How many rated."""
        return self.satisfied.n


def opinion(surveys: Sequence[Survey], codes: Iterable[str]) -> Opinion:
    """Count surveys. Silence is no answer, neither good nor bad."""
    ratings = [one.satisfaction for one in surveys if one.satisfaction is not None]
    return Opinion(
        asked=len(surveys),
        satisfied=Share(sum(rating in SATISFIED for rating in ratings), len(ratings)),
        items={code: _ticks(code, surveys) for code in codes},
        comments=sum(bool(one.comment) for one in surveys),
        done=Share(sum(one.done == "yes" for one in surveys), sum(bool(one.done) for one in surveys)),
    )


def _ticks(code: str, surveys: Sequence[Survey]) -> Share:
    """Of those who ticked anything and could tick this; older answers do not say what they could."""
    could = [one.items for one in surveys if one.items and code in (one.offered or (code,))]
    return Share(sum(code in items for items in could), len(could))


@dataclass(frozen=True, slots=True)
class Work:
    """A unit's (or everybody's) cases: numbers of the week, `open` and `overdue` at its end."""

    unit: str
    received: int = 0
    on_time: int = 0
    extended: int = 0
    """In the time that was extended before the deadline: not "on time" (handlers.clock)."""
    late: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def answered(self) -> int:
        """Answered in the week."""
        return self.on_time + self.extended + self.late


NUMBERS = tuple(one.name for one in fields(Work) if one.name != "unit")


def work(rows: Iterable[Mapping[str, Any]]) -> list[Work]:
    """The rows of storage's `cases.figures`."""
    return [Work(**row) for row in rows]


def total(units: Sequence[Work]) -> Work:
    """All units together."""
    return Work("", **{name: sum(getattr(one, name) for one in units) for name in NUMBERS})
