"""A deadline is extended: with a reason, to a day that is named, by who may, told to the resident.

The head of the unit may do so once, after that only a leader. What is late already cannot be
extended: it stays late, and is owed an apology instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from handlers import acts, card, clock, deadline
from handlers.acts import Actor
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.days import day_first
from handlers.desk import Desk, Note, Priority, Spot
from handlers.folding import fold
from handlers.message import NOWHERE, Outgoing
from handlers.roles import Deed
from handlers.wording import HERE, shorten
from storage.models import Case, Entry

LEAST_LETTERS = 6
"""Of a reason: shorter ones tell the resident nothing."""


@dataclass(frozen=True, slots=True)
class Wish:
    """To which day, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands against it, in the office's words."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


async def may(desk: Desk, caller: Caller, case: Case) -> bool:
    """Say whether the caller may extend this case now."""
    deed = Deed.EXTEND_AGAIN if leader_needed(desk, case) else Deed.EXTEND
    return await caller.may(desk, deed, case.unit) is not None


def leader_needed(desk: Desk, case: Case) -> bool:
    """Say whether the unit's own right to extend is used up."""
    return case.extensions >= desk.office.extension.by_head


def who_decides(desk: Desk, case: Case) -> str:
    """Say whose press it takes."""
    return desk.say("extending.by_leader" if leader_needed(desk, case) else "extending.by_head")


def read(desk: Desk, case: Case, words: str, said_at: datetime) -> Wish | Fault:
    """Read "30/11 chờ vật tư"; a Fault when the case, the day or the reason does not allow it."""
    if faulty := _not_now(desk, case):
        return Fault(faulty, {"code": case.code, "due": desk.wording.day(case.due_at)})
    typed = day_first(words, said_at.astimezone(HERE).date())
    if typed is None:
        return Fault("extending.how", {"code": case.code})
    if typed.day is None:
        return Fault("extending.no_such_day")
    if faulty_day := _wrong_day(desk, case, typed.day):
        return faulty_day
    if len(fold(typed.rest).replace(" ", "")) < LEAST_LETTERS:
        return Fault("extending.reason_needed", {"code": case.code, "day": f"{typed.day:%d/%m}"})
    return Wish(typed.day, typed.rest)


def _not_now(desk: Desk, case: Case) -> str | None:
    rule = desk.office.extension
    if not acts.possible(case, acts.Act.EXTEND):
        return "officials.closed_already"
    if clock.is_late(case, desk.now):
        return "extending.late_already"
    if clock.is_paused(case):
        return "extending.paused"
    return "extending.used_up" if case.extensions >= rule.by_head + rule.by_leader else None


def _wrong_day(desk: Desk, case: Case, day: date) -> Fault | None:
    calendar, due = calendar_of(desk.office), case.due_at.astimezone(HERE).date()
    if day <= due:
        return Fault("extending.too_early", {"due": desk.wording.day(due)})
    if not calendar.is_working_day(day):
        following = desk.wording.day(calendar.next_working_day(day))
        return Fault("extending.day_off", {"day": desk.wording.day(day), "next": following})
    farthest = calendar.add_working_days(case.due_at, desk.office.extension.longest_days).at
    if day > farthest.astimezone(HERE).date():
        return Fault("extending.too_far", {"last": desk.wording.day(farthest)})
    return None


def notice(desk: Desk, case: Case, entry: Entry) -> str:
    """What the resident reads, shown back before and sent after; empty when it cannot be done."""
    wish = read(desk, case, entry.text, entry.said_at)
    return "" if isinstance(wish, Fault) else _letter(desk, case, wish)


def _letter(desk: Desk, case: Case, wish: Wish) -> str:
    before = case.first_due_at or case.due_at
    return desk.say(
        "extending.letter",
        code=case.code,
        unit=desk.office.unit_name(case.unit),
        due=deadline.counted(desk, "deadline.extended", before, wish.day),
        reason=wish.reason,
    )


async def carry_out(desk: Desk, case: Case, wish: Wish, by: Actor) -> str:
    """Move the deadline, keep the first one, and tell the resident and the unit's card.

    Returns what officials are to know of the resident.
    """
    letter = _letter(desk, case, wish)
    case.first_due_at = case.first_due_at or case.due_at
    case.due_at, case.runs_out_at = calendar_of(desk.office).closing_of(wish.day), None
    case.extensions += 1
    told = f"{wish.day:%d/%m/%Y}: {wish.reason}"
    await acts.move(desk, case, acts.Act.EXTEND, by, note=told)
    deadline.set_clock(desk, case)
    out = Outgoing(NOWHERE, letter)
    reached = await desk.post(Spot(case.chat_id), out, note=Note(what="extension", case=case))
    await card.show(desk, case)
    return desk.say("extending.told" if reached else "extending.told_nobody")


async def show_leader(  # what, of which case, under which heading, and how it is said
    desk: Desk,
    spot: Spot,
    case: Case,
    entry: Entry,
    key: str,
    note: Note | None = None,
    priority: Priority = Priority.NOW,
    **values: str,
) -> None:
    """Show a leader what the resident would read, with two choices."""
    rows = (
        (
            desk.choice(f"extend.yes:{entry.id}", "extending.yes"),
            desk.choice(f"extend.no:{entry.id}", "extending.no"),
        ),
    )
    await desk.tell(
        spot,
        key,
        choices=rows,
        note=note or Note(what="extend", case=case),
        priority=priority,
        unit=desk.office.unit_name(case.unit),
        code=case.code,
        words=shorten(case.text, 200),
        letter=notice(desk, case, entry),
        **values,
    )
