"""A leader allows a unit more time for a case, or does not; or extends it of their own accord."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers import card, extending, wishes
from handlers.acts import Actor
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.leaders import rights
from handlers.roles import Deed
from handlers.saying import saying
from storage.models import Act, Case, Entry, Side

Press = Callable[[Desk, Caller, str], Awaitable[None]]


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """`/giahan CODE 30/11 reason`: shown back, done by a press."""
    if not await caller.may(desk, Deed.EXTEND_AGAIN):
        await desk.tell(caller.spot, "extending.leaders_only")
        return
    case, rest = await rights.meant(desk, words)
    if case is None or not await caller.may(desk, Deed.EXTEND_AGAIN, case.unit):
        await desk.tell(caller.spot, "officials.no_such_case")
        return
    wish = extending.read(desk, case, rest, desk.now)
    if isinstance(wish, extending.Fault):
        await desk.tell(caller.spot, wish.key, **wish.values)
        return
    said = replace(saying(caller, Side.OFFICIAL, Act.REPLY), text=rest, form="extend")
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await extending.show_leader(desk, caller.spot, case, entry, "extending.own")


async def press_yes(desk: Desk, caller: Caller, number: str) -> None:
    """Extend; day, case and right are looked at again."""
    found = await _undecided(desk, caller, number)
    if found is None:
        return
    entry, case = found
    wish = extending.read(desk, case, entry.text, entry.said_at)
    if isinstance(wish, extending.Fault):
        await desk.remark(caller.spot, wish.key, **wish.values)
        return
    entry.act = Act.REASON
    desk.store.drafts.save_entry(entry)
    await wishes.end(desk, case, "wishes.decided")
    told = await extending.carry_out(desk, case, wish, Actor(caller.person_id, "leader"))
    code, day = case.code, desk.wording.day(wish.day)
    text = desk.say("extending.unit_hears_yes", code=code, day=day, told=told, reason=wish.reason)
    await card.under(desk, case, text, sign="extended")
    await desk.tell(caller.spot, "extending.leader_did", code=code, day=day, told=told)


async def press_no(desk: Desk, caller: Caller, number: str) -> None:
    """The deadline stays; a unit that asked hears so."""
    found = await _undecided(desk, caller, number)
    if found is None:
        return
    entry, case = found
    entry.act = Act.DISCARDED
    desk.store.drafts.save_entry(entry)
    await wishes.end(desk, case, "wishes.decided")
    due = desk.wording.day(case.due_at)
    if entry.author_id != caller.person_id:
        text = desk.say("extending.unit_hears_no", code=case.code, due=due)
        await card.under(desk, case, text, sign="extended")
    await desk.tell(caller.spot, "extending.leader_did_not", code=case.code, due=due)


async def _undecided(desk: Desk, caller: Caller, number: str) -> tuple[Entry, Case] | None:
    """The wish that a press is about and its case, both locked; None, and the leader is told."""
    if not await caller.may(desk, Deed.EXTEND_AGAIN):
        await desk.remark(caller.spot, "extending.leaders_only")
        return None
    entry = await desk.store.drafts.entry(int(number), lock=True) if number.isdecimal() else None
    if entry is None or entry.replaced or entry.form != "extend":
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await desk.store.cases.by_id(entry.case_id or 0, lock=True)
    if case is None or entry.act != Act.REPLY or not await wishes.waits(desk, entry):
        await desk.remark(caller.spot, "officials.decided_already")
        return None
    if not await caller.may(desk, Deed.EXTEND_AGAIN, case.unit):
        await desk.remark(caller.spot, "extending.leaders_only")
        return None
    return entry, case


PRESSES: dict[str, Press] = {"extend.yes": press_yes, "extend.no": press_no}
COMMANDS: dict[str, Press] = {"giahan": by_code}
