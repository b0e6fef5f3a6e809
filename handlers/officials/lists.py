"""An official looks: open cases most urgent first, late ones, one case, cases by their words."""

from collections.abc import Sequence

from handlers import card, face
from handlers.caller import Caller
from handlers.codes import code_first
from handlers.desk import Desk, Note, Priority, Rows
from handlers.folding import fold
from handlers.looking import looked
from handlers.message import NOWHERE, Choice, Outgoing
from handlers.officials import finding
from handlers.officials.sending import told
from handlers.saying import for_staff
from storage.models import Case, Entry, Side

PAGE = 8
IN_A_ROW = 4
TOLD = 8
"""Events of a case's history that are shown."""


def open_buttons(desk: Desk, cases: Sequence[Case]) -> Rows:
    """One button a case that brings its card."""
    choices = [
        Choice(f"card.open:{case.id}", desk.say("officials.button.open", short=case.code[-4:]))
        for case in cases
    ]
    return tuple(tuple(choices[at : at + IN_A_ROW]) for at in range(0, len(choices), IN_A_ROW))


async def lines(desk: Desk, cases: Sequence[Case], first: int = 1) -> str:
    """The cases as numbered lines."""
    return "\n".join([await card.line(desk, case, at) for at, case in enumerate(cases, first)])


async def open_cases(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/viec`."""
    await _page(desk, caller, "viec", 0)


async def overdue_cases(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/quahan`."""
    await _page(desk, caller, "quahan", 0)


async def press_page(desk: Desk, caller: Caller, arg: str) -> None:
    """Turn the page of a list."""
    which, _, page = arg.partition(":")
    if which not in ("viec", "quahan") or not page.isdecimal():
        await desk.remark(caller.spot, "common.stale")
        return
    await _page(desk, caller, which, int(page), edits=finding.standing(caller))


async def _page(
    desk: Desk, caller: Caller, which: str, page: int, edits: str | None = None
) -> None:
    unit = caller.room.unit if caller.room else None
    late = desk.now if which == "quahan" else None
    ours, apart = desk.store.cases, desk.office.kept_apart
    n = await ours.count_open(unit, late, without=apart)
    if not n:
        await desk.remark(caller.spot, f"officials.list.{which}_none")
        return
    page = min(page, (n - 1) // PAGE)  # the list may have shrunk since
    start, end = page * PAGE, (page + 1) * PAGE
    found = await ours.open_of_unit(unit, overdue_at=late, limit=end, without=apart)
    turns = [("prev", page - 1)] if page else []
    turns += [("next", page + 1)] if n > end else []
    row = tuple(
        desk.choice(f"list.page:{which}:{to}", f"officials.button.{name}") for name, to in turns
    )
    text = desk.say(
        f"officials.list.{which}",
        n=n,
        late=await ours.count_open(unit, desk.now, without=apart),
        lines=await lines(desk, found[start:], start + 1),
    )
    rows = open_buttons(desk, found[start:]) + ((row,) if row else ())
    out = Outgoing(NOWHERE, text, choices=rows, edits=edits)
    await desk.post(caller.spot, out, note=Note(what="card_list"))


async def press_open(desk: Desk, caller: Caller, number: str) -> None:
    """Put a case's card here, now."""
    if case := await finding.pressed(desk, caller, number):
        looked(desk, caller, "card.open", case)
        await card.put(desk, case, caller.spot)


async def press_full(desk: Desk, caller: Caller, number: str) -> None:
    """Show all that the resident wrote, however long."""
    if case := await finding.pressed(desk, caller, number):
        looked(desk, caller, "card.full", case)
        text = desk.say("officials.full", code=case.code, words=case.text)
        if case.proposal:
            text += "\n" + desk.say("officials.card.proposal", value=case.proposal)
        out = Outgoing(NOWHERE, text, reply_to=finding.standing(caller))
        await desk.post(caller.spot, out, note=Note(what="full", case=case))


async def one_case(desk: Desk, caller: Caller, words: str) -> None:
    """`/hoso CODE`: all that is known of a case; `/hoso words` searches."""
    code, _ = code_first(words, desk.office.prefixes)
    replied = caller.about is not None and caller.about.case_id is not None
    found, _ = await finding.meant(desk, caller, words) if code else ([], "")
    if words and not found and (code is None or "-" not in code):
        await search(desk, caller, words)
        return
    if not words and not replied:
        await desk.tell(caller.spot, "officials.how.hoso")
        return
    case, _ = await finding.named(desk, caller, words)
    if case is not None:
        looked(desk, caller, "hoso", case)
        await _details(desk, caller, case)


async def _details(desk: Desk, caller: Caller, case: Case) -> None:
    entries = await desk.store.drafts.of_case(case.id or 0)
    events = await desk.store.cases.history(case.id or 0)
    shown = face.face(desk, case, entries, await card.name(desk, case.holder_id), caller.chat)
    more = desk.say(
        "officials.details",
        history="\n".join([await told(desk, event) for event in events[-TOLD:]]),
        said="\n".join([await _said(desk, one) for one in entries[-TOLD:] if _later(one)]) or "–",
    )
    rows = ((desk.choice(f"card.open:{case.id}", "officials.button.open_here"),),)
    out = Outgoing(NOWHERE, f"{shown}\n\n{more}", choices=rows)
    await desk.post(caller.spot, out, note=Note(what="details", case=case))


def _later(entry: Entry) -> bool:
    """Said after the case was sent: additions, and what officials wrote."""
    said = bool(entry.text or entry.whereabouts)
    return entry not in face.reported([entry]) and entry.act in face.SHOWN and said


async def _said(desk: Desk, entry: Entry) -> str:
    who = "resident" if entry.side == Side.RESIDENT else "official"
    words = face.cut(await for_staff(desk, entry), 200)
    return desk.say(
        f"officials.said.{who}", act=desk.say(f"officials.acts.{entry.act}"), words=words
    )


async def search(desk: Desk, caller: Caller, words: str) -> None:
    """`/tim words`: cases of this unit (at the duty desk: of all) that hold all the words."""
    wanted = fold(words).split()
    if not wanted:
        await desk.tell(caller.spot, "officials.how.tim")
        return
    unit = caller.room.unit if caller.room else None
    apart = desk.office.kept_apart
    found = await desk.store.cases.search(wanted, unit, limit=PAGE + 1, without=apart)
    if not found:
        await desk.tell(caller.spot, "officials.list.tim_none", words=words)
        return
    cases = found[:PAGE]
    looked(desk, caller, "tim", *cases)
    text = await lines(desk, cases)
    await desk.tell(
        caller.spot,
        "officials.list.tim",
        choices=open_buttons(desk, cases),
        note=Note(what="card_list"),
        priority=Priority.NOW,
        words=words,
        lines=text,
        more=desk.say("officials.list.tim_more") if len(found) > PAGE else "",
    )


PRESSES = {"card.open": press_open, "card.full": press_full, "list.page": press_page}
COMMANDS: dict[str, finding.Press] = {
    "viec": open_cases,
    "quahan": overdue_cases,
    "hoso": one_case,
    "tim": search,
}
