"""A case has become overdue: the office apologises, with the reason and one new date."""

from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

from handlers import acts, asking_unit, card, clock, deadline, facts, sorry, ways
from handlers.acts import Act, Actor
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.officials import finding
from handlers.wording import HERE
from storage.models import OPEN_STATES, Apology, Case, Promise

WHAT = "apology"
USUAL_REASONS = 4


async def owe(desk: Desk, case: Case) -> Apology:
    """The apology of the case's present round; from now on it is known to be owed."""
    case.apologies = case.reopened + 1
    desk.store.cases.save(case)
    found = await desk.store.owed.apology_of(case)
    if found is None:
        found = Apology(case_id=case.id or 0, round=case.reopened, unit=case.unit, owed_at=desk.now)
        await desk.store.owed.keep(found)
    return found


async def still_owed(desk: Desk, case: Case, apology: Apology) -> bool:
    """Say whether nobody has made it, the case is late still, and somebody would read it."""
    return (
        apology.sent_at is None
        and apology.round == case.reopened
        and case.state in OPEN_STATES
        and clock.is_late(case, desk.now)
        and await ways.reaches_anybody(desk, case)
    )


async def can_go(desk: Desk, case: Case, apology: Apology) -> bool:
    """Say whether a draft can be sent as it stands: it is owed, and its date is to come."""
    waits = apology.next_at is not None and await still_owed(desk, case, apology)
    _on_a_working_day(desk, apology)
    return waits and apology.new_date is not None and reaches(desk, apology.new_date)


async def drop(desk: Desk, case: Case, apology: Apology) -> None:
    """It is not owed any more; should the case of this round be late again, it is drafted anew."""
    apology.next_at, read = None, await ways.reaches_anybody(desk, case)
    if apology.round == case.reopened and apology.sent_at is None and read:
        case.apologies = case.reopened
        desk.store.cases.save(case)
    await desk.store.owed.keep(apology)
    key = "apology.not_needed" if case.state in OPEN_STATES else "apology.ended"
    state = desk.say(f"officials.state.{case.state}")
    said = desk.say(key if read else "apology.nobody", code=case.code, state=state)
    await asking_unit.close(desk, case, said, what=WHAT, number=apology.id or 0)


async def sent(desk: Desk, case: Case, apology: Apology, by: Actor, text: str) -> None:
    """The resident gets it; that it was made stands in the history."""
    apology.sent_at, apology.next_at = desk.now, None
    await desk.store.owed.keep(apology)
    why = apology.words or apology.reason or ""
    note = "plain" if apology.plain else f"{why} ({apology.new_date})"
    await acts.move(desk, case, Act.APOLOGISE, by, note=note)
    await desk.post(Spot(case.chat_id), Outgoing(NOWHERE, text), note=Note(WHAT, case=case))


# --- in a late answer ----------------------------------------------------------------------------


async def in_answer(desk: Desk, case: Case, words: str) -> str:
    """The line with which a late answer begins; empty when it is in time, or was apologised for.

    Who says sorry in their own words has said it. Either way the apology is made, and counted.
    """
    late = case.state in OPEN_STATES and clock.is_late(case, desk.now)
    if not late or not await ways.reaches_anybody(desk, case):
        return ""
    apology = await owe(desk, case)
    if apology.sent_at is not None:
        return ""
    drafted = apology.next_at is not None
    apology.sent_at, apology.next_at, apology.in_answer = desk.now, None, True
    await desk.store.owed.keep(apology)
    await acts.move(desk, case, Act.APOLOGISE)
    if drafted:
        said = desk.say("apology.not_needed", code=case.code)
        await asking_unit.close(desk, case, said, what=WHAT, number=apology.id or 0)
    return "" if facts.apologises(words) else late_line(desk, case)


async def would_say(desk: Desk, case: Case, words: str) -> str:
    """What `in_answer` would say of these words; nothing is done yet."""
    late = case.state in OPEN_STATES and clock.is_late(case, desk.now)
    if not late or facts.apologises(words) or not await ways.reaches_anybody(desk, case):
        return ""
    made = await desk.store.owed.apology_of(case)
    return late_line(desk, case) if made is None or made.sent_at is None else ""


def late_line(desk: Desk, case: Case) -> str:
    """How late, in one sentence; the answer comes below it."""
    calendar = calendar_of(desk.office)
    days = calendar.working_days_between(local(case.due_at), local(desk.now))
    return desk.say("apology.in_answer", code=case.code, days=max(1, days)) + "\n\n"


# --- the draft -----------------------------------------------------------------------------------


def reasons(desk: Desk) -> tuple[str, ...]:
    """What can be chosen; the first is what a draft says."""
    usual = (desk.say(f"apology.reason_{n}") for n in range(1, USUAL_REASONS + 1))
    return desk.office.apology.reasons or tuple(usual)


