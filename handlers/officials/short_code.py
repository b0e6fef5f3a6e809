"""Where nothing can be pressed or quoted: `#7K4Q …`, and a number for what was asked last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import card, face
from handlers.caller import Caller
from handlers.choosing import begun, pick
from handlers.codes import coded
from handlers.desk import OF_THE_UNIT, Desk, Note, Rows
from handlers.message import Kind
from handlers.officials import finding, replying
from handlers.officials.finding import Press
from storage.models import Case, Posted

FRESH = timedelta(minutes=10)
"""So long a bare number means what we asked this person last."""
PROMPTED = timedelta(hours=1)
"""So long words under a code are what we asked for: a reason wants thought."""
LISTS = ("reminder", "apologies", "alarm")
"""What all here have read and what is about no one case: a bare number chooses from the newest."""
LATELY = 10
"""Messages of ours among which such a list stands still before everybody's eyes."""
MENU = "menu"
BY_WORDS = ("sorry.all", "alarm.off")
"""Of a list, what is too grave for a number that may have meant something else."""
LONGEST_LABEL = 60
GLUED = len("#7K4Q")

Offered = Sequence[Sequence[str]]


async def heard(desk: Desk, caller: Caller, press: Press) -> bool:
    """Take a message that names its case itself, or answers what was asked of this person.

    `press` does what a choice says. False when it is neither.
    """
    code, rest = await named(desk, caller.words)
    to_us = caller.message.to_us or caller.words.startswith("#")
    if code is not None and (rest or caller.message.attachments or to_us):
        await _about_case(desk, caller, press, code, rest)
        return True
    if caller.about is not None:
        return await _of_its_card(desk, caller, press, caller.about)
    if await _number(desk, caller, press) or await _asked_for(desk, caller):
        return True
    if caller.message.to_us:
        unread = caller.message.kind is Kind.OTHER
        await desk.tell(
            caller.spot, "plain.unreadable_here" if unread else "plain.name_the_case", note=Note()
        )
    return caller.message.to_us


async def named(desk: Desk, words: str) -> tuple[str | None, str]:
    """The code in front, also where the words stick to it ("#7K4Qđã sửa"), if there is such a case.

    It is no answer that nobody takes up: who typed it believes that it was sent.
    """
    code, rest = coded(words, desk.office.prefixes)
    if code is not None or not words.startswith("#"):
        return code, rest
    code, rest = coded(f"{words[:GLUED]} {words[GLUED:]}", desk.office.prefixes)
    if code is not None and await desk.store.cases.by_short_code(code.removeprefix("#")):
        return code, rest
    return None, words


async def _about_case(desk: Desk, caller: Caller, press: Press, code: str, rest: str) -> None:
    """`#7K4Q` shows the case, `#7K4Q 1` does what stands there, `#7K4Q words` is an answer."""
    case, _ = await finding.named(desk, caller, code)
    if case is None:
        return
    if not rest and not caller.message.attachments:
        await card.put(desk, case, caller.spot)
        return
    if not caller.message.attachments and await _choice(desk, caller, press, case, rest):
        return
    about = caller.about if caller.about and caller.about.case_id == case.id else None
    for one in await _asked(desk, caller, PROMPTED):
        if about is None and one.case_id == case.id and not one.what.startswith("card"):
            about = one
    await replying.take(desk, replace(caller, about=about), case, rest, replying.meant_by(about))


async def _choice(desk: Desk, caller: Caller, press: Press, case: Case, rest: str) -> bool:
    """Do what the number or the label says: of what was asked last about the case, or its card."""
    asked = [
        one
        for one in await _asked(desk, caller, FRESH)
        if one.case_id == case.id and one.choices and not one.what.startswith("card")
    ]
    lists: list[tuple[Posted | None, Offered]] = [(one, one.choices or ()) for one in asked[:1]]
    for about, offered in lists + await _before_all(desk, caller, case):
        value = pick(rest, offered) or _of_menu(rest, about) if offered else None
        if value is not None:
            await _press(desk, caller, press, about, value)
            return True
        if rest.isdecimal() and offered:
            await desk.tell(caller.spot, "plain.wrong_number", n=len(offered))
            return True
    return await _by_its_name(desk, caller, press, case, rest)


async def _before_all(
    desk: Desk, caller: Caller, case: Case
) -> list[tuple[Posted | None, Offered]]:
    """What stands before the whole unit about a case: its card and what we asked, newest first."""
    slot, newest = card.slot_of(case, caller.spot), dict[str, Posted]()
    for one in await desk.store.outbox.recent(caller.spot.chat_id):
        if one.case_id == case.id and one.topic == caller.spot.topic:
            newest.setdefault(one.slot or one.what, one)
    newest.setdefault(slot, Posted(chat_id=caller.spot.chat_id, external_id="", slot=slot))
    return [
        (None, await _of_card(desk, caller, case)) if key == slot else (one, one.choices or ())
        for key, one in newest.items()
        if key == slot or (one.what in OF_THE_UNIT and one.choices)
    ]


async def _of_card(desk: Desk, caller: Caller, case: Case) -> Offered:
    """What people read on the newest card here; without one, what it would offer."""
    slot = card.slot_of(case, caller.spot)
    read = await desk.store.outbox.offered(caller.spot.chat_id, slot)
    return read or _offered(face.buttons(desk, case))


def _offered(rows: Rows) -> Offered:
    return [[one.value, one.label] for row in rows for one in row]


