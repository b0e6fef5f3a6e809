"""Finds the case that an official means, and says politely when it is none of theirs."""

from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.codes import code_first, codes_in
from handlers.desk import Desk
from handlers.message import Incoming
from handlers.roles import RIGHTS, Deed
from storage.models import Case, Posted

Press = Callable[[Desk, Caller, str], Awaitable[None]]
"""A press or a command: what follows the verb or the command's name is the last value."""

SHORT = len("7K4Q")

Listener = Callable[[Desk, Caller, Case, str], Awaitable[bool]]
"""Takes words in reply to a message of ours about a case; False when they are about the case."""


async def by_its_words(desk: Desk, chat_id: int, message: Incoming) -> Posted:
    """What a message of ours is about of which we know nothing: of the one case that it names.

    It went out when the power failed, or stands in the group since after the backup was made.
    """
    codes = set(codes_in(message.quoted, desk.office.prefixes))
    case = await desk.store.cases.by_code(codes.pop()) if len(codes) == 1 else None
    place = message.reply_to or ""
    return Posted(chat_id=chat_id, external_id=place, case_id=case.id if case else None)


def reaches(desk: Desk, caller: Caller, case: Case) -> bool:
    """Say whether a case may be seen and worked on here: by its lead unit, or at the duty desk."""
    return caller.stands(desk.office, case.unit) in RIGHTS[Deed.WORK]


async def not_ours(desk: Desk, caller: Caller, case: Case) -> None:
    """Say that a case is another unit's; of the leaders', not even that there is one."""
    if case.unit in desk.office.kept_apart:
        await desk.remark(caller.spot, "officials.no_such_case")
        return
    unit = desk.office.unit_name(case.unit)
    await desk.remark(caller.spot, "officials.other_unit", code=case.code, unit=unit)


async def pressed(desk: Desk, caller: Caller, number: str) -> Case | None:
    """The case that a button names, locked; otherwise the presser is told and it is None."""
    case = await desk.store.cases.by_id(int(number), lock=True) if number.isdecimal() else None
    if case is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    if not reaches(desk, caller, case):
        await not_ours(desk, caller, case)
        return None
    return case


async def meant(
    desk: Desk, caller: Caller, words: str, *, prose: bool = False
) -> tuple[list[Case], str]:
    """The cases that typed words name (by code, else by the message replied to), and what follows.

    Several when a short code fits several; nothing is checked yet. In `prose` four letters that
    are no case's code are a word ("Sang nay da thay bong").
    """
    code, rest = code_first(words, desk.office.prefixes)
    if code is None:
        return await _quoted(desk, caller), words
    if "-" in code:
        case = await desk.store.cases.by_code(code)
        return ([case] if case else []), rest
    found = await desk.store.cases.by_short_code(code)
    if prose and not found and words[:SHORT].isalpha():
        return await _quoted(desk, caller), words
    return found, rest


async def _quoted(desk: Desk, caller: Caller) -> list[Case]:
    """The case of the message replied to."""
    case_id = caller.about.case_id if caller.about else None
    case = await desk.store.cases.by_id(case_id, lock=True) if case_id else None
    return [case] if case else []


async def named(
    desk: Desk, caller: Caller, words: str, *, prose: bool = False
) -> tuple[Case | None, str]:
    """The one case that is meant, locked, and what follows; if none, the caller is told."""
    found, rest = await meant(desk, caller, words, prose=prose)
    here = [case for case in found if reaches(desk, caller, case)]
    if len(here) == 1 and here[0].id is not None:
        return await desk.store.cases.by_id(here[0].id, lock=True), rest
    if here:
        codes = ", ".join(case.code for case in here)
        await desk.tell(caller.spot, "officials.which_case", codes=codes)
    elif found:
        await not_ours(desk, caller, found[0])
    else:
        coded = rest != words
        key = "officials.no_such_case" if coded else "officials.name_a_case"
        await desk.tell(caller.spot, key)
    return None, rest


def standing(caller: Caller) -> str | None:
    """The message on which the caller chose something (pressed, or typed in reply to it)."""
    message, about = caller.message.pressed_on or caller.message.reply_to, caller.about
    # A code may name what was asked elsewhere.
    return message if about is None or about.external_id == message else None
