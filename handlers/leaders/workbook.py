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
Figure = tuple[str, int | Share | Score]
"""What it is called, and a number or a share of answers or of cases."""
FIGURES = ("figure", "k", "n", "percent", "low", "high", "weight")
DEFINED = (
    "on_time", "extended", "late", "open", "overdue", "answered", "proven", "confirmed",
    "satisfied", "range", "few", "well", "unhappy", "skipped", "pace", "content", "sipas",
)  # fmt: skip
"""What is explained, in order."""


async def pages(desk: Desk, period: Period, view: View) -> list[Page]:
    """The three sheets."""
    report = await gather(desk, period, view)
    rows = [_cells(desk, one) for one in await _figures(desk, report)]
    return [
        await _cases(desk, period, view),
        Page(desk.say("digest.sheet.figures"), _head(desk, FIGURES), rows),
        _definitions(desk),
    ]


async def in_words(desk: Desk, period: Period, view: View) -> list[tuple[str, str]]:
    """The sheet of figures for who can be sent no workbook: each with what may be said of it."""
    return [
        (name, _words(desk, value))
        for name, value in await _figures(desk, await gather(desk, period, view))
    ]


async def _figures(desk: Desk, report: Report) -> list[Figure]:
    return [
        *_work(desk, report),
        *await _said(desk, report),
        *await _state(desk, report),
        *await democracy.rows(desk, report),
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


def _work(desk: Desk, report: Report) -> list[Figure]:
    """Everybody together, then each unit."""
    found: list[Figure] = []
    for one in (report.everybody, *report.units):
        whose = desk.office.unit_name(one.unit) if one.unit else desk.say("digest.sheet.all")
        found += [
            (f"{whose}: {desk.say(f'digest.term.{name}')}", getattr(one, name)) for name in NUMBERS
        ]
    return found


async def _said(desk: Desk, report: Report) -> list[Figure]:
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
    return [*shares.items(), *numbers.items()]


async def _state(desk: Desk, report: Report) -> list[Figure]:
    found = await details.state(desk, report.period, report.view)
    sipas = state_scores.sipas(report.said.levels)
    return [
        (desk.say("digest.term.pace"), found.pace),
        (desk.say("digest.term.content"), found.content),
        (desk.say("digest.term.sipas"), Share(sipas.good, sipas.all)),
    ]


def _cells(desk: Desk, figure: Figure) -> list[Cell]:
    """A line of the sheet: with a percentage only where there are enough for one."""
    name, value = figure
    match value:
        case Share():
            weight = desk.say(f"digest.weight.{value.weight}")
            if value.percent is None or value.range is None:
                return [name, None, value.n, None, None, None, weight]
            low, high = (round(one, 1) for one in value.range)
            return [name, value.k, value.n, round(value.percent, 2), low, high, weight]
        case Score():
            weight = Share(n=value.all).weight
            percent = value.percent if value.all >= FEW else None
            said = desk.say(f"digest.weight_of_cases.{weight}")
            return [name, value.good, value.all, percent, None, None, said]
        case _:
            return [name, value, None, None, None, None, None]


def _words(desk: Desk, value: int | Share | Score) -> str:
    match value:
        case Share():
            return naming.share_in_words(desk, value)
        case Score():
            return details.score(desk, value)
        case _:
            return str(value)


def _definitions(desk: Desk) -> Page:
    rows = [[desk.say(f"digest.term.{one}"), desk.say(f"digest.meaning.{one}")] for one in DEFINED]
    return Page(desk.say("digest.sheet.definitions"), _head(desk, ("term", "meaning")), rows)