async def _of_its_card(desk: Desk, caller: Caller, press: Press, about: Posted) -> bool:
    """In reply to anything about a case, but for what asks for words, its card's buttons are named.

    A number there may be an answer.
    """
    asks = about.what.startswith("prompt.") or caller.message.kind is not Kind.TEXT
    case = await desk.store.cases.by_id(about.case_id) if about.case_id and not asks else None
    if case is None or not finding.reaches(desk, caller, case):
        return False
    if value := _of_menu(caller.words, about):
        await _press(desk, caller, press, about, value)
        return True
    return await _by_its_name(desk, caller, press, case, caller.words)


def _of_menu(words: str, about: Posted | None) -> str | None:
    """What the words begin to name of a menu, which only asks on.

    Before the card's: its "Gia hạn" brings the menu that offers it.
    """
    return begun(words, about.choices or ()) if about is not None and about.what == MENU else None


async def _by_its_name(desk: Desk, caller: Caller, press: Press, case: Case, words: str) -> bool:
    """Press what the words name of all that can be done with the case now, whatever was read.

    What can be done only at other times is no answer, either.
    """
    value = begun(words, _offered(face.buttons(desk, case)))
    if value is not None:
        await _press(desk, caller, press, None, value)
        return True
    if begun(words, _offered(face.at_other_times(desk, case))) is None:
        return False
    await desk.tell(caller.spot, "officials.closed_already", code=case.code)
    return True


async def _number(desk: Desk, caller: Caller, press: Press) -> bool:
    """A bare number (or label) answers what was asked of this very person just now.

    When that is not certain it is asked which; when nothing was asked it is passed over.
    """
    words = caller.words
    if not words or len(words) > LONGEST_LABEL or caller.message.kind is not Kind.TEXT:
        return False
    asked = await _asked(desk, caller, FRESH)
    if not asked:
        return caller.named and await _of_a_list(desk, caller, press)
    offered = asked[0].choices or ()
    value = pick(words, offered) if offered else None
    if caller.message.to_us:
        value = value or _of_menu(words, asked[0])
    if value is None and not words.isdecimal():
        return False
    codes = await _undecided(desk, asked)
    doubtful = not offered or (asked[0].slot is not None and len(codes) > 1)
    if doubtful and codes:
        told = ", ".join(f"#{one}" for one in codes)
        await desk.tell(caller.spot, "plain.which_one", codes=told, short=codes[0], typed=words)
    elif value is not None:
        await _press(desk, caller, press, asked[0], value)
    elif offered:
        await desk.tell(caller.spot, "plain.wrong_number", n=len(offered))
    return bool(codes or offered)


async def _of_a_list(desk: Desk, caller: Caller, press: Press) -> bool:
    """What was typed chooses from the newest list that all here have read; False when it does not.

    What is too grave for a number wants its words.
    """
    rows = await desk.store.outbox.recent(caller.spot.chat_id, LATELY)
    here = [one for one in rows if one.topic == caller.spot.topic]
    lists = [one for one in here if one.what in LISTS and one.choices]
    offered: Offered = (lists[0].choices or ()) if lists else ()
    value = pick(caller.words, offered) if offered else None
    if value is None:
        return False
    if caller.words.isdecimal() and value.startswith(BY_WORDS):
        label = next(label for one, label in offered if one == value)
        await desk.tell(caller.spot, "plain.by_words", label=label)
    else:
        await _press(desk, caller, press, lists[0], value)
    return True


async def _undecided(desk: Desk, asked: Sequence[Posted]) -> list[str]:
    """The short codes of the cases about which a choice is awaited, newest first.

    Of a menu something was chosen, when more was asked since about its case.
    """
    numbers, later = dict[int, None](), set[int | None]()
    for one in asked:
        over = one.what == MENU and one.case_id in later
        if one.case_id and one.slot and one.choices and not over:
            numbers[one.case_id] = None
        later.add(one.case_id)
    cases = [await desk.store.cases.by_id(one) for one in numbers]
    return [case.code[-4:] for case in cases if case is not None]


async def _asked_for(desk: Desk, caller: Caller) -> bool:
    """Words said to us answer a request for words, if that was the last thing asked."""
    if not caller.message.to_us or not (caller.words or caller.message.attachments):
        return False
    asked = await _asked(desk, caller, FRESH)
    if not asked or not asked[0].what.startswith("prompt.") or asked[0].case_id is None:
        return False
    await replying.hear(desk, replace(caller, about=asked[0]))
    return True


async def _asked(desk: Desk, caller: Caller, within: timedelta) -> list[Posted]:
    """What we asked this person here, newest first, each thing with its newest face."""
    if not caller.named:
        return []
    rows = await desk.store.outbox.recent(caller.spot.chat_id)
    faces = [one.choices for one in rows if one.slot]
    seen: set[str | None] = set()
    found = []
    for one in rows:
        second_part = one.slot is None and one.choices is not None and one.choices in faces
        if one.topic != caller.spot.topic or one.slot in seen - {None} or second_part:
            continue
        seen.add(one.slot)
        data = one.data or {}
        age = desk.now.timestamp() - data.get("at", 0)
        if data.get("for") == caller.person_id and age <= within.total_seconds():
            found.append(one)
    return sorted(found, key=lambda one: (one.data or {})["at"], reverse=True)


async def _press(
    desk: Desk, caller: Caller, press: Press, about: Posted | None, value: str
) -> None:
    await press(desk, replace(caller, about=about or caller.about), value)
