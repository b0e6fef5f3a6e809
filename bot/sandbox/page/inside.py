"""What goes on inside, for those who ask how one can know: cases, both boxes, figures.

Nothing is shown here that `python -m bot case` would not show: never who a resident is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.page.cast import Cast
from bot.sandbox.telegram_errors import Json
from bot.sandbox.town import Town
from handlers.clock import is_late
from handlers.wording import HERE
from storage.db import Store
from storage.models import OPEN_STATES, Case, Delivery, Outbox, State, Taken

MOST_CASES, MOST_ROWS = 12, 16
FIGURES = ("received", "answered", "on_time", "late", "open", "overdue")


@dataclass(frozen=True, slots=True)
class Glance:
    """What the tour asks about."""

    cases: list[Case]
    rated: int
    read: bool
    now: datetime


def _any(states: tuple[State, ...]) -> Callable[[Glance], bool]:
    return lambda at: any(one.state in states for one in at.cases)


def _late(at: Glance) -> bool:
    return any(one.apologies or _is_overdue(one, at.now) for one in at.cases)


def _is_overdue(case: Case, now: datetime) -> bool:
    return case.state in OPEN_STATES and is_late(case, now)


DONE: dict[str, Callable[[Glance], bool]] = {
    "opened": lambda at: bool(at.cases),
    "claimed": lambda at: any(one.holder_id is not None for one in at.cases),
    "late": _late,
    "answered": _any((State.ANSWERED, State.CONFIRMED)),
    "rated": lambda at: at.rated > 0,
    "read": lambda at: at.read,
}
"""What a step of the tour is there for, and whether it has happened."""


async def look(town: Town, cast: Cast, since: datetime) -> Json:
    """Look at everything once."""
    async with town.app.database.reading() as store:
        cases = await store.cases.search([], None, MOST_CASES)
        rows = [row for one in cases if one.id for row in await store.cases.deliveries(one.id)]
        figures = await _figures(store, since, town.clock.now())
        boxes = await _boxes(store)
    read = any(one.from_bot for one in cast.rooms["chu_tich"].shown)
    glance = Glance(cases, figures["rated"], read, town.clock.now())
    return {
        "cases": [_case(one, town) for one in cases],
        "outbox": _outbox(rows, cases),
        "boxes": boxes,
        "figures": figures,
        "done": [name for name, happened in DONE.items() if happened(glance)],
    }


async def _boxes(store: Store) -> Json:
    return {
        **{f"in_{one}": await store.inbox.count(one) for one in Taken},
        **{f"out_{one}": await store.outbox.count(one) for one in Delivery},
    }


async def _figures(store: Store, start: datetime, end: datetime) -> Json:
    """Since the curtain rose; shares are left to the digest, which knows when there are enough."""
    work = await store.figures.work(start, end)
    answers = await store.figures.answers(start, end)
    return {
        **{name: sum(one.get(name, 0) for one in work) for name in FIGURES},
        "asked": sum(one.asked for one in answers),
        "rated": sum(sum(one.levels.values()) for one in answers),
    }


def _case(case: Case, town: Town) -> Json:
    unit = town.app.office.unit(case.unit)
    said = town.app.wording.say(f"officials.state.{case.state}")
    return {
        "code": case.code,
        "unit": unit.name if unit else case.unit,
        "state": said,
        "due": f"{case.due_at.astimezone(HERE):%H:%M %d/%m}",
        "late": _is_overdue(case, town.clock.now()),
    }


def _outbox(rows: list[Outbox], cases: list[Case]) -> list[Json]:
    codes = {one.id: one.code for one in cases}
    newest = sorted(rows, key=lambda row: row.id or 0, reverse=True)[:MOST_ROWS]
    return [
        {
            "code": codes[row.case_id],
            "what": row.what or "message",
            "state": row.state,
            "tries": row.attempts,
            "error": row.error or "",
            "at": f"{(row.sent_at or row.created_at).astimezone(HERE):%H:%M:%S %d/%m}",
        }
        for row in newest
    ]
