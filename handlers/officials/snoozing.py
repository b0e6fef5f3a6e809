"""A case waits for an event: no reminders until a day, with a reason, seen by the leaders.

The deadline stays, and so does the case among the overdue: only the reminders rest.
"""

from datetime import date

from handlers import acts, card, deadline, resting
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.days import day_first
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.message import NOWHERE, Outgoing
from handlers.officials import finding
from handlers.wording import HERE, shorten
from storage.models import Case

PROMPT = "prompt.snooze"
LEAST_LETTERS = 4
LONGEST = 200


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """`/hen CODE 30/11 reason`; `/hen CODE` alone asks for both, `/hen` lists what rests."""
    if not words and caller.about is None:
        await _list(desk, caller)
        return
    case, rest = await finding.named(desk, caller, words, prose=True)
    if case is None:
        return
    if rest:
        await take(desk, caller, case, rest)
    else:
        await _prompt(desk, caller, case)


async def _list(desk: Desk, caller: Caller) -> None:
    unit = caller.room.unit if caller.room else None
    apart = () if unit else desk.office.kept_apart
    key, lines = await resting.lines(desk, unit, without=apart)
    await desk.tell(caller.spot, key, lines=lines)


async def press_snooze(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for day and reason."""
    case = await finding.pressed(desk, caller, number)
    if case is None:
        return
    if not acts.possible(case, acts.Act.SNOOZE):
        await desk.remark(caller.spot, "officials.closed_already", code=case.code)
        return
    await _prompt(desk, caller, case, edits=finding.standing(caller))


async def press_wake(desk: Desk, caller: Caller, number: str) -> None:
    """The event has come sooner: reminders go on."""
    case = await finding.pressed(desk, caller, number)
    if case is None:
        return
    if case.snoozed_until is None:
        await desk.remark(caller.spot, "common.stale")
        return
    case.snoozed_until = case.snoozed_for = None
    await acts.move(desk, case, acts.Act.WAKE, caller.official)
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    await desk.remark(caller.spot, "snooze.over", code=case.code)


async def _prompt(desk: Desk, caller: Caller, case: Case, *, edits: str | None = None) -> None:
    out = Outgoing(
        NOWHERE,
        desk.say("snooze.prompt", code=case.code),
        edits=edits,
        asks_reply=edits is None,
    )
    await desk.post(caller.spot, out, note=Note(what=PROMPT, case=case))


async def hear(desk: Desk, caller: Caller, case: Case, words: str) -> bool:
    """A reply to the question for day and reason."""
    await take(desk, caller, case, words)
    return True


async def take(desk: Desk, caller: Caller, case: Case, words: str) -> None:
    """Read a day and a reason and let the reminders rest; otherwise say what is wrong."""
    note = Note(what=PROMPT, case=case)
    if not caller.named:
        await desk.tell(caller.spot, "officials.unnamed")
        return
    if not acts.possible(case, acts.Act.SNOOZE):
        await desk.tell(caller.spot, "officials.closed_already", code=case.code)
        return
    typed = day_first(words, desk.now.astimezone(HERE).date())
    if typed is None or typed.day is None:
        await desk.tell(caller.spot, "snooze.how", note=note, code=case.code)
        return
    last = _farthest(desk)
    if not desk.now.astimezone(HERE).date() < typed.day <= last:
        last_day = desk.wording.day(last)
        await desk.tell(caller.spot, "snooze.wrong_day", note=note, last=last_day)
        return
    if len(fold(typed.rest).replace(" ", "")) < LEAST_LETTERS:
        await desk.tell(caller.spot, "snooze.why", note=note, day=f"{typed.day:%d/%m}")
        return
    await _rest(desk, caller, case, typed.day, shorten(typed.rest, LONGEST))


def _farthest(desk: Desk) -> date:
    days = desk.office.reminders.longest_snooze
    return calendar_of(desk.office).add_working_days(desk.now, days).at.astimezone(HERE).date()


async def _rest(desk: Desk, caller: Caller, case: Case, day: date, reason: str) -> None:
    calendar = calendar_of(desk.office)
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    case.snoozed_until, case.snoozed_for = calendar.opening_of(day), reason
    told = f"{day:%d/%m/%Y}: {reason}"
    await acts.move(desk, case, acts.Act.SNOOZE, caller.official, note=told)
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    wake = desk.choice(f"rest.wake:{case.id}", "snooze.wake_button")
    await desk.tell(
        caller.spot,
        "snooze.rests",
        choices=((wake,),),
        note=Note(what="snooze", case=case),
        code=case.code,
        by=await card.name(desk, caller.person_id),
        day=desk.wording.day(day),
        reason=reason,
        due=desk.wording.day(case.due_at),
    )


PRESSES: dict[str, finding.Press] = {"card.snooze": press_snooze, "rest.wake": press_wake}
COMMANDS: dict[str, finding.Press] = {"hen": by_code}
LISTENERS: dict[str, finding.Listener] = {PROMPT: hear}