def letter(desk: Desk, case: Case, apology: Apology) -> str:
    """What the resident will read."""
    unit = desk.office.unit(case.unit)
    phone = unit.phone if unit else ""
    values: dict[str, Any] = {
        "code": case.code,
        "due": _day(desk, case.due_at),
        "day": deadline.from_now(desk, apology.new_date or local(desk.now)),
        "unit": desk.office.unit_name(case.unit),
        "phone": desk.say("apology.phone", phone=phone) if phone else "",
    }
    if apology.words:
        return desk.say("apology.letter_own", words=apology.words, **values)
    return desk.say("apology.letter", reason=apology.reason or "", **values)


async def show(desk: Desk, case: Case, apology: Apology, *, fresh: bool = False) -> None:
    """Put the draft before the unit."""
    assert apology.next_at is not None  # noqa: S101  # a draft waits for somebody's word
    reads = letter(desk, case, apology)
    text = desk.say(
        "apology.draft",
        code=case.code,
        due=_day(desk, case.due_at),
        letter=reads,
        until=desk.wording.moment(apology.next_at),
    )
    rows: Rows = (
        (desk.choice(f"sorry.send:{apology.id}:{seal(case, apology)}", "apology.send"),),
        (
            desk.choice(f"sorry.why:{apology.id}", "apology.why"),
            desk.choice(f"sorry.when:{apology.id}", "apology.when"),
        ),
    )
    number, how = apology.id or 0, " " + desk.say("apology.how")
    await asking_unit.ask(desk, case, text, rows, what=WHAT, number=number, fresh=fresh, how=how)


def seal(case: Case, apology: Apology) -> str:
    """A short mark of what a letter says, however far its date is: who presses has read it."""
    says = (case.due_at, apology.reason, apology.words, apology.new_date)
    return f"{crc32(repr(says).encode()):08x}"


def reaches(desk: Desk, day: date) -> bool:
    """Say whether a new date is after today, and not too far away."""
    today = local(desk.now)
    most = desk.office.apology.longest_days
    return today < day <= today + timedelta(days=2 * most) and (
        calendar_of(desk.office).working_days_between(today, day) <= most
    )


def worked(desk: Desk, day: date) -> date:
    """The day itself; of a day off, the working day after it."""
    calendar = calendar_of(desk.office)
    return day if calendar.is_working_day(day) else calendar.next_working_day(day)


def _on_a_working_day(desk: Desk, apology: Apology) -> None:
    """Its day may have been declared off since it was named."""
    if apology.new_date is not None:
        apology.new_date = worked(desk, apology.new_date)


async def pending(desk: Desk, caller: Caller, number: str) -> tuple[Apology, Case] | None:
    """The draft of a press or a reply and its case, locked; otherwise the official is told."""
    found = await desk.store.owed.apology(int(number)) if number.isdecimal() else None
    if found is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await finding.pressed(desk, caller, str(found.case_id))
    apology = await desk.store.owed.apology(found.id or 0)
    if case is None or apology is None:
        return None
    if apology.next_at is not None and not await still_owed(desk, case, apology):
        await drop(desk, case, apology)
    if apology.next_at is None:
        await desk.remark(caller.spot, "apology.settled", code=case.code)
        return None
    _on_a_working_day(desk, apology)
    return apology, case


async def press_send(desk: Desk, caller: Caller, arg: str) -> None:
    """Send what was read, once; the new date is a promise from now on."""
    number, _, mark = arg.partition(":")
    found = await pending(desk, caller, number)
    if found is None:
        return
    apology, case = found
    reads = letter(desk, case, apology)
    day = apology.new_date
    if seal(case, apology) != mark or day is None or not reaches(desk, day):
        await show(desk, case, apology)
        await desk.remark(caller.spot, "apology.changed")
        return
    await confirm(desk, caller, apology, case)
    at = f"{desk.now.astimezone(HERE):%H:%M}"
    by = await card.name(desk, caller.person_id)
    said = desk.say("apology.sent", code=case.code, by=by, at=at, letter=reads)
    await asking_unit.close(desk, case, said, what=WHAT, number=apology.id or 0)


async def confirm(desk: Desk, caller: Caller, apology: Apology, case: Case) -> None:
    """The resident gets it in the office's name; its date is a promise from now on."""
    assert apology.new_date is not None  # noqa: S101  # a draft has one
    apology.confirmed_by = caller.person_id
    await sent(desk, case, apology, caller.official, letter(desk, case, apology))
    await desk.store.owed.keep(
        Promise(
            case_id=case.id or 0,
            unit=case.unit,
            words=apology.reason or "",
            due_on=apology.new_date,
            made_at=desk.now,
            made_by=caller.person_id,
            next_at=sorry.ask_after(desk, apology.new_date),
            kind=WHAT,
        )
    )


def local(at: datetime) -> date:
    """The day of a moment, here."""
    return at.astimezone(HERE).date()


def _day(desk: Desk, at: datetime) -> str:
    return desk.wording.day(at)


PRESSES: dict[str, finding.Press] = {"sorry.send": press_send}
