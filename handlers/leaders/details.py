"""The screens behind the front: how far to trust the figures, the state's scores, the units."""

from collections.abc import AsyncIterator
from datetime import date, datetime

from handlers import clock
from handlers.calendar import Calendar, calendar_of
from handlers.desk import Desk, Rows, Spot
from handlers.leaders import figures, front, naming, screen, shares, state_scores
from handlers.leaders.gathering import gather
from handlers.leaders.periods import Period
from handlers.leaders.shares import FEW, Share, Weight
from handlers.leaders.state_scores import Fate, Score, StateScores, Tally
from handlers.leaders.views import View, of_unit
from handlers.message import Choice
from handlers.wording import HERE, number
from storage.models import State
from storage.states import UNHAPPY

IN_A_ROW = 2


async def show_doubts(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """What is wrong with the figures: who was not asked, who did not answer, which are too few."""
    report = await gather(desk, period, view)
    found, said = report.doubts, report.said
    await screen.tell(
        desk,
        spot,
        "digest.doubts.screen",
        period,
        view,
        asked=said.asked,
        rated=said.heard,
        response=_percent(desk, said.response),
        unrated=desk.say("digest.doubts.unrated", n=found.unrated) if found.unrated else "",
        channels="".join(
            desk.say(
                "digest.doubts.channel",
                channel=_channel(desk, name),
                asked=one.asked,
                rated=one.heard,
                response=_percent(desk, one.response),
                share=naming.share_in_words(desk, one.satisfied),
            )
            for name, one in figures.by("channel", report.answers).items()
        ),
        skipped=naming.not_asked(desk, dict(found.skipped)) or desk.say("digest.doubts.nobody"),
        small=_units(desk, found.small),
        mute=_units(desk, found.mute),
        few=FEW,
    )


def _units(desk: Desk, codes: tuple[str, ...]) -> str:
    names = ", ".join(naming.short_unit(desk, one) for one in codes)
    return names or desk.say("digest.doubts.none")


def _channel(desk: Desk, name: str) -> str:
    return desk.say(f"channels.name_{name}") if name else desk.say("digest.doubts.elsewhere")


def _percent(desk: Desk, share: Share) -> str:
    if share.percent is None:
        return desk.say("digest.doubts.too_few")
    return desk.say("digest.percent", percent=number(share.percent))


async def show_state(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """The state's own formulas beside ours, their sources beside the numbers."""
    found = await state(desk, period, view)
    end = period.until_now(desk.now)
    said = figures.opinion(await desk.store.figures.answers(period.start, end, view.scope))
    sipas = state_scores.sipas(said.levels)
    weight = Share(n=said.answered).weight
    await screen.tell(
        desk,
        spot,
        "digest.state.screen",
        period,
        view,
        pace=score(desk, found.pace),
        content=score(desk, found.content),
        running=found.running,
        sipas=naming.share_in_words(desk, Share(sipas.good, sipas.all), 2),
        points=desk.say(
            f"digest.state.points_{weight}",
            points=number(state_scores.points(said.levels) or 0.0, 2),
            n=said.answered,
        ),
        ours=naming.share_in_words(desk, said.satisfied),
    )


def score(desk: Desk, one: Score) -> str:
    """With two decimals where there are enough cases for any, else their number; N/A of none."""
    return desk.say(
        f"digest.state.score_{Share(n=one.all).weight}",
        percent=number(one.percent or 0.0, 2),
        good=one.good,
        all=one.all,
    )


async def state(desk: Desk, period: Period, view: View) -> StateScores:
    """Count QĐ 766 5.2 and 5.3 over the cases that were sent in the period."""
    calendar, end = calendar_of(desk.office), period.until_now(desk.now)
    again = await desk.store.spots.again(period.start, desk.now, view.scope)
    tally = Tally(end, _Reach(calendar), _day)
    async for fate in _fates(desk, period, view, again):
        tally.add(fate)
    return tally.scores()


async def _fates(desk: Desk, period: Period, view: View, again: set[int]) -> AsyncIterator[Fate]:
    end = period.until_now(desk.now)
    async for row in desk.store.spots.fates(period.start, end, view.scope):
        answered = row.answered_at if row.state in clock.ANSWERED else None
        refused = row.closed_at if row.state == State.REFUSED else None
        forwarded = row.closed_at if row.state == State.FORWARDED_OUT else None
        said = answered or refused or forwarded
        yield Fate(
            since=row.moved_at or row.sent_at,
            answered_at=answered or forwarded,
            refused_at=refused,
            asked_at=row.asked_at,
            overdue=(said or min(end, row.paused_at or end)) > row.due_at,
            unhappy=row.rating in UNHAPPY,
            again=row.reopened > 0 or row.id in again,
        )


class _Reach:
    """To which day working days reach; counted once a day, however many cases came on it."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[tuple[date, int], date] = {}

    def __call__(self, since: datetime, days: int) -> date:
        received = self._calendar.received_on(since), days
        if received not in self._known:
            self._known[received] = _day(self._calendar.add_working_days(since, days).at)
        return self._known[received]


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


async def show_units(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """Every unit's work and satisfaction, in places where there are enough answers."""
    report = await gather(desk, period, view)
    said = {code: one.satisfied for code, one in figures.by("unit", report.answers).items()}
    places = shares.ranking(said)
    ranked = [
        desk.say(
            f"digest.units.{'tied' if one.shared else 'place'}",
            place=one.place,
            unit=naming.short_unit(desk, one.name),
            share=naming.share_in_words(desk, one.share),
        )
        for one in places
    ]
    others = [
        desk.say(
            "digest.units.unranked",
            unit=naming.short_unit(desk, code),
            share=naming.share_in_words(desk, share),
        )
        for code, share in said.items()
        if share.weight is not Weight.FIRM
    ]
    await screen.tell(
        desk,
        spot,
        "digest.units.screen",
        period,
        view,
        _unit_buttons(desk, period, [one.unit for one in report.units]),
        units="\n".join(front.unit_line(desk, one) for one in report.units)
        or desk.say("digest.no_cases"),
        ranked="\n".join(ranked) or desk.say("digest.units.nobody_ranked"),
        others="\n".join(others) or desk.say("digest.units.nobody_else"),
    )


def _unit_buttons(desk: Desk, period: Period, codes: list[str]) -> Rows:
    choices = [
        Choice(f"report.cases:{period.key}:{of_unit(one)}", naming.short_unit(desk, one))
        for one in codes
        if desk.office.unit(one)
    ]
    return tuple(tuple(choices[at : at + IN_A_ROW]) for at in range(0, len(choices), IN_A_ROW))
