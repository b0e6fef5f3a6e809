"""Officials on duty look over what was set aside as adverts, and rescue what is none."""

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.officials.finding import Press
from handlers.roles import Deed
from handlers.saying import for_staff
from handlers.wording import shorten

SHOWN = 90


async def listed(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/tinrac`: the newest of it, without names, each with a way back."""
    if not await _may(desk, caller):
        await desk.tell(caller.spot, "gate.aside_not_here")
        return
    found = await desk.store.drafts.aside()
    if not found:
        await desk.tell(caller.spot, "gate.aside_none")
        return
    lines, rows = [], []
    for number, draft in enumerate(found, start=1):
        entries = await desk.store.drafts.of_draft(draft.id or 0)
        words = "\n".join([await for_staff(desk, one) for one in entries])
        day = desk.wording.short_day(draft.aside_at or desk.now)
        said = shorten(words, SHOWN)
        lines.append(desk.say("gate.aside_line", n=number, day=day, words=said))
        rows.append((desk.choice(f"aside.rescue:{draft.id}", "gate.aside_rescue", n=number),))
    text = "\n".join(lines)
    note = Note("aside")
    await desk.tell(caller.spot, "gate.aside_list", choices=tuple(rows), note=note, lines=text)


async def _may(desk: Desk, caller: Caller) -> bool:
    """The duty chat may be a person's own."""
    at_home = caller.spot in await desk.duty_spots()
    return at_home or await caller.may(desk, Deed.LOOK_OVER) is not None


async def rescue(desk: Desk, caller: Caller, number: str) -> None:
    """It is no advert: it becomes a case at the next tick."""
    draft = await desk.store.drafts.by_id(int(number)) if number.isdecimal() else None
    if draft is None or draft.aside_at is None or not await _may(desk, caller):
        await desk.remark(caller.spot, "gate.aside_done")
        return
    draft.aside_at, draft.rescued_at = None, desk.now
    desk.store.drafts.save(draft)
    await desk.remark(caller.spot, "gate.aside_soon")


PRESSES: dict[str, Press] = {"aside.rescue": rescue}
COMMANDS: dict[str, Press] = {"tinrac": listed}
