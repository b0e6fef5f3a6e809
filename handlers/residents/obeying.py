"""What is done on an order, as things stand: send the draft, drop it, take a case back."""

from collections.abc import Sequence
from functools import wraps

from handlers import acts
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import (
    adding,
    awaiting,
    correcting,
    deciding,
    emergency,
    filing,
    following,
    missing,
    on_behalf,
    phone,
    reopening,
    report,
    start,
    taken_back,
    their_data,
    way_on,
    which_case,
    withdrawing,
    working_on,
)
from handlers.residents.owning import owed_a_word
from handlers.residents.phrases import Answer
from handlers.residents.yes_or_no import asked_last

OF_A_DRAFT = frozenset({*filing.STEPS, *deciding.STEPS, *on_behalf.STEPS, "case.answer"})
"""Steps that "drop it" does not end by itself: it means the draft, or the case."""

HARDLY_MORE = 7
"""Words of a message that only says that it is no emergency."""
OF_THEMSELVES = frozenset({*correcting.STEPS, *their_data.STEPS})
MENUS = ("own.", *(f"{one}:" for one in which_case.ASKS))
"""Choices that only lead to a question: whoever drops such a list wants all as it is."""


def unless_owed(act: Answer) -> Answer:
    """While a unit waits for words they may be the answer, and the unit shall read them."""

    @wraps(act)
    async def do(desk: Desk, caller: Caller) -> bool:
        return not await owed_a_word(desk, caller) and await act(desk, caller)

    return do


async def _send(desk: Desk, caller: Caller) -> bool:
    """Send it; who is asked something meanwhile wants no more questions."""
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is None:
        return False
    if draft.touched_at <= desk.said_at and missing.may_stay_open(caller.person, draft):
        await filing.left(desk, caller, draft)
    else:  # also what was sent before it was asked
        await deciding.send(desk, caller, str(draft.id))
    return True


async def send_or_sent(desk: Desk, caller: Caller) -> bool:
    """The same, said once more when it is gone already, or was taken back."""
    if await _send(desk, caller):
        return True
    if caller.person.step or await owed_a_word(desk, caller):
        return False
    known = await desk.store.cases.of_person(caller.person_id)
    if not known:
        await following.mine(desk, caller)
    elif not await taken_back.goes_on(desk, caller, known[0], told=False):
        await desk.tell(caller.spot, "residents.sent_already", code=known[0].code)
    return True


async def calm(desk: Desk, caller: Caller) -> bool:
    """No emergency; what is said besides is told like anything else."""
    calmed = await emergency.said_calm(desk, caller)
    return calmed and len(caller.words.split()) <= HARDLY_MORE


async def by_mistake(desk: Desk, caller: Caller) -> bool:
    """No emergency, or nothing that should have been sent: it can still be taken back."""
    if await emergency.said_calm(desk, caller) or await show_again(desk, caller):
        return True
    if await owed_a_word(desk, caller) or await reopening.recent(desk, caller):
        return False  # the unit may be wrong
    known = await desk.store.cases.of_person(caller.person_id)
    if known and acts.possible(known[0], acts.Act.WITHDRAW):
        await withdrawing.ask(desk, caller, str(known[0].id))
    else:
        await desk.tell(caller.spot, "residents.left_alone")
    return True


async def agreed(desk: Desk, caller: Caller) -> bool:
    """ "Tôi đồng ý" under a draft sends it; to a question it is a yes."""
    return caller.person.step not in filing.STEPS and await _send(desk, caller)


async def no_name(desk: Desk, caller: Caller) -> bool:
    """Without the name: what is open, what was sent before, or what is to come."""
    if caller.person.step in on_behalf.STEPS:
        return False  # that is who it is for
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None and not await working_on.just_opened(desk, draft):
        await deciding.anonymous(desk, caller, f"{draft.id}:yes")
    elif draft is None and await desk.store.cases.of_person(caller.person_id):
        await their_data.hide_name(desk, caller)
    else:
        await start.nameless(desk, caller)
    return True


async def drop(desk: Desk, caller: Caller) -> bool:
    """What was asked last, the draft, or a case."""
    if not (await _never_mind(desk, caller) or await withdrawing.without_code(desk, caller)):
        await desk.tell(caller.spot, "residents.left_alone")
    return True


