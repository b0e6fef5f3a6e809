"""Who asks to be forgotten is: their cases stay, and belong to nobody."""

from datetime import timedelta

from handlers import acts, card, masking
from handlers.acts import Act
from handlers.desk import Desk
from handlers.redaction import national, redacting
from storage.models import OPEN_STATES, Case, Person, State

PATIENCE = timedelta(minutes=10)
"""So long our last word to them may be on its way."""


async def sweep(desk: Desk) -> int:
    """Forget all who asked for it and have read our last word."""
    leaving = [one for one in await desk.store.erasing.leaving() if not await _waits(desk, one)]
    for person in leaving:
        await forget(desk, person)
    return len(leaving)


async def _waits(desk: Desk, person: Person) -> bool:
    since = person.leaving_at or desk.now
    told = person.chat_id is not None and await desk.store.erasing.still_told(person.chat_id)
    return told and desk.now - since < PATIENCE


async def forget(desk: Desk, person: Person) -> None:
    """Take a person out of everything; officials read that their cases are nobody's."""
    people, requests = desk.store.people, desk.store.requests
    chat = await people.chat_by_id(person.chat_id) if person.chat_id else None
    redact = redacting(
        people.identity(person),
        people.unseal_chat(chat) if chat else "",
        desk.say("data.taken_out"),
        await _phones(desk, person),
    )
    for request in await requests.of_person(person.id or 0):
        if request.done_at is None:
            request.done_at, request.next_reminder_at = desk.now, None
            requests.save(request)

    def own(words: str) -> str:
        """They may have written numbers of theirs that we did not know to be theirs."""
        return masking.masked(redact(words))

    theirs = await desk.store.erasing.cases_of(person.id or 0)
    waited_for = {one.id for one in theirs if one.unreached_at is not None}
    gone = await desk.store.erasing.forget(person, redact, desk.now, own)
    await desk.store.history.forget_notes(person.id or 0)
    await desk.store.sealed.forget(person.id or 0, own)
    for number in gone.cases:
        case = await desk.store.cases.by_id(number, lock=True)
        if case is not None:
            await _nobodys(desk, case, told=case.id in waited_for)


async def _phones(desk: Desk, person: Person) -> set[str]:
    """Numbers that they have written: who answered them may have repeated one; not the office's."""
    said = await desk.store.drafts.said_for(person.id or 0)
    office = national(desk.office.phone)
    first = desk.store.people.identity(person).user_id  # of who is known by a number: the first
    return {first} | {
        one for entry in said for one in masking.phones(entry.text) if national(one) != office
    }


async def _nobodys(desk: Desk, case: Case, *, told: bool) -> None:
    """The case goes on without a word from its resident.

    `told`: its officials were told that an answer waits for them, which is gone now.
    """
    await acts.move(desk, case, Act.FORGET, acts.Actor(case.person_id, "resident"))
    if case.state == State.WAITING_RESIDENT:
        await acts.move(desk, case, Act.GO_ON)
    if told or case.state in OPEN_STATES:
        await card.show(desk, case)
        proxy = await desk.store.proxies.of_case(case.id or 0)
        text = desk.say("data.case_is_proxys" if proxy else "data.case_is_nobodys", code=case.code)
        await card.under(desk, case, text, once=f"forgotten:{case.id}")
