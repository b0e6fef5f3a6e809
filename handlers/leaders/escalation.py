"""A forgotten case before a leader: urge the unit, give it to another, or take it over."""

from collections.abc import Awaitable, Callable

from handlers import acts, card, deadline, forgotten, resting, ways
from handlers.acts import Actor
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.leaders import rights
from handlers.looking import looked
from handlers.message import Choice, Kind
from handlers.office_steps import To
from handlers.roles import Deed, Who
from handlers.transferring import transfer
from handlers.wording import HERE, shorten
from storage.models import Case

Press = Callable[[Desk, Caller, str], Awaitable[None]]
LONGEST = 500
"""Characters of a reason."""


async def press_open(desk: Desk, caller: Caller, number: str) -> None:
    """Show one case, with what the reader may do."""
    case = await rights.pressed(desk, caller, number, None)
    if case is None:
        return
    who = await caller.may(desk, Deed.LOOK, case.unit) or Who.HEAD
    looked(desk, caller, "lead.open", case, who=who)
    await forgotten.show(desk, caller.spot, case, To(who))


async def shown(desk: Desk, caller: Caller, words: str) -> bool:
    """A code alone, of a case that is not the caller's own: if they may look at it, it is shown."""
    case, rest = await rights.meant(desk, words)
    if case is None or rest or not await rights.may(desk, caller, case, None):
        return False
    if await ways.is_theirs(desk, case, caller.person_id):
        return False
    await press_open(desk, caller, str(case.id))
    return True


async def press_urge(desk: Desk, caller: Caller, number: str) -> None:
    """A kind, firm line under the card, in the reader's name; once a day."""
    case = await rights.pressed(desk, caller, number, acts.Act.URGE)
    if case is None:
        return
    role = await caller.may(desk, Deed.URGE, case.unit) or Who.HEAD
    if await _urged_today(desk, caller, case):
        await desk.remark(caller.spot, "forgotten.urged_already", code=case.code)
        return
    await acts.move(desk, case, acts.Act.URGE, Actor(caller.person_id, role))
    who = await card.name(desk, caller.person_id)
    text = desk.say(
        "forgotten.unit_hears",
        who=desk.say(f"forgotten.who_{role}", name=who),
        code=case.code,
        left=deadline.left(desk, case),
    )
    await card.under(desk, case, text, sign="urged")
    unit = desk.office.unit_name(case.unit)
    await desk.tell(caller.spot, "forgotten.urged", code=case.code, unit=unit)


async def _urged_today(desk: Desk, caller: Caller, case: Case) -> bool:
    events = await desk.store.cases.history(case.id or 0)
    today = desk.now.astimezone(HERE).date()
    return any(
        event.act == acts.Act.URGE
        and event.actor_id == caller.person_id
        and event.at.astimezone(HERE).date() == today
        for event in events
    )


async def press_take(desk: Desk, caller: Caller, number: str) -> None:
    """The leader becomes the holder; the unit sees it."""
    case = await rights.pressed(desk, caller, number, acts.Act.CLAIM)
    if case is None:
        return
    if case.holder_id == caller.person_id:
        await desk.remark(caller.spot, "forgotten.yours_already", code=case.code)
        return
    before, case.holder_id = case.holder_id, caller.person_id
    await acts.move(
        desk, case, acts.Act.CLAIM, Actor(caller.person_id, "leader"), note=f"holder:{before}"
    )
    deadline.set_clock(desk, case)
    await card.show(desk, case)
    leader = await card.name(desk, caller.person_id)
    text = desk.say("forgotten.unit_sees_taken", code=case.code, leader=leader)
    await card.under(desk, case, text, sign="taken")
    await desk.tell(caller.spot, "forgotten.taken", code=case.code, note=Note(case=case))


async def press_move(desk: Desk, caller: Caller, number: str) -> None:
    """Ask to which unit."""
    case = await rights.pressed(desk, caller, number, acts.Act.TRANSFER)
    if case is None:
        return
    units = [one for one in desk.office.units if one.code != case.unit]
    rows = tuple((Choice(f"lead.to:{case.id}:{one.code}", one.name),) for one in units)
    note = Note(what="forgotten", case=case, slot=f"lead.move:{case.id}", fresh=True)
    await desk.tell(caller.spot, "forgotten.which_unit", choices=rows, note=note, code=case.code)


