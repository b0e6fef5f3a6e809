"""A simulated month through the real program: in the end the book balances."""

from collections import Counter
from datetime import date, datetime, time

from bot.sandbox.town import Town
from handlers.calendar import calendar_of
from handlers.wording import HERE
from tests.conftest import OpenTown
from tests.journeys.ledger import working_days
from tests.journeys.month import AT_ONCE, Month, balance, opened
from tests.journeys.scenes import case_of, history_of

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 27)
"""With the holiday of the 24th; `make month` plays a whole month of sixty cases a day."""


async def check(town: Town, month: Month, stand: Counter[str]) -> None:
    """The book balances, and the dice have played every kind of case."""
    assert "\n".join(month.ledger.faults) == ""
    assert sum(stand.values()) == len(month.matters)
    assert {"answered", "confirmed", "refused", "withdrawn", "chased"} <= stand.keys()
    assert {"extend", "ask_back", "add", "release", "apologise"} <= month.ledger.acts.keys()
    assert {"unclaimed", "half", "before", "due", "late"} <= month.ledger.steps.keys()
    await forgotten_are_asked_for_every_working_day(town, month)


async def forgotten_are_asked_for_every_working_day(town: Town, month: Month) -> None:
    """Counted the slow way: once on each working day after the deadline, until today."""
    calendar, today = calendar_of(town.app.office), town.clock.now().astimezone(HERE).date()
    for matter in (one for one in month.matters if one.plan == "forgotten"):
        case, said = await case_of(town, matter.code), Counter[str]()
        for event in await history_of(town, matter.code):
            said[(event.note or "") if event.act == "remind" else ""] += 1
        days = working_days(calendar, case.due_at.astimezone(HERE).date(), today)
        assert said["late"] == days, (matter.code, case.due_at)


async def test_two_weeks_at_the_office_balance(open_a_town: OpenTown) -> None:
    town = await open_a_town(
        start=datetime.combine(FIRST, time(6), HERE), limits=AT_ONCE, pace=False
    )
    month = await opened(town, each_day=12, first=FIRST, last=LAST)
    await month.play(FIRST, LAST)
    await check(town, month, await balance(month))
