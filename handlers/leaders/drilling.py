"""From a number to what is behind it: unit, cases, history; a reply to a line directs that case."""

import re
from dataclasses import replace

from handlers import card, face
from handlers.caller import Caller
from handlers.codes import code_first
from handlers.deadline import left
from handlers.desk import Desk, Note, Spot
from handlers.leaders import directing, screen
from handlers.leaders.periods import Period
from handlers.leaders.screen import Lines
from handlers.leaders.views import View
from handlers.message import Kind
from storage.models import OPEN_STATES, Case

MOST = 9
LISTS = {"digest": "digest.hot.which", "forgotten_list": "forgotten.which"}
"""Our messages that list cases, and what is said to a reply that names none of them."""
_LINE = re.compile(
    r"\s*(?:d[^\W\d]ng|s[^\W\d])?\s*(\d{1,2})\s*[.:),\-–]?\s+(\S.*)", re.DOTALL | re.IGNORECASE
)


async def show_cases(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """The cases of a view: what is overdue first, then the newest."""
    name = view.name or desk.office.name
    end = period.until_now(desk.now)
    cases = await desk.store.spots.of_scope(period.start, end, view.scope, MOST + 1)
    if not cases:
        await desk.tell(spot, "digest.cases.none", name=name)
        return
    lines = Lines()
    told = [await _line(desk, case, lines.add(case)) for case in cases[:MOST]]
    await screen.tell(
        desk,
        spot,
        "digest.cases.screen",
        period,
        view,
        lines,
        name=name,
        lines="\n".join(told),
        more=desk.say("digest.cases.more") if len(cases) > MOST else "",
    )


async def _line(desk: Desk, case: Case, at: int) -> str:
    """Without the place, whose words may name a house."""
    area = desk.office.area(case.area or "")
    is_open = case.state in OPEN_STATES
    parts = (
        face.category(desk, case),
        area.name if area else "",
        left(desk, case) if is_open else desk.say(f"officials.state.{case.state}"),
        await card.name(desk, case.holder_id),
    )
    told = " · ".join(one for one in parts if one)
    return desk.say("digest.cases.line", at=at, code=case.code, told=told)


async def replied(desk: Desk, caller: Caller) -> bool:
    """A reply to a list: a line's number or a case's code, then the words of a direction."""
    said = caller.about
    how = LISTS.get(said.what) if said is not None else None
    if said is None or how is None or caller.message.kind is not Kind.TEXT:
        return False
    number, words = await _meant(desk, caller, (said.data or {}).get("lines") or [])
    if number is None or not words:
        again = Note(what=said.what, data=said.data or {})  # a reply to this one is heard too
        await desk.tell(caller.spot, how, note=again)
        return True
    message = replace(caller.message, text=words)
    return await directing.take(desk, replace(caller, message=message), number)


async def _meant(desk: Desk, caller: Caller, lines: list[int]) -> tuple[int | None, str]:
    line = _LINE.fullmatch(caller.words)
    if line is not None:
        at = int(line[1])
        return (lines[at - 1] if 0 < at <= len(lines) else None), line[2]
    code, words = code_first(caller.words, desk.office.prefixes)
    if code is not None:
        case = await desk.store.cases.by_code(code)
        return (case.id if case else None), words
    return (lines[0] if len(lines) == 1 else None), caller.words
