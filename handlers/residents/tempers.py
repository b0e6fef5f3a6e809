"""An angry or hasty resident: insults keep their facts, a flood is kept and slowed in words."""

from datetime import timedelta

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.gate import findings
from handlers.saying import for_staff, words_of
from handlers.wording import shorten
from storage.models import Case, Draft, Entry

INSULTS, LAST = "insults", "insult"
"""How many messages of a draft were insults; up to which entry they were counted."""
QUOTED = 200


async def heard(desk: Desk, draft: Draft, entries: list[Entry]) -> str:
    """A kind question the first time; the second time a human is called. Nothing is dropped."""
    known = draft.decided or {}
    fresh = [one for one in entries if (one.id or 0) > known.get(LAST, 0)]
    if "insult" not in findings(words_of(desk, fresh), desk.office):
        return ""
    times = known.get(INSULTS, 0) + 1
    draft.decided = {**known, LAST: max(one.id or 0 for one in fresh), INSULTS: times}
    desk.store.drafts.save(draft)
    if times == 1:
        return desk.say("gate.insult_first")
    words = shorten("\n".join([await for_staff(desk, one) for one in entries]), QUOTED)
    await desk.alert("gate.insult_alert", once=f"insult:{draft.id}", words=words)
    return desk.say("gate.insult_again", phone=desk.office.phone)


async def flooded(desk: Desk, caller: Caller, draft: Draft) -> bool:
    """Whether so much came at once that it is kept without an answer to each; said once."""
    beyond = await _beyond(desk, caller)
    if beyond == 1:
        rows = (
            (
                desk.choice(f"draft.send:{draft.id}", "residents.send"),
                desk.choice(f"draft.drop:{draft.id}", "residents.drop"),
            ),
        )
        await desk.tell(caller.spot, "gate.flood", choices=rows, note=Note("draft"))
    return beyond > 0


async def flooded_case(desk: Desk, caller: Caller, case: Case) -> bool:
    """The same for what is added to a case: officials read all of it, thanks are said once."""
    beyond = await _beyond(desk, caller)
    if beyond == 1:
        note = Note("receipt", case=case)
        await desk.tell(caller.spot, "gate.flood_case", note=note, code=case.code)
    return beyond > 0


async def _beyond(desk: Desk, caller: Caller) -> int:
    """How many messages more than we answer one by one."""
    bound = desk.office.flood
    since = desk.now - timedelta(minutes=bound.minutes)
    said = await desk.store.drafts.said_since(caller.person_id, caller.spot.chat_id, since)
    return max(0, said - bound.messages)
