"""A resident asks a responsible person to get in touch under seal."""

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.residents import gate_screens
from storage.models import Draft


async def seal(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Nobody receives under seal here yet: nothing goes anywhere, and what is possible is said."""
    rows = (
        (
            desk.choice(f"way.where:{draft.id}", "gate.where_button"),
            desk.choice(f"way.erase:{draft.id}", "gate.erase"),
        ),
    )
    where = gate_screens.address(desk)
    await desk.tell(caller.spot, "gate.kept_sealed", choices=rows, note=Note("gate"), address=where)
