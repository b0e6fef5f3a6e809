"""Mặt trận and Ban Thanh tra nhân dân look on: figures and histories, nobody's name or words.

What could tell who somebody is stays away: no words, place, picture, map, note or official's
name; and no case of a restricted category at all (conduct of officials, security).
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers import clock, face
from handlers.caller import Caller
from handlers.clock import Outcome
from handlers.codes import find_code, find_short_code
from handlers.desk import Desk, Note, Rows
from handlers.folding import fold
from handlers.forgotten import PLAIN
from handlers.leaders import digest, naming, periods, wanted
from handlers.leaders.periods import Period, Span
from handlers.leaders.views import ALL, View, of_unit, public, within
from handlers.looking import looked
from handlers.message import Choice
from handlers.roles import Deed, Who
from storage.models import Case, Event
from storage.scope import Scope

Press = Callable[[Desk, Caller, str], Awaitable[None]]
PAGE = 8
"""Cases on a screen: a line and a button each."""
MOST_EVENTS = 25
HIDDEN = PLAIN - {"send", "unmask"}
"""Acts that say nothing of how a case was dealt with."""


async def command(desk: Desk, caller: Caller, words: str = "") -> None:
    """`/giamsat`: last week's figures; `/giamsat tháng 10`; `/giamsat PA-2611-7K4Q`."""
    if not await _may(desk, caller):
        return
    asked = wanted.read(f"bao cao {words}", periods.today(desk.now), desk.office) if words else None
    period = asked.period if asked else None  # "tuần" has the four letters of a short code
    code, short = find_code(words, desk.office.prefixes), find_short_code(f"#{words.lstrip('#')}")
    if (code or short) and period is None:
        found = [await desk.store.cases.by_code(code)] if code else []
        found += await desk.store.cases.by_short_code(short) if short and not code else []
        await _show_case(desk, caller, found[0] if len(found) == 1 else None)
        return
    await _show_figures(desk, caller, period or periods.last(Span.WEEK, desk.now))


async def press_figures(desk: Desk, caller: Caller, arg: str) -> None:
    """The figures of a period."""
    period = periods.from_key(arg)
    if await _may(desk, caller) and period is not None:
        await _show_figures(desk, caller, period)


async def press_list(desk: Desk, caller: Caller, arg: str) -> None:
    """ "<period>:<view>:<page>": the cases that came in then."""
    key, view_key, page = (*arg.split(":"), "", "")[:3]
    period, led = periods.from_key(key), public(desk, Scope())
    view = View(ALL, led) if view_key == ALL else within(desk, led, view_key)
    if not await _may(desk, caller):
        return
    if period is None or view is None or not page.isdecimal():
        await desk.remark(caller.spot, "common.stale")
        return
    await _show_list(desk, caller, period, view, int(page))


async def press_case(desk: Desk, caller: Caller, number: str) -> None:
    """One case."""
    if await _may(desk, caller):
        case = await desk.store.cases.by_id(int(number)) if number.isdecimal() else None
        await _show_case(desk, caller, case)


async def _may(desk: Desk, caller: Caller) -> bool:
    may = await caller.may(desk, Deed.OBSERVE) is not None
    if not may:
        await desk.remark(caller.spot, "observe.only")
    return may


async def _show_figures(desk: Desk, caller: Caller, period: Period) -> None:
    view = View(ALL, public(desk, Scope()))
    out = await digest.compose(desk, period, view)
    spans = [periods.last(span, desk.now) for span in (Span.WEEK, Span.MONTH, Span.QUARTER)]
    rows = (
        tuple(desk.choice(f"watch.figures:{one.key}", f"digest.ask.{one.span}") for one in spans),
        (desk.choice(f"watch.list:{period.key}:{ALL}:0", "observe.cases"),),
        *(
            (Choice(f"watch.list:{period.key}:{of_unit(one.code)}:0", one.short or one.name),)
            for one in desk.office.units
            if not one.of_leaders
        ),
    )
    await desk.post(caller.spot, replace(out, choices=rows), note=Note(what="observe"))


async def _show_list(desk: Desk, caller: Caller, period: Period, view: View, page: int) -> None:
    found = await desk.store.spots.of_period(
        period.start, period.end, view.scope, _open_to_all(desk), PAGE + 1, page * PAGE
    )
    cases = found[:PAGE]
    looked(desk, caller, "watch.list", who=Who.OBSERVER, about=f"{period.key}:{view.key}")
    lines = [_line(desk, case, page * PAGE + at) for at, case in enumerate(cases, 1)]
    rows: Rows = tuple((Choice(f"watch.case:{one.id}", one.code),) for one in cases)
    if len(found) > PAGE:
        more = f"watch.list:{period.key}:{view.key}:{page + 1}"
        rows = (*rows, (desk.choice(more, "observe.more"),))
    await desk.tell(
        caller.spot,
        "observe.list" if lines else "observe.none",
        choices=rows,
        note=Note(what="observe"),
        name=view.name or desk.office.name,
        period=naming.period_name(desk, period),
        lines="\n".join(lines),
    )


async def _show_case(desk: Desk, caller: Caller, case: Case | None) -> None:
    if case is None or case.category not in _open_to_all(desk):
        await desk.remark(caller.spot, "observe.no_such")
        return
    looked(desk, caller, "watch.case", case, who=Who.OBSERVER)
    events = await desk.store.cases.history(case.id or 0)
    told = [_told(desk, one) for one in events if one.act not in HIDDEN]
    lines = told if len(told) <= MOST_EVENTS else [*told[:1], "…", *told[-MOST_EVENTS:]]
    await desk.tell(
        caller.spot,
        "observe.case",
        note=Note(what="observe"),
        line=_what(desk, case),
        code=case.code,
        unit=desk.office.unit_name(case.unit),
        sent=desk.wording.day(case.sent_at),
        due=desk.wording.day(case.due_at),
        state=_state(desk, case),
        reopened=desk.say("observe.reopened", n=case.reopened) if case.reopened else "",
        lines="\n".join(lines),
    )


def _open_to_all(desk: Desk) -> list[str]:
    return [one.code for one in desk.office.categories if not one.restricted]


def _line(desk: Desk, case: Case, at: int) -> str:
    return desk.say(
        "observe.line",
        at=at,
        code=case.code,
        what=_what(desk, case),
        sent=desk.wording.short_day(case.sent_at),
        state=_state(desk, case),
    )


def _what(desk: Desk, case: Case) -> str:
    area = desk.office.area(case.area or "")
    return " · ".join(one for one in (face.category(desk, case), area.name if area else "") if one)


def _state(desk: Desk, case: Case) -> str:
    """How it stands, and how the office kept its time."""
    state, kept = desk.say(f"officials.state.{case.state}"), clock.outcome(case)
    if kept is Outcome.OPEN:
        kept = Outcome.LATE if clock.is_late(case, desk.now) else None
    return f"{state}, {desk.say(f'digest.outcome.{kept}')}" if kept else state


def _told(desk: Desk, event: Event) -> str:
    return desk.say(
        "observe.event",
        day=desk.wording.short_day(event.at),
        did=desk.say(f"officials.did.{event.act}"),
        who=desk.say(f"roles.{event.role}"),
    )


PRESSES: dict[str, Press] = {
    "watch.figures": press_figures,
    "watch.list": press_list,
    "watch.case": press_case,
}
COMMANDS: dict[str, Press] = {fold("giamsat"): command}