async def press_to(desk: Desk, caller: Caller, arg: str) -> None:
    """Ask for the reason; where more people would then read it, first whether they may."""
    case, unit = await _to_unit(desk, caller, arg)
    if case is not None and desk.office.guards(case.category, case.unit, unit):
        name = desk.office.unit_name(unit)
        sure = desk.choice(f"lead.sure:{case.id}:{unit}", "officials.button.move_sure", unit=name)
        text, note = "officials.menu.readers", Note(what="forgotten", case=case)
        rows = ((sure,),)
        await desk.tell(caller.spot, text, choices=rows, note=note, code=case.code, unit=name)
    elif case is not None:
        await _why(desk, caller, case, unit)


async def press_sure(desk: Desk, caller: Caller, arg: str) -> None:
    """It is known who will read it: ask for the reason."""
    case, unit = await _to_unit(desk, caller, arg)
    if case is not None:
        await _why(desk, caller, case, unit)


async def _to_unit(desk: Desk, caller: Caller, arg: str) -> tuple[Case | None, str]:
    number, _, unit = arg.partition(":")
    case = await rights.pressed(desk, caller, number, acts.Act.TRANSFER)
    if case is not None and (desk.office.unit(unit) is None or unit == case.unit):
        await desk.remark(caller.spot, "common.stale")
        return None, unit
    return case, unit


async def _why(desk: Desk, caller: Caller, case: Case, unit: str) -> None:
    caller.person.step, caller.person.about = "lead.reason", case.id
    desk.store.people.save(caller.person)
    note = Note(what="prompt.reassign", data={"unit": unit}, case=case)
    name = desk.office.unit_name(unit)
    key = "forgotten.why_unit"
    usual = desk.choice(f"lead.go:{case.id}:{unit}", "forgotten.usual_reason")
    await desk.tell(caller.spot, key, choices=((usual,),), note=note, code=case.code, unit=name)


async def press_go(desk: Desk, caller: Caller, arg: str) -> None:
    """The usual reason: the leader decided so."""
    number, _, unit = arg.partition(":")
    await _reassign(desk, caller, number, unit, desk.say("forgotten.usual_reason"))


async def typed_reason(desk: Desk, caller: Caller) -> bool:
    """The reason, typed while the choice of the unit stands open."""
    number, caller.person.step, caller.person.about = caller.person.about, None, None
    desk.store.people.save(caller.person)
    wanted = f"lead.go:{number}:"
    offer = [one[0] for one in caller.chat.offer or () if one[0].startswith(wanted)]
    if not offer or not caller.words or caller.message.kind is not Kind.TEXT:
        return False
    desk.close_offer(caller.chat)
    reason = shorten(caller.words, LONGEST)
    await _reassign(desk, caller, str(number), offer[0].removeprefix(wanted), reason)
    return True


async def _reassign(desk: Desk, caller: Caller, number: str, unit: str, reason: str) -> None:
    case = await rights.pressed(desk, caller, number, acts.Act.TRANSFER)
    if case is None:
        return
    if not await transfer(desk, case, unit, reason, Actor(caller.person_id, "leader")):
        await desk.remark(caller.spot, "common.stale")
        return
    name = desk.office.unit_name(unit)
    await desk.tell(caller.spot, "forgotten.moved", code=case.code, unit=name)


async def waiting(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/hen`: the cases that wait for an event, which nobody is reminded of."""
    if not await caller.may(desk, Deed.REPORTS):
        await desk.tell(caller.spot, "forgotten.only")
        return
    key, lines = await resting.lines(desk, None)
    await desk.tell(caller.spot, key, lines=lines)


PRESSES: dict[str, Press] = {
    "lead.open": press_open,
    "lead.urge": press_urge,
    "lead.take": press_take,
    "lead.move": press_move,
    "lead.to": press_to,
    "lead.sure": press_sure,
    "lead.go": press_go,
}
COMMANDS: dict[str, Press] = {"hen": waiting}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {"lead.reason": typed_reason}
