"""The resident owes a word: the clock stands, they are asked again, at last it is set aside."""

from datetime import datetime, timedelta

from handlers import acts, card, clock, deadline
from handlers.calendar import Calendar, calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.wording import HERE, shorten
from storage.models import Act, Case

LOOK_AGAIN = timedelta(minutes=5)
"""How soon to look again for a question that is still on its way."""
QUOTED = 300


async def sweep(desk: Desk) -> int:
    """Look after whoever owes a word and is due; returns how many were asked again or set aside.

    Outside working hours it is only seen whether questions arrived: nobody is asked at night.
    """
    shut = not calendar_of(desk.office).is_open(desk.now)
    found = 0
    for case in await desk.store.cases.to_nudge(desk.now, not_yet_paused=shut):
        if case.state not in acts.WAITING:
            case.next_nudge_at = None
        elif clock.is_paused(case):
            found += await _due(desk, case)
        else:
            await _has_it_arrived(desk, case)
        desk.store.cases.save(case)
    return found


async def _has_it_arrived(desk: Desk, case: Case) -> None:
    """Stop the clock if the question arrived; one that was refused leaves it running."""
    if await clock.look_for_arrival(desk, case):
        await acts.move(desk, case, acts.Act.PAUSE)
        case.next_nudge_at, case.nudges = _step(desk, case, 0), 0
        deadline.set_clock(desk, case)
        await card.show(desk, case)
    elif await desk.store.cases.on_its_way(case.id or 0, "question"):
        case.next_nudge_at = desk.now + LOOK_AGAIN
    else:
        case.next_nudge_at = None
        deadline.set_clock(desk, case)


def _step(desk: Desk, case: Case, taken: int) -> datetime | None:
    """When the resident is asked for the next time, or (after the last) the case is set aside."""
    rule = desk.office.silence
    days = (*rule.ask_again_after, rule.set_aside_after)
    if case.paused_at is None or taken >= len(days):
        return None
    calendar = calendar_of(desk.office)
    planned = after_days(calendar, case.paused_at, days[taken])
    if planned > desk.now or taken == 0:
        return planned
    # We were away: whoever was asked again late has as long to answer as the others.
    return after_days(calendar, desk.now, days[taken] - days[taken - 1])


def after_days(calendar: Calendar, start: datetime, days: int) -> datetime:
    """The same time of day so many working days later, or when the office opens next."""
    day = calendar.add_working_days(start, days).at.astimezone(HERE).date()
    return calendar.next_opening(datetime.combine(day, start.astimezone(HERE).time(), HERE))


async def _due(desk: Desk, case: Case) -> int:
    rule = desk.office.silence
    if case.nudges < len(rule.ask_again_after):
        await _ask_again(desk, case)
    elif await _was_asked_again(desk, case):
        await _set_aside(desk, case)
    else:
        await _out_of_reach(desk, case)
    return 1


async def _ask_again(desk: Desk, case: Case) -> None:
    """Of reminders that fell due together while we were away, the last stands for all."""
    rule, calendar = desk.office.silence, calendar_of(desk.office)
    assert case.paused_at is not None  # noqa: S101  # sweep asked
    while case.nudges < len(rule.ask_again_after):
        if after_days(calendar, case.paused_at, rule.ask_again_after[case.nudges]) > desk.now:
            break
        case.nudges += 1
    until = _step(desk, case, len(rule.ask_again_after)) or desk.now
    await acts.expect_word(desk, case)
    await desk.tell(
        Spot(case.chat_id),
        "clock.ask_again",
        note=Note("nudge", case=case, once=f"{_key(case)}:{case.nudges}", at_work=True),
        priority=Priority.REMINDER,
        code=case.code,
        unit=desk.office.unit_name(case.unit),
        question=await _question(desk, case),
        until=deadline.from_now(desk, until.astimezone(HERE).date()),
    )
    case.next_nudge_at = _step(desk, case, case.nudges)


def _key(case: Case) -> str:
    """Of this wait; the next one has reminders of its own."""
    return f"nudge:{case.code}:{case.paused_at:%Y%m%d%H%M%S}"


async def _question(desk: Desk, case: Case) -> str:
    entries = await desk.store.drafts.of_case(case.id or 0)
    asked = [one for one in entries if one.act == Act.QUESTION]
    words = asked[-1].text if asked else ""
    return shorten(words, QUOTED) or desk.say("clock.see_question")


async def _was_asked_again(desk: Desk, case: Case) -> bool:
    assert case.paused_at is not None  # noqa: S101  # sweep asked
    if not desk.office.silence.ask_again_after:
        return True
    return await desk.store.cases.arrived_since(case.id or 0, "nudge", case.paused_at)


async def _set_aside(desk: Desk, case: Case) -> None:
    """Close it with a reason that the resident can read; one tap or word takes it up again."""
    assert case.paused_at is not None  # noqa: S101  # sweep asked
    asked_on, question = desk.wording.day(case.paused_at), await _question(desk, case)
    await acts.move(desk, case, acts.Act.LAPSE)
    again = desk.choice(f"case.reopen:{case.id}", "clock.take_up_again")
    await desk.tell(
        Spot(case.chat_id),
        "clock.set_aside",
        choices=((again,),),
        note=Note(what="refused", case=case),
        priority=Priority.REMINDER,
        code=case.code,
        unit=desk.office.unit_name(case.unit),
        question=question,
        day=asked_on,
    )
    await card.show(desk, case)
    await card.under(desk, case, desk.say("clock.was_set_aside", code=case.code), sign="lapsed")


async def _out_of_reach(desk: Desk, case: Case) -> None:
    """No reminder reached the resident: nobody is to lose a case by that, and the unit goes on."""
    await acts.move(desk, case, acts.Act.GO_ON)
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    text = desk.say("clock.out_of_reach", code=case.code, due=desk.wording.day(case.due_at))
    await card.under(desk, case, text, sign="lapsed")
