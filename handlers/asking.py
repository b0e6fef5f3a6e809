"""After each interaction the resident is asked, with one tap, whether they are content.

The bot alone decides who is asked: everybody, except by the rules of RULES, which are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from handlers import clock, ways
from handlers.desk import Desk, Note, Rows, Spot
from handlers.message import Choice
from handlers.wording import HERE
from storage.models import Case, Chat, State, Survey
from storage.surveys import Asking

REST = timedelta(days=7)
"""So long after one question a person is not asked another (domain.md §6.4)."""
ONCE_MORE = timedelta(hours=24)
"""So long after the question it is put once more, if nobody answered (domain.md §6.4)."""
DAYTIME = (time(8), time(20))
"""Between these hours people are reminded of a question (domain.md §6.4)."""
PATIENCE = 2
"""Who passed over so many questions in a row is not reminded of any (domain.md §6.4)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether a person is asked."""

    now: datetime
    opted_out: bool
    unreachable: bool
    shut: bool
    """The platform takes nothing for them before they write again."""
    asked_at: datetime | None


RULES: dict[str, Callable[[Facts], bool]] = {
    "opted_out": lambda facts: facts.opted_out,
    "unreachable": lambda facts: facts.unreachable,
    "window_closed": lambda facts: facts.shut,
    "asked_lately": lambda facts: facts.asked_at is not None and facts.now - facts.asked_at < REST,
}
"""By which rule somebody is not asked, the first that holds; each is printed in the digest."""
WAITS = ("unreachable", "window_closed")
"""By these nobody is asked yet: what they would be asked about has not come to them."""
ENDS = {State.ANSWERED: "answered", State.REFUSED: "refused", State.FORWARDED_OUT: "forwarded_out"}


async def ask(desk: Desk, case: Case) -> None:
    """Ask about this end of the case, once, or write down the rule by which nobody is asked.

    When it came to them only later, that is decided once more.
    """
    chat = await desk.store.people.chat_by_id(case.chat_id)
    facts = await _facts(desk, case, chat)
    rule = next((name for name, holds in RULES.items() if holds(facts)), None)
    again = None if rule else in_daytime(desk.now + ONCE_MORE)
    proxied = await desk.store.proxies.of_case(case.id or 0) is not None
    where = "proxy" if proxied else chat.channel  # what somebody else taps counts apart
    asking = Asking(_about(case), where, skipped=rule, remind_at=again, instead_of=WAITS)
    survey = await desk.store.surveys.ask(case, desk.now, asking)
    if survey is None or rule in WAITS:
        return
    if rule is None:
        await _put(desk, survey, case, f"survey.ask_{survey.about}")
    elif case.state == State.ANSWERED:  # no rating, but who is not helped must find the button
        note = Note(what="done", case=case)
        await desk.tell(
            Spot(case.chat_id), "survey.done_only", choices=_done_only(desk, case), note=note,
            code=case.code,
        )  # fmt: skip


async def _facts(desk: Desk, case: Case, chat: Chat) -> Facts:
    them = await desk.store.ways.same(case.person_id)
    lately = await _asked_elsewhere(desk, case, them)
    elsewhere = await ways.other(desk, case, chat)
    return Facts(
        now=desk.now,
        opted_out=await _opted_out(desk, case, them),
        unreachable=chat.closed_at is not None and elsewhere is None,
        shut=not _takes(desk, chat) and elsewhere is None,
        asked_at=lately.asked_at if lately else None,
    )


def _takes(desk: Desk, chat: Chat) -> bool:
    """Whether what we say there arrives now, and does not wait for their next word."""
    return ways.is_open(desk, chat) and chat.shut_at is None


async def _opted_out(desk: Desk, case: Case, them: set[int]) -> bool:
    """Whether they said so: in the chat where the case is followed, or on any of their channels."""
    people = desk.store.people
    here = await people.person_in(case.chat_id)
    theirs = [await people.person_by_id(one) for one in them]
    return any(one is not None and one.surveys_off for one in (here, *theirs))


async def _asked_elsewhere(desk: Desk, case: Case, them: set[int]) -> Survey | None:
    """The last question about another case: who had this one reopened wants to be asked again."""
    lately = await desk.store.surveys.asked_lately(them)
    return next((one for one in lately if one.case_id != case.id), None)


def _about(case: Case) -> str:
    if case.kind == "question" and case.state == State.ANSWERED:
        return "question"
    return ENDS[State(case.state)]


def _done_only(desk: Desk, case: Case) -> Rows:
    return (
        (
            desk.choice(f"case.done:{case.id}", "survey.done_yes"),
            desk.choice(f"case.reopen:{case.id}", "survey.done_no"),
        ),
    )


async def _put(desk: Desk, survey: Survey, case: Case, key: str) -> None:
    rows = levels(desk, survey, "sat")
    if survey.about == "answered":
        rows = (*rows, (undone(desk, survey),))
    told = note(survey, case, fresh=True)
    await desk.tell(Spot(case.chat_id), key, choices=rows, note=told, code=case.code)


def in_daytime(at: datetime) -> datetime:
    """That moment, or the next at which one may disturb people."""
    local, (opens, closes) = at.astimezone(HERE), DAYTIME
    if local.time() >= closes:
        local += timedelta(days=1)
    if not opens <= local.time() < closes:
        local = datetime.combine(local.date(), opens, HERE)
    return local.astimezone(at.tzinfo)


async def remind(desk: Desk) -> int:
    """Put each question once more that was left open for a day; returns how many were put."""
    put = 0
    for survey in await desk.store.surveys.to_remind(desk.now):
        at, survey.remind_at = in_daytime(desk.now), None
        desk.store.surveys.save(survey)
        case = await desk.store.cases.by_id(survey.case_id)
        if case is None or not await _still_asked(desk, survey, case):
            continue
        if at > desk.now:  # we were away until the evening
            survey.remind_at = at
            continue
        survey.reminded_at = desk.now
        await _put(desk, survey, case, "survey.once_more")
        put += 1
    return put


async def _still_asked(desk: Desk, survey: Survey, case: Case) -> bool:
    chat = await desk.store.people.chat_by_id(case.chat_id)
    them = await desk.store.ways.same(case.person_id)
    before = [
        one
        for one in await desk.store.surveys.asked_lately(them, PATIENCE + 1)
        if one.id != survey.id
    ][:PATIENCE]
    ignored = len(before) == PATIENCE and not any(_replied(one) for one in before)
    over = _replied(survey) or survey.round != case.reopened
    return not (over or ignored) and _takes(desk, chat) and not await _opted_out(desk, case, them)


def _replied(survey: Survey) -> bool:
    """Whether they tapped anything: "chưa xong" alone is an answer too."""
    return survey.satisfaction is not None or survey.done is not None


def offered(desk: Desk, case: Case) -> list[str]:
    """Codes of the pledge items that can apply: nobody owes an apology when nothing was late."""
    late = clock.outcome(case) is clock.Outcome.LATE
    items = desk.office.pledge.items
    return [one.code for one in items if late or not one.only_when_late]


def levels(desk: Desk, survey: Survey, verb: str) -> Rows:
    """The five levels, the lowest first: a number that is typed is the level."""
    return tuple(
        (Choice(f"{verb}:{survey.id}:{one.level}", one.label),) for one in desk.office.scale
    )


def undone(desk: Desk, survey: Survey) -> Choice:
    """Not the courtesy but the matter itself: it is not done."""
    return desk.choice(f"sat.undone:{survey.id}", "survey.done_no")


def note(survey: Survey, case: Case, *, fresh: bool = False) -> Note:
    """All screens of a survey are faces of one message."""
    return Note(what="survey", case=case, slot=f"survey:{survey.id}", fresh=fresh)
