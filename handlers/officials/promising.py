"""Before an answer goes out: its date is confirmed, a photo is added, and what it promises kept."""

from dataclasses import replace
from functools import partial

from handlers import acts, deadline, keeping, promises
from handlers.acts import Act
from handlers.calendar import calendar_of
from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, Desk, Note
from handlers.message import NOWHERE, Outgoing
from handlers.officials import checking, finding, preview
from handlers.officials.checking import NOTHING_DECIDED, Decided
from handlers.roles import Deed
from handlers.saying import saying
from handlers.wording import shorten
from storage.models import Act as Said
from storage.models import Case, Entry, Side

DATE, PHOTO = "prompt.promise_date", "prompt.promise_photo"


async def may(desk: Desk, caller: Caller, case: Case, decided: Decided) -> bool:
    """Say whether the caller may promise this day: a second new date is a leader's."""
    day, before = decided.promised(), await keeping.unsettled(desk, case)
    if day is None or before is None or before.due_on == day:
        return True
    return not await keeping.was_moved(desk, before) or bool(
        await caller.may(desk, Deed.PROMISE_AGAIN, case.unit)
    )


async def confirmed(desk: Desk, caller: Caller, case: Case, entry: Entry, decided: Decided) -> str:
    """Write down what an answer that goes out promises and what it lacks; what is added to it."""
    found = checking.look(desk, case, entry, NOTHING_DECIDED)
    own = await _own_reason(desk, decided)
    for note in checking.overrides(desk, found, decided, own):
        await acts.move(desk, case, Act.OVERRIDE, caller.official, note=note)
    day = decided.promised()
    if day is None or day < checking.today(desk):
        return ""
    before = await keeping.unsettled(desk, case)
    if before is None or before.due_on != day:
        noticed = checking.noticed(desk, entry.text)
        words = noticed.words if noticed else shorten(entry.text, promises.LONGEST_QUOTE)
        await keeping.make(desk, case, words, day, caller.official, entry.id)
    return desk.say("promises.to_resident", day=deadline.from_now(desk, day))


async def _own_reason(desk: Desk, decided: Decided) -> str:
    number = decided.photo.removeprefix("e")
    entry = await desk.store.drafts.entry(int(number)) if number.isdecimal() else None
    return shorten(entry.text, 200) if entry else ""


async def _undecided(desk: Desk, number: str, caller: Caller) -> tuple[Entry, Case] | None:
    """The words of a press or a reply and their case, locked, while nobody has decided on them."""
    drafts = desk.store.drafts
    entry = await drafts.entry(int(number), lock=True) if number.isdecimal() else None
    if entry is None or entry.case_id is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await finding.pressed(desk, caller, str(entry.case_id))
    if case is None:
        return None
    if entry.replaced or entry.act != Said.REPLY:
        await desk.remark(caller.spot, "promises.too_late")
        return None
    return entry, case


async def press_ask(desk: Desk, caller: Caller, arg: str, *, what: str, key: str) -> None:
    """Ask for another date, or for a photo."""
    number, _, rest = arg.partition(":")
    if found := await _undecided(desk, number, caller):
        entry, case = found
        data = {"entry": entry.id, "decided": rest.partition(":")[2]}
        out = Outgoing(NOWHERE, desk.say(key, code=case.code), asks_reply=True)
        await desk.post(caller.spot, out, note=Note(what, data, case))


async def _asked(desk: Desk, caller: Caller) -> tuple[Entry, Case, Decided] | None:
    data = caller.about.data if caller.about else None
    found = await _undecided(desk, str((data or {}).get("entry", "")), caller)
    return (*found, Decided.of(str((data or {}).get("decided", "")))) if found else None


async def hear_date(desk: Desk, caller: Caller, _case: Case, words: str) -> bool:
    """The date that was asked for: the words are shown back with it."""
    found = await _asked(desk, caller)
    if found is None:
        return True
    entry, case, decided = found
    today, calendar = checking.today(desk), calendar_of(desk.office)
    day = promises.read_day(words, today, calendar.working_day_after)
    if day is None:
        about = caller.about
        again = Note(about.what, about.data or {}, case) if about else Note(case=case)
        await desk.tell(caller.spot, "promises.no_day", note=again)
        return True
    decided = decided.promise(day)
    await preview.show(desk, caller.spot, case, entry, fresh=True, decided=decided)
    return True


async def hear_photo(desk: Desk, caller: Caller, _case: Case, words: str) -> bool:
    """The photo that was asked for, or why there is none: shown back with the words."""
    found = await _asked(desk, caller)
    if found is None:
        return True
    entry, case, decided = found
    if caller.message.attachments:
        await _with_files(desk, caller, case, entry, decided)
        return True
    said = replace(saying(caller, Side.OFFICIAL, Said.INTERNAL), text=words)
    reason = await desk.store.drafts.say(said, case_id=case.id)
    decided = replace(decided, photo=f"e{reason.id}")
    await preview.show(desk, caller.spot, case, entry, fresh=True, decided=decided)
    return True


async def hear_more(desk: Desk, caller: Caller, case: Case, words: str) -> bool:
    """A picture without words in reply to a preview that asks for one: it belongs to it."""
    data = caller.about.data if caller.about else None
    number = str((data or {}).get("entry", ""))
    entry = await desk.store.drafts.entry(int(number), lock=True) if number.isdecimal() else None
    if entry is None or entry.replaced or entry.act != Said.REPLY or entry.case_id != case.id:
        return False
    if words or not caller.message.attachments:
        return False
    if not checking.look(desk, case, entry, NOTHING_DECIDED).photo:
        return False
    await _with_files(desk, caller, case, entry, NOTHING_DECIDED)
    return True


async def _with_files(
    desk: Desk, caller: Caller, case: Case, entry: Entry, decided: Decided
) -> None:
    """The words get what was attached now, and are shown back once more."""
    files = ATTACHMENTS.dump_python(caller.message.attachments, mode="json")
    entry.attachments = [*(entry.attachments or []), *files]
    desk.store.drafts.save_entry(entry)
    await preview.show(desk, caller.spot, case, entry, fresh=True, decided=decided)


PRESSES: dict[str, finding.Press] = {
    "promise.date": partial(press_ask, what=DATE, key="promises.which_date"),
    "promise.photo": partial(press_ask, what=PHOTO, key="promises.which_photo"),
}
LISTENERS: dict[str, finding.Listener] = {DATE: hear_date, PHOTO: hear_photo, "preview": hear_more}
"""What is done with a reply to these messages of ours."""
