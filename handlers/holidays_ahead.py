"""Tết is announced year by year: from November on its days must stand in the office file."""

from handlers.calendar import calendar_of
from handlers.desk import Desk
from handlers.wording import HERE

NOVEMBER = 11


async def warn(desk: Desk) -> int:
    """Tell the duty chat once, from November, that next year's Tết is a guess; returns 1 if so."""
    today = desk.now.astimezone(HERE).date()
    calendar, year = calendar_of(desk.office), today.year + 1
    if today.month < NOVEMBER or not calendar.is_open(desk.now) or calendar.tet_is_confirmed(year):
        return 0
    key, spots = f"tet:{year}", await desk.duty_spots()
    if all([await desk.store.outbox.said(f"{key}:{spot.chat_id}") for spot in spots]):
        return 0
    days = calendar.tet(year)
    first, last = desk.wording.day(days[0]), desk.wording.day(days[-1])
    off = ", ".join(day.isoformat() for day in days)
    await desk.alert("clock.tet_unconfirmed", once=key, year=year, first=first, last=last, off=off)
    return 1
