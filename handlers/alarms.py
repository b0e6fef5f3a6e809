"""An emergency before the officials: told to many at once, taken by one, or called off by a tap."""

from datetime import timedelta

from handlers import acts, card, deadline, duty
from handlers.desk import Desk, Note, Rows, Spot
from handlers.emergencies import kinds
from handlers.face import MAP
from handlers.message import NOWHERE, Attachment, Outgoing
from handlers.office_emergency import EmergencyKind
from handlers.saying import files_of, for_staff
from handlers.wording import HERE, shorten
from storage.models import OPEN_STATES, Alarm, Case, Entry, Person

QUOTED, BRIEF = 500, 60
WHAT = "alarm"
"""So it is called in what our messages are about."""


def numbers(desk: Desk, kind: EmergencyKind) -> str:
    """Whom to call, most needed first: "114 (cứu hỏa), 115 (cấp cứu)"."""
    known = desk.office.emergency
    return ", ".join(
        desk.say(f"emergency.number.{one}", number=getattr(known, one)) for one in kind.numbers
    )


def kind_of(desk: Desk, alarm: Alarm) -> EmergencyKind:
    """The kind, also when the office file does not know it any more."""
    known = kinds(desk.office)
    return known.get(alarm.kind, known["help"])


async def case_of(desk: Desk, alarm: Alarm) -> Case | None:
    """The case that it has become, or was added to; locked."""
    case_id = alarm.case_id
    if case_id is None and alarm.draft_id is not None:
        draft = await desk.store.drafts.by_id(alarm.draft_id)
        case_id = draft.case_id if draft else None
    return await desk.store.cases.by_id(case_id, lock=True) if case_id else None


async def raise_(desk: Desk, alarm: Alarm, entry: Entry | None) -> None:
    """Tell the duty chat, the unit's room and whoever is first in line, at any hour."""
    await desk.store.alarms.add(alarm)
    home = await desk.spot_of(alarm.unit)
    spots = [*await desk.duty_spots(), *([home] if home else [])]
    first = await in_line(desk, alarm.unit)
    if first:
        spots.append(_at_home(first[0]))
        alarm.calls = 1
    for spot in dict.fromkeys(spots):
        await tell(desk, alarm, spot, entry)
    desk.store.alarms.save(alarm)


async def in_line(desk: Desk, unit: str) -> list[Person]:
    """Whom to tell in private, one after the other: those on duty who can be reached."""
    found = []
    for person in await duty.on_duty(desk, unit):
        if person.chat_id is not None:
            chat = await desk.store.people.chat_by_id(person.chat_id)
            if chat.closed_at is None:
                found.append(person)
    return found


def _at_home(person: Person) -> Spot:
    assert person.chat_id is not None  # noqa: S101  # in_line() looked
    return Spot(person.chat_id)


async def tell(desk: Desk, alarm: Alarm, spot: Spot, entry: Entry | None = None) -> None:
    """Put the alarm before somebody, with what was attached; it goes before all else."""
    there = dict.fromkeys([*places(alarm), spot])
    alarm.places = [[one.chat_id, one.topic] for one in there]
    text = await _face(desk, alarm)
    slot = _slot(alarm, spot)
    note = Note("alarm", _named(alarm), await case_of(desk, alarm), slot=slot, fresh=True)
    await desk.post(spot, Outgoing(NOWHERE, text, _choices(desk, alarm)), note=note)
    files = files_of([entry]) if entry else ()
    if files:
        note = Note("alarm_files", _named(alarm))
        await desk.post(spot, Outgoing(NOWHERE, "", attachments=files), note=note)


def _named(alarm: Alarm) -> dict[str, int | None]:
    """By this a reply to whatever is said of it finds it."""
    return {WHAT: alarm.id}


def _slot(alarm: Alarm, spot: Spot) -> str:
    return card.slot_in(spot, f"alarm:{alarm.id}")


def places(alarm: Alarm) -> list[Spot]:
    """Where it was said."""
    return [Spot(chat_id, topic) for chat_id, topic in alarm.places or []]


async def refresh(desk: Desk, alarm: Alarm) -> None:
    """Give it its newest face wherever it stands; what has changed is said in a line of its own."""
    text = await _face(desk, alarm)
    for spot in places(alarm):
        slot = _slot(alarm, spot)
        note = Note("alarm", _named(alarm), await case_of(desk, alarm), slot=slot, short="")
        await desk.post(spot, Outgoing(NOWHERE, text, _choices(desk, alarm)), note=note)


def _brief(desk: Desk, alarm: Alarm) -> str:
    """How it began: by these words it is called from then on."""
    return shorten(desk.store.alarms.words(alarm).partition("\n")[0], BRIEF)


async def line(
    desk: Desk, alarm: Alarm, key: str, files: tuple[Attachment, ...] = (), **values: object
) -> None:
    """Tell all who were told of it, in one line."""
    await _tell_all(desk, alarm, desk.say(key, words=_brief(desk, alarm), **values), files)


async def _tell_all(desk: Desk, alarm: Alarm, text: str, files: tuple[Attachment, ...]) -> None:
    out, note = Outgoing(NOWHERE, text, attachments=files), Note("alarm_line", _named(alarm))
    for spot in places(alarm):
        await desk.post(spot, out, note=note)


