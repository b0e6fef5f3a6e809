"""A resident asks who has seen their name: when, in what role, why."""

from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk


async def who_saw(desk: Desk, caller: Caller, _words: str = "") -> None:
    """List every time that the name was opened."""
    seen = await desk.store.cases.events_of_person(caller.person_id, Act.UNMASK)
    if not seen:
        await desk.tell(caller.spot, "residents.nobody_saw")
        return
    lines = [
        desk.say(
            "residents.seen_line",
            code=case.code,
            when=desk.wording.moment(event.at),
            role=desk.say(f"roles.{event.role}"),
            unit=desk.office.unit_name(case.unit),
            reason=event.note or "",
        )
        for event, case in seen
    ]
    await desk.tell(caller.spot, "residents.who_saw", lines="\n".join(lines))


COMMANDS = {"aidaxemten": who_saw}
