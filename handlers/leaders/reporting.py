"""A leader asks for a report: by a button, a command or in words; of any time, unit or area."""

from collections.abc import Awaitable, Callable
from functools import partial

from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows, Spot
from handlers.leaders import (
    democracy,
    details,
    digest,
    drawing,
    drilling,
    followed,
    hot_spots,
    periods,
    pledge,
    wanted,
)
from handlers.leaders.periods import Period, Span
from handlers.leaders.views import ALL, View, view_of
from handlers.looking import looked
from handlers.roles import Deed

Screen = Callable[[Desk, Spot, Period, View], Awaitable[None]]


async def show_front(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """The digest itself."""
    note = Note(what="digest", data=digest.about(period, view))
    await desk.post(spot, await digest.compose(desk, period, view), note=note)


SCREENS: dict[str, Screen] = {
    "front": show_front,
    "hot": hot_spots.show,
    "units": details.show_units,
    "doubts": details.show_doubts,
    "state": details.show_state,
    "cases": drilling.show_cases,
    "unhappy": followed.show,
    "pledge": pledge.show,
    "democracy": democracy.show,
}


async def press(desk: Desk, caller: Caller, arg: str, *, screen: Screen) -> None:
    """A button: "<period>:<view>"; what the presser leads is looked at anew."""
    key, _, view_key = arg.partition(":")
    period, view = periods.from_key(key), await view_of(desk, caller.person_id, view_key)
    if not await leads(desk, caller):
        return
    if period is None or view is None or period.start > desk.now:
        await desk.remark(caller.spot, "common.stale")
        return
    name = next(name for name, one in SCREENS.items() if one is screen)
    looked(desk, caller, f"report.{name}", about=arg)
    await screen(desk, caller.spot, period, view)


async def leads(desk: Desk, caller: Caller) -> bool:
    """Whether the caller leads anything; otherwise they are told."""
    may = await caller.may(desk, Deed.REPORTS) is not None
    if not may:
        await desk.tell(caller.spot, "leaders.only")
    return may


async def week(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/bantin`: the digest of the last full week, now."""
    last = periods.last(Span.WEEK, desk.now)
    await press(desk, caller, f"{last.key}:{ALL}", screen=show_front)


async def late(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/quahan`: what is open now, and what is overdue first."""
    if not await caller.may(desk, Deed.REPORTS):  # an official, whose list is in the group
        await desk.tell(caller.spot, "officials.in_the_group")
        return
    week_now = periods.period_of(Span.WEEK, periods.today(desk.now))
    await press(desk, caller, f"{week_now.key}:{ALL}", screen=drilling.show_cases)


async def command(desk: Desk, caller: Caller, words: str = "") -> None:
    """`/baocao tuần 16/11 khu phố 3`."""
    if await leads(desk, caller):
        asked = wanted.read(f"bao cao {words}", periods.today(desk.now), desk.office)
        await _answer(desk, caller, asked or wanted.Wanted(None))


async def typed(desk: Desk, caller: Caller) -> bool:
    """The same in plain words; False when a leader says something else, or is none."""
    asked = wanted.read(caller.words, periods.today(desk.now), desk.office)
    if asked is None or not await caller.may(desk, Deed.REPORTS):
        return False
    await _answer(desk, caller, asked)
    return True


async def _answer(desk: Desk, caller: Caller, asked: wanted.Wanted) -> None:
    if asked == wanted.Wanted(None):
        await desk.tell(caller.spot, "digest.ask.which", choices=_spans(desk))
        return
    view = await view_of(desk, caller.person_id, asked.view) if asked.view else None
    if asked.period is None or view is None:
        await desk.tell(caller.spot, "digest.ask.no_such", choices=_spans(desk))
        return
    looked(desk, caller, "report.front", about=f"{asked.period.key}:{view.key}")
    await show_front(desk, caller.spot, asked.period, view)


def _spans(desk: Desk) -> Rows:
    """The last full ones, and the year that lasts."""
    year = periods.period_of(Span.YEAR, periods.today(desk.now))
    offered = [periods.last(span, desk.now) for span in Span if span is not Span.YEAR]
    return tuple(
        (desk.choice(f"report.front:{one.key}:{ALL}", f"digest.ask.{one.span}"),)
        for one in (*offered, year)
    )


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    **{f"report.{name}": partial(press, screen=screen) for name, screen in SCREENS.items()},
    **drawing.PRESSES,
}
