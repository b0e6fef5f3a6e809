"""Which cases wait for an event, until when and for what: seen by leaders and by their unit."""

from collections.abc import Collection

from handlers.deadline import left
from handlers.desk import Desk
from storage.models import Case

MOST = 30
"""Cases in one list: it must stay one message."""


def until(desk: Desk, case: Case) -> str:
    """Until when it waits, and for what; empty when it does not."""
    if case.snoozed_until is None:
        return ""
    day = desk.wording.day(case.snoozed_until)
    return desk.say("snooze.until", day=day, reason=case.snoozed_for or "")


async def lines(desk: Desk, unit: str | None, *, without: Collection[str] = ()) -> tuple[str, str]:
    """The text for a list, and its lines: of a unit, or of all; soonest first."""
    found = [
        desk.say(
            "snooze.line",
            code=case.code,
            unit=desk.office.unit_name(case.unit),
            left=left(desk, case),
            until=until(desk, case),
        )
        for case in await desk.store.chases.snoozed(unit, limit=MOST, without=without)
    ]
    return ("snooze.list" if found else "snooze.none"), "\n".join(found)
