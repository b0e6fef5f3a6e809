"""What only named recipients read: who they are, how they hear of it, and of what is not done."""

import re
import unicodedata
from datetime import datetime

from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.folding import fold
from handlers.office_gate import Denunciations
from handlers.redaction import redacting
from storage.models import Person, Role, SealedReport

LEADERS = re.compile(
    r"\b(?:chu tich|chu tit|p?ct (?:ubnd|xa|phuong)|pct|bi thu|sep (?:lon|xa|phuong)"
    r"|lanh dao (?:xa|phuong|ubnd|uy ban))\b"
)
"""How people write of those for whom the province is the place (folded)."""


async def recipients(desk: Desk) -> list[Person]:
    """Who may open a sealed report now, and can be written to."""
    found = []
    for person in await desk.store.people.with_role(Role.SEALED, desk.now):
        if person.chat_id is not None:
            chat = await desk.store.people.chat_by_id(person.chat_id)
            if chat.closed_at is None:
                found.append(person)
    return found


def names(desk: Desk, people: list[Person]) -> list[str]:
    """Their names, which the one who confides may know."""
    someone = desk.say("officials.someone")
    return [desk.store.people.identity(one).name or someone for one in people]


async def speaks_of_them(desk: Desk, words: str, people: list[Person]) -> bool:
    """Say whether the words name a leader or a recipient: a hint, the sender decides.

    As people name each other: in full, or "bà Hồng".
    """
    known = [*people, *await desk.store.people.with_role(Role.LEADER, desk.now)]
    whole = unicodedata.normalize("NFC", words)
    named = (redacting(desk.store.people.identity(one), "", "")(whole) != whole for one in known)
    return LEADERS.search(fold(words)) is not None or any(named)


def due(desk: Desk, rule: Denunciations) -> datetime:
    """By when the first look is to be done."""
    return calendar_of(desk.office).add_working_days(desk.now, rule.first_days).at


def tomorrow(desk: Desk) -> datetime:
    """When the recipients are reminded next: as the office opens on the next working day."""
    calendar = calendar_of(desk.office)
    return calendar.next_opening(calendar.add_working_days(desk.now, 1).at)


async def tell(desk: Desk, report: SealedReport, key: str, *, once: str | None = None) -> int:
    """Tell all recipients of it, never what it says; returns how many there are."""
    found = await recipients(desk)
    for one in found:
        assert one.chat_id is not None  # noqa: S101  # recipients() looked
        await desk.tell(
            Spot(one.chat_id),
            key,
            choices=((desk.choice(f"kin.open:{report.id}", "sealed.open"),),),
            note=Note(what="sealed_notice", once=f"{once}:{one.id}" if once else None),
            priority=Priority.CARD,
            ref=report.ref,
            at=desk.wording.moment(report.sent_at),
            due=desk.wording.day(report.due_at),
        )
    return len(found)


async def sweep(desk: Desk) -> int:
    """Remind of what nobody has opened, and of what is not done by its day."""
    if not calendar_of(desk.office).is_open(desk.now):
        return 0
    found = await desk.store.sealed.to_remind(desk.now)
    for report in found:
        report.next_at = tomorrow(desk)
        desk.store.sealed.save(report)
        if report.opened_at is not None and desk.now < report.due_at:  # it is in hand
            report.next_at = report.due_at
            continue
        key = "sealed.unfinished" if report.opened_at else "sealed.unopened"
        if not await tell(desk, report, key, once=f"sealed:{report.id}:{desk.now:%Y-%m-%d}"):
            await desk.alert("sealed.nobody", once=f"sealed:nobody:{desk.now:%Y-%m-%d}")
    return len(found)
