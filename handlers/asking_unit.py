"""Puts a question about a case before those who work on it, under its card."""

from datetime import datetime

from handlers.calendar import calendar_of
from handlers.card import no_room, slot_in
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.wording import HERE
from storage.models import Case


async def close(desk: Desk, case: Case, text: str, *, what: str, number: int) -> None:
    """Give what stands there (or will) its last face; where nothing does, nobody needs to know."""
    for spot in await spots_of(desk, case):
        slot = slot_in(spot, f"{what}:{number}")
        standing = await desk.store.outbox.in_slot(spot.chat_id, slot)
        if standing is not None or await desk.store.postponed.unsent(slot, spot.chat_id):
            await _post(desk, case, spot, Outgoing(NOWHERE, text), what=what, number=number)


async def spots_of(desk: Desk, case: Case) -> list[Spot]:
    """The unit's room; without one those who look in its place."""
    return await desk.homes(case.unit)


async def ask(  # what, with which choices, as what
    desk: Desk,
    case: Case,
    text: str,
    rows: Rows,
    *,
    what: str,
    number: int,
    fresh: bool = False,
    how: str = "",
) -> None:
    """Say it under the card, or give what stands there its newest face (unless `fresh`).

    `what` and `number` name the thing that is asked about; a reply to it carries them. `how` it
    is answered, where it can be.
    """
    standing = await desk.store.outbox.standing(case.id or 0, "card")
    cards = {Spot(one.chat_id, one.topic): one.external_id for one in standing}
    for spot in await spots_of(desk, case):
        said, choices = await possible(desk, case.unit, spot, text, rows, how)
        out = Outgoing(NOWHERE, said, choices=choices, reply_to=cards.get(spot))
        await _post(desk, case, spot, out, what=what, number=number, fresh=fresh)


async def possible(  # whose it is, where, what, with which choices
    desk: Desk, unit: str, spot: Spot, text: str, rows: Rows, how: str
) -> tuple[str, Rows]:
    """What can be said where it is read: in private is no officials' door.

    Where there are no buttons and no replies, each message ends with how it is answered.
    """
    chat = await desk.store.people.chat_by_id(spot.chat_id)
    if not chat.private or not rows:
        return text if desk.by_code(chat) else text + how, rows
    return f"{text}\n{no_room(desk, unit)}", ()


async def _post(  # what, about which case, where, as what
    desk: Desk,
    case: Case,
    spot: Spot,
    out: Outgoing,
    *,
    what: str,
    number: int,
    fresh: bool = False,
) -> None:
    slot = slot_in(spot, f"{what}:{number}")
    note = Note(what, {what: number}, case, slot=slot, fresh=fresh, at_work=not fresh)
    await desk.post(spot, out, note=note, priority=Priority.REMINDER)


def end_of_next_working_day(desk: Desk) -> datetime:
    """Until when a unit has time to say something to what it is asked now."""
    calendar = calendar_of(desk.office)
    return calendar.closing_of(calendar.next_working_day(desk.now.astimezone(HERE).date()))


WAKE, REST = 7, 20
"""Between these hours a resident may be told something that they did not ask for."""


def residents_are_awake(desk: Desk) -> bool:
    """Say whether a resident may hear from us unasked."""
    return WAKE <= desk.now.astimezone(HERE).hour < REST
