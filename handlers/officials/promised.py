"""The day of a promise has come: the unit is asked whether it was kept, then the resident."""

from datetime import date
from typing import Any

from handlers import acts, asking_unit, card, days, deadline, keeping, promises, sorry, ways
from handlers.acts import Act
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.officials import checking, finding
from handlers.roles import Deed
from handlers.wording import HERE, shorten
from storage.models import OPEN_STATES, Case, Promise, State

WHAT, MOVE = "promise", "prompt.promise_moved"
ENDED = (State.REFUSED, State.FORWARDED_OUT)


async def sweep(desk: Desk) -> int:
    """Ask after every promise that has come due; returns after how many."""
    asked = 0
    for number, case_id in await desk.store.owed.promises_due(desk.now):
        case = await desk.store.cases.by_id(case_id, lock=True)
        promise = await desk.store.owed.promise(number)
        due = promise is not None and promise.next_at is not None and promise.next_at <= desk.now
        if case is not None and promise is not None and due:
            asked += await _look_after(desk, case, promise)
    return asked


async def _look_after(desk: Desk, case: Case, promise: Promise) -> bool:
    if case.state in keeping.NO_LONGER_WANTED or not await ways.reaches_anybody(desk, case):
        await keeping.settle(desk, promise, None)
        return False
    if promise.kind == "apology" and case.state not in OPEN_STATES:
        ended = keeping.ended_on(case)
        kept = ended is not None and ended <= promise.due_on
        await keeping.settle(desk, promise, keeping.KEPT if kept else keeping.BROKEN)
        return False
    if promise.kind == "apology" and _stood_still(case, promise):
        promise.due_on = calendar_of(desk.office).next_working_day(desk.now.astimezone(HERE).date())
        promise.asks, promise.next_at = "unit", sorry.ask_after(desk, promise.due_on)
        await desk.store.owed.keep(promise)
        return False
    if case.state in ENDED or promise.asks == "nobody":
        await keeping.settle(desk, promise, _by_the_unit(promise))
        return False
    if promise.asks == "unit":
        return await _ask_unit(desk, case, promise)
    if not asking_unit.residents_are_awake(desk):
        return False
    await keeping.ask_resident(desk, case, promise)
    return True


def _stood_still(case: Case, promise: Promise) -> bool:
    """Whether the resident was asked in time and owes a word: the day moves with the clock."""
    asked = case.paused_at
    return asked is not None and asked.astimezone(HERE).date() <= promise.due_on


def _by_the_unit(promise: Promise) -> str | None:
    """What it came to, when the resident has not said: silence speaks for nobody."""
    if promise.kind == "apology":
        return keeping.BROKEN
    return keeping.KEPT if promise.unit_says == keeping.KEPT else None


async def _ask_unit(desk: Desk, case: Case, promise: Promise) -> bool:
    calendar = calendar_of(desk.office)
    if not calendar.is_open(desk.now):
        return False
    promised_answer = promise.kind == "apology"
    promise.asks = "nobody" if promised_answer else "resident"
    promise.next_at = asking_unit.end_of_next_working_day(desk)
    if promised_answer:  # from the next morning on it is broken
        following = calendar.next_working_day(desk.now.astimezone(HERE).date())
        promise.next_at = calendar.opening_of(following)
    await desk.store.owed.keep(promise)
    key = "promises.answer_due" if promised_answer else "promises.unit_asked"
    text = desk.say(key, code=case.code, day=desk.wording.day(promise.due_on), words=promise.words)
    how = " " + desk.say("promises.answer_below") if promised_answer else ""
    rows = _rows(desk, case, promise)
    await asking_unit.ask(desk, case, text, rows, what=WHAT, number=promise.id or 0, how=how)
    return True


def _rows(desk: Desk, case: Case, promise: Promise) -> Rows:
    later = desk.choice(f"promise.not_yet:{promise.id}", "promises.unit_not_yet")
    if promise.kind == "apology":
        return ((desk.choice(f"card.answer:{case.id}", "officials.button.answer"), later),)
    kept = desk.choice(f"promise.kept:{promise.id}", "promises.unit_kept")
    failed = desk.choice(f"promise.failed:{promise.id}", "promises.unit_failed")
    return ((kept, later), (failed,))


async def _open(desk: Desk, caller: Caller, number: str) -> tuple[Promise, Case] | None:
    """The promise of a press or reply and its case, locked, while the unit's word is awaited."""
    found = await desk.store.owed.promise(int(number)) if number.isdecimal() else None
    if found is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await finding.pressed(desk, caller, str(found.case_id))
    promise = await desk.store.owed.promise(found.id or 0)
    if case is None or promise is None:
        return None
    if not promise.settled_at and not await ways.reaches_anybody(desk, case):
        await keeping.settle(desk, promise, None)
    if promise.settled_at or promise.unit_says or promise.resident_says:
        day = desk.wording.day(promise.due_on)
        await desk.remark(caller.spot, "promises.settled", code=case.code, day=day)
        return None
    return promise, case


