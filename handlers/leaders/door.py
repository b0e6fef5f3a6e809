"""The leaders' door: reports, and what residents wrote about the service, when asked for."""

from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.folding import fold
from handlers.leaders import (
    at_counters,
    democracy,
    directing,
    drilling,
    escalation,
    extending,
    hot_spots,
    naming,
    observing,
    periods,
    reporting,
    sealed,
)
from handlers.leaders.periods import Span
from handlers.leaders.reporting import leads
from handlers.leaders.views import view_of
from handlers.looking import looked
from handlers.roles import Deed

MOST_COMMENTS = 20
Press = Callable[[Desk, Caller, str], Awaitable[None]]


async def comments(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`/gopy`: what residents wrote in last week's surveys; no names, cases or ratings."""
    view = await view_of(desk, caller.person_id)
    if not await leads(desk, caller) or view is None:
        return
    last = periods.last(Span.WEEK, desk.now)
    found = desk.store.spots.comments(last.start, last.end, view.scope, MOST_COMMENTS)
    lines = [
        desk.say(
            "leaders.comment",
            unit=desk.office.unit_name(one.unit),
            words=await hot_spots.quoted(desk, one.comment or "", one.person_id)
            or desk.say("leaders.comment_hidden"),
        )
        for one in await found
    ]
    lines += await at_counters.words(desk, last, view, MOST_COMMENTS - len(lines))
    spoken = await desk.store.visits.spoken(last.start, last.end, view.scope)
    name, n = naming.period_name(desk, last), len(lines) + spoken
    if spoken:  # not played to anybody: who knows the person would know the voice
        lines.append(desk.say("visits.spoken", n=spoken))
    looked(desk, caller, "gopy", about=f"{last.key}:{view.key}")
    key = "leaders.comments" if lines else "leaders.no_comments"
    await desk.tell(caller.spot, key, period=name, n=n, lines="\n".join(lines))


async def replied(desk: Desk, caller: Caller) -> bool:
    """A leader's reply to what they were told of a case is a direction; False when it is none."""
    if await sealed.replied(desk, caller):
        return True
    return await drilling.replied(desk, caller) or await directing.replied(desk, caller)


async def typed(desk: Desk, caller: Caller) -> bool:
    """What means a request when nothing else is typed; False when it is none."""
    if fold(caller.words) == COMMENTS and await caller.may(desk, Deed.REPORTS):
        await comments(desk, caller)
        return True
    if fold(caller.words) in OVERDUE and await caller.may(desk, Deed.REPORTS):
        await reporting.late(desk, caller)
        return True
    return await reporting.typed(desk, caller) or await escalation.shown(desk, caller, caller.words)


PRESSES: dict[str, Press] = {
    **directing.PRESSES,
    **escalation.PRESSES,
    **extending.PRESSES,
    **observing.PRESSES,
    **reporting.PRESSES,
    **sealed.PRESSES,
}
COMMANDS: dict[str, Press] = {
    **escalation.COMMANDS,
    **extending.COMMANDS,
    **observing.COMMANDS,
    fold("bantin"): reporting.week,
    fold("baocao"): reporting.command,
    fold("gopy"): comments,
    fold("quahan"): reporting.late,
    fold("doithoai"): democracy.note,
}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {
    **directing.STEPS,
    **escalation.STEPS,
    **sealed.STEPS,
}
COMMENTS = fold("gop y cua dan")
OVERDUE = {fold(one) for one in ("qua han", "viec qua han", "ho so qua han", "cac ho so qua han")}
