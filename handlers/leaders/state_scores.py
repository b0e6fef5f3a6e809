"""The state's own scores beside ours: SIPAS-like, and 5.2 and 5.3 of QĐ 766. Pure.

QĐ 766/QĐ-TTg (2022) and the formulas of its dashboard (domain.md §6.2, medium confidence). SIPAS:
QĐ 1001/QĐ-BNV (2023); that "satisfied" are the top two of five is presumed (domain.md §6.1).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from storage.states import SATISFIED

ANSWER_DAYS, REFUSE_DAYS, ASK_DAYS = 15, 2, 5
"""Working days for a final answer, a refusal, a question back (QĐ 766, 5.2)."""
SCALE = {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}
"""Points of the five levels as communes' own forms count them (domain.md §6.5)."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one case that was received in the period; all times aware UTC."""

    since: datetime
    """Its sending, or its last transfer."""
    answered_at: datetime | None = None
    refused_at: datetime | None = None
    asked_at: datetime | None = None
    """The first question back."""
    overdue: bool = False
    """By our own deadline: answered after it, or open when it had passed."""
    unhappy: bool = False
    """The latest rating is 1 or 2."""
    again: bool = False
    """Reopened, or reported once more within 14 days after the answer."""


@dataclass(frozen=True, slots=True)
class Score:
    """Good ones of all, as the state counts: two decimals, and nothing where there is no case."""

    good: int = 0
    all: int = 0

    @property
    def percent(self) -> float | None:
        """None: "N/A"."""
        return round(100 * self.good / self.all, 2) if self.all else None


Reaches = Callable[[datetime, int], date]
"""To which day so many working days reach, counted from a moment."""
DayOf = Callable[[datetime], date]


def in_time(fate: Fate, now: datetime, reaches: Reaches, day_of: DayOf) -> bool | None:
    """5.2 of one case; None: its time is still running."""
    steps = (
        (fate.asked_at, ASK_DAYS, False),
        (fate.refused_at, REFUSE_DAYS, True),
        (fate.answered_at, ANSWER_DAYS, True),
    )
    final: bool | None = None
    for at, days, ends in steps:
        if at is None:
            continue
        kept = at < fate.since or day_of(at) <= reaches(fate.since, days)
        if not kept:
            return False
        final = True if ends else final
    if final is None and day_of(now) > reaches(fate.since, ANSWER_DAYS):
        return False
    return final


@dataclass(frozen=True, slots=True)
class StateScores:
    """Both scores of one period."""

    pace: Score
    """5.2: the step was taken in time, of the cases whose time is over or who had their word."""
    content: Score
    """5.3: neither unhappy nor complaining again nor overdue, of all received; each case once."""
    running: int
    """Cases that 5.2 does not count yet."""


@dataclass(slots=True)
class Tally:
    """Counts case by case, so that they need not be held together."""

    now: datetime
    reaches: Reaches
    day_of: DayOf
    kept: int = 0
    due: int = 0
    content: int = 0
    total: int = 0

    def add(self, fate: Fate) -> None:
        """Count one case; once, however much is wrong with it."""
        told = in_time(fate, self.now, self.reaches, self.day_of)
        self.due += told is not None
        self.kept += told is True
        self.total += 1
        self.content += not (fate.overdue or fate.unhappy or fate.again)

    def scores(self) -> StateScores:
        """What it comes to."""
        pace, content = Score(self.kept, self.due), Score(self.content, self.total)
        return StateScores(pace, content, self.total - self.due)


def sipas(ratings: Mapping[int, int]) -> Score:
    """The SIPAS-like index: the top two levels of five, of all ratings (how many of each level)."""
    return Score(sum(ratings.get(one, 0) for one in SATISFIED), sum(ratings.values()))


def points(ratings: Mapping[int, int]) -> float | None:
    """The mean of 100/75/50/25/0, two decimals; None without ratings."""
    count = sum(ratings.values())
    return (
        round(sum(SCALE[level] * n for level, n in ratings.items()) / count, 2) if count else None
    )
