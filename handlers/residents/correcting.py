"""A resident corrects what is known of them: name, number, form of address, the place of a case."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from handlers import agreeing, card, requests
from handlers.acts import Act, Actor
from handlers.caller import Caller
from handlers.desk import Desk, Rows
from handlers.folding import fold
from handlers.message import Choice
from handlers.residents import awaiting, phone
from handlers.residents.address import form_in
from handlers.residents.owning import own_case
from handlers.wording import shorten
from storage.drafts import Saying
from storage.models import Act as Said
from storage.models import Case, Side

LONGEST_NAME, LONGEST_PLACE = 60, 300
NAME_LOOKS = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+){0,6}")
HARDLY_A_FORM = 4
"""Words; longer ones tell something."""
SHOWN_CASES = 4
NAME, YOU, YOU_AGAIN, PLACE = "data.name", "data.you", "data.you.again", "data.place"


async def menu(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Ask what is to be corrected."""
    cases = [one for one in await desk.store.cases.of_person(caller.person_id) if not one.closed_at]
    rows: Rows = (
        (
            desk.choice("own.fix:name", "data.fix_name"),
            desk.choice("own.fix:phone", "data.fix_phone"),
        ),
        (desk.choice("own.fix:you", "data.fix_you"),),
        *(
            (Choice(f"own.fix:{one.id}", desk.say("data.fix_place", code=one.code)),)
            for one in cases[:SHOWN_CASES]
        ),
    )
    await desk.tell(caller.spot, "data.what_to_fix", choices=rows)


async def fix(desk: Desk, caller: Caller, what: str) -> None:
    """Ask for the right one."""
    if what == "phone":
        await phone.ask(desk, caller)
    elif what == "name":
        await name(desk, caller)
    elif what == "you":
        await awaiting.expect(desk, caller, YOU, "data.ask_you")
    elif case := await own_case(desk, caller, what):
        await awaiting.expect(desk, caller, PLACE, "data.ask_where", case=case)


async def name(desk: Desk, caller: Caller) -> None:
    """Ask what they are called."""
    await awaiting.expect(desk, caller, NAME, "data.ask_name")


async def take_name(desk: Desk, caller: Caller) -> bool:
    """Their own name counts over the platform's; giving it is a yes to its being kept."""
    said = await awaiting.words(desk, caller)
    if not said or await awaiting.declined(desk, caller, said):
        return bool(said)
    name = name_in(said)
    if not name:
        return False
    await name_is(desk, caller, name)
    return True


def name_in(said: str) -> str:
    """Of "tôi tên là Lê Thị Lan" it is "Lê Thị Lan"; empty when it is no name."""
    name = said.rpartition(" là ")[2].strip(" .!")
    return name if len(name) <= LONGEST_NAME and NAME_LOOKS.fullmatch(name) else ""


async def name_is(desk: Desk, caller: Caller, name: str) -> None:
    """From now on this is their name."""
    people, person = desk.store.people, caller.person
    await agreeing.decide(desk, person, agreeing.HANDLING, caller.chat.channel, granted=True)
    people.set_identity(person, replace(people.identity(person), called=name))
    await _done(desk, caller, NAME, name)


async def mend_name(desk: Desk, caller: Caller, _meant: dict[str, Any]) -> bool:
    """They edited the message in which they wrote it."""
    if name := name_in(" ".join(caller.words.split())):
        await name_is(desk, caller, name)
    return bool(name)


async def take_you(desk: Desk, caller: Caller) -> bool:
    """From now on they are addressed like this; what is no form of address is asked for again."""
    said = await awaiting.words(desk, caller)
    if not said or await awaiting.declined(desk, caller, said):
        return bool(said)
    if you := form_in(desk, said):
        await you_are(desk, caller, you)
        return True
    if caller.person.step == YOU_AGAIN or len(said.split()) > HARDLY_A_FORM:
        return False
    await awaiting.expect(desk, caller, YOU_AGAIN, "data.ask_you_again")
    return True


async def mend_you(desk: Desk, caller: Caller, _meant: dict[str, Any]) -> bool:
    """They edited the message in which they wrote it."""
    if you := form_in(desk, " ".join(caller.words.split())):
        await you_are(desk, caller, you)
    return bool(you)


async def you_are(desk: Desk, caller: Caller, you: str) -> None:
    """From now on they are called so in all that is said to them here."""
    caller.chat.you = you
    desk.store.people.save(caller.chat)
    desk.wording = desk.wording.called(you)
    await _done(desk, caller, YOU, you)


async def take_place(desk: Desk, caller: Caller) -> bool:
    """The case is there: its card says so, and what was said before is still in its history."""
    case = await desk.store.cases.by_id(caller.person.about or 0, lock=True)
    if case is None or case.person_id != caller.person_id:
        return False
    said = await awaiting.words(desk, caller, case=case)
    if not said or await awaiting.declined(desk, caller, said):
        return bool(said)
    if len(said) > LONGEST_PLACE:
        return False
    await place_is(desk, caller, case, said)
    return True


async def place_is(desk: Desk, caller: Caller, case: Case, place: str) -> None:
    """From now on the case is there."""
    await _move(desk, case, caller, place)
    await _done(desk, caller, PLACE, place, case)


def place_said(desk: Desk, place: str) -> str:
    """What officials read of it."""
    return desk.say("data.place_is", place=shorten(place, LONGEST_PLACE))


async def _move(desk: Desk, case: Case, caller: Caller, place: str) -> None:
    there = replace(desk.store.places.of(case), words=place)
    desk.store.places.file(case, there, fold(place))
    said = Saying(
        chat_id=caller.spot.chat_id,
        external_id=caller.message.external_id,
        side=Side.RESIDENT,
        act=Said.ADDITION,
        said_at=desk.now,
        text=place_said(desk, place),
        form=PLACE,
        author_id=caller.person_id,
    )
    entry = await desk.store.drafts.say(said, case_id=case.id)
    desk.store.cases.save(case)
    resident = Actor(caller.person_id, "resident")
    await desk.store.cases.note(
        case, Act.ADD, desk.now, actor_id=resident.person_id, role=resident.role, after=case.state
    )
    await card.below(desk, case, entry, heading="officials.edited")
    await card.show(desk, case)


async def _done(
    desk: Desk, caller: Caller, what: str, value: str, case: Case | None = None
) -> None:
    awaiting.over(desk, caller)
    request = await requests.take(desk, caller.person, "correct", done=True)
    note, receipt = awaiting.took(caller, what, case), requests.receipt(desk, request)
    await desk.tell(caller.spot, "data.corrected", note=note, value=value, receipt=receipt)


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "own.correct": menu,
    "own.fix": fix,
    **awaiting.PRESSES,
}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {
    NAME: take_name,
    YOU: take_you,
    YOU_AGAIN: take_you,
    PLACE: take_place,
}
