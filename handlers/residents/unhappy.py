"""A resident is not content: the head of the unit learns that the case is not well, no more."""

from handlers.desk import Desk, Note, Priority, Spot
from storage.models import Case, Person, Role, Survey


async def rated_low(desk: Desk, survey: Survey, case: Case) -> None:
    """They tapped so."""
    await _tell_heads(desk, case, survey.round)


async def reported_again(desk: Desk, new: Case) -> None:
    """They report the same thing soon after it was answered (peers.md, 27)."""
    for case in await desk.store.spots.before(new):
        await _tell_heads(desk, case, case.reopened)


async def _tell_heads(desk: Desk, case: Case, answer: int) -> None:
    """Once for each answer, at once; neither who it was nor what they tapped is told."""
    key = f"unhappy:{case.id}:{answer}"
    unit = desk.office.unit_name(case.unit)
    heads = await _who_hears(desk, case)
    for head in heads:
        note = Note(what="unhappy", case=case, once=f"{key}:{head.id}")
        await desk.tell(
            Spot(head.chat_id or 0), "survey.not_well", note=note, priority=Priority.CARD,
            code=case.code, unit=unit,
        )  # fmt: skip
    if not heads:
        await desk.alert("survey.not_well", once=key, code=case.code, unit=unit)


async def _who_hears(desk: Desk, case: Case) -> list[Person]:
    """Who leads the unit; without anybody who can be reached, the leaders; without them, nobody."""
    people = desk.store.people
    for role, unit in ((Role.HEAD, case.unit), (Role.LEADER, case.unit)):
        found = [
            one
            for one in await people.with_role(role, desk.now, unit)
            if one.id != case.person_id and await _reached(desk, one)
        ]
        if found:
            return found
    return []


async def _reached(desk: Desk, person: Person) -> bool:
    if person.chat_id is None:
        return False
    return (await desk.store.people.chat_by_id(person.chat_id)).closed_at is None
