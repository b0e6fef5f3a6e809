"""A proxy is asked to pass an answer on, and again until they say that it is known."""

from handlers import card
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.wording import HERE, shorten
from storage.models import OPEN_STATES, Case, ProxyEntry

MOST = 3
"""Times, on as many working days; then the unit is told, which can go there itself."""
QUOTED = 80


async def sweep(desk: Desk) -> int:
    """Ask the proxies who are due, in working hours; returns how many."""
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    found = await desk.store.proxies.due(desk.now)
    for entry in found:
        case = await desk.store.cases.by_id(entry.case_id or 0)
        if case is None or case.state in OPEN_STATES:
            entry.next_at = None
        elif entry.asked < MOST:
            await _ask(desk, entry, case)
        else:
            entry.next_at = None
            text = desk.say("proxy.not_passed_on", code=case.code)
            await card.under(desk, case, text, sign="not_passed_on")
        desk.store.proxies.save(entry)
    return len(found)


async def _ask(desk: Desk, entry: ProxyEntry, case: Case) -> None:
    key = "proxy.still_to_pass_on" if entry.asked else "proxy.pass_on"
    entry.asked += 1
    calendar = calendar_of(desk.office)
    tomorrow = calendar.next_working_day(desk.now.astimezone(HERE).date())
    entry.next_at = calendar.opening_of(tomorrow)
    await desk.tell(
        Spot(case.chat_id),
        key,
        choices=((desk.choice(f"handed.told:{entry.id}", "proxy.told"),),),
        note=Note(what="pass_on", case=case),
        priority=Priority.REMINDER,
        code=case.code,
        words=shorten(case.text, QUOTED),
    )