async def more(desk: Desk, entry: Entry, latitude: float | None, longitude: float | None) -> None:
    """Who raised an alarm says more, most of all where it is: who was told reads it at once."""
    alarm = await desk.store.alarms.running(entry.author_id or 0)
    if alarm is None:
        return
    alarm.heard_at, about = desk.now, _brief(desk, alarm)
    pin = "" if latitude is None else MAP.format(latitude=latitude, longitude=longitude)
    said = shorten(await for_staff(desk, entry), QUOTED)
    words = "\n".join(one for one in (said, pin) if one)
    told = f"{desk.store.alarms.words(alarm)}\n{words}".rstrip()
    desk.store.alarms.put_words(alarm, told)  # who is called next reads it too
    desk.store.alarms.save(alarm)
    files = files_of([entry])
    await _tell_all(desk, alarm, desk.say("emergency.more", about=about, words=words), files)


async def take(desk: Desk, alarm: Alarm, by: acts.Actor) -> None:
    """Somebody has it in hand: nobody else is called, all who were told read who."""
    alarm.acknowledged_at, alarm.acknowledged_by = desk.now, by.person_id
    desk.store.alarms.save(alarm)
    await _write(desk, alarm, acts.Act.ACKNOWLEDGE, by)
    await refresh(desk, alarm)
    name = await card.name(desk, by.person_id)
    await line(desk, alarm, "emergency.taken_line", name=name)


async def call_off(desk: Desk, alarm: Alarm, by: acts.Actor) -> str:
    """It is none: the mark is taken off, all who were told read so; the case goes on.

    Returns by when it is answered now, in a line of its own, if it was filed as an emergency.
    """
    whose = "resident" if by.role == "resident" else "official"
    alarm.ended_at, alarm.calmed_by = desk.now, whose
    alarm.acknowledged_by = alarm.acknowledged_by if whose == "resident" else by.person_id
    desk.store.alarms.save(alarm)
    draft = await desk.store.drafts.by_id(alarm.draft_id) if alarm.draft_id else None
    if draft is not None:
        draft.emergency = False
        desk.store.drafts.save(draft)
    case = await case_of(desk, alarm)
    if case is not None:
        case.emergency = False
        if draft is not None and case.state in OPEN_STATES:
            deadline.not_urgent(desk, case)
        desk.store.cases.save(case)
        await _write(desk, alarm, acts.Act.CALM, by)
        await card.show(desk, case)
    name = await card.name(desk, by.person_id) if whose == "official" else ""
    await refresh(desk, alarm)
    await line(desk, alarm, f"emergency.off_line_{whose}", name=name)
    if case is None or draft is None or case.state not in OPEN_STATES:
        return ""
    return desk.say("emergency.due", code=case.code, due=deadline.stated(desk, case))


async def _write(desk: Desk, alarm: Alarm, act: acts.Act, by: acts.Actor) -> None:
    case = await case_of(desk, alarm)
    if case is not None:
        await desk.store.cases.note(
            case, act, desk.now, actor_id=by.person_id, role=by.role, after=case.state
        )


def _choices(desk: Desk, alarm: Alarm) -> Rows:
    if alarm.ended_at is not None:
        return ()
    off = desk.choice(f"alarm.off:{alarm.id}", "emergency.calm")
    if alarm.acknowledged_at is not None:
        return ((off,),)
    return ((desk.choice(f"alarm.take:{alarm.id}", "emergency.take"), off),)


async def _face(desk: Desk, alarm: Alarm) -> str:
    kind = kind_of(desk, alarm)
    return desk.say(
        "emergency.alarm",
        kind=kind.label,
        unit=desk.office.unit_name(alarm.unit),
        at=desk.wording.moment(alarm.raised_at),
        words=shorten(desk.store.alarms.words(alarm), QUOTED),
        where=await _where(desk, alarm),
        numbers=numbers(desk, kind),
        status=await _status(desk, alarm),
    )


async def _where(desk: Desk, alarm: Alarm) -> str:
    draft = await desk.store.drafts.by_id(alarm.draft_id) if alarm.draft_id else None
    area = desk.office.area(draft.area or "") if draft else None
    return "\n" + desk.say("officials.card.place", value=area.name) if area else ""


async def _status(desk: Desk, alarm: Alarm) -> str:
    if alarm.calmed_by is not None:
        name = await card.name(desk, alarm.acknowledged_by)
        return desk.say(f"emergency.called_off_{alarm.calmed_by}", name=name)
    if alarm.acknowledged_at is not None:
        name = await card.name(desk, alarm.acknowledged_by)
        at = f"{alarm.acknowledged_at.astimezone(HERE):%H:%M}"
        return desk.say("emergency.taken", name=name, at=at)
    return desk.say("emergency.waiting", minutes=desk.office.emergency.next_after_minutes)


async def call_next(desk: Desk, alarm: Alarm) -> bool:
    """Nobody has it in hand: tell the next in line, again from the first when all were told.

    False while it is too early, or somebody has it.
    """
    minutes = desk.office.emergency.next_after_minutes
    if alarm.acknowledged_at or desk.now < alarm.called_at + timedelta(minutes=minutes):
        return False
    alarm.called_at = desk.now
    line_up = await in_line(desk, alarm.unit)
    key, name = "emergency.nobody_left", ""
    if line_up:
        following = line_up[alarm.calls % len(line_up)]
        alarm.calls += 1
        await tell(desk, alarm, _at_home(following))
        key, name = "emergency.next_told", await card.name(desk, following.id)
    words = _brief(desk, alarm)
    for spot in await desk.duty_spots():
        note = Note("alarm_line", _named(alarm))
        await desk.tell(spot, key, note=note, minutes=minutes, words=words, name=name)
    desk.store.alarms.save(alarm)
    return True
