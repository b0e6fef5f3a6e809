"""The one list that a unit gets: what it owes, most urgent first, with one tap to open each."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from handlers import card, clock, directions
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.office_steps import ADDRESSEES, To
from handlers.officials import lists
from handlers.reminding import Step
from handlers.wording import HERE
from storage.models import Case, Direction

WHAT, SINCE = "reminder", "since"
MOST_LINES, MOST_BUTTONS, MOST_DIRECTIONS = 20, 10, 10


@dataclass(frozen=True, slots=True)
class Due:
    """A case, the step that has come, and the event for which it waited until now.

    No step: it was said in a list that nobody has got yet.
    """

    case: Case
    step: Step | None
    waited_for: str = ""


@dataclass(slots=True)
class Page:
    """What one transaction says about one unit."""

    unit: str
    due: list[Due] = field(default_factory=list)
    orders: list[tuple[Direction, Case]] = field(default_factory=list)
    more: int = 0
    """How many cases are due beside these: the next pages take them, and say nothing."""

    @property
    def cases(self) -> list[Case]:
        """The cases that are named, most urgent first."""
        return [one.case for one in self.due]

    def reaching(self, to: To) -> list[Case]:
        """Those of which somebody as high as this is told."""
        lowest = ADDRESSEES.index(to)
        return [
            one.case for one in self.due if one.step and ADDRESSEES.index(one.step.to) >= lowest
        ]


def slot(unit: str) -> str:
    """A newer list takes the place of one that still waits; so do the thanks."""
    return f"list:{unit}"


async def unread_since(desk: Desk, unit: str) -> datetime:
    """Since when a unit has been reminded of what it has not read; now, if it has read all."""
    waiting = await desk.store.postponed.unsent(slot(unit))
    since = [one.data[SINCE] for one in waiting if one.data and SINCE in one.data]
    return min([desk.now, *(datetime.fromtimestamp(one, UTC) for one in since)])


async def add_unread(desk: Desk, page: Page, since: datetime, most: int) -> None:
    """What was in the list that nobody has got, and is still owed."""
    cases, n = await desk.store.chases.named_since(page.unit, since, most)
    known = {case.id for case in page.cases}
    page.due += [Due(case, None) for case in cases if case.id not in known]
    page.due.sort(key=lambda one: (one.case.due_at, one.case.id))
    page.more += max(n - len(page.due), 0)
    ordered = {one.id for one, _ in page.orders}
    today = calendar_of(desk.office).closing_of(desk.now.astimezone(HERE).date())
    late = await desk.store.chases.directions_due(page.unit, desk.now, most, or_by=today)
    page.orders += [one for one in late if one[0].id not in ordered]


async def tell(  # what, who hears of it beside them, under which key, since when
    desk: Desk, spot: Spot, page: Page, risen: str, key: str, since: datetime
) -> None:
    cases, n = page.cases, len(page.cases) + page.more
    late = sum(clock.is_late(case, desk.now) for case in cases)
    hidden = n - min(len(cases), MOST_LINES)
    # A reply to a list of one is a reply to that case.
    only = cases[0] if n == 1 and not page.orders else None
    heard = not (await desk.store.people.chat_by_id(spot.chat_id)).private
    await desk.tell(
        spot,
        "reminders.list" if n else "reminders.only_orders",
        choices=_buttons(desk, page) if heard else (),  # in private is no officials' door
        note=Note(
            WHAT,
            {"unit": page.unit, SINCE: int(since.timestamp())},
            only,
            f"{key}:{spot.chat_id}",
            slot(page.unit),
            fresh=True,
            at_work=True,
        ),
        priority=Priority.REMINDER,
        unit=desk.office.unit_name(page.unit),
        n=n,
        late=desk.say("reminders.late", n=late) if late else "",
        lines=await _lines(desk, page.due[:MOST_LINES]),
        more=desk.say("reminders.more", n=hidden) if hidden > 0 else "",
        orders=_orders(desk, page.orders[:MOST_DIRECTIONS]),
        risen=risen,
        how=desk.say("reminders.how") if heard else card.no_room(desk, page.unit),
    )


async def _lines(desk: Desk, due: list[Due]) -> str:
    """The cases as numbered lines; of one that waited for an event, for which."""
    found = []
    for at, one in enumerate(due, 1):
        line = await card.line(desk, one.case, at)
        found.append(
            line + (desk.say("reminders.woken", reason=one.waited_for) if one.waited_for else "")
        )
    return "\n".join(found)


def _orders(desk: Desk, orders: list[tuple[Direction, Case]]) -> str:
    return "".join(
        "\n" + desk.say(
            "reminders.order_late" if one.due_at < desk.now else "reminders.order",
            code=case.code, words=directions.quote(one), day=desk.wording.day(one.due_at),
        )
        for one, case in orders
    )  # fmt: skip


def _buttons(desk: Desk, page: Page) -> Rows:
    named = {case.id: case for case in (*page.cases, *(case for _, case in page.orders))}
    return lists.open_buttons(desk, [*named.values()][:MOST_BUTTONS])
