"""Who cannot be written to now, by a platform's rules or their own will: what we say waits.

What waits is sent when the person writes again; the officials see it on the card, are urged
before it comes so far, and the person is asked with one tap whether we may go on writing.
"""

from datetime import datetime, time, timedelta

from handlers import acts, asking, card, ways
from handlers.calendar import calendar_of
from handlers.desk import Desk, Note, Priority, Spot
from handlers.message import Incoming
from handlers.office import Office
from handlers.wording import HERE
from storage.models import Case, Chat, Outbox, State

LAG = timedelta(minutes=5)
"""A person's last word may be written down so much too early: that spares a write for each."""
FIRST_LOOK = 4 / 7
URGE = 5 / 7
ASK = 6 / 7
"""Parts of the window: with Zalo's seven days, the days four, five and six (zalo.md §C 9)."""
DAYTIME = (time(8), time(20))
NEARLY = timedelta(hours=4)
"""An office that opens later than so long before the end opens too late."""
ANSWERS = ("answer", "correction", "question", "refused", "forwarded", "extension", "apology")
"""What the resident must get; the officials are told while it waits."""
KNOCK = "knock"
"""A notice that may go out although the window is shut."""


async def chat_of(desk: Desk, message: Incoming) -> Chat:
    """Where a message came from; a person's word opens the window, and what waited goes out."""
    where = message.address
    if not message.private:
        return await desk.store.people.chat(where.channel, where.chat_id, private=False)
    said = min(message.sent_at, desk.now)
    reach = desk.reach.get(where.channel)
    look = said + reach.window * FIRST_LOOK if reach and reach.window else None
    chat = await desk.store.people.chat(
        where.channel, where.chat_id, private=True, heard_at=said, window_at=look
    )
    if chat.closed_at is not None:  # the platform's own notice of it may be lost
        await desk.store.people.close_chat(chat, None)
        await _release(desk, chat)
    if look is not None:
        await _heard(desk, chat, said, look)
    return chat


async def _heard(desk: Desk, chat: Chat, said: datetime, look: datetime) -> None:
    if chat.shut_at is None and chat.heard_at is not None and said - chat.heard_at < LAG:
        return
    chat.heard_at = max(said, chat.heard_at or said)
    chat.window_at = look
    if chat.shut_at is not None and ways.is_open(desk, chat):
        await _release(desk, chat)
    desk.store.people.save(chat)


async def _release(desk: Desk, chat: Chat) -> None:
    chat.shut_at = None
    desk.store.people.save(chat)
    await desk.store.windows.release(chat.id or 0)


async def shut(desk: Desk, chat_id: int, *, refused_since: datetime | None = None) -> None:
    """Let all that is queued for a chat wait for its person's next word.

    `refused_since`: the platform itself said so, to a call that began then.
    """
    chat = await desk.store.windows.lock(chat_id)
    if refused_since is None and chat.shut_at is None and ways.is_open(desk, chat):
        return
    if refused_since and chat.heard_at and chat.heard_at > refused_since:
        return  # they have written meanwhile: it is tried again
    chat.shut_at = chat.shut_at or desk.now
    desk.store.people.save(chat)
    rows = await desk.store.windows.hold(chat_id, but=KNOCK)
    await _waits(desk, chat, await ways.go_elsewhere(desk, chat, rows))


async def keep(desk: Desk, chat: Chat, rows: list[Outbox]) -> list[Outbox]:
    """Whoever blocked us gets what they must have once they let us in; returns what waits so."""
    kept = [row for row in rows if chat.private and row.case_id and row.what in ANSWERS]
    answered = {row.case_id for row in kept}
    kept += [row for row in rows if row.what == "survey" and row.case_id in answered]
    desk.store.windows.keep(kept)
    await _waits(desk, chat, kept)
    return kept


async def _waits(desk: Desk, chat: Chat, rows: list[Outbox]) -> None:
    """The officials see which of their words have not arrived; a knock says so at the door."""
    wanted = {row.case_id: row for row in rows if row.case_id and row.what in ANSWERS}
    for case_id, row in wanted.items():
        case = await desk.store.cases.by_id(case_id, lock=True)
        if case is None or case.chat_id != chat.id:
            continue
        if case.unreached_at is None:
            case.unreached_at, case.reached_at = desk.now, None
            await acts.move(desk, case, acts.Act.UNREACHED)
            await card.show(desk, case)
        if desk.reach_of(chat).knocks and chat.closed_at is None:
            note = Note(KNOCK, {"code": case.code}, case, once=f"knock:{row.id}")
            await desk.tell(Spot(chat.id or 0), "window.knock", note=note, code=case.code)


