"""Cases as if they had come through the residents' door, and their answers."""

from datetime import datetime, timedelta

from handlers import acts, asking, card, deadline
from handlers.acts import Act, Actor
from handlers.desk import Desk
from handlers.folding import fold
from storage.models import Case, State, Survey
from storage.people import Identity
from tests.handlers.told import Heard, Town

RECEIVED = State.RECEIVED
CLERK = Actor(None, "official")


def blank(
    sent: datetime, due: datetime, *, unit: str = "kinh_te", text: str = "", state: State = RECEIVED
) -> Case:
    """A case that nobody has stored."""
    return Case(
        code="",
        kind="report",
        category="dien_chieu_sang",
        unit=unit,
        text=text,
        folded=fold(text),
        state=state,
        person_id=0,
        chat_id=0,
        sent_at=sent,
        due_at=due,
    )


async def put_down(
    desk: Desk,
    who: str,
    due: datetime,
    *,
    unit: str = "kinh_te",
    text: str = "Đèn đường hỏng",
    channel: str = "telegram",
) -> Case:
    """A case whose card stands in the unit's group, its clock running."""
    people = desk.store.people
    chat = await people.chat(channel, who, private=True)
    identity = Identity(f"id-{who}", who.capitalize())
    person = await people.person(channel, identity, desk.now, chat.id)
    case = blank(desk.now, due, unit=unit, text=text)
    case.person_id, case.chat_id = person.id or 0, chat.id or 0
    await desk.store.cases.open(case, "PA", "2611")
    await card.show(desk, case)
    deadline.set_clock(desk, case)
    return case


async def filed(
    town: Town, who: str = "tu", *, due: datetime | None = None, unit: str = "kinh_te"
) -> Case:
    """The same in a town."""
    async with town.desk() as desk:
        channel = town.channels.get(who, "telegram")
        until = due or town.now + timedelta(days=3)
        case = await put_down(desk, who, until, unit=unit, channel=channel)
    await town.deliver()
    return case


async def answered(town: Town, case: Case) -> Heard | None:
    """The unit has answered; returns the question for satisfaction, if one came."""
    async with town.desk() as desk:
        fresh = await desk.store.cases.by_id(case.id or 0)
        assert fresh is not None
        assert await acts.move(desk, fresh, Act.ANSWER, CLERK)
        await asking.ask(desk, fresh)
    asked = [one for one in await town.deliver() if one.what == "survey"]
    return asked[0] if asked else None


async def now(town: Town, case: Case) -> Case:
    """The case as it stands."""
    async with town.desk() as desk:
        found = await desk.store.cases.by_id(case.id or 0)
        assert found is not None
        return found


async def survey(town: Town, number: int = 1) -> Survey:
    """A survey as it stands."""
    async with town.desk() as desk:
        found = await desk.store.surveys.by_id(number)
        assert found is not None
        return found
