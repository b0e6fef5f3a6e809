"""The year in the form of reports on grass-roots democracy; and dialogues, noted when held.

Luật Thực hiện dân chủ ở cơ sở 2022: Đ.32 (dialogue at least once a year), Đ.34-35 (the people's
satisfaction, petitions answered); what is reported: domain.md §11.
"""

import re

from handlers.caller import Caller
from handlers.days import day_first
from handlers.desk import Desk, Spot
from handlers.leaders import naming, screen
from handlers.leaders.gathering import Report, gather
from handlers.leaders.periods import Period, today
from handlers.leaders.views import View
from handlers.roles import Deed
from handlers.wording import shorten
from storage.models import Dialogue

MOST_PEOPLE = 10_000
LONGEST = 200
_PEOPLE = re.compile(r"\s*(\d{1,5})(?:\s*ng[^\W\d]+i)?(?!\w)[\s:,–-]*(.*)", re.DOTALL)


async def show(desk: Desk, spot: Spot, period: Period, view: View) -> None:
    """Received, answered, dialogues, surveys, satisfaction."""
    report = await gather(desk, period, view)
    numbers = await rows(desk, report)
    await screen.tell(
        desk,
        spot,
        "digest.democracy.screen",
        period,
        view,
        rows="\n".join(desk.say("digest.democracy.row", label=label, n=n) for label, n in numbers),
        satisfied=naming.share_in_words(desk, report.said.satisfied),
    )


async def rows(desk: Desk, report: Report) -> list[tuple[str, int]]:
    """The form's numbers, in its order."""
    period, one, said = report.period, report.everybody, report.said
    dialogues, people = await desk.store.orders.dialogues(period.first, period.until)
    numbers = {
        "received": one.received,
        "words": one.words,
        "kept": one.on_time + one.extended,
        "dialogues": dialogues,
        "people": people,
        "asked": said.asked,
        "rated": said.answered,
        "reopened": len(report.unhappy.reopened),
    }
    return [(desk.say(f"digest.democracy.{name}"), n) for name, n in numbers.items()]


async def note(desk: Desk, caller: Caller, words: str = "") -> None:
    """`/doithoai 20/11 45 rác và nước sạch`: a dialogue that was held."""
    if not await caller.may(desk, Deed.REPORTS):
        await desk.tell(caller.spot, "leaders.only")
        return
    day = day_first(words, today(desk.now))
    found = _PEOPLE.fullmatch(day.rest) if day is not None else None
    held_on = day.day if day is not None else None
    people = int(found[1]) if found is not None else 0
    if (
        found is None
        or held_on is None
        or held_on > today(desk.now)
        or not 0 < people <= MOST_PEOPLE
    ):
        await desk.tell(caller.spot, "digest.democracy.how")
        return
    held = Dialogue(
        held_on=held_on,
        people=people,
        words=shorten(found[2], LONGEST),
        noted_by=caller.person_id,
        noted_at=desk.now,
    )
    desk.store.orders.held(held)
    day_name = desk.wording.day(held.held_on)
    await desk.tell(caller.spot, "digest.democracy.noted", day=day_name, n=held.people)
