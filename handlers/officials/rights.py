"""Which case an official may touch from where: checked at each act, never remembered."""

from handlers.caller import Caller
from handlers.codes import find_code, find_short_code
from handlers.desk import Desk
from handlers.folding import fold
from storage.models import Case, RoomKind
from storage.office import ALPHABET


def may_touch(caller: Caller, case: Case) -> bool:
    """The room of the lead unit may, and the duty chat."""
    room = caller.room
    return room is not None and (room.kind == RoomKind.DUTY or room.unit == case.unit)


async def case_pressed(desk: Desk, caller: Caller, number: str) -> Case | None:
    """The case of a button, locked; a stale button or another unit's case is answered politely."""
    case = await desk.store.cases.by_id(int(number), lock=True) if number.isdecimal() else None
    if case is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    if not may_touch(caller, case):
        unit = desk.office.unit_name(case.unit)
        await desk.remark(caller.spot, "officials.not_yours", code=case.code, unit=unit)
        return None
    return case


async def case_named(desk: Desk, caller: Caller, words: str) -> Case | None:
    """The case whose code (whole, or its last four letters) is typed, if this room may touch it."""
    code = find_code(words, desk.office.prefixes)
    found = [await desk.store.cases.by_code(code)] if code else []
    short = find_short_code(words) or _bare_short(words)
    if not found and short:
        found = list(await desk.store.cases.by_short_code(short))
    return next((case for case in found if case is not None and may_touch(caller, case)), None)


def _bare_short(words: str) -> str | None:
    first = fold(words).upper().split(" ")[0]
    return first if len(first) == 4 and set(first) <= set(ALPHABET) else None  # noqa: PLR2004