async def arrived(desk: Desk, case_id: int) -> None:
    """Something that had waited was sent: when nothing else of the case waits, its card says so.

    Who has the answer only now is only now asked how they were served.
    """
    case = await desk.store.cases.by_id(case_id, lock=True)
    if case is None or case.unreached_at is None:
        return
    if await desk.store.windows.waits(case_id, ANSWERS):
        return
    case.unreached_at, case.reached_at = None, desk.now
    await acts.move(desk, case, acts.Act.REACHED)
    await card.show(desk, case)
    if case.state in asking.ENDS:
        await asking.ask(desk, case)


async def sweep(desk: Desk) -> int:
    """Look at every window that nears its end; returns how many. Looking twice is harmless."""
    for chat in await desk.store.windows.left_behind():
        if ways.is_open(desk, chat):
            await _release(desk, chat)
    await _try_again(desk)
    for case in await desk.store.windows.reached(ANSWERS):
        await arrived(desk, case.id or 0)
    due = await desk.store.windows.due(desk.now)
    for chat in due:
        chat.window_at = await _look(desk, chat)
        desk.store.people.save(chat)
    return len(due)


async def _try_again(desk: Desk) -> None:
    """Each morning, where a platform took nothing although there was time: quotas are daily."""
    windows = [reach.window for reach in desk.reach.values() if reach.window]
    here = desk.now.astimezone(HERE)
    if not windows or not DAYTIME[0] <= here.time() < DAYTIME[1]:
        return
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    for chat in await desk.store.windows.refused(midnight, desk.now - max(windows)):
        if ways.is_open(desk, chat):
            await _release(desk, chat)


async def _look(desk: Desk, chat: Chat) -> datetime | None:
    """Urge, ask, and say when to look next; None: nothing is to be done before the next word."""
    end, window = ways.shuts_at(desk, chat), desk.reach_of(chat).window
    if end is None or window is None or chat.heard_at is None or end <= desk.now:
        return None
    cases = [
        case
        for case in await desk.store.windows.open_cases(chat.id or 0)
        if await ways.other(desk, case, chat) is None
    ]
    if not cases:
        return None
    urge = urge_at(desk.office, chat.heard_at, window)
    ask = ask_at(chat.heard_at, window)
    if desk.now < urge:
        return urge
    if calendar_of(desk.office).is_open(desk.now):
        for case in cases:
            await _urge(desk, case, chat.heard_at, end)
    if desk.now >= ask:
        await _ask(desk, chat, cases[0], end)
        return None
    return min(ask, max(calendar_of(desk.office).next_opening(desk.now), desk.now + LAG))


def urge_at(office: Office, heard: datetime, window: timedelta) -> datetime:
    """When to urge the unit: on the fifth of seven days, earlier when it is closed until the end.

    Always while the office is open, unless it has not been open since the word came.
    """
    calendar, wanted, end = calendar_of(office), heard + window * URGE, heard + window
    opens = calendar.next_opening(wanted)
    if opens + NEARLY < end:
        return opens
    day = calendar.previous_working_day(wanted.astimezone(HERE).date())
    return max(calendar.opening_of(day) or heard, heard)


def ask_at(heard: datetime, window: timedelta) -> datetime:
    """When to ask the person: on the sixth of seven days, not at night."""
    wanted = (heard + window * ASK).astimezone(HERE)
    opens, shuts = (datetime.combine(wanted.date(), at, HERE) for at in DAYTIME)
    if wanted < opens:
        return opens.astimezone(heard.tzinfo)
    if wanted < shuts:
        return wanted.astimezone(heard.tzinfo)
    return (opens + timedelta(days=1)).astimezone(heard.tzinfo)


async def _urge(desk: Desk, case: Case, heard: datetime, end: datetime) -> None:
    if case.state == State.WAITING_RESIDENT:
        return  # it is the resident who owes a word
    text = desk.say("window.urge", code=case.code, until=desk.wording.moment(end))
    await card.under(desk, case, text, sign="reminder", once=f"window:{case.code}:{heard:%y%m%d}")


async def _ask(desk: Desk, chat: Chat, case: Case, end: datetime) -> None:
    yes = desk.choice(f"keep.yes:{case.id}", "window.yes")
    no = desk.choice(f"keep.no:{case.id}", "window.no")
    once = f"keep:{chat.id}:{chat.heard_at:%y%m%d%H%M%S}"
    await desk.tell(
        Spot(chat.id or 0),
        "window.may_we",
        choices=((yes,), (no,)),
        note=Note(what="keeping", case=case, once=once),
        priority=Priority.REMINDER,
        code=case.code,
        until=desk.wording.moment(end),
    )
