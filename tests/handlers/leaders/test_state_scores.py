"""The state's scores, worked by hand: QĐ 766 5.2 and 5.3, and a SIPAS-like index."""

from datetime import UTC, date, datetime

import pytest

from handlers.calendar import calendar_of
from handlers.leaders.state_scores import Fate, Score, StateScores, Tally, in_time, points, sipas
from handlers.wording import HERE
from tests.handlers.told import OFFICE

CALENDAR = calendar_of(OFFICE)


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HERE).astimezone(UTC)


def reaches(since: datetime, days: int) -> date:
    return CALENDAR.add_working_days(since, days).at.astimezone(HERE).date()


def day_of(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


SENT = at(2)  # a Monday; 2 working days reach Wed 04/11, 5 Mon 09/11, 15 Mon 23/11 (no holiday)


@pytest.mark.parametrize(
    ("fate", "now", "kept"),
    [
        (Fate(SENT, answered_at=at(23, 16)), at(30), True),
        (Fate(SENT, answered_at=at(24, 8)), at(30), False),  # the 16th working day
        (Fate(SENT, refused_at=at(4, 16)), at(30), True),
        (Fate(SENT, refused_at=at(5, 8)), at(30), False),
        (Fate(SENT, asked_at=at(9, 16), answered_at=at(20)), at(30), True),
        (Fate(SENT, asked_at=at(10, 8), answered_at=at(20)), at(30), False),
        (Fate(SENT, asked_at=at(9)), at(20), None),  # still running
        (Fate(SENT), at(23, 16), None),
        (Fate(SENT), at(24, 8), False),  # no word, and the time is over
        (Fate(at(9), asked_at=at(3), answered_at=at(30)), at(30), True),  # transferred on the 9th
    ],
)
def test_5_2_of_one_case(fate: Fate, now: datetime, kept: bool | None) -> None:
    assert in_time(fate, now, reaches, day_of) is kept


def scores(fates: list[Fate], now: datetime) -> StateScores:
    tally = Tally(now, reaches, day_of)
    for fate in fates:
        tally.add(fate)
    return tally.scores()


def test_each_case_counts_once_however_much_is_wrong_with_it() -> None:
    good, at_20 = at(20), at(30)
    fates = [
        Fate(SENT, answered_at=good),
        Fate(SENT, answered_at=good, overdue=True),
        Fate(SENT, answered_at=good, unhappy=True),
        Fate(SENT, answered_at=good, again=True),
        Fate(SENT, answered_at=at(25), overdue=True, unhappy=True, again=True),
        Fate(at(27)),  # running, and nothing wrong
        Fate(SENT, answered_at=good),
    ]
    found = scores(fates, at_20)
    # 5.3: 7 received, less overdue {2, 5}, unhappy {3, 5}, again {4, 5}: 4 in the union; 3/7
    assert found.content == Score(3, 7)
    assert found.content.percent == 42.86
    # 5.2: 6 whose time is over or who had their word, one of them late: 5/6
    assert (found.pace, found.running) == (Score(5, 6), 1)
    assert found.pace.percent == 83.33


def test_nothing_received_is_no_score() -> None:
    found = scores([], at(30))
    assert (found.pace.percent, found.content.percent) == (None, None)
    assert sipas({}).percent is None
    assert points({}) is None


def test_sipas_counts_the_top_two_of_five() -> None:
    levels = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4}
    assert sipas(levels) == Score(7, 11)
    assert sipas(levels).percent == 63.64
    # (0 + 25 + 2·50 + 3·75 + 4·100) / 11 = 750 / 11
    assert points(levels) == 68.18
