"""Gathers what the workbook holds: cases without identity, the figures, what they mean."""

from typing import Any

from handlers import clock
from handlers.desk import Desk
from handlers.leaders import democracy, details, figures, naming, pledge, sheet, state_scores
from handlers.leaders.figures import NUMBERS
from handlers.leaders.gathering import Report, gather
from handlers.leaders.periods import Period
from handlers.leaders.shares import FEW, Share
from handlers.leaders.sheet import Cell, Page
from handlers.leaders.state_scores import Score
from handlers.leaders.views import View

CASES = (
    "code", "kind", "category", "area", "unit", "urgent", "state", "sent", "due", "answered",
    "closed", "outcome", "extensions", "reopened",
)  # fmt: skip
FIGURES = ("figure", "k", "n", "percent", "low", "high", "weight")
DEFINED = (
    "on_time", "extended", "late", "open", "overdue", "answered", "proven", "confirmed",
    "satisfied", "range", "few", "well", "unhappy", "skipped", "pace", "content", "sipas",
)  # fmt: skip
"""What is explained, in order."""


async def pages(desk: Desk, period: Period, view: View) -> list[Page]:
    """The three sheets."""
    report = await gather(desk, period, view)
    rows = _work(desk, report) + await _said(desk, report) + await _state(desk, report)
    rows += [_number(label, n) for label, n in await democracy.rows(desk, report)]
    return [
        await _cases(desk, period, view),
        Page(desk.say("digest.sheet.figures"), _head(desk, FIGURES), rows),
        _definitions(desk),
    ]


def _head(desk: Desk, columns: tuple[str, ...]) -> list[str]:
    return [desk.say(f"digest.column.{one}") for one in columns]


async def _cases(desk: Desk, period: Period, view: View) -> Page:
    end = period.until_now(desk.now)
    found = await desk.store.spots.rows(period.start, end, view.scope, sheet.ROWS)
    rows = [_case(desk, one) for one in found]
    return Page(desk.say("digest.sheet.cases"), _head(desk, CASES), rows)


def _case(desk: Desk, one: Any) -> list[Cell]:  # noqa: ANN401  # a row of storage's spots.rows
    category, area = desk.office.category(one.category), desk.office.area(one.area or "")
    outcome = clock.outcome(one)
    return [
        one.code,
        desk.office.kind(one.kind).label,
        category.label if category else one.category,
        area.name if area else "",
        desk.office.unit_name(one.unit),
        desk.say("digest.sheet.yes") if one.urgent else "",
        desk.say(f"officials.state.{one.state}"),
        one.sent_at,
        one.due_at,
        one.answered_at,
        one.closed_at,
        desk.say(f"digest.outcome.{outcome}") if outcome else "",
        one.extensions,
        one.reopened,
    ]


def _work(desk: Desk, report: Report) -> list[list[Cell]]:
    """Everybody together, then each unit."""
    found: list[list[Cell]] = []
    for one in (report.everybody, *report.units):
        whose = desk.office.unit_name(one.unit) if one.unit else desk.say("digest.sheet.all")
        found += [
            _number(f"{whose}: {desk.say(f'digest.term.{name}')}", getattr(one, name))
            for name in NUMBERS
        ]
    return found


async def _said(desk: Desk, report: Report) -> list[list[Cell]]:
    """Shares with as much as their number of answers bears."""
    said, there = report.said, await pledge.at_counters(desk, report.period, report.view)
    satisfied, counter = desk.say("digest.term.satisfied"), desk.say("digest.term.at_counter")
    shares = {
        desk.say("digest.term.response"): said.response,
        satisfied: said.satisfied,
        desk.say("digest.term.well"): said.well,
        desk.say("digest.term.visits"): report.visits.satisfied,
    }
    shares |= {naming.item(desk, code): one for code, one in report.pledge.items()}
    shares |= {naming.item(desk, code): one for code, one in report.former.items()}
    shares |= {f"{counter}: {naming.item(desk, code)}": one for code, one in there.items()}
    shares |= {
        f"{desk.office.unit_name(unit)}: {satisfied}": one.satisfied
        for unit, one in figures.by("unit", report.answers).items()
    }
    numbers = {
        desk.say("digest.term.unrated"): said.unrated,
        desk.say("digest.term.unhappy"): len(report.unhappy.cases),
    }
    numbers |= {
        f"{desk.say('digest.term.skipped')}: {naming.not_asked(desk, {rule: n})}": n
        for rule, n in report.doubts.skipped.items()
    }
    return [
        *(_share(desk, name, share) for name, share in shares.items()),
        *(_number(name, n) for name, n in numbers.items()),
    ]


def _number(name: str, n: int) -> list[Cell]:
    return [name, n, None, None, None, None, None]


def _share(desk: Desk, name: str, share: Share) -> list[Cell]:
    """Below FEW answers only how many there were."""
    weight = desk.say(f"digest.weight.{share.weight}")
    if share.percent is None or share.range is None:
        return [name, None, share.n, None, None, None, weight]
    low, high = share.range
    found = (share.percent, low, high)
    return [name, share.k, share.n, *(round(one, 1) for one in found), weight]


async def _state(desk: Desk, report: Report) -> list[list[Cell]]:
    found = await details.state(desk, report.period, report.view)
    sipas = state_scores.sipas(report.said.levels)
    known = sipas if report.said.answered >= FEW else Score()
    named = (("pace", found.pace), ("content", found.content), ("sipas", known))
    return [
        [desk.say(f"digest.term.{name}"), one.good, one.all, one.percent, None, None, None]
        for name, one in named
    ]


def _definitions(desk: Desk) -> Page:
    rows = [[desk.say(f"digest.term.{one}"), desk.say(f"digest.meaning.{one}")] for one in DEFINED]
    return Page(desk.say("digest.sheet.definitions"), _head(desk, ("term", "meaning")), rows)
