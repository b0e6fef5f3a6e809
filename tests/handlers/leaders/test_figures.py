"""Shares, ranges and what may be said of them; figures worked by hand (domain.md §6.4)."""

from datetime import UTC, datetime

import pytest

from handlers.leaders.figures import Share, Weight, Work, opinion, total, wilson, work
from storage.models import Survey

ASKED = datetime(2026, 11, 16, tzinfo=UTC)
CODES = ("xin_chao", "luon_lang_nghe")


def rated(
    satisfaction: int | None, items: list[str] | None = None, comment: str | None = None
) -> Survey:
    return Survey(
        case_id=1,
        round=0,
        person_id=1,
        unit="a",
        asked_at=ASKED,
        satisfaction=satisfaction,
        items=items,
        comment=comment,
    )


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (3, 3, 43.8, 100.0),
        (5, 5, 56.6, 100.0),
        (9, 10, 59.6, 98.2),
        (18, 20, 69.9, 97.2),
        (27, 30, 74.4, 96.5),
        (45, 50, 78.6, 95.7),
        (90, 100, 82.6, 94.5),
        (180, 200, 85.1, 93.4),
        (0, 5, 0.0, 43.4),
    ],
)
def test_wilson_range(k: int, n: int, low: float, high: float) -> None:
    found = wilson(k, n)
    assert (round(100 * found[0], 1), round(100 * found[1], 1)) == (low, high)


@pytest.mark.parametrize(("k", "n"), [(0, 0), (2, 1), (-1, 4)])
def test_there_is_no_range_without_answers(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(k, n)


@pytest.mark.parametrize(
    ("k", "n", "weight", "percent"),
    [
        (0, 0, Weight.NOTHING, None),
        (1, 1, Weight.COUNTS, None),
        (4, 4, Weight.COUNTS, None),
        (4, 5, Weight.PROVISIONAL, 80.0),
        (29, 29, Weight.PROVISIONAL, 100.0),
        (27, 30, Weight.FIRM, 90.0),
    ],
)
def test_few_answers_make_no_percentage(
    k: int, n: int, weight: Weight, percent: float | None
) -> None:
    share = Share(k, n)
    assert (share.weight, share.percent) == (weight, percent)
    assert (share.range is None) is (percent is None)


def test_the_middle_is_not_satisfied_and_silence_is_no_answer() -> None:
    surveys = [rated(level) for level in (1, 2, 3, 4, 5, None, None)]
    said = opinion(surveys, CODES)
    assert (said.asked, said.answered, said.satisfied) == (7, 5, Share(2, 5))


def test_items_are_shares_of_those_who_ticked_any() -> None:
    surveys = [
        rated(5, items=["xin_chao"]),
        rated(4, items=["xin_chao", "luon_lang_nghe"], comment="Tốt"),
        rated(4, items=None),
        rated(4, items=["an item of an older pledge"]),
    ]
    said = opinion(surveys, CODES)
    assert dict(said.items) == {"xin_chao": Share(2, 3), "luon_lang_nghe": Share(1, 3)}
    assert said.comments == 1


def test_units_add_up() -> None:
    rows = [
        {
            "unit": "a",
            "received": 3,
            "on_time": 1,
            "extended": 2,
            "late": 1,
            "open": 4,
            "overdue": 2,
        },
        {
            "unit": "b",
            "received": 1,
            "on_time": 0,
            "extended": 0,
            "late": 1,
            "open": 0,
            "overdue": 0,
        },
    ]
    everybody = total(work(rows))
    assert everybody == Work("", received=4, on_time=1, extended=2, late=2, open=4, overdue=2)
    assert everybody.answered == 5
    assert total([]) == Work("")
