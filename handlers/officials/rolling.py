"""What is due on a day that is declared off is due on the next working day (BLDS 2015 Đ.148)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from handlers import asking_unit, card, deadline, directions
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.wording import HERE
from storage.cases import Deadline
from storage.models import Case

PAGE = 10
"""Cases in one transaction: nobody who writes to us waits for more."""


async def roll(desk: Desk) -> int | None:
    """Move what leaders ordered, and a page of cases; returns how much, 0 at the end.

    None when it is to be tried again: at night (residents are told), or while somebody works on
    what is left.
    """
    if not asking_unit.residents_are_awake(desk):
        return None
    moved, some_left = await _move_orders(desk), False
    for of, move in MOVES.items():
        off = [
            at
            for at in await desk.store.cases.deadlines(of, desk.now)
            if not calendar_of(desk.office).is_working_day(at.astimezone(HERE).date())
        ]
        cases = await desk.store.cases.due_at(of, off, PAGE) if off else []
        for case in cases:
            await move(desk, case)
        moved, some_left = moved + len(cases), some_left or bool(off)
    return moved if moved or not some_left else None


async def _move_orders(desk: Desk) -> int:
    calendar, moved = calendar_of(desk.office), 0
    for order, case in await desk.store.chases.directions_ahead(desk.now):
        before = order.due_at.astimezone(HERE).date()
        if calendar.is_working_day(before):
            continue
        order.due_at = directions.due_on(desk.office, before)
        order.next_reminder_at = directions.next_reminder(order.due_at, desk.office, desk.now)
        desk.store.chases.save(order)
        days = {"before": desk.wording.day(before), "day": desk.wording.day(order.due_at)}
        text = desk.say("directions.day_off", code=case.code, **days)
        await card.under(desk, case, text, sign="directed")
        moved += 1
    return moved


async def _move_first_word(desk: Desk, case: Case) -> None:
    """The same hour of the next working day; the resident was named none."""
    assert case.claim_due_at is not None  # noqa: S101  # it was found by it
    calendar, before = calendar_of(desk.office), case.claim_due_at.astimezone(HERE)
    day = calendar.next_working_day(before.date())
    same_hour = datetime.combine(day, before.time(), HERE)
    case.claim_due_at = calendar.next_opening(same_hour).astimezone(UTC)
    deadline.set_clock(desk, case)
    await card.show(desk, case)


async def _move_answer(desk: Desk, case: Case) -> None:
    calendar, before = calendar_of(desk.office), case.due_at.astimezone(HERE).date()
    case.due_at = calendar.closing_of(calendar.next_working_day(before))
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    await desk.tell(
        Spot(case.chat_id),
        "clock.day_off",
        note=Note("extension", case=case),
        priority=Priority.REMINDER,
        code=case.code,
        before=desk.wording.day(before),
        due=desk.wording.day(case.due_at),
    )


MOVES: dict[Deadline, Callable[[Desk, Case], Awaitable[None]]] = {
    "first_word": _move_first_word,
    "answer": _move_answer,
}
