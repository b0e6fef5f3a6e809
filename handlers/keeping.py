"""Promises to residents: made, moved, asked after and settled; what they come to is counted."""

from datetime import date

from handlers import acts, sorry
from handlers.acts import Act, Actor
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Spot
from handlers.wording import HERE
from storage.models import Case, Promise, State

KEPT, BROKEN, MOVED = "kept", "broken", "moved"
PATIENCE = 5
"""Working days in which a resident may say whether a promise was kept, before it is closed."""
NO_LONGER_WANTED = (State.WITHDRAWN, State.MERGED, State.LAPSED)


async def make(  # to whom, what, until when, by whom
    desk: Desk, case: Case, words: str, day: date, by: Actor, entry_id: int | None = None
) -> Promise:
    """Write a promise down; what was promised before and is not due yet is thereby moved."""
    made = Promise(
        case_id=case.id or 0,
        unit=case.unit,
        entry_id=entry_id,
        words=words,
        due_on=day,
        made_at=desk.now,
        made_by=by.person_id,
        next_at=sorry.ask_after(desk, day),
    )
    before = await unsettled(desk, case)
    await desk.store.owed.keep(made)
    await acts.move(desk, case, Act.PROMISE, by, note=f"{day}")
    if before is not None:
        before.moved_to = made.id
        await settle(desk, before, MOVED)
    return made


async def unsettled(desk: Desk, case: Case) -> Promise | None:
    """The promise of an answer that nobody has settled yet; there is at most one."""
    made = await desk.store.owed.promises_of(case.id or 0)
    return next((one for one in made if one.settled_at is None and one.kind == "answer"), None)


async def was_moved(desk: Desk, promise: Promise) -> bool:
    """Say whether its date is a second one already: the next needs a leader (domain.md §2.5)."""
    return promise.kind != "answer" or await desk.store.owed.moved_from(promise) is not None


async def settle(desk: Desk, promise: Promise, outcome: str | None) -> None:
    """It is known what became of it, or never will be (None); nobody is asked any more."""
    promise.outcome, promise.next_at = outcome, None
    promise.settled_at = promise.settled_at or desk.now
    await desk.store.owed.keep(promise)


async def ask_resident(desk: Desk, case: Case, promise: Promise) -> None:
    """Ask whether it was kept; without an answer it is closed after some days."""
    promise.asks = "nobody"
    calendar = calendar_of(desk.office)
    promise.next_at = calendar.add_working_days(desk.now, PATIENCE).at
    await desk.store.owed.keep(promise)
    rows = (
        (
            desk.choice(f"kept.yes:{promise.id}", "promises.yes"),
            desk.choice(f"kept.no:{promise.id}", "promises.no"),
        ),
    )
    await desk.tell(
        Spot(case.chat_id),
        "promises.resident_asked",
        choices=rows,
        note=Note("promise", {"promise": promise.id}, case, slot=f"kept:{promise.id}"),
        code=case.code,
        unit=desk.office.unit_name(case.unit),
        day=desk.wording.day(promise.due_on),
        words=promise.words,
    )


def ended_on(case: Case) -> date | None:
    """The day of the office's last word."""
    return case.closed_at.astimezone(HERE).date() if case.closed_at else None
