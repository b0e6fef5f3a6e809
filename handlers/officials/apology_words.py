"""The unit changes a drafted apology: its reason, its one new date, or all its words."""

from datetime import datetime
from functools import partial

from handlers import asking_unit, card, promises
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.days import reason
from handlers.desk import Desk, Note, Rows
from handlers.folding import fold
from handlers.message import NOWHERE, Choice, Outgoing
from handlers.officials import apologising, checking, finding
from handlers.officials.apologising import WHAT, pending
from handlers.wording import shorten
from storage.models import Apology, Case

DAYS = (1, 2, 3, 5, 10)
"""Working days from today that can be chosen with one tap."""
LEAST_LETTERS = 6
"""Of words that a resident is to read: "ok" and "gửi đi" are none."""
LISTED = {"sorry.reason": "reason", "sorry.day": "date"}
"""For what a list of ours asks, by what can be chosen from it."""
LONGEST = 1_200
"""Characters of an apology in the unit's own words: it stays one message."""


async def press_why(desk: Desk, caller: Caller, number: str) -> None:
    """Offer the reasons."""
    if found := await pending(desk, caller, number):
        apology, case = found
        rows: Rows = tuple(
            (Choice(f"sorry.reason:{apology.id}:{n}", shorten(reason, 60)),)
            for n, reason in enumerate(apologising.reasons(desk))
        )
        own = desk.choice(f"sorry.own_reason:{apology.id}", "apology.own_reason")
        await _menu(desk, case, apology, "apology.which_reason", (*rows, (own,)))


async def press_when(desk: Desk, caller: Caller, number: str) -> None:
    """Offer some dates."""
    if found := await pending(desk, caller, number):
        apology, case = found
        calendar = calendar_of(desk.office)
        days = [calendar.working_day_after(checking.today(desk), n) for n in DAYS]
        rows: Rows = tuple(
            (Choice(f"sorry.day:{apology.id}:{day:%y%m%d}", desk.wording.day(day)),)
            for day in days
            if apologising.reaches(desk, day)
        )
        own = desk.choice(f"sorry.own_date:{apology.id}", "apology.own_date")
        await _menu(desk, case, apology, "apology.which_date", (*rows, (own,)))


async def _menu(desk: Desk, case: Case, apology: Apology, key: str, rows: Rows) -> None:
    back = desk.choice(f"sorry.back:{apology.id}", "common.back")
    text = desk.say(key, code=case.code)
    await asking_unit.ask(desk, case, text, (*rows, (back,)), what=WHAT, number=apology.id or 0)


async def press_reason(desk: Desk, caller: Caller, arg: str) -> None:
    """Take a reason of the list."""
    number, _, chosen = arg.partition(":")
    known = apologising.reasons(desk)
    if found := await pending(desk, caller, number):
        if not chosen.isdecimal() or int(chosen) >= len(known):
            await desk.remark(caller.spot, "common.stale")
            return
        found[0].reason, found[0].words = known[int(chosen)], None
        await _changed(desk, *found)


async def press_day(desk: Desk, caller: Caller, arg: str) -> None:
    """Take a date of the list."""
    number, _, chosen = arg.partition(":")
    if found := await pending(desk, caller, number):
        apology, case = found
        try:
            day = datetime.strptime(chosen, "%y%m%d").date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            await desk.remark(caller.spot, "common.stale")
            return
        if not apologising.reaches(desk, day):
            await desk.remark(caller.spot, "common.stale")
            return
        apology.new_date = apologising.worked(desk, day)
        await _changed(desk, apology, case)


async def press_back(desk: Desk, caller: Caller, number: str) -> None:
    """Show the draft as it is."""
    if found := await pending(desk, caller, number):
        await apologising.show(desk, found[1], found[0])


async def press_own(desk: Desk, caller: Caller, number: str, *, sort: str) -> None:
    """Ask for a "reason" or a "date" in own words."""
    if found := await pending(desk, caller, number):
        apology, case = found
        text = desk.say(f"apology.say_{sort}", code=case.code)
        note = Note(f"prompt.apology_{sort}", {WHAT: apology.id}, case)
        await desk.post(caller.spot, Outgoing(NOWHERE, text, asks_reply=True), note=note)


