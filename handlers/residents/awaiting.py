"""What we ask a resident about themselves waits half an hour for words; later ones are a report."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents.everyday import AFTER, BEFORE
from storage.models import Case

PATIENCE = timedelta(minutes=30)
MINUTE = timedelta(minutes=1).total_seconds()
TOOK, AS = "took", "as"
"""In what our answer means: the message whose words we took, and as the answer to what."""


async def expect(
    desk: Desk, caller: Caller, step: str, key: str, *, case: Case | None = None
) -> None:
    """Ask; it can be left as it is."""
    caller.person.step = step
    caller.person.about = case.id if case else _minute(desk)
    desk.store.people.save(caller.person)
    rows = ((desk.choice("own.keep:", "data.keep"),),)
    code = case.code if case else ""
    await desk.tell(caller.spot, key, choices=rows, note=Note(step, case=case), code=code)


def _minute(desk: Desk) -> int:
    """Since when it is asked: fits where else the number of a case stands."""
    return int(desk.now.timestamp() // MINUTE)


async def words(desk: Desk, caller: Caller, *, case: Case | None = None) -> str:
    """What was typed in answer; empty when it is about something else, or nothing is to change."""
    message, about, step = caller.message, caller.about, caller.person.step or ""
    here = message.reply_to is None or (about is not None and about.what == step)
    if message.kind is not Kind.TEXT or message.edits or not here:
        return ""
    if not await _waits(desk, caller, step, case):
        over(desk, caller)
        return ""
    return " ".join(caller.words.split())


async def _waits(desk: Desk, caller: Caller, step: str, case: Case | None) -> bool:
    if case is None:
        return (_minute(desk) - (caller.person.about or 0)) * MINUTE <= PATIENCE.total_seconds()
    asked = await desk.store.outbox.last_about(caller.spot.chat_id, case.id or 0, step)
    return asked is not None and desk.now - asked <= PATIENCE


def over(desk: Desk, caller: Caller) -> None:
    """The next words are about something else."""
    caller.person.step = None
    desk.store.people.save(caller.person)


async def declined(desk: Desk, caller: Caller, said: str) -> bool:
    """Whether they want it left as it is, in everyday words."""
    left = "|".join(fold(one) for one in desk.wording.template("data.never_mind").split(","))
    if re.fullmatch(rf"(?:(?:a|u|khong) )*{BEFORE}(?:{left}){AFTER}", fold(said)) is None:
        return False
    await keep(desk, caller)
    return True


async def keep(desk: Desk, caller: Caller, _what: str = "") -> None:
    """Leave it as it is."""
    over(desk, caller)
    await desk.tell(caller.spot, "data.kept")


def took(caller: Caller, what: str, case: Case | None = None, of: int | None = None) -> Note:
    """What our answer means: these words of theirs were taken as that (see edited_answers.py)."""
    message = caller.message
    return Note("took", {TOOK: message.edits or message.external_id, AS: what, "of": of}, case)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {"own.keep": keep}
