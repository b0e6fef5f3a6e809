"""A unit wishes for more time, which only a leader allows: they are asked until they say so.

Whoever changes a wish holds the lock of its case. The words stay an official's: what was decided
of them stands there, here is only whether somebody is still to be asked.
"""

from datetime import datetime

from handlers import asking_unit, card, clock, deadline, duty, extending
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.reminding import next_half_day
from handlers.wording import HERE
from storage.models import OPEN_STATES, Act, Case, Entry, Wish

WHAT, QUESTION = "wish", "extend"
PAGE = 50


async def ask(desk: Desk, case: Case, entry: Entry) -> str:
    """Put it before the leaders, unless it stands there; returns the key that says which."""
    known = await desk.store.chases.wish_of(entry.id or 0)
    if known is not None and known.next_at is not None:
        return "wishes.asked_already"
    spots = await duty.leaders(desk, case.unit)
    if not spots:
        return "extending.no_leader"
    await end(desk, case)
    wish = known or Wish(entry_id=entry.id or 0, case_id=case.id or 0, asked_at=desk.now)
    wish.asked_at, wish.next_at = desk.now, _again(desk, case)
    await desk.store.chases.keep_wish(wish)
    for spot in spots:
        note = Note(QUESTION, case=case, slot=f"{QUESTION}:{wish.id}", fresh=True)
        await extending.show_leader(desk, spot, case, entry, "extending.asked", note)
    return "extending.asked_leaders"


async def waits(desk: Desk, entry: Entry) -> bool:
    """Say whether somebody may still decide: of what was asked, or of a leader's own words."""
    wish = await desk.store.chases.wish_of(entry.id or 0)
    return wish is None or wish.next_at is not None


async def end(desk: Desk, case: Case, key: str = "wishes.over") -> None:
    """Whatever was asked for in a case: nobody needs to decide on it any more."""
    for entry_id in await desk.store.chases.wishes_in(case.id or 0):
        if wish := await desk.store.chases.wish_of(entry_id):
            await _end(desk, case, wish, key)


async def _end(desk: Desk, case: Case, wish: Wish, key: str = "wishes.over") -> None:
    wish.next_at, text = None, desk.say(key, code=case.code)
    await desk.store.chases.keep_wish(wish)
    for what in (QUESTION, WHAT):  # where nothing can be edited, nobody needs to hear it
        for there in await desk.store.outbox.standing(case.id or 0, what):
            spot = Spot(there.chat_id, there.topic)
            if there.slot == card.slot_in(spot, f"{what}:{wish.id}"):
                out = Outgoing(NOWHERE, text, edits=there.external_id)
                note = Note(what, case=case, slot=there.slot, short="")
                await desk.post(spot, out, note=note)


async def sweep(desk: Desk) -> int:
    """Ask again for what nobody has decided; returns how many were looked at."""
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    due = await desk.store.chases.wishes_due(desk.now, PAGE)
    for entry_id in due:
        await _look_after(desk, entry_id)
    return len(due)


async def _look_after(desk: Desk, entry_id: int) -> None:
    entry = await desk.store.drafts.entry(entry_id)
    case = await desk.store.cases.by_id(entry.case_id or 0, lock=True) if entry else None
    wish = await desk.store.chases.wish_of(entry_id)
    if entry is None or case is None or wish is None:
        return
    if wish.next_at is None or wish.next_at > desk.now:  # somebody was faster
        return
    wanted = extending.read(desk, case, entry.text, entry.said_at)
    if entry.replaced or entry.act != Act.REPLY:
        await _end(desk, case, wish)
    elif not isinstance(wanted, extending.Fault):
        await _ask_again(desk, case, entry, wish, desk.wording.day(wanted.day))
    elif clock.is_paused(case):
        await _wait(desk, case, wish)
    else:
        await _end(desk, case, wish)
        if case.state in OPEN_STATES:
            why = desk.say(wanted.key, **wanted.values)
            await _tell_unit(desk, case, wish, "wishes.too_late", why=why)


async def _ask_again(desk: Desk, case: Case, entry: Entry, wish: Wish, day: str) -> None:
    spots = await duty.leaders(desk, case.unit)
    for spot in spots:
        slot = f"{QUESTION}:{wish.id}"
        note = Note(QUESTION, case=case, slot=slot, fresh=True, at_work=True)
        priority, since = Priority.REMINDER, desk.wording.short_day(wish.asked_at)
        how = {"since": since, "left": deadline.left(desk, case)}
        await extending.show_leader(
            desk, spot, case, entry, "wishes.asked_again", note, priority, **how
        )
    people = [await desk.store.people.person_in(spot.chat_id) for spot in spots]
    names = ", ".join([await card.name(desk, one.id) for one in people if one])
    told = {"day": day, "due": desk.wording.day(case.due_at), "left": deadline.left(desk, case)}
    key = "wishes.unit_waits" if spots else "wishes.no_leader"
    await _wait(desk, case, wish)
    await _tell_unit(desk, case, wish, key, names=names, **told)


async def _wait(desk: Desk, case: Case, wish: Wish) -> None:
    wish.next_at = _again(desk, case)
    await desk.store.chases.keep_wish(wish)


async def _tell_unit(desk: Desk, case: Case, wish: Wish, key: str, **values: str) -> None:
    text = desk.say(key, code=case.code, **values)
    await asking_unit.ask(desk, case, text, (), what=WHAT, number=wish.id or 0)


def _again(desk: Desk, case: Case) -> datetime:
    """When to ask again: in the next half-day if it is due today, else on the next working day."""
    calendar, today = calendar_of(desk.office), desk.now.astimezone(HERE).date()
    if case.due_at.astimezone(HERE).date() == today:
        return next_half_day(calendar, desk.now)
    return calendar.next_opening(calendar.closing_of(today))
