"""Who is away or has left the group holds no case back; who has the duty is known to all."""

from datetime import date

from handlers import acts, card, deadline, duty
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.days import day_first
from handlers.desk import Desk, Note, Priority
from handlers.folding import fold
from handlers.message import Kind
from handlers.office_steps import To
from handlers.officials import finding
from handlers.wording import HERE
from storage.models import Absence, Case, Room

PAGE = 50
"""Cases in one transaction."""
MOST_CODES = 15
NO_MORE = frozenset({"thoi", "het", "nghi"})


async def away(desk: Desk, caller: Caller, words: str) -> None:
    """`/vang 30/11`: away until then, that day included."""
    day = await _until(desk, caller, words, "absence.how")
    if day is None:
        return
    await _end(desk, caller.person_id, *duty.GONE)
    _begin(desk, caller.person_id, duty.AWAY, day, caller.room)
    name, until = await card.name(desk, caller.person_id), desk.wording.day(day)
    note = Note(what="absence")
    await desk.tell(caller.spot, "absence.noted", note=note, name=name, day=until)
    await release(desk)


async def back(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/comat`: here again."""
    if not await _is_known(desk, caller):
        return
    name = await card.name(desk, caller.person_id)
    ended = await _end(desk, caller.person_id, *duty.GONE)
    key = "absence.back" if ended else "absence.was_here"
    await desk.tell(caller.spot, key, note=Note(what="absence"), name=name)


async def take_duty(desk: Desk, caller: Caller, words: str) -> None:
    """`/truc` says who has the duty; `/truc 30/11` takes it, `/truc thôi` gives it back."""
    unit = caller.room.unit if caller.room else None
    if not words:
        await _say_who(desk, caller, unit)
    elif fold(words) in NO_MORE:
        if await _is_known(desk, caller):
            await _end(desk, caller.person_id, duty.DUTY)
            await _say_who(desk, caller, unit)
    elif (day := await _until(desk, caller, words, "absence.duty_how")) is not None:
        for one in await duty.duties(desk, unit):
            if one.unit == unit:
                _over(desk, one)
        _begin(desk, caller.person_id, duty.DUTY, day, caller.room)
        name, until = await card.name(desk, caller.person_id), desk.wording.day(day)
        reached = caller.person.chat_id is not None
        key = "absence.duty_taken" if reached else "absence.duty_taken_write_me"
        await desk.tell(caller.spot, key, note=Note(what="duty"), name=name, day=until)


async def _say_who(desk: Desk, caller: Caller, unit: str | None) -> None:
    found = await duty.duties(desk, unit)
    lines = [
        desk.say(
            "absence.duty_line",
            name=await card.name(desk, one.person_id),
            day=desk.wording.day(one.until) if one.until else "",
        )
        for one in found
    ]
    key = "absence.on_duty" if lines else "absence.nobody_on_duty"
    await desk.tell(caller.spot, key, note=Note(what="duty"), lines="\n".join(lines))


async def _until(desk: Desk, caller: Caller, words: str, how: str) -> date | None:
    """The day that was typed, of a person whom we know; None, and they are told."""
    if not await _is_known(desk, caller):
        return None
    today = desk.now.astimezone(HERE).date()
    typed = day_first(words, today)
    if typed is None or typed.day is None or typed.day < today:
        await desk.tell(caller.spot, how)
        return None
    return typed.day


async def _is_known(desk: Desk, caller: Caller) -> bool:
    if not caller.named:
        await desk.tell(caller.spot, "absence.who")
    return caller.named


def _begin(desk: Desk, person_id: int, kind: str, until: date | None, room: Room | None) -> None:
    desk.store.chases.save(
        Absence(
            person_id=person_id,
            unit=room.unit if room else None,
            kind=kind,
            since=duty.today(desk),
            until=until,
            said_at=desk.now,
        )
    )


async def _end(desk: Desk, person_id: int, *kinds: str) -> bool:
    """End what is known of a person; False when there was nothing."""
    found = await desk.store.chases.absences(duty.today(desk), person_id)
    over = [one for one in found if one.kind in kinds]
    for one in over:
        _over(desk, one)
    return bool(over)


def _over(desk: Desk, one: Absence) -> None:
    one.ended_at = desk.now
    desk.store.chases.save(one)


async def left(desk: Desk, person_id: int, room: Room) -> None:
    """Somebody is no longer in a unit's group: what they hold goes to the next in line."""
    if room.unit is not None and not await duty.has_left(desk, person_id, room.unit):
        _begin(desk, person_id, duty.LEFT, None, room)
        await release(desk)


async def seen(desk: Desk, caller: Caller) -> bool:
    """Whoever speaks in the group is in it again; a press alone does not show that.

    False: the presser has left, and with that their rights in this group have ended.
    """
    if not caller.named or caller.room is None or caller.room.unit is None:
        return True
    if caller.message.kind is Kind.PRESS:
        return not await duty.has_left(desk, caller.person_id, caller.room.unit)
    await joined(desk, caller.person_id, caller.room)
    return True


async def joined(desk: Desk, person_id: int, room: Room) -> None:
    """Somebody is in the group again: what ended with leaving it is theirs again."""
    for one in await desk.store.chases.absences(duty.today(desk), person_id):
        if one.kind == duty.LEFT and one.unit == room.unit:
            _over(desk, one)


async def release(desk: Desk) -> int:
    """Give what is held by somebody who is not there back to its unit; returns how many cases.

    Also what was claimed meanwhile. A page in one transaction; the unit and its head are told.
    """
    gone = await duty.gone(desk)
    if not gone:
        return 0
    await desk.store.flush()
    wanted = [(one.person_id, None if one.kind == duty.AWAY else one.unit) for one in gone]
    found: dict[tuple[int, str], list[Case]] = {}
    cases = await desk.store.chases.held_by(wanted, PAGE)
    for case in cases:
        found.setdefault((case.holder_id or 0, case.unit), []).append(case)
    for (person_id, unit), theirs in found.items():
        absence = next(one for one in gone if one.person_id == person_id)
        await _release(desk, absence, unit, theirs)
    return len(cases)


async def sweep(desk: Desk) -> int:
    """The same by itself, in working hours."""
    return await release(desk) if calendar_of(desk.office).is_open(desk.now) else 0


async def _release(desk: Desk, absence: Absence, unit: str, cases: list[Case]) -> None:
    name = await card.name(desk, absence.person_id)
    until = desk.wording.day(absence.until) if absence.until else ""
    why = desk.say(f"absence.why_{absence.kind}", name=name, day=until)
    for case in cases:
        case.holder_id = None
        if not await acts.move(desk, case, acts.Act.RELEASE, note=why):
            desk.store.cases.save(case)  # nobody's work yet, only the name goes
        deadline.set_clock(desk, case)
        await card.show(desk, case)
    codes = ", ".join(case.code for case in cases[:MOST_CODES])
    home = await desk.spot_of(unit)
    places = [home] if home else []
    for spot in places + [one for one in await duty.spots(desk, unit, To.HEAD) if one != home]:
        await desk.tell(
            spot,
            "absence.released",
            note=Note(what="released", case=cases[0] if len(cases) == 1 else None),
            priority=Priority.CARD,
            why=why,
            n=len(cases),
            codes=codes,
            unit=desk.office.unit_name(unit),
        )


COMMANDS: dict[str, finding.Press] = {"vang": away, "comat": back, "truc": take_duty}
