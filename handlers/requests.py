"""What people ask about their data: a receipt with the lawful days, reminders until it is done."""

from datetime import datetime

from handlers.acts import Actor
from handlers.calendar import DAY, calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.wording import HERE, shorten
from storage.models import DataRequest, Person

PREFIX = "DL"
"""Of the codes of requests: "dữ liệu"."""


async def take(
    desk: Desk, person: Person, what: str, words: str = "", *, done: bool = False
) -> DataRequest:
    """Write a request down; `done`: the bot has done it at once."""
    calendar, now = calendar_of(desk.office), desk.now
    privacy = desk.office.privacy
    request = DataRequest(
        code="",
        person_id=person.id or 0,
        what=what,
        asked_at=now,
        acknowledge_by=calendar.add_working_days(now, privacy.acknowledge_days).at,
        acknowledged_at=now,  # the receipt, which says how it goes on, is the acknowledgement
        due_at=calendar.add_calendar_days(now, privacy.days_for(what)),
        done_at=now if done else None,
        next_reminder_at=None if done else now,
    )
    month = f"{now.astimezone(HERE):%y%m}"
    return await desk.store.requests.open(request, words, f"{PREFIX}-{month}")


def receipt(desk: Desk, request: DataRequest) -> str:
    """What a person reads of it: the code, and by when the law wants it done."""
    key = "data.receipt_done" if request.done_at else "data.receipt"
    return desk.say(
        key,
        code=request.code,
        due=desk.wording.day(request.due_at),
        source=desk.office.privacy.source,
    )


async def settle(desk: Desk, request: DataRequest, by: Actor) -> None:
    """It is done: nobody is reminded any more, and who asked hears so."""
    request.done_at, request.done_by, request.next_reminder_at = desk.now, by.person_id, None
    desk.store.requests.save(request)
    person = await desk.store.people.person_by_id(request.person_id)
    if person.chat_id is not None:
        await desk.tell(Spot(person.chat_id), "data.request_done", code=request.code)


async def sweep(desk: Desk) -> int:
    """Put what is open before the duty chat: at once, then each working day, louder when late."""
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    open_ones = await desk.store.requests.to_remind(desk.now)
    for request in open_ones:
        await _remind(desk, request)
    return len(open_ones)


async def _remind(desk: Desk, request: DataRequest) -> None:
    request.reminders += 1
    request.next_reminder_at = _tomorrow(desk)
    desk.store.requests.save(request)
    key = "data.duty_late" if desk.now > request.due_at else "data.duty_open"
    for spot in await desk.duty_spots():
        await desk.tell(
            spot,
            key,
            choices=((desk.choice(f"request.done:{request.id}", "data.duty_done"),),),
            note=Note("request", once=f"request:{request.id}:{request.reminders}:{spot.chat_id}"),
            priority=Priority.REMINDER,
            code=request.code,
            what=desk.say(f"data.what_{request.what}"),
            words=shorten(desk.store.requests.words(request), 300),
            due=desk.wording.day(request.due_at),
        )


def _tomorrow(desk: Desk) -> datetime:
    return calendar_of(desk.office).next_opening(desk.now.replace(microsecond=0) + DAY)
