"""Gathers what the picture of twelve weeks shows, and puts it into words."""

from collections.abc import Sequence

from handlers.calendar import DAY
from handlers.desk import Desk
from handlers.leaders import figures, periods, picture
from handlers.leaders.periods import Period, Span, period_of
from handlers.leaders.shares import FEW, MANY, Share
from handlers.leaders.views import View
from storage.figures import Ticked

WEEKS, SPELL = 12, 4
"""Weeks in the picture, and in each of its three spells of the pledge."""


async def a_picture(desk: Desk, period: Period, view: View) -> picture.Shown:
    """Twelve weeks that end with the last one of the period."""
    newest = min(period.until_now(desk.now), desk.now)
    last = period_of(Span.WEEK, periods.today(newest) - DAY)
    weeks = periods.weeks_back(last, WEEKS)
    bounds = [one.start for one in weeks] + [last.end]
    ours, scope = desk.store.figures, view.scope
    spells = [*bounds[:-1:SPELL], bounds[-1]]
    ticks = await ours.ticks(spells, scope)
    ends = [min(one, desk.now) for one in bounds[1:]]
    return picture.Shown(
        words=_words(desk, view),
        weeks=[f"{one.first:%d/%m}" for one in weeks],
        content=[Share(k, n) for k, n in await ours.content(bounds, scope)],
        timely=await ours.timely(bounds, scope),
        open=[await ours.open_at(end, scope) for end in ends],
        items=[(one.label, _row(one.code, ticks)) for one in desk.office.pledge.items],
        spells=[
            f"{weeks[at].first:%d/%m}–{weeks[at + SPELL - 1].until - DAY:%d/%m}"
            for at in range(0, WEEKS, SPELL)
        ],
    )


def _row(code: str, ticks: Sequence[Ticked]) -> list[Share]:
    spells = range(WEEKS // SPELL)
    return [
        figures.pledge([one for one in ticks if one.piece == at], [code])[code] for at in spells
    ]


def _words(desk: Desk, view: View) -> picture.Words:
    return picture.Words(
        title=desk.say("digest.picture.title", name=view.name or desk.office.name),
        trend=desk.say("digest.picture.trend"),
        percent=desk.say("digest.picture.percent"),
        too_few=desk.say("digest.picture.too_few", few=FEW, many=MANY),
        timely=desk.say("digest.picture.timely"),
        bars=(
            desk.say("digest.picture.on_time"),
            desk.say("digest.picture.extended"),
            desk.say("digest.picture.late"),
            desk.say("digest.picture.open"),
        ),
        pledge=desk.say("digest.picture.pledge", many=MANY),
        note=desk.say("digest.picture.note"),
    )