@unless_owed
async def let_be(desk: Desk, caller: Caller) -> bool:
    """The same, but a case stays as it is."""
    if not await _never_mind(desk, caller):
        await desk.tell(caller.spot, "residents.left_alone")
    return True


async def pass_over(desk: Desk, caller: Caller) -> bool:
    """The same, but a question about the draft is only left unanswered."""
    return caller.person.step not in filing.STEPS and await let_be(desk, caller)


async def _never_mind(desk: Desk, caller: Caller) -> bool:
    offered = asked_last(caller)
    if caller.person.step in OF_THEMSELVES or (offered and all(map(_only_leads_on, offered))):
        desk.close_offer(caller.chat)
        await awaiting.keep(desk, caller)
    elif caller.person.step and caller.person.step not in OF_A_DRAFT:
        awaiting.over(desk, caller)
        await desk.tell(caller.spot, "residents.left_alone")
    else:
        return await _drop_draft(desk, caller)
    return True


def _only_leads_on(offered: Sequence[str]) -> bool:
    return offered[0].startswith(MENUS)


async def take_back(desk: Desk, caller: Caller) -> bool:
    """A case; who has none that can be taken back means the draft, or hears that there is none."""
    if await withdrawing.without_code(desk, caller) or await _drop_draft(desk, caller):
        return True
    known = await desk.store.cases.of_person(caller.person_id)
    if known:
        await withdrawing.ask(desk, caller, str(known[0].id))
    else:
        await following.mine(desk, caller)
    return True


async def _drop_draft(desk: Desk, caller: Caller) -> bool:
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None:
        await deciding.drop(desk, caller, str(draft.id))
    return draft is not None


async def erase(desk: Desk, caller: Caller) -> bool:
    """A draft at the gate is deleted, any other is dropped; what was sent is taken back."""
    if await way_on.said_erase(desk, caller) or await _drop_draft(desk, caller):
        return True
    return await take_back(desk, caller)


no_need = unless_owed(drop)
"""The matter is over."""


@unless_owed
async def show_again(desk: Desk, caller: Caller) -> bool:
    """Greetings and thanks add nothing to what they are working on, nor answer what it wants."""
    draft = await working_on.current(desk, caller)
    if draft is None or draft.emergency or draft.aside_at:
        return False
    if await reopening.answered_since(desk, caller, draft.touched_at):
        return False
    if await working_on.just_opened(desk, draft):
        return False
    await report.show(desk, caller, draft)
    return True


@unless_owed
async def says_sent(desk: Desk, caller: Caller) -> bool:
    """They believe so: what was not sent is shown, else how it stands."""
    return await show_again(desk, caller) or await how_far(desk, caller)


@unless_owed
async def more(desk: Desk, caller: Caller) -> bool:
    """There is more to say: of the draft, or of the one case that is open."""
    if caller.person.step == report.WHICH:
        return False  # that is the answer
    if caller.person.step in filing.STEPS:
        return await show_again(desk, caller)
    draft = await working_on.current(desk, caller)
    cases = await desk.store.cases.of_person(caller.person_id, open_only=True)
    if draft is not None:
        await deciding.more(desk, caller, str(draft.id))
    elif len(cases) == 1:
        await adding.press_add(desk, caller, str(cases[0].id))
    else:
        await following.mine(desk, caller)
    return True


@unless_owed
async def number(desk: Desk, caller: Caller) -> bool:
    """Nothing but a number to call, unless a number may be what was asked for."""
    if caller.person.step not in (None, *filing.STEPS):
        return False
    kept = await phone.keep(desk, caller, caller.words)
    if kept:
        await show_again(desk, caller)
    return kept


@unless_owed
async def lost(desk: Desk, caller: Caller) -> bool:
    """They do not know how to go on."""
    if not await show_again(desk, caller):
        await start.help_(desk, caller)
    return True


async def how_far(desk: Desk, caller: Caller) -> bool:
    """How all their cases stand; who has sent none yet sees the draft that waits for it."""
    known = await desk.store.cases.of_person(caller.person_id)
    if known or not await show_again(desk, caller):
        await following.mine(desk, caller)
    return True


async def leave_phone(desk: Desk, caller: Caller) -> bool:
    """Ask for a number to call, or keep the one that is named."""
    await phone.ask(desk, caller, caller.words)
    return True
