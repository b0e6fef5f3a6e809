"""Brings together the figures of a time: one question each to the database, nothing kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from handlers import day_seals
from handlers.desk import Desk
from handlers.leaders import figures
from handlers.leaders.figures import Doubts, Opinion, Visits, Work
from handlers.leaders.periods import Period
from handlers.leaders.shares import Change, Share, change
from handlers.leaders.views import View
from storage.figures import Answers
from storage.owed import OwedFigures
from storage.spots import Unhappy


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of the front screen."""

    period: Period
    view: View
    units: Sequence[Work]
    everybody: Work
    answers: Sequence[Answers]
    said: Opinion
    changed: Change
    pledge: dict[str, Share]
    former: dict[str, Share]
    """Of items that were asked then and are in the pledge no more."""
    unhappy: Unhappy
    counted: Mapping[str, int]
    owed: OwedFigures
    doubts: Doubts
    visits: Visits
    proxied: tuple[int, int]
    """How many cases proxies brought, and of how many an answer is still to be passed on."""
    sealed: str
    """How the history stands, in a line; "" before its first day was sealed."""


async def gather(desk: Desk, period: Period, view: View) -> Report:
    """Ask for everything; what still lasts is counted until now."""
    start, end, scope = period.start, period.until_now(desk.now), view.scope
    ours = desk.store.figures
    units = figures.work(await ours.work(start, end, scope))
    answers = await ours.answers(start, end, scope)
    skipped = await ours.skipped(start, end, scope)
    earlier, now = await ours.content([period.before.start, start, end], scope)
    codes = [one.code for one in desk.office.pledge.items]
    ticks = await ours.ticks([start, end], scope)
    return Report(
        period=period,
        view=view,
        units=units,
        everybody=figures.total(units),
        answers=answers,
        said=figures.opinion(answers),
        changed=change(Share(*now), Share(*earlier)),
        pledge=figures.pledge(ticks, codes),
        former=figures.pledge(ticks, figures.former(ticks, codes)),
        unhappy=await desk.store.spots.unhappy(start, end, scope),
        counted=await ours.counted(start, end, scope),
        owed=await owed(desk, period, view),
        doubts=figures.doubts(units, answers, skipped),
        visits=figures.at_counters(await desk.store.visits.at_counters(start, end, scope)),
        proxied=await desk.store.proxies.count(start, end, scope),
        sealed=await day_seals.line(desk),
    )


async def owed(desk: Desk, period: Period, view: View) -> OwedFigures:
    """Apologies and promises; they are kept by unit, not by area."""
    start, end = period.start, period.until_now(desk.now)
    if view.scope.area is not None or view.scope.units == ():
        return OwedFigures()
    if view.scope.units is None:
        return await desk.store.owed.figures(start, end)
    each = [asdict(await desk.store.owed.figures(start, end, one)) for one in view.scope.units]
    return OwedFigures(**{name: sum(one[name] for one in each) for name in each[0]})
