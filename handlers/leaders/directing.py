"""A leader's reply becomes a direction in the case, with a due date of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime

from handlers import acts, directions, promises
from handlers.acts import Actor
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.days import Typed, day_first
from handlers.desk import Desk, Note, Rows
from handlers.leaders import rights
from handlers.message import Choice, Kind
from handlers.saying import files_of, saying
from handlers.transferring import show_direction
from handlers.wording import HERE
from storage.models import Act, Case, Direction, Entry, Side

FORM = "direct"
LONGEST = 1_500
"""Characters of a direction: it stands under the card in one message with its buttons."""
SPOKEN = (Kind.TEXT, Kind.MEDIA)
FEW_WORDS = 5
FARTHEST = 90
"""Working days: what is due later is forgotten by then."""
SOON = {"today": 0, "next": 1, "third": 3}
"""Working days from now."""
ABOUT = frozenset({"forgotten", "prompt.direct"})
"""Our messages to a leader of which a reply is a direction."""


async def press_direct(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the words."""
    case = await rights.pressed(desk, caller, number, acts.Act.DIRECT)
    if case is None:
        return
    await _ask(desk, caller, case, "directions.how")


async def _ask(desk: Desk, caller: Caller, case: Case, key: str) -> None:
    caller.person.step, caller.person.about = "lead.direct", case.id
    desk.store.people.save(caller.person)
    note = Note(what="prompt.direct", case=case)
    await desk.tell(caller.spot, key, note=note, code=case.code)


async def replied(desk: Desk, caller: Caller) -> bool:
    """A reply to what a leader was told of a case; False when this is none."""
    about = caller.about
    if about is None or about.what not in ABOUT or about.case_id is None:
        return False
    return await take(desk, caller, about.case_id)


async def typed(desk: Desk, caller: Caller) -> bool:
    """The words after "direct" was pressed."""
    number, caller.person.step, caller.person.about = caller.person.about, None, None
    desk.store.people.save(caller.person)
    return number is not None and await take(desk, caller, number)


async def take(desk: Desk, caller: Caller, number: int) -> bool:
    """Keep the words, and ask until when; nothing is passed on before that."""
    if caller.message.kind not in SPOKEN or caller.message.edits is not None:
        return False
    case = await rights.case_of(desk, caller, number, acts.Act.DIRECT)
    if case is None:
        return True
    if not caller.words:
        await _ask(desk, caller, case, "directions.words_needed")
        return True
    if len(caller.words) > LONGEST:
        await desk.tell(caller.spot, "directions.too_long", most=LONGEST)
        return True
    said = replace(saying(caller, Side.OFFICIAL, Act.REPLY), text=caller.words, form=FORM)
    entry = await desk.store.drafts.say(said, case_id=case.id)
    caller.person.step, caller.person.about = "lead.due", entry.id
    desk.store.people.save(caller.person)
    await desk.tell(
        caller.spot,
        "directions.until",
        choices=_dates(desk, entry),
        note=Note(what="direction", case=case),
        code=case.code,
        words=entry.text,
    )
    return True


def _dates(desk: Desk, entry: Entry) -> Rows:
    rows = [
        (
            Choice(
                f"direct.due:{entry.id}:{(day := _soon(desk, days)):%y%m%d}",
                desk.say(f"directions.{name}", day=desk.wording.day(day)),
            ),
        )
        for name, days in SOON.items()
        if days or calendar_of(desk.office).received_on(desk.now) == _soon(desk, 0)
    ]
    return (*rows, (desk.choice(f"direct.drop:{entry.id}", "directions.drop"),))


def _soon(desk: Desk, days: int) -> date:
    today = desk.now.astimezone(HERE).date()
    return calendar_of(desk.office).working_day_after(today, days)


async def press_due(desk: Desk, caller: Caller, arg: str) -> None:
    """The day that was read, if it is not over."""
    number, _, named = arg.partition(":")
    found = await _undecided(desk, caller, number)
    if found is None:
        return
    try:
        day = datetime.strptime(named, "%y%m%d").date()  # noqa: DTZ007  # a day, no moment
    except ValueError:
        await desk.remark(caller.spot, "common.stale")
        return
    last = _soon(desk, FARTHEST)
    if not desk.now.astimezone(HERE).date() <= day <= last:
        await desk.remark(caller.spot, "directions.no_such_day", last=desk.wording.day(last))
        return
    await _give(desk, caller, *found, day)


