"""Every item of the pledge with as much as its answers bear: in chat, and at the counters."""

from collections.abc import Mapping

from handlers.desk import Desk, Spot
from handlers.leaders import figures, naming, screen
from handlers.leaders.gathering import gather
from handlers.leaders.periods import Period
from handlers.leaders.shares import Share
from handlers.leaders.views import View


async def show(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """In the pledge's order; what was asked formerly stands below."""
    report = await gather(desk, period, view)
    there = await at_counters(desk, period, view)
    await screen.tell(
        desk,
        spot,
        "digest.pledge_screen",
        period,
        view,
        items=_lines(desk, report.pledge | report.former),
        there=desk.say("digest.pledge_there", items=_lines(desk, there)) if there else "",
    )


async def at_counters(desk: Desk, period: Period, view: View) -> Mapping[str, Share]:
    """The same of those who scanned at a counter, counted apart; nothing if nobody ticked."""
    end = period.until_now(desk.now)
    ticks = await desk.store.visits.ticks(period.start, end, view.scope)
    codes = [one.code for one in desk.office.pledge.items]
    return figures.pledge(ticks, [*codes, *figures.former(ticks, codes)]) if ticks else {}


def _lines(desk: Desk, items: Mapping[str, Share]) -> str:
    return "\n".join(
        desk.say(
            "digest.pledge_line",
            label=naming.item(desk, code),
            share=naming.share_in_words(desk, share),
        )
        for code, share in items.items()
    )
