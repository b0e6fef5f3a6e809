"""A resident asks who has seen their name, or wants no more surveys."""

from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk


async def who_saw(desk: Desk, caller: Caller, _words: str = "") -> None:
    """List every time that the name was opened: when, in what role, why."""
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


async def no_surveys(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Never ask this person again."""
    caller.person.surveys_off = True
    desk.store.people.save(caller.person)
    await desk.tell(caller.spot, "residents.surveys_off")


COMMANDS = {"aidaxemten": who_saw, "dungkhaosat": no_surveys}
