"""Cards that have waited too long for a place in the group come as one list, each at one tap."""

from handlers.desk import Desk, Note, Priority, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.officials.lists import lines, open_buttons
from storage.models import Case, Outbox

MOST = 20
"""Cases in one list: it must stay one message with buttons that a thumb finds."""


async def gather(desk: Desk, spot: Spot, rows: list[Outbox]) -> None:
    """Say the cases of these waiting cards in lists of at most 20, each topic's in its topic."""
    by_topic: dict[str | None, dict[int, Case]] = {}
    for row in rows:
        case = await desk.store.cases.by_id(row.case_id) if row.case_id else None
        if case is not None and case.id is not None:
            by_topic.setdefault(row.topic, {})[case.id] = case
    for topic, found in by_topic.items():
        cases = list(found.values())
        for start in range(0, len(cases), MOST):
            await _list(desk, Spot(spot.chat_id, topic), cases[start : start + MOST])


async def _list(desk: Desk, spot: Spot, cases: list[Case]) -> None:
    text = desk.say("officials.list.gathered", n=len(cases), lines=await lines(desk, cases))
    out = Outgoing(NOWHERE, text, choices=open_buttons(desk, cases))
    await desk.post(spot, out, note=Note(what="card_list"), priority=Priority.CARD)
