"""What a unit leaves lying rises: its head is told, then leaders, in private and not too often."""

from handlers import card, duty, forgotten
from handlers.acts import Act
from handlers.calendar import calendar_of
from handlers.desk import Desk, Spot
from handlers.office_steps import To
from handlers.wording import HERE
from storage.models import Case, Person, Role


async def rise(
    desk: Desk, unit: str, for_head: list[Case], for_leader: list[Case], key: str, beyond: int = 0
) -> str:
    """Tell who is above the unit; returns a line for its list that says so.

    `beyond`: how many cases of the unit are due that were not looked at here.
    """
    said, above = [], await duty.spots(desk, unit, To.HEAD) if for_head else []
    told = await _tell(desk, unit, for_head, above, f"{key}:{To.HEAD}", beyond)
    # Who stands in for a missing head is called what they are, and told as often as they are.
    said += [desk.say(f"reminders.{to}_told", names=", ".join(told[to])) for to in told]
    news = [case for case in for_leader if _not_lately(desk, case)]
    if stand_in := ", ".join(told.get(To.LEADER, ())):
        for case in for_head:
            if _not_lately(desk, case):
                await _risen(desk, case, stand_in)
    reached = await duty.spots(desk, unit, To.LEADER) if news else []
    # Who stands in for a missing head has just been told.
    leaders = [one for one in reached if one not in above]
    told = await _tell(desk, unit, news, leaders, f"{key}:{To.LEADER}", beyond)
    names = ", ".join(name for each in told.values() for name in each)
    if names:
        said.append(desk.say("reminders.leader_told", names=names))
    for case in news if reached else ():  # while there is nobody, it stays untold
        await _risen(desk, case, names)
    return "".join(f"\n{one}" for one in said)


async def _risen(desk: Desk, case: Case, names: str) -> None:
    case.escalated_at = desk.now
    desk.store.cases.save(case)
    once = f"escalate:{case.code}:{case.reopened}:{desk.now.astimezone(HERE):%Y-%m-%d}"
    await desk.store.cases.note_once(case, Act.ESCALATE, desk.now, once, names)


def _not_lately(desk: Desk, case: Case) -> bool:
    """Leaders are told again of the same case only when some working days have passed."""
    if case.escalated_at is None:
        return True
    calendar, rule = calendar_of(desk.office), desk.office.reminders
    then, now = (at.astimezone(HERE).date() for at in (case.escalated_at, desk.now))
    return calendar.working_days_between(then, now) >= rule.leader_again_after


async def _tell(  # of what whom, once, beside how much
    desk: Desk, unit: str, cases: list[Case], spots: list[Spot], key: str, beyond: int
) -> dict[To, list[str]]:
    """Returns the names of those who were told, by what they are; of a duty chat there is none."""
    names: dict[To, list[str]] = {}
    fresh = [case for case in cases if _not_lately(desk, case)]
    for spot in spots if cases else ():
        chat = await desk.store.people.chat_by_id(spot.chat_id)
        person = await desk.store.people.person_in(spot.chat_id) if chat.private else None
        to = await _right(desk, person, unit)
        once = f"{key}:{spot.chat_id}"
        theirs = fresh if to is To.LEADER else cases
        if not theirs:
            continue
        told = await forgotten.tell(desk, spot, unit, theirs, to, once=once, more=beyond)
        if told and person and to:
            names.setdefault(to, []).append(await card.name(desk, person.id))
    return names


async def _right(desk: Desk, person: Person | None, unit: str) -> To | None:
    """As what somebody is told; None: of the duty chat or an admin, who can only pass it on."""
    for role, to in ((Role.LEADER, To.LEADER), (Role.HEAD, To.HEAD)):
        if person and await desk.store.people.has_role(person.id or 0, role, desk.now, unit):
            return to
    return None
