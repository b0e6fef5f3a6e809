"""Shares, ranges, changes and places, worked by hand (domain.md §6.4)."""

import pytest

from handlers.leaders.shares import Change, Share, Weight, change, difference, ranking, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (3, 3, 43.8, 100.0),  # these eight as domain.md §6.4 prints them
        (5, 5, 56.6, 100.0),
        (9, 10, 59.6, 98.2),
        (18, 20, 69.9, 97.2),
        (27, 30, 74.4, 96.5),
        (45, 50, 78.6, 95.7),
        (90, 100, 82.6, 94.5),
        (180, 200, 85.1, 93.4),
        # p = 0, z² = 3.8416: centre (3.8416/10)/(1 + 3.8416/5) = 0.38416/1.76832 = 0.2172,
        # half 1.96·√(3.8416/100)/1.76832 = 1.96·0.196/1.76832 = 0.2172: from 0 to 0.4345
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


def test_the_range_of_a_difference_as_published() -> None:
    # Newcombe 1998 (Statistics in Medicine 17, 873), table II, 56/70 against 48/80, method 10:
    # 0.8 (0.6918–0.8774), 0.6 (0.4904–0.7003); 0.2 − √(0.1082² + 0.1003²) = 0.0524,
    # 0.2 + √(0.0774² + 0.1096²) = 0.3339 (the paper gives +0.0524, +0.3339)
    low, high = difference(Share(56, 70), Share(48, 80))
    # (its Wilson range of 48/80 is 0.4904 to 0.7005)
    assert (round(low, 3), round(high, 3)) == (0.052, 0.334)


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        # 0.9 (0.744–0.965), 0.6 (0.423–0.754): 0.3 − √(0.156² + 0.154²) = 0.3 − 0.219 > 0
        (Share(27, 30), Share(18, 30), Change.BETTER),
        (Share(18, 30), Share(27, 30), Change.WORSE),
        # the same shares of ten: 0.9 (0.596–0.982), 0.6 (0.313–0.832): 0.3 − √(0.304² + 0.232²) < 0
        (Share(9, 10), Share(6, 10), Change.CHANCE),
        (Share(9, 10), Share(9, 10), Change.CHANCE),
        (Share(4, 4), Share(0, 30), Change.UNKNOWN),  # four answers say nothing
        (Share(30, 30), Share(0, 4), Change.UNKNOWN),
        (Share(5, 5), Share(0, 5), Change.BETTER),  # 1 (0.566–1), 0 (0–0.434): 1 − 0.614 > 0
    ],
)
def test_a_change_is_told_only_beyond_chance(now: Share, before: Share, told: Change) -> None:
    assert change(now, before) is told


def places(**shares: tuple[int, int]) -> dict[str, tuple[int, bool]]:
    """Each unit's place, and whether it is shared; in order."""
    found = ranking({name: Share(k, n) for name, (k, n) in shares.items()})
    return {one.name: (one.place, one.shared) for one in found}


def test_units_that_do_not_overlap_have_places_of_their_own() -> None:
    # 95/100: 88.8–97.8; 60/100: 50.2–69.1; 20/100: 13.3–28.9
    found = places(c=(20, 100), a=(95, 100), b=(60, 100))
    assert list(found.items()) == [("a", (1, False)), ("b", (2, False)), ("c", (3, False))]


def test_units_whose_ranges_overlap_share_a_place() -> None:
    # 27/30: 74.4–96.5; 90/100: 82.6–94.5; 20/100: 13.3–28.9
    assert places(a=(27, 30), b=(90, 100), c=(20, 100)) == {
        "b": (1, True), "a": (1, True), "c": (3, False),
    }  # fmt: skip


def test_one_wide_range_ties_all_that_it_spans() -> None:
    # 950/1000: 93.5–96.2; 880/1000: 85.8–89.9 apart; but 28/30: 78.7–98.2 spans both
    assert places(a=(950, 1000), b=(880, 1000)) == {"a": (1, False), "b": (2, False)}
    found = places(a=(950, 1000), b=(880, 1000), c=(28, 30))
    assert set(found.values()) == {(1, True)}


def test_few_answers_have_no_place() -> None:
    assert places(a=(29, 29), b=(4, 4), c=(10, 30)) == {"c": (1, False)}
    assert places() == {}
