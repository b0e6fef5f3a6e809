"""A case goes to another unit: its clock goes on, and what leaders ordered goes with it."""

from handlers import acts, asking_unit, card, deadline, wishes
from handlers.acts import Actor
from handlers.desk import Desk
from handlers.message import Attachment
from storage.models import Case, Direction


async def transfer(desk: Desk, case: Case, unit: str, reason: str, by: Actor) -> bool:
    """Do it; False, and nothing changed, when the case or the office does not allow it."""
    possible = acts.possible(case, acts.Act.TRANSFER) and desk.office.unit(unit) is not None
    if not possible or unit == case.unit:
        return False
    await wishes.end(desk, case)  # another unit asks for itself, and has its own reasons
    await _close_draft(desk, case, desk.office.unit_name(unit))
    before = desk.office.unit_name(case.unit)
    if desk.office.guards(case.category, case.unit, unit):
        await acts.move(desk, case, acts.Act.OVERRIDE, by, note=f"readers: {unit}")
    case.unit, case.holder_id = unit, None
    case.snoozed_until = case.snoozed_for = None  # what the first unit waits for is not its wait
    case.apologies = min(case.apologies, case.reopened)  # the new unit is to see the draft
    await acts.move(desk, case, acts.Act.TRANSFER, by, note=reason)
    await desk.store.chases.pass_on(case.id or 0, unit)
    deadline.set_clock(desk, case)
    await card.call_back(desk, case)
    await card.show(desk, case)
    await card.added_before(desk, case)
    text = desk.say("officials.transferred", code=case.code, unit=before, reason=reason)
    await card.under(desk, case, text, sign="transferred")
    for direction in await desk.store.chases.undone_directions(case.id or 0):
        await show_direction(desk, case, direction, "directions.goes_along")
    return True


async def _close_draft(desk: Desk, case: Case, unit: str) -> None:
    """An apology that waits for the first unit's word is the other's now, who sees it anew."""
    apology = await desk.store.owed.apology_of(case)
    if apology is not None and apology.next_at is not None:
        text = desk.say("apology.moved", code=case.code, unit=unit)
        await asking_unit.close(desk, case, text, what="apology", number=apology.id or 0)


async def show_direction(
    desk: Desk, case: Case, direction: Direction, key: str, files: tuple[Attachment, ...] = ()
) -> None:
    """Put a leader's direction under the card, with a button for when it is done."""
    text = desk.say(
        key,
        code=case.code,
        leader=await card.name(desk, direction.leader_id),
        words=direction.words,
        day=desk.wording.day(direction.due_at),
    )
    done = desk.choice(f"direct.done:{direction.id}", "directions.done_button")
    await card.under(desk, case, text, sign="direction", choices=((done,),))
    if files:
        await card.under(desk, case, "", files, sign="direction_files")
