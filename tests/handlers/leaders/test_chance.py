"""What rose beyond chance, worked by hand: one week after eight."""

import pytest

from handlers.leaders.chance import LEVEL, risen, tail

WEEK = 1 / 9


@pytest.mark.parametrize(
    ("x", "n", "p"),
    [
        # C(9,5)·8⁴ + C(9,6)·8³ + C(9,7)·8² + C(9,8)·8 + 1 = 516096 + 43008 + 2304 + 72 + 1
        # = 561481 of 9⁹ = 387420489
        (5, 9, 561_481 / 387_420_489),
        # 20·8³ + 15·8² + 6·8 + 1 = 11249 of 9⁶ = 531441
        (3, 6, 11_249 / 531_441),
        (3, 3, 1 / 729),
        (0, 9, 1.0),
        (0, 0, 1.0),
        (1, 0, 0.0),
    ],
)
def test_tail(x: int, n: int, p: float) -> None:
    assert tail(x, n, WEEK) == pytest.approx(p)


RUBBISH, LAMPS, ROADS = ("rac", "kp2"), ("dien", "kp3"), ("duong", None)


def test_five_after_four_in_eight_weeks_rose() -> None:
    (one,) = risen({RUBBISH: 5}, {RUBBISH: 4}, WEEK)
    assert (one.category, one.area, one.now, one.before) == ("rac", "kp2", 5, 4)
    assert one.usual == pytest.approx(0.5)  # 4 in eight weeks
    assert one.p == pytest.approx(0.00145, abs=1e-5)


def test_who_looks_at_many_cells_must_be_stricter() -> None:
    # 3 after 3: p = 0.0212; alone below 0.05, of three cells not below 0.05/3 = 0.0167
    assert risen({LAMPS: 3}, {LAMPS: 3}, WEEK)
    assert risen({LAMPS: 3, RUBBISH: 1, ROADS: 1}, {LAMPS: 3}, WEEK) == []
    assert LEVEL == 0.05


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (2, 0),  # two are no hot spot
        (3, 24),  # three a week as ever
        (5, 40),
        (0, 9),
    ],
)
def test_what_is_usual_or_rare_is_no_hot_spot(now: int, before: int) -> None:
    assert risen({RUBBISH: now}, {RUBBISH: before}, WEEK) == []


def test_least_probable_comes_first() -> None:
    found = risen({LAMPS: 4, RUBBISH: 6, ROADS: 4}, {}, WEEK)
    assert [one.category for one in found] == ["rac", "dien", "duong"]
