"""Where the buttons above the page put the clock."""

from datetime import datetime

import pytest

from bot.sandbox.page.hours import HOURS
from bot.sandbox.town import Town
from handlers.wording import HERE


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


# Open 07:30-11:30 and 13:30-17:00; 16/11 is a Monday, 24/11 (Ngày Văn hóa) is off.
@pytest.mark.parametrize(
    ("button", "now", "then"),
    [
        ("hour", at(16, 8), at(16, 9)),
        ("hour", at(16, 11), at(16, 14)),  # over lunch
        ("hour", at(20, 16, 30), at(23, 8)),  # over the weekend
        ("hour", at(23, 16, 30), at(25, 8)),  # over a day off
        ("day", at(16, 8), at(17, 8)),
        ("day", at(20, 10), at(23, 10)),
        ("day", at(23, 10), at(25, 10)),
        ("monday", at(23, 7), at(23, 7, 30)),
        ("monday", at(16, 8), at(23, 7, 30)),
        ("monday", at(22, 23), at(23, 7, 30)),
        ("deadline", at(16, 8), None),  # there is no case
    ],
)
async def test_where_a_button_puts_the_clock(
    town: Town, button: str, now: datetime, then: datetime | None
) -> None:
    town.clock.set(now)
    assert await HOURS[button](town) == then
