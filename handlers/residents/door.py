"""The residents' door: what is no press, command or step is told apart here, the rest is a report."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.caller import Caller
from handlers.codes import only_code
from handlers.desk import Desk, Note
from handlers.folding import fold
from handlers.message import Kind
from handlers.residents import (
    adding,
    deciding,
    filing,
    following,
    reopening,
    report,
    start,
    survey,
    trust,
    withdrawing,
)

Press = Callable[[Desk, Caller, str], Awaitable[None]]
Step = Callable[[Desk, Caller], Awaitable[bool]]

PRESSES: dict[str, Press] = {
    **deciding.PRESSES,
    **adding.PRESSES,
    **following.PRESSES,
    **withdrawing.PRESSES,
    **reopening.PRESSES,
    **survey.PRESSES,
}
COMMANDS: dict[str, Press] = {
    **start.COMMANDS,
    **following.COMMANDS,
    **trust.COMMANDS,
}
STEPS: dict[str, Step] = {**filing.STEPS, **adding.STEPS, **survey.STEPS}

PRIVATE_COMMANDS_HELP = start.commands_help()

DOSSIER = re.compile(r"\bH\d{2}\.\d+(?:\.\d+)*-\d{6}-\d{4}\b", re.IGNORECASE)
"""A code of the one-stop centre, e.g. H15.50.05.13-261008-0975 (domain.md §5)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that, said alone, mean something. `most`: how many words the message may have.

    `always`: even while a draft is open, to which everything else belongs.
    """

    starts: tuple[str, ...]
    act: Callable[[Desk, Caller], Awaitable[bool]]
    most: int
    always: bool = True


async def _mine(desk: Desk, caller: Caller) -> bool:
    await following.mine(desk, caller)
    return True


async def _who_saw(desk: Desk, caller: Caller) -> bool:
    await trust.who_saw(desk, caller)
    return True


async def _no_surveys(desk: Desk, caller: Caller) -> bool:
    await trust.no_surveys(desk, caller)
    return True


async def _help(desk: Desk, caller: Caller) -> bool:
    await start.help_(desk, caller)
    return True


PHRASES = (
    Phrase(("ho so cua toi", "ho so cua tui", "viec cua toi", "xem ho so"), _mine, 6),
    Phrase(("ai da xem ten toi", "ai xem ten toi", "ai da xem ten tui"), _who_saw, 7),
    Phrase(("dung khao sat", "ngung khao sat"), _no_surveys, 5),
    Phrase(("tro giup", "huong dan", "giup do"), _help, 3),
    Phrase(
        ("chua xong", "chua duoc", "van chua xong", "chua sua xong"),
        reopening.not_done,
        25,
        always=False,
    ),
    Phrase(
        ("cam on", "xong roi", "da xong", "ok cam on", "da cam on", "vang cam on", "duoc roi"),
        reopening.done,
        12,
        always=False,
    ),
)


async def enter(desk: Desk, caller: Caller) -> None:
    """Everything that is no press, command or open question."""
    message = caller.message
    if message.edits is not None:
        await adding.edited(desk, caller)
        return
    if message.kind is Kind.CONTACT and message.own_phone:
        desk.store.people.set_phone(caller.person, message.phone)
        await desk.tell(caller.spot, "residents.phone_kept")
        return
    if await _about_case(desk, caller):
        return
    if message.kind is Kind.TEXT and await _told_apart(desk, caller):
        return
    await report.say(desk, caller)


async def _about_case(desk: Desk, caller: Caller) -> bool:
    """A reply to any message about a case goes into that case."""
    if caller.message.reply_to is None:
        return False
    case_id = caller.about.case_id if caller.about else None
    if case_id is None:
        said = await desk.store.drafts.said_at(caller.spot.chat_id, caller.message.reply_to)
        case_id = said.case_id if said else None
    case = await desk.store.cases.by_id(case_id, lock=True) if case_id else None
    if case is None or case.person_id != caller.person_id:
        return False
    if caller.message.kind is Kind.TEXT and await _phrase(desk, caller, reply=True):
        return True
    await adding.add(desk, caller, case)
    return True


async def _told_apart(desk: Desk, caller: Caller) -> bool:
    words = caller.words
    if only_code(words, desk.office.prefixes):
        withdraws = fold(words).startswith(("rut ", "huy "))
        act = withdrawing.by_code if withdraws else following.by_code
        await act(desk, caller, words)
        return True
    if DOSSIER.search(words):
        unit = desk.office.unit(desk.office.one_stop or "")
        await desk.tell(
            caller.spot,
            "residents.dossier",
            note=Note(what="dossier"),
            unit=unit.name if unit else desk.office.name,
            phone=unit.phone if unit else desk.office.phone,
        )
        return False  # it may still be a complaint about delay: it becomes a draft as well
    return await _phrase(desk, caller)


async def _phrase(desk: Desk, caller: Caller, *, reply: bool = False) -> bool:
    words = fold(caller.words)
    meant = [
        one for one in PHRASES if words.startswith(one.starts) and len(words.split()) <= one.most
    ]
    if not meant:
        return False
    if not (reply or meant[0].always):
        if await desk.store.drafts.open_draft(caller.person_id) is not None:
            return False
    return await meant[0].act(desk, caller)
