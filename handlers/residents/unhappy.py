"""A resident is not content: the head of the unit learns that the case is not well, no more."""

from handlers.desk import Desk, Note, Priority, Spot
from storage.models import Case, Person, Role, Survey


async def tell_heads(desk: Desk, survey: Survey, case: Case) -> None:
    """Once for each answer, at once; neither who it was nor what they tapped is told."""
    for head in await _heads(desk, case.unit):
        if head.chat_id is None or head.id == case.person_id:
            continue
        note = Note(what="unhappy", case=case, once=f"unhappy:{survey.id}:{head.id}")
        unit = desk.office.unit_name(case.unit)
        await desk.tell(
            Spot(head.chat_id), "survey.not_well", note=note, priority=Priority.CARD,
            code=case.code, unit=unit,
        )  # fmt: skip


async def _heads(desk: Desk, unit: str) -> list[Person]:
    """Who leads the unit; without anybody, the leaders."""
    heads = await desk.store.people.with_role(Role.HEAD, desk.now, unit)
    return heads or await desk.store.people.with_role(Role.LEADER, desk.now)
