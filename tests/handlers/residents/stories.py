"""What the stories have in common: a case that is filed, answered, looked at."""

from handlers import acts
from handlers.desk import Desk, Note, Spot
from handlers.message import Address, Outgoing
from storage.drafts import Saying
from storage.models import Act, Case, Draft, Entry, Side
from storage.places import Places, Whereabouts
from tests.handlers.told import Heard, Town

LAMP = "Đèn đường ấp 5 hư cả tuần nay"


async def file(town: Town, who: str, text: str = LAMP) -> Case:
    """A report about a street lamp, sent."""
    await town.says(who, text)
    if "việc mới" in town.last(who).text:
        await town.presses(who, town.last(who), "việc mới")
    await town.presses(who, town.last(who), "gửi")
    await town.presses(who, town.last(who), "đúng")
    return await newest_case(town)


async def newest_case(town: Town) -> Case:
    """The case filed last."""
    return (await cases(town))[-1]


async def where_it_is(town: Town) -> Whereabouts:
    """The place of the case filed last."""
    return Places(town.database.vault).of(await newest_case(town))


async def cases(town: Town) -> list[Case]:
    """All cases, oldest first."""
    async with town.desk() as desk:
        found = [await desk.store.cases.by_id(number) for number in range(1, 20)]
    return [case for case in found if case is not None]


async def drafts(town: Town) -> list[Draft]:
    """All drafts, oldest first."""
    async with town.desk() as desk:
        found = [await desk.store.drafts.by_id(number) for number in range(1, 20)]
    return [draft for draft in found if draft is not None]


async def entries(town: Town, case: Case) -> list[Entry]:
    """All that was said in a case."""
    async with town.desk() as desk:
        return await desk.store.drafts.all_of_case(case.id or 0)


async def answer(town: Town, case: Case, words: str = "Đã thay bóng đèn.") -> Heard:
    """The unit answers; the resident reads it."""
    async with town.desk() as desk:
        now = await desk.store.cases.by_id(case.id or 0)
        assert now is not None
        said = Saying(1, f"answer-{town.now}", Side.OFFICIAL, Act.ANSWER, desk.now, words)
        await desk.store.drafts.say(said, case_id=case.id)
        await acts.move(desk, now, acts.Act.ANSWER)
        await _to_resident(desk, now, words, "answer")
    return (await town.deliver())[-1]


async def ask_back(town: Town, case: Case, words: str) -> Heard:
    """The unit asks the resident."""
    async with town.desk() as desk:
        now = await desk.store.cases.by_id(case.id or 0)
        assert now is not None
        said = Saying(1, f"question-{town.now}", Side.OFFICIAL, Act.QUESTION, desk.now, words)
        await desk.store.drafts.say(said, case_id=case.id)
        await acts.move(desk, now, acts.Act.ASK_BACK)
        await _to_resident(desk, now, words, "question")
    return (await town.deliver())[-1]


async def _to_resident(desk: Desk, case: Case, words: str, what: str) -> None:
    out = Outgoing(Address("", ""), words)
    await desk.post(Spot(case.chat_id), out, note=Note(what=what, case=case))
