"""The leaders' door: the last full week, and what residents wrote about it, when asked for."""

from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.leaders import digest, directing, escalation, extending
from handlers.wording import shorten
from storage.models import Role

MOST_COMMENTS = 20
Press = Callable[[Desk, Caller, str], Awaitable[None]]


async def week(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/bantin`: the digest of the last full week, now."""
    if not await _leader(desk, caller):
        return
    last = digest.last_week(desk.now)
    note = Note(what="digest", data={"week": last.key})
    await desk.post(caller.spot, await digest.compose(desk, last), note=note)


async def comments(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/gopy`: what residents wrote in last week's surveys; no names, cases or ratings."""
    if not await _leader(desk, caller):
        return
    last = digest.last_week(desk.now)
    surveys = await desk.store.surveys.asked_between(last.start, last.end)
    written = [(one.unit, one.comment) for one in surveys if one.comment]
    lines = [
        desk.say("leaders.comment", unit=desk.office.unit_name(unit), words=shorten(words, 300))
        for unit, words in written[-MOST_COMMENTS:]
    ]
    key = "leaders.comments" if lines else "leaders.no_comments"
    await desk.tell(caller.spot, key, week=last.label, n=len(written), lines="\n".join(lines))


async def replied(desk: Desk, caller: Caller) -> bool:
    """A leader's reply to what they were told of a case is a direction; False when it is none."""
    return await directing.replied(desk, caller)


async def _leader(desk: Desk, caller: Caller) -> bool:
    may = await caller.may(desk, Role.LEADER)
    if not may:
        await desk.tell(caller.spot, "leaders.only")
    return may


PRESSES: dict[str, Press] = {**directing.PRESSES, **escalation.PRESSES, **extending.PRESSES}
COMMANDS: dict[str, Press] = {
    **escalation.COMMANDS,
    **extending.COMMANDS,
    fold("bantin"): week,
    fold("gopy"): comments,
}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {
    **directing.STEPS,
    **escalation.STEPS,
}
WORDS: dict[str, Press] = {
    fold("ban tin"): week,
    fold("ban tin tuan"): week,
    fold("bao cao tuan"): week,
    fold("gop y cua dan"): comments,
}
"""What means a command when nothing else is typed, by its folded words."""
