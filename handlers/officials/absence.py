"""Who is away or has left the group holds no case back; who has the duty is known to all."""

from datetime import date

from handlers import acts, card, clock, deadline, duty, standing
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.days import day_first
from handlers.desk import Desk, Note, Priority
from handlers.folding import fold
from handlers.message import Kind
from handlers.office_steps import To
from handlers.officials import finding
from handlers.roles import OF_A_GROUP, Who
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
    duty.begin(desk, caller.person_id, duty.AWAY, day, caller.room)
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
                duty.end(desk, one)
        duty.begin(desk, caller.person_id, duty.DUTY, day, caller.room)
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
        await desk.tell(caller.spot, "officials.unnamed")
    return caller.named


async def _end(desk: Desk, person_id: int, *kinds: str) -> bool:
    """End what is known of a person; False when there was nothing."""
    found = await desk.store.chases.absences(duty.today(desk), person_id)
    over = [one for one in found if one.kind in kinds]
    for one in over:
        duty.end(desk, one)
    return bool(over)


async def left(desk: Desk, person_id: int, room: Room) -> None:
    """Somebody is no longer in a staff chat: what they hold there goes to the next in line."""
    if await duty.has_left(desk, person_id, room.unit):
        return
    for one in await duty.of(desk, person_id, room, duty.INSIDE, duty.DUTY):
        duty.end(desk, one)
    kind = duty.LEFT if room.unit else duty.LEFT_DESK
    duty.begin(desk, person_id, kind, None, room)
    await _still_by_name(desk, person_id, room)
    await release(desk)


async def _still_by_name(desk: Desk, person_id: int, room: Room) -> None:
    """Rights that hang on no group end when the operator ends them: the duty desk is told."""
    held = [
        desk.say(f"roles.{one.role}")
        for one in await desk.store.people.roles(person_id, desk.now)
        if Who(one.role) not in OF_A_GROUP
    ]
    if held:
        unit = desk.office.unit_name(room.unit) if room.unit else desk.say("officials.duty_desk")
        name = await card.name(desk, person_id)
        roles = ", ".join(dict.fromkeys(held))
        await desk.alert("officials.left_with_roles", name=name, unit=unit, roles=roles)


async def seen(desk: Desk, caller: Caller, *, weighs: bool) -> bool:
    """Whoever speaks in the chat is in it again; a press alone does not show that.

    False: the presser has left, and with that their rights here have ended. What weighs is done
    only when the platform was asked: raises standing.AskFirst.
    """
    if not caller.named or caller.room is None:
        return True
    if caller.message.kind is not Kind.PRESS:
        await standing.joined(desk, caller.person_id, caller.room)
        return True
    if weighs:
        return await standing.there(desk, caller.person, caller.room, was=True)
    return not await duty.has_left(desk, caller.person_id, caller.room.unit)


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
            clock.hand_on(case, desk.office, desk.now)
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