async def press_kept(desk: Desk, caller: Caller, number: str) -> None:
    """The unit says that it is done: the resident is asked."""
    if found := await _open(desk, caller, number):
        promise, case = found
        promise.unit_says = keeping.KEPT
        if promise.asks != "nobody":  # not asked yet
            promise.asks, promise.next_at = "resident", desk.now
            if asking_unit.residents_are_awake(desk):
                await keeping.ask_resident(desk, case, promise)
        await desk.store.owed.keep(promise)
        await _said(desk, caller, case, promise, keeping.KEPT)


async def press_failed(desk: Desk, caller: Caller, number: str) -> None:
    """The unit says that it cannot be kept: the resident reads so, with whom to turn to."""
    if found := await _open(desk, caller, number):
        promise, case = found
        promise.unit_says = "failed"
        await keeping.settle(desk, promise, keeping.BROKEN)
        await desk.tell(
            Spot(case.chat_id),
            "promises.failed_to_resident",
            note=Note(WHAT, case=case),
            code=case.code,
            unit=desk.office.unit_name(case.unit),
            before=desk.wording.day(promise.due_on),
            leader=sorry.leader(desk),
        )
        await _said(desk, caller, case, promise, "failed")


async def _said(desk: Desk, caller: Caller, case: Case, promise: Promise, what: str) -> None:
    await acts.move(desk, case, Act.ACCOUNT, caller.official, note=f"{promise.due_on}: {what}")
    by = await card.name(desk, caller.person_id)
    day = desk.wording.day(promise.due_on)
    text = desk.say(f"promises.unit_said_{what}", code=case.code, by=by, day=day)
    await asking_unit.ask(desk, case, text, (), what=WHAT, number=promise.id or 0)


async def press_not_yet(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the new date and the reason; a second one is a leader's."""
    if found := await _open(desk, caller, number):
        promise, case = found
        if not await _may_move(desk, caller, promise):
            await desk.remark(caller.spot, "promises.needs_leader", code=case.code)
            return
        again = await keeping.was_moved(desk, promise)  # a leader asks then, who may as often
        once = "" if again else desk.say("promises.only_once")
        text = desk.say("promises.when_then", code=case.code, once=once)
        note = Note(MOVE, {WHAT: promise.id}, case)
        await desk.post(caller.spot, Outgoing(NOWHERE, text, asks_reply=True), note=note)


async def _may_move(desk: Desk, caller: Caller, promise: Promise) -> bool:
    return not await keeping.was_moved(desk, promise) or bool(
        await caller.may(desk, Deed.PROMISE_AGAIN, promise.unit)
    )


async def hear_move(desk: Desk, caller: Caller, _case: Case, words: str) -> bool:
    """The new date with its reason: the resident reads both."""
    number = str((caller.about.data or {}).get(WHAT, "")) if caller.about else ""
    found = await _open(desk, caller, number)
    if found is None:
        return True
    promise, case = found
    if not await _may_move(desk, caller, promise):
        await desk.remark(caller.spot, "promises.needs_leader", code=case.code)
        return True
    today, count = checking.today(desk), calendar_of(desk.office).working_day_after
    day = promises.read_day(words, today, count)
    reason = shorten(days.reason(promises.without_day(words, today, count)), 300)
    again = Note(MOVE, {WHAT: promise.id}, case)
    if day is None or day <= max(today, promise.due_on):
        await desk.tell(caller.spot, "promises.no_day", note=again)
    elif len(reason.split()) < 2:
        await desk.tell(caller.spot, "promises.why", note=again, day=f"{day:%d/%m}")
    else:
        await _move(desk, caller, case, promise, day=day, reason=reason)
    return True


async def _move(  # whose promise, to when, why
    desk: Desk, caller: Caller, case: Case, promise: Promise, *, day: date, reason: str
) -> None:
    promise.unit_says = keeping.MOVED
    made = await keeping.make(desk, case, promise.words, day, caller.official, promise.entry_id)
    made.reason, promise.moved_to = reason, made.id
    await keeping.settle(desk, promise, keeping.MOVED)
    told: dict[str, Any] = {
        "code": case.code,
        "before": desk.wording.day(promise.due_on),
        "day": desk.wording.day(day),
        "reason": reason,
    }
    unit = desk.office.unit_name(case.unit)
    resident, note = Spot(case.chat_id), Note(WHAT, case=case)
    counted = told | {"day": deadline.from_now(desk, day)}
    await desk.tell(resident, "promises.moved_to_resident", note=note, unit=unit, **counted)
    by = await card.name(desk, caller.person_id)
    text = desk.say("promises.moved", by=by, **told)
    await asking_unit.ask(desk, case, text, (), what=WHAT, number=promise.id or 0)


PRESSES: dict[str, finding.Press] = {
    "promise.kept": press_kept,
    "promise.not_yet": press_not_yet,
    "promise.failed": press_failed,
}
LISTENERS: dict[str, finding.Listener] = {MOVE: hear_move}
"""What is done with a reply to these messages of ours."""
