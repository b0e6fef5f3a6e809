"""What stands out: where it rose, the same place again, long waits, praise, what is lacking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handlers.calendar import DAY
from handlers.desk import Desk, Spot
from handlers.leaders import chance, figures, naming, screen
from handlers.leaders.nameless import everyday_of, nameless
from handlers.leaders.periods import Period, Span
from handlers.leaders.screen import Lines
from handlers.leaders.views import View
from handlers.wording import number

WEEKS_BEFORE = 8
"""A week is measured by so many before it; what is longer, by the one before it."""
SAME_PLACE = timedelta(days=60)
OFTEN = 3
"""The same place is named from the third time on."""
MOST = 3
LOOKED_AT = 40
"""Praise and comments that are read to find some whose words may be shown."""


async def show(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """Put all of it on one screen."""
    lines = Lines()
    parts = [
        await _risen(desk, period, view),
        await _same_place(desk, period, view, lines),
        await _waiting(desk, period, view, lines),
        await _praise(desk, period, view),
        await _weakest(desk, period, view),
    ]
    told = "\n\n".join(one for one in parts if one) or desk.say("digest.hot.none")
    await screen.tell(
        desk,
        spot,
        "digest.hot.screen",
        period,
        view,
        lines,
        parts=told,
        how=desk.say("digest.hot.how") if lines.cases else "",
    )


@dataclass(frozen=True, slots=True)
class Rises:
    """What rose, against how many days before."""

    found: list[chance.Risen]
    days: int


async def rises(desk: Desk, period: Period, view: View) -> Rises:
    """Categories × areas that rose beyond chance; those of which nobody may read are left out.

    The time before begins with the desk's first case: no days are compared in which it was shut.
    """
    ours, end = desk.store.spots, period.until_now(desk.now)
    long = WEEKS_BEFORE * 7 * DAY if period.span is Span.WEEK else period.until - period.first
    since = max(period.start - long, await ours.first_sent() or period.start)
    if period.start - since < (end - period.start):
        return Rises([], 0)
    now = await ours.cells(period.start, end, view.scope)
    earlier = await ours.cells(since, period.start, view.scope)
    open_to_all = {one.code for one in desk.office.categories if not one.restricted}
    part = (end - period.start) / (end - since)
    found = chance.risen(now, earlier, part)
    shown = [one for one in found if one.category in open_to_all]
    return Rises(shown, (period.start - since).days)


async def _risen(desk: Desk, period: Period, view: View) -> str:
    rose = await rises(desk, period, view)
    told = [
        desk.say(
            "digest.hot.risen",
            where=_where(desk, one.category, one.area),
            n=one.now,
            usual=number(one.usual, 1),
        )
        for one in rose.found[:MOST]
    ]
    lines = "\n".join(told)
    return desk.say("digest.hot.risen_head", days=rose.days, lines=lines) if told else ""


def _where(desk: Desk, category: str, area: str | None) -> str:
    known, there = desk.office.category(category), desk.office.area(area or "")
    label = known.label if known else category
    return f"{label} – {there.name}" if there else label


async def _same_place(desk: Desk, period: Period, view: View, lines: Lines) -> str:
    """Category and area, and the newest case; the place's own words may name a house."""
    end = period.until_now(desk.now)
    found = await desk.store.spots.places(end - SAME_PLACE, end, OFTEN, view.scope)
    told = []
    for one in [one for one in found if one.newest >= period.start][:MOST]:
        case = await desk.store.cases.by_id(one.case_id)
        category = desk.office.category(one.category)
        if case is not None and not (category and category.restricted):
            where = _where(desk, one.category, one.area)
            at = lines.add(case)
            told.append(desk.say("digest.hot.again", at=at, where=where, n=one.n, code=case.code))
    return desk.say("digest.hot.again_head", lines="\n".join(told)) if told else ""


async def _waiting(desk: Desk, period: Period, view: View, lines: Lines) -> str:
    end = period.until_now(desk.now)
    told = [
        lines.say(desk, "digest.hot.waiting", case, days=(end - case.sent_at).days)
        for case in await desk.store.spots.waiting(end, view.scope, MOST)
    ]
    return desk.say("digest.hot.waiting_head", lines="\n".join(told)) if told else ""


async def _praise(desk: Desk, period: Period, view: View) -> str:
    end = period.until_now(desk.now)
    cases = await desk.store.spots.praise(period.start, end, view.scope, LOOKED_AT)
    said = [(one.unit, await quoted(desk, one.text, one.person_id)) for one in cases]
    told = [
        desk.say("digest.hot.praise", unit=naming.short_unit(desk, unit), words=words)
        for unit, words in said
        if words
    ][:MOST]
    if not cases:
        return ""
    more = desk.say("digest.hot.praise_only", n=len(cases)) if not told else ""
    return desk.say("digest.hot.praise_head", n=len(cases), lines="\n".join(told) or more)


async def quoted(desk: Desk, words: str, person_id: int) -> str:
    """A resident's words as they may be shown; the name is opened only to be left out."""
    person = await desk.store.people.person_by_id(person_id)
    known = desk.store.people.identity(person)
    return nameless(
        words, everyday_of(desk.office, desk.say("everyday.words")), (known.name, known.username)
    )


async def _weakest(desk: Desk, period: Period, view: View) -> str:
    """The item that was ticked least, with one example of somebody's words who did not tick it."""
    start, end = period.start, period.until_now(desk.now)
    labels = {one.code: one.label for one in desk.office.pledge.items}
    items = figures.pledge(await desk.store.figures.ticks([start, end], view.scope), labels)
    code = figures.weakest(items)
    if code is None:
        return ""
    surveys = await desk.store.spots.comments(start, end, view.scope, LOOKED_AT)
    without = [
        one for one in surveys if code in (one.offered or ()) and code not in (one.items or ())
    ]
    examples = [
        words
        for one in without
        if one.comment and (words := await quoted(desk, one.comment, one.person_id))
    ]
    return desk.say(
        "digest.hot.weakest",
        label=labels[code],
        share=naming.share_in_words(desk, items[code]),
        example=_example(desk, examples),
    )


def _example(desk: Desk, words: Sequence[str]) -> str:
    return desk.say("digest.hot.example", words=words[0]) if words else ""
