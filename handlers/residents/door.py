"""The residents' door: tells apart what is no press, command or step; the rest is a report."""

import re
from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.codes import only_code
from handlers.desk import Desk, Note
from handlers.message import AttachmentKind, Kind
from handlers.residents import (
    adding,
    booking,
    coded,
    correcting,
    deciding,
    edited_answers,
    emergency,
    everyday,
    filing,
    following,
    gating,
    in_their_place,
    keeping,
    leaving,
    mending,
    on_behalf,
    orders,
    other_channel,
    papers,
    phone,
    phrases,
    promised,
    reopening,
    report,
    sealing,
    start,
    survey,
    taken_back,
    their_data,
    visiting,
    way_on,
    who_saw,
    withdrawing,
    withheld,
    working_on,
)
from handlers.residents.everyday import Said
from handlers.residents.owning import meant, owed_a_word
from handlers.ways import is_theirs
from storage.models import Draft

Press = Callable[[Desk, Caller, str], Awaitable[None]]
Step = Callable[[Desk, Caller], Awaitable[bool]]

PRESSES: dict[str, Press] = {
    **deciding.PRESSES,
    **way_on.PRESSES,
    **booking.PRESSES,
    **adding.PRESSES,
    **withheld.PRESSES,
    **emergency.PRESSES,
    **following.PRESSES,
    **withdrawing.PRESSES,
    **taken_back.PRESSES,
    **promised.PRESSES,
    **reopening.PRESSES,
    **survey.PRESSES,
    **visiting.PRESSES,
    **keeping.PRESSES,
    **on_behalf.PRESSES,
    **in_their_place.PRESSES,
    **other_channel.PRESSES,
    **papers.PRESSES,
    **sealing.PRESSES,
    **their_data.PRESSES,
    **correcting.PRESSES,
    **leaving.PRESSES,
}
COMMANDS: dict[str, Press] = {
    **start.COMMANDS,
    **visiting.COMMANDS,
    **booking.COMMANDS,
    **following.COMMANDS,
    **withdrawing.COMMANDS,
    **who_saw.COMMANDS,
    **survey.COMMANDS,
    **on_behalf.COMMANDS,
    **in_their_place.COMMANDS,
    **phone.COMMANDS,
    **their_data.COMMANDS,
    **leaving.COMMANDS,
}
STEPS: dict[str, Step] = {
    **filing.STEPS,
    **deciding.STEPS,
    **adding.STEPS,
    **survey.STEPS,
    **visiting.STEPS,
    **on_behalf.STEPS,
    **in_their_place.STEPS,
    **sealing.STEPS,
    **phone.STEPS,
    **correcting.STEPS,
    **their_data.STEPS,
}

PRIVATE_COMMANDS_HELP = start.commands_help()

DOSSIER = re.compile(r"(?<!\w)[A-Z]\d{2}(?:\.\d+)+-\d{6}-\d{4,6}\b", re.IGNORECASE)
"""A code of the one-stop centre, e.g. H15.50.05.13-261008-0975 (domain.md §5)."""
HARDLY_MORE = 8
"""Words of a message that only asks for a code."""


async def enter(desk: Desk, caller: Caller) -> None:
    """Everything that is no press, command or open question."""
    message = caller.message
    if await sealing.replied(desk, caller):
        return
    if message.edits is not None and (
        await orders.heard(desk, caller)
        or await mending.edited(desk, caller)
        or await edited_answers.heard(desk, caller)
    ):
        return
    if message.kind is Kind.CONTACT and message.own_phone:
        desk.store.people.set_phone(caller.person, message.phone)
        await desk.tell(caller.spot, "residents.phone_kept")
        return
    if await _about_case(desk, caller):
        return
    if await orders.heard(desk, caller):
        return
    weighs = gating.weighs(desk, caller.words)
    coded_only = not weighs and only_code(caller.words, desk.office.prefixes)
    if coded_only and await coded.heard(desk, caller):
        return
    apart = _told_apart if message.kind is Kind.TEXT else _waved
    if not weighs and await apart(desk, caller):
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
    if case is None:
        return False
    if not await is_theirs(desk, case, caller.person_id):  # an admin's private chat can show a card
        await desk.tell(caller.spot, "residents.not_here", code=case.code)
        return True
    spoken_of = await meant(desk, caller, case) or case
    if spoken_of is not case and only_code(caller.words, desk.office.prefixes):
        return False  # the code counts, not what is quoted
    if await orders.heard(desk, caller):
        return True
    speaks = caller.message.kind is Kind.TEXT and not gating.grave(desk, caller.words)
    if speaks and await phrases.answer(desk, caller, phrases.ABOUT_ANSWERS):
        return True
    await adding.add(desk, caller, spoken_of)
    return True


async def _told_apart(desk: Desk, caller: Caller) -> bool:
    words = caller.words
    if DOSSIER.search(words) and await _dossier(desk, caller):
        return True
    if await phrases.unknown_command(desk, caller):
        return True
    draft = await _begun(desk, caller)
    if draft is not None:
        answered = await reopening.answered_since(desk, caller, draft.touched_at)
        may_be_old = answered or caller.person.step == report.WHICH
        if may_be_old and await phrases.answer(desk, caller, phrases.ABOUT_ANSWERS):
            return True
        return not answered and await _only_yes_or_no(desk, caller, draft)
    return await phrases.answer(desk, caller, (*phrases.ABOUT_ANSWERS, *phrases.SMALL_TALK))


async def _begun(desk: Desk, caller: Caller) -> Draft | None:
    draft = await working_on.current(desk, caller)
    return None if draft is None or await working_on.just_opened(desk, draft) else draft


async def _waved(desk: Desk, caller: Caller) -> bool:
    """A sticker alone says nothing yet: it is a nod, like 👍."""
    kinds = {one.kind for one in caller.message.attachments}
    if kinds != {AttachmentKind.STICKER} or await _begun(desk, caller) is not None:
        return False
    return await phrases.answer(desk, caller, phrases.SMALL_TALK)


async def _only_yes_or_no(desk: Desk, caller: Caller, draft: Draft) -> bool:
    """To a draft, or to the question which matter it is of, neither says anything: shown again."""
    idle = caller.person.step in (None, report.WHICH) and not (draft.emergency or draft.aside_at)
    bare = everyday.meaning(caller.words) in (Said.YES, Said.NO) or everyday.nods(caller.words)
    bare = bare or everyday.new_matter(caller.words) is True
    if not idle or not bare:
        return False
    if await owed_a_word(desk, caller):
        return False  # it may be the answer
    await report.show(desk, caller, draft)
    return True


async def _dossier(desk: Desk, caller: Caller) -> bool:
    """Guide to the one-stop centre; a longer message may still complain, and becomes a draft."""
    unit = desk.office.unit(desk.office.one_stop or "")
    await desk.tell(
        caller.spot,
        "residents.dossier",
        note=Note(what="dossier"),
        unit=unit.name if unit else desk.office.name,
        phone=(unit.phone if unit else "") or desk.office.phone,
    )
    return len(caller.words.split()) <= HARDLY_MORE
