"""A resident asks how a case stands, or for all their cases."""

from handlers import clock, reminding
from handlers.caller import Caller
from handlers.codes import find_code
from handlers.deadline import explained, left
from handlers.desk import Desk, Note, Rows
from handlers.message import Choice
from handlers.residents import taken_back
from handlers.residents.owning import own_by_code, own_case
from handlers.wording import HERE, shorten
from storage.models import OPEN_STATES, Act, Case, Entry, State

LISTED = 8
LAST_WORDS: dict[str, tuple[Act, ...]] = {
    "open_question": (Act.QUESTION,),
    "last_answer": (Act.ANSWER, Act.CORRECTION, Act.REASON),
}


async def by_code(desk: Desk, caller: Caller, words: str) -> None:
    """Say how the case with this code stands; another's is as unknown as one that never was."""
    if case := await own_by_code(desk, caller, words):
        await tell_status(desk, caller, case)


async def press_status(desk: Desk, caller: Caller, number: str) -> None:
    """Say how a case stands."""
    if case := await own_case(desk, caller, number):
        await tell_status(desk, caller, case)


async def tell_status(desk: Desk, caller: Caller, case: Case) -> None:
    """State, who does what next and by when, the last answer, and what can be done."""
    entries = await desk.store.drafts.of_case(case.id or 0)
    category = desk.office.category(case.category)
    await desk.tell(
        caller.spot,
        "residents.status",
        choices=_choices(desk, case),
        note=Note(what="status", case=case),
        code=case.code,
        category=category.label if category else case.category,
        state=desk.say(
            f"residents.state_{case.state}",
            unit=desk.office.unit_name(case.unit),
            due=explained(desk, case),
            left=left(desk, case),
        ),
        words=shorten(case.text, 120) or desk.say("residents.no_words"),
        answer=_last_word(desk, case, entries) + await _sorry(desk, case),
    )


def _last_word(desk: Desk, case: Case, entries: list[Entry]) -> str:
    """What the unit said last that matters now: its open question, or its answer."""
    if case.state != State.WAITING_RESIDENT and case.state in OPEN_STATES:
        return ""
    key = "open_question" if case.state == State.WAITING_RESIDENT else "last_answer"
    said = [one.text for one in entries if one.act in LAST_WORDS[key] and one.text]
    words = said[-1] if said else ""
    if case.state == State.FORWARDED_OUT:  # its first line says to whom
        words = words.replace("\n", ": ", 1)
    return desk.say(f"residents.{key}", words=shorten(words, 300)) if words else ""


async def _sorry(desk: Desk, case: Case) -> str:
    """That it is late, which day is named now, and that it is asked for daily, if it is."""
    if case.state not in OPEN_STATES or not clock.is_late(case, desk.now):
        return ""
    today = desk.now.astimezone(HERE).date()
    made = await desk.store.owed.promises_of(case.id or 0)
    days = [one.due_on for one in made if one.settled_at is None and one.due_on >= today]
    return desk.say(
        "residents.sorry_late",
        again=desk.say("residents.sorry_again", day=desk.wording.day(days[-1])) if days else "",
        chased=desk.say("residents.sorry_chased") if reminding.daily(case) else "",
    )


def _choices(desk: Desk, case: Case) -> Rows:
    add = desk.choice(f"case.add:{case.id}", "residents.add")
    if case.state in OPEN_STATES:
        return ((add, desk.choice(f"case.withdraw:{case.id}", "residents.withdraw")),)
    if case.state == State.WITHDRAWN:
        return taken_back.again(desk, case)
    if case.state == State.LAPSED:
        return ((add, desk.choice(f"case.reopen:{case.id}", "clock.take_up_again")),)
    if case.state in (State.ANSWERED, State.CONFIRMED, State.REFUSED, State.FORWARDED_OUT):
        again = desk.choice(f"case.reopen:{case.id}", "residents.not_done")
        done = desk.choice(f"case.done:{case.id}", "residents.done")
        return ((done, again),) if case.state == State.ANSWERED else ((again,),)
    return ()


async def mine(desk: Desk, caller: Caller, words: str = "") -> None:
    """List the caller's cases, newest first, each at one tap; with a code: that one."""
    if find_code(words, desk.office.prefixes):
        await by_code(desk, caller, words)
        return
    cases = (await desk.store.cases.of_person(caller.person_id))[:LISTED]
    if not cases:
        await desk.tell(caller.spot, "residents.no_cases")
        return
    rows = tuple((Choice(f"case.status:{case.id}", case.code),) for case in cases)
    await desk.tell(caller.spot, "residents.your_cases", choices=rows, lines=lines(desk, cases))


def lines(desk: Desk, cases: list[Case]) -> str:
    """One line for each case: code, state, first words."""
    return "\n".join(
        desk.say(
            "residents.case_line",
            code=case.code,
            state=desk.say(f"residents.short_{case.state}"),
            words=shorten(case.text, 50) or desk.say("residents.no_words"),
        )
        for case in cases
    )


PRESSES = {"case.status": press_status}
COMMANDS = {"hoso": mine}
