"""A case goes to another unit, is refused, or is passed on to another body: each with a reason."""

from handlers import acts, card
from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows
from handlers.message import NOWHERE, Choice, Outgoing
from handlers.officials import finding, preview, sending
from handlers.officials.replying import prompt
from handlers.transferring import transfer
from storage.models import Act, Case


async def _open_case(desk: Desk, caller: Caller, number: str, act: acts.Act) -> Case | None:
    case = await finding.pressed(desk, caller, number)
    if case is not None and not acts.possible(case, act):
        await desk.remark(caller.spot, "officials.closed_already", code=case.code)
        return None
    return case


async def _menu(desk: Desk, caller: Caller, case: Case, sort: str, rows: Rows) -> None:
    drop = (desk.choice(f"menu.drop:{case.id}", "officials.button.menu_drop"),)
    slot = card.slot_in(caller.spot, f"menu:{sort}:{case.id}")
    note = Note(what="menu", case=case, slot=slot, fresh=True)
    key = f"officials.menu.{sort}"
    await desk.tell(caller.spot, key, choices=(*rows, drop), note=note, code=case.code)


async def press_transfer(desk: Desk, caller: Caller, number: str) -> None:
    """Ask to which unit."""
    case = await _open_case(desk, caller, number, acts.Act.TRANSFER)
    if case is None:
        return
    units = [one for one in desk.office.units if one.code != case.unit]
    rows = tuple((Choice(f"move.unit:{case.id}:{one.code}", one.name),) for one in units)
    later = (
        desk.choice(f"card.extend:{case.id}", "officials.button.extend"),
        desk.choice(f"card.snooze:{case.id}", "officials.button.snooze"),
    )
    await _menu(desk, caller, case, "transfer", (*rows, later))


async def _to_unit(desk: Desk, caller: Caller, arg: str) -> tuple[Case, str] | None:
    number, _, unit = arg.partition(":")
    case = await _open_case(desk, caller, number, acts.Act.TRANSFER)
    if case is None:
        return None
    if desk.office.unit(unit) is None or unit == case.unit:
        await desk.remark(caller.spot, "common.stale")
        return None
    return case, unit


async def press_unit(desk: Desk, caller: Caller, arg: str) -> None:
    """Ask for the reason; where more people would then read it, first whether they may."""
    if (found := await _to_unit(desk, caller, arg)) is None:
        return
    case, unit = found
    if not desk.office.guards(case.category, case.unit, unit):
        await prompt(desk, caller, case, "transfer", edits=finding.standing(caller), unit=unit)
        return
    name = desk.office.unit_name(unit)
    rows = (
        (desk.choice(f"move.sure:{case.id}:{unit}", "officials.button.move_sure", unit=name),),
        (desk.choice(f"menu.drop:{case.id}", "officials.button.menu_drop"),),
    )
    slot = card.slot_in(caller.spot, f"menu:transfer:{case.id}")
    note = Note(what="menu", case=case, slot=slot)
    text = "officials.menu.readers"
    await desk.tell(caller.spot, text, choices=rows, note=note, code=case.code, unit=name)


async def press_sure(desk: Desk, caller: Caller, arg: str) -> None:
    """It is known who will read it: ask for the reason."""
    if found := await _to_unit(desk, caller, arg):
        case, unit = found
        await prompt(desk, caller, case, "transfer", edits=finding.standing(caller), unit=unit)


async def press_refuse(desk: Desk, caller: Caller, number: str) -> None:
    """Ask which: not done, or not ours."""
    if case := await _open_case(desk, caller, number, acts.Act.REFUSE):
        rows = tuple(
            (desk.choice(f"refuse.{sort}:{case.id}", f"officials.button.refuse_{sort}"),)
            for sort in ("reason", "forward")
        )
        await _menu(desk, caller, case, "refuse", rows)


async def press_reason(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the reason of a refusal."""
    if case := await _open_case(desk, caller, number, acts.Act.REFUSE):
        await prompt(desk, caller, case, "refuse", edits=finding.standing(caller))


async def press_forward(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the body and the reason."""
    if case := await _open_case(desk, caller, number, acts.Act.FORWARD):
        await prompt(desk, caller, case, "forward", edits=finding.standing(caller))


async def press_drop(desk: Desk, caller: Caller, number: str) -> None:
    """Nothing is done."""
    if case := await finding.pressed(desk, caller, number):
        text = desk.say("officials.menu.dropped", code=case.code)
        edits, about = finding.standing(caller), caller.about
        slot = about.slot if about is not None and edits is None else None
        out = Outgoing(NOWHERE, text, edits=edits)
        await desk.post(caller.spot, out, note=Note(what="menu", case=case, slot=slot, fresh=True))


async def press_go(desk: Desk, caller: Caller, arg: str) -> None:
    """Transfer: the clock goes on, the new unit gets the card with the reason."""
    found = await sending.undecided(desk, caller, arg, "move.go")
    if found is None:
        return
    entry, case = found
    unit = entry.form.partition(":")[2]
    if not await transfer(desk, case, unit, entry.text, caller.official):
        await desk.remark(caller.spot, "officials.closed_already", code=case.code)
        return
    sending.decide(desk, caller, entry, Act.REASON)
    to = desk.office.unit_name(unit)
    await preview.finish(desk, caller.spot, case, entry, "officials.done.transfer", unit=to)


PRESSES = {
    "card.transfer": press_transfer,
    "card.refuse": press_refuse,
    "move.unit": press_unit,
    "move.sure": press_sure,
    "move.go": press_go,
    "refuse.reason": press_reason,
    "refuse.forward": press_forward,
    "menu.drop": press_drop,
}
