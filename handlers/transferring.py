"""A case goes to another unit: the clock goes on, the new unit gets the card with the reason."""

from handlers import acts, card, deadline
from handlers.acts import Actor
from handlers.desk import Desk
from storage.models import Case


async def transfer(desk: Desk, case: Case, unit: str, reason: str, by: Actor) -> bool:
    """Do it; False, and nothing changed, when the case or the office does not allow it."""
    possible = acts.possible(case, acts.Act.TRANSFER) and desk.office.unit(unit) is not None
    if not possible or unit == case.unit:
        return False
    before = desk.office.unit_name(case.unit)
    case.unit, case.holder_id = unit, None
    await acts.move(desk, case, acts.Act.TRANSFER, by, note=reason)
    await desk.store.chases.pass_on(case.id or 0, unit)
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    text = desk.say("officials.transferred", code=case.code, unit=before, reason=reason)
    await card.under(desk, case, text, sign="transferred")
    return True
