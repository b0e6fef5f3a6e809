"""The day that an official types in front of a reason."""

from datetime import date

import pytest

from handlers.days import day_first

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        ("30/11 chờ vật tư", date(2026, 11, 30), "chờ vật tư"),
        ("30/11/2026 chờ vật tư", date(2026, 11, 30), "chờ vật tư"),
        ("30-11-26: chờ vật tư", date(2026, 11, 30), "chờ vật tư"),
        ("30.11 chờ vật tư", date(2026, 11, 30), "chờ vật tư"),
        ("30 tháng 11 chờ vật tư", date(2026, 11, 30), "chờ vật tư"),
        ("30 thang 11 nam 2026, cho vat tu", date(2026, 11, 30), "cho vat tu"),
        ("đến ngày 30/11\nchờ vật tư", date(2026, 11, 30), "chờ vật tư"),
        ("thứ Hai chờ vật tư", date(2026, 11, 23), "chờ vật tư"),  # today is one: the next
        ("thu 2 cho vat tu", date(2026, 11, 23), "cho vat tu"),
        ("thứ tư chờ vật tư", date(2026, 11, 18), "chờ vật tư"),
        ("thứ tư tuần sau chờ vật tư", date(2026, 11, 25), "chờ vật tư"),
        ("thứ sáu tới chờ vật tư", date(2026, 11, 20), "chờ vật tư"),
        ("t6 chờ vật tư", date(2026, 11, 20), "chờ vật tư"),
        ("CN chờ vật tư", date(2026, 11, 22), "chờ vật tư"),
        ("5/1 sau Tết dương lịch", date(2027, 1, 5), "sau Tết dương lịch"),  # next year's
        ("2/11 chờ vật tư", date(2026, 11, 2), "chờ vật tư"),  # gone by, not next year's
        ("31/11 chờ vật tư", None, "chờ vật tư"),  # November has thirty days
        ("45/13 chờ vật tư", None, "chờ vật tư"),
        ("30/11", date(2026, 11, 30), ""),
        ("30/11 vì chưa có vật tư", date(2026, 11, 30), "chưa có vật tư"),
        ("30/11, bởi vì mưa bão", date(2026, 11, 30), "mưa bão"),
        ("30/11 vị trí chưa rõ", date(2026, 11, 30), "vị trí chưa rõ"),
    ],
)
def test_days_are_read_as_officials_type_them(words: str, day: date | None, rest: str) -> None:
    typed = day_first(words, MONDAY)
    assert typed is not None
    assert (typed.day, typed.rest) == (day, rest)


@pytest.mark.parametrize(
    "words", ["", "chờ vật tư đến 30/11", "3 ngày nữa", "12/2026/ND-CP", "thuốc chưa về", "30"]
)
def test_other_words_in_front_are_no_day(words: str) -> None:
    assert day_first(words, MONDAY) is None
