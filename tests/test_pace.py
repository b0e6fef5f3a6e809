"""The pace keeps every sliding window, heavier messages count for more, holds are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Limits
from bot.pace import Pace, Window

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("said", "weight", "free"),
    [
        ([], 1, 0),  # nothing said: at once
        ([0] * 19, 1, 0),  # one place left
        ([0] * 20, 1, 60),  # full until the first leaves the window
        ([0] * 10 + [30] * 10, 1, 60),
        ([0] * 10 + [30] * 10, 11, 90),  # an album of ten under its card needs eleven places
        ([0] * 20, 25, 60),  # heavier than the window: when the window is empty
        ([-61] * 20, 1, 0),  # long ago
    ],
)
def test_a_window_says_when_the_next_message_fits(
    said: list[float], weight: int, free: float
) -> None:
    window = Window(20, timedelta(seconds=60))
    for one in said:
        window.note(at(one))
    now = at(max(0, max(said, default=0)))
    assert window.free_at(now, weight) == max(now, at(free))


def test_any_sixty_seconds_hold_at_most_twenty_group_messages() -> None:
    pace, now, times = Pace(Limits()), NOW, []
    for _ in range(100):
        now = max(now, pace.free_at(1, now, 1, private=False))
        pace.begin()
        pace.end(1, now, 1, private=False)
        times.append(now)
    for first, later in zip(times, times[20:], strict=False):
        assert later - first >= timedelta(seconds=60)


def test_what_is_under_way_counts_against_all() -> None:
    pace = Pace(Limits(overall=(2, 1.0)))
    pace.begin()
    pace.begin()
    assert pace.free_at(1, NOW, 1, private=True) > NOW
    pace.end(2, NOW, 1, private=True)
    pace.end(3, NOW, 1, private=True)
    assert pace.free_at(1, at(1.06), 1, private=True) == at(1.06)


def test_without_limits_everything_goes_at_once() -> None:
    pace = Pace(Limits(private=None, group=None, overall=None))
    for _ in range(1000):
        pace.note(1, NOW, 1, private=False)
    assert pace.free_at(1, NOW, 1, private=False) == NOW


def test_an_album_in_a_private_chat_holds_the_next_words_for_as_long_as_it_weighs() -> None:
    pace = Pace(Limits())
    pace.note(1, NOW, 4, private=True)
    assert at(4) <= pace.free_at(1, at(1), 1, private=True) < at(4.1)
