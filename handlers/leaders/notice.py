"""Gathers the month for the notice board and the loudspeaker: whole sentences, nobody named."""

from dataclasses import replace

from handlers.desk import Desk
from handlers.leaders import naming
from handlers.leaders.figures import Work
from handlers.leaders.gathering import Report, gather
from handlers.leaders.page import Notice
from handlers.leaders.periods import Period
from handlers.leaders.shares import FEW, MANY, Weight
from handlers.leaders.views import View, public
from handlers.wording import number


async def gathered(desk: Desk, period: Period, view: View) -> Notice:
    """The page, and what is read aloud."""
    view = replace(view, scope=public(desk, view.scope))
    report = await gather(desk, period, view)
    without = desk.say("digest.page.without") if desk.office.kept_apart else ""
    return Notice(
        office=desk.office.name,
        title=desk.say("digest.page.title", period=naming.period_name(desk, period)),
        words=tuple(one for one in _paragraphs(desk, report) if one),
        foot=desk.say("digest.page.foot", few=FEW) + without,
    )


def _paragraphs(desk: Desk, report: Report) -> list[str]:
    one = report.everybody
    place = desk.say("digest.page.place", name=report.view.name) if report.view.name else ""
    return [
        desk.say("digest.page.hello", period=naming.period_aloud(desk, report.period)) + place,
        desk.say("digest.page.received", received=one.received, words=one.words),
        _timely(desk, one),
        desk.say(
            "digest.page.open",
            until=naming.until(desk, report.period),
            open=one.open,
            overdue=one.overdue,
        ),
        _satisfied(desk, report),
        _kept(desk, report),
        _how(desk),
    ]


def _how(desk: Desk) -> str:
    phone = desk.office.phone
    call = desk.say("digest.page.call", phone=phone) if phone else ""
    return desk.say("digest.page.how", call=call)


def _timely(desk: Desk, one: Work) -> str:
    """How timely the words were; where any was late, with an apology."""
    if not one.words:
        return ""
    parts = [
        desk.say(f"digest.page.{name}", n=getattr(one, name))
        for name in ("on_time", "extended", "late")
        if getattr(one, name)
    ]
    sorry = desk.say("digest.page.sorry") if one.late else ""
    return desk.say("digest.page.timely", parts=", ".join(parts), sorry=sorry)


def _satisfied(desk: Desk, report: Report) -> str:
    said = report.said
    share = said.satisfied
    if share.percent is None or share.range is None:
        return desk.say("digest.page.too_few", asked=said.asked, n=said.answered)
    low, high = share.range
    early = share.weight is Weight.PROVISIONAL
    return desk.say(
        "digest.page.satisfied",
        asked=said.asked,
        n=said.answered,
        percent=number(share.percent),
        low=number(low),
        high=number(high),
        early=desk.say("digest.page.early", many=MANY) if early else "",
    )


def _kept(desk: Desk, report: Report) -> str:
    """Apologies and promises, where there were any."""
    owed = report.owed
    made = owed.confirmed + owed.in_answer + owed.plain
    parts = [
        desk.say("digest.page.apologies", owed=owed.apologies, made=made)
        if owed.apologies + made
        else "",
        desk.say("digest.page.promises", kept=owed.kept, broken=owed.broken, moved=owed.moved)
        if owed.kept + owed.broken + owed.moved
        else "",
    ]
    return " ".join(one for one in parts if one)