async def press_drop(desk: Desk, caller: Caller, number: str) -> None:
    """Nothing is passed on."""
    found = await _undecided(desk, caller, number)
    if found is not None:
        entry, case = found
        entry.act = Act.DISCARDED
        desk.store.drafts.save_entry(entry)
        _forget_step(desk, caller)
        await desk.tell(caller.spot, "directions.dropped", code=case.code)


async def typed_due(desk: Desk, caller: Caller) -> bool:
    """A date that was typed; anything else ends the question, and is heard as what it is."""
    today = desk.now.astimezone(HERE).date()
    typed_day = _read(desk, caller.words, today)
    found = await _undecided(desk, caller, str(caller.person.about or ""))
    if found is None:
        _forget_step(desk, caller)
        return typed_day is not None
    entry, case = found
    if typed_day is None:
        _forget_step(desk, caller)
        rows = _dates(desk, entry)
        note = Note(what="direction", case=case)
        key = "directions.not_passed_on"
        await desk.tell(caller.spot, key, choices=rows, note=note, code=case.code)
        return False
    last = _soon(desk, FARTHEST)
    if typed_day.day is None or not today <= typed_day.day <= last:
        await desk.tell(caller.spot, "directions.no_such_day", last=desk.wording.day(last))
        return True
    await _give(desk, caller, entry, case, typed_day.day)
    return True


def _read(desk: Desk, words: str, today: date) -> Typed | None:
    """The day that was typed alone ("25/11"), or named in a few words ("trước thứ sáu nhé")."""
    typed_day = day_first(words, today)
    if typed_day is not None and not typed_day.rest:
        return typed_day
    if len(words.split()) > FEW_WORDS:
        return None
    day = promises.read_day(words, today, calendar_of(desk.office).working_day_after)
    return None if day is None else Typed(day, "")


async def _give(desk: Desk, caller: Caller, entry: Entry, case: Case, day: date) -> None:
    """Pass it on: into the history, under the card, and into the list of what is chased."""
    due_at = directions.due_on(desk.office, day)
    entry.act = Act.INTERNAL
    desk.store.drafts.save_entry(entry)
    _forget_step(desk, caller)
    direction = await desk.store.chases.give_direction(
        Direction(
            case_id=case.id or 0,
            unit=case.unit,
            leader_id=caller.person_id,
            words=entry.text,
            given_at=desk.now,
            due_at=due_at,
            next_reminder_at=directions.next_reminder(due_at, desk.office, desk.now),
        )
    )
    until = desk.wording.day(due_at)
    await acts.move(
        desk,
        case,
        acts.Act.DIRECT,
        Actor(caller.person_id, "leader"),
        note=f"{until}: {entry.text}",
    )
    await show_direction(desk, case, direction, "directions.given", files_of([entry]))
    unit = desk.office.unit_name(case.unit)
    await desk.tell(caller.spot, "directions.passed_on", code=case.code, unit=unit, day=until)


async def _undecided(desk: Desk, caller: Caller, number: str) -> tuple[Entry, Case] | None:
    """The words of a choice and their case, both locked; None, and the leader is told."""
    entry = await desk.store.drafts.entry(int(number), lock=True) if number.isdecimal() else None
    if entry is None or entry.form != FORM or entry.author_id != caller.person_id:
        await desk.remark(caller.spot, "common.stale")
        return None
    if entry.act != Act.REPLY:
        await desk.remark(caller.spot, "officials.decided_already")
        return None
    case = await rights.case_of(desk, caller, entry.case_id or 0, acts.Act.DIRECT)
    return None if case is None else (entry, case)


def _forget_step(desk: Desk, caller: Caller) -> None:
    caller.person.step, caller.person.about = None, None
    desk.store.people.save(caller.person)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "lead.direct": press_direct,
    "direct.due": press_due,
    "direct.drop": press_drop,
}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {
    "lead.direct": typed,
    "lead.due": typed_due,
}
