"""The unit says that what a leader ordered is done; the leader hears so."""

from handlers import acts, card, directions
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.officials import finding
from storage.models import Case, Direction


async def press_done(desk: Desk, caller: Caller, number: str) -> None:
    """One direction, by its button."""
    one = await desk.store.chases.direction(int(number)) if number.isdecimal() else None
    case = await finding.pressed(desk, caller, str(one.case_id if one else ""))
    if case is None:
        return
    one = await desk.store.chases.direction(int(number))  # as it is, now that the case is ours
    if one is None or one.done_at is not None:
        await desk.remark(caller.spot, "directions.done_already", code=case.code)
        return
    await _done(desk, caller, case, [one])


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """`/xong CODE`: all that was ordered in the case. A hidden admin presses the button."""
    case, _ = await finding.named(desk, caller, words)
    if case is None:
        return
    undone = await desk.store.chases.undone_directions(case.id or 0)
    if not undone:
        await desk.tell(caller.spot, "directions.none_open", code=case.code)
    elif not caller.named:
        rows = tuple(
            (desk.choice(f"direct.done:{one.id}", "directions.done_button"),) for one in undone
        )
        note = Note(what="direction", case=case)
        await desk.tell(
            caller.spot, "directions.press_done", choices=rows, note=note, code=case.code
        )
    else:
        await _done(desk, caller, case, undone)


async def _done(desk: Desk, caller: Caller, case: Case, undone: list[Direction]) -> None:
    by = await card.name(desk, caller.person_id)
    for one in undone:
        await directions.finish(desk, case, one, "directions.carried_out", by=by)
        note = directions.quote(one)
        await acts.move(desk, case, acts.Act.CARRY_OUT, caller.official, note=note)
        await desk.tell(
            caller.spot,
            "directions.unit_done",
            note=Note(what="direction", case=case),
            code=case.code,
            by=by,
            words=note,
        )


PRESSES: dict[str, finding.Press] = {"direct.done": press_done}
COMMANDS: dict[str, finding.Press] = {"xong": by_code}