async def _under_the_draft(desk: Desk, caller: Caller, case: Case, words: str) -> bool:
    """Words in reply to the draft, or to one of the lists for which it made room."""
    read = {value.partition(":")[0] for value, _ in (caller.about and caller.about.choices) or ()}
    sort = next((sort for act, sort in LISTED.items() if act in read), "words")
    return await heard(desk, caller, case, words, sort=sort)


async def heard(desk: Desk, caller: Caller, case: Case, words: str, *, sort: str) -> bool:
    """Words in reply to the draft ("words"), or to what was asked for: a "reason", a "date"."""
    number = str((caller.about.data or {}).get(WHAT, "")) if caller.about else ""
    found = await pending(desk, caller, number)
    if found is None:
        return True
    apology = found[0]
    words = words[:LONGEST]
    again = Note(WHAT if sort == "words" else f"prompt.apology_{sort}", {WHAT: apology.id}, case)
    if not words:
        await desk.tell(caller.spot, "apology.words_needed", note=again)
        return True
    day = promises.read_day(words, checking.today(desk), calendar_of(desk.office).working_day_after)
    wrong = day is not None and not apologising.reaches(desk, day)
    if wrong or (sort == "date" and day is None):
        most = desk.office.apology.longest_days
        await desk.tell(caller.spot, "apology.no_day", note=again, most=most)
        return True
    short = len(fold(words).replace(" ", "")) < LEAST_LETTERS
    if short and day is None:
        await desk.tell(caller.spot, "apology.too_short", note=again)
        return True
    if day is not None:
        apology.new_date = apologising.worked(desk, day)
    if sort == "reason" and not short:
        apology.reason, apology.words = shorten(reason(words), 300).rstrip("."), None
    if sort == "words" and not short:
        apology.words = words
    await _changed(desk, apology, case, fresh=True)
    return True


async def _changed(desk: Desk, apology: Apology, case: Case, *, fresh: bool = False) -> None:
    await desk.store.owed.keep(apology)
    await apologising.show(desk, case, apology, fresh=fresh)


async def press_open(desk: Desk, caller: Caller, number: str) -> None:
    """Put one draft of a list under its card."""
    if found := await pending(desk, caller, number):
        await apologising.show(desk, found[1], found[0], fresh=True)


async def press_all(desk: Desk, caller: Caller, arg: str) -> None:
    """Send all drafts of a list that still wait, each as it stands now."""
    first, _, last = arg.partition(":")
    if caller.room is None or not (first.isdecimal() and last.isdecimal()):
        await desk.remark(caller.spot, "common.stale")
        return
    sent = 0
    for number, case_id in await desk.store.owed.apologies_between(int(first), int(last)):
        case = await desk.store.cases.by_id(case_id, lock=True)
        apology = await desk.store.owed.apology(number)
        if case is None or apology is None or not finding.reaches(desk, caller, case):
            continue
        if await apologising.can_go(desk, case, apology):
            await apologising.confirm(desk, caller, apology, case)
            sent += 1
    if not sent:
        await desk.remark(caller.spot, "common.stale")
        return
    by = await card.name(desk, caller.person_id)
    text = desk.say("apology.sent_all", by=by, n=sent)
    out = Outgoing(NOWHERE, text, edits=finding.standing(caller))
    await desk.post(caller.spot, out, note=Note("apologies"))


PRESSES: dict[str, finding.Press] = {
    **apologising.PRESSES,
    "sorry.why": press_why,
    "sorry.reason": press_reason,
    "sorry.own_reason": partial(press_own, sort="reason"),
    "sorry.when": press_when,
    "sorry.day": press_day,
    "sorry.own_date": partial(press_own, sort="date"),
    "sorry.back": press_back,
    "sorry.open": press_open,
    "sorry.all": press_all,
}
LISTENERS: dict[str, finding.Listener] = {
    WHAT: _under_the_draft,
    "prompt.apology_reason": partial(heard, sort="reason"),
    "prompt.apology_date": partial(heard, sort="date"),
}
"""What is done with a reply to these messages of ours."""
