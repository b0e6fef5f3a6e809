"""A resident corrects what is known of them: name, number, form of address, the place of a case."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers import agreeing, card, requests
from handlers.acts import Act, Actor
from handlers.caller import Caller
from handlers.desk import Desk, Rows
from handlers.folding import fold
from handlers.message import Choice, Kind
from handlers.residents import phone
from handlers.residents.owning import own_case
from handlers.wording import shorten
from storage.drafts import Saying
from storage.models import Act as Said
from storage.models import Case, Side

LONGEST_NAME, LONGEST_YOU, LONGEST_PLACE = 60, 20, 300
SHOWN_CASES = 4
NAME, YOU, PLACE = "data.name", "data.you", "data.place"


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
        await _expect(desk, caller, NAME, 0, "data.ask_name")
    elif what == "you":
        await _expect(desk, caller, YOU, 0, "data.ask_you")
    elif case := await own_case(desk, caller, what):
        await _expect(desk, caller, PLACE, case.id or 0, "data.ask_where", code=case.code)


async def _expect(
    desk: Desk, caller: Caller, step: str, about: int, key: str, code: str = ""
) -> None:
    caller.person.step, caller.person.about = step, about
    desk.store.people.save(caller.person)
    await desk.tell(caller.spot, key, code=code)


def _taken(desk: Desk, caller: Caller, longest: int) -> str:
    """The one line that was typed in answer; empty: it was something else."""
    words, message = " ".join(caller.words.split()), caller.message
    plain = message.kind is Kind.TEXT and not (message.edits or message.reply_to)
    if plain and 0 < len(words) <= longest:
        caller.person.step = None
        desk.store.people.save(caller.person)
        return words
    return ""


async def take_name(desk: Desk, caller: Caller) -> bool:
    """Their own name counts over the platform's; giving it is a yes to its being kept."""
    name = _taken(desk, caller, LONGEST_NAME)
    if not name:
        return False
    people = desk.store.people
    channel, person = caller.chat.channel, caller.person
    await agreeing.decide(desk, person, agreeing.HANDLING, channel, granted=True)
    people.set_identity(person, replace(people.identity(person), called=name))
    await _done(desk, caller)
    return True


async def take_you(desk: Desk, caller: Caller) -> bool:
    """From now on they are addressed like this."""
    you = _taken(desk, caller, LONGEST_YOU)
    if not you or not fold(you).replace(" ", "").isalpha():
        return False
    caller.chat.you = you.lower()
    desk.store.people.save(caller.chat)
    desk.wording = desk.wording.called(caller.chat.you)
    await _done(desk, caller)
    return True


async def take_place(desk: Desk, caller: Caller) -> bool:
    """The case is there: its card says so, and what was said before is still in its history."""
    number = caller.person.about or 0
    case = await desk.store.cases.by_id(number, lock=True)
    place = _taken(desk, caller, LONGEST_PLACE)
    if case is None or case.person_id != caller.person_id or not place:
        return False
    await _move(desk, case, caller, place)
    await _done(desk, caller)
    return True


async def _move(desk: Desk, case: Case, caller: Caller, place: str) -> None:
    there = replace(desk.store.places.of(case), words=place)
    desk.store.places.file(case, there, fold(place))
    said = Saying(
        chat_id=caller.spot.chat_id,
        external_id=caller.message.external_id,
        side=Side.RESIDENT,
        act=Said.ADDITION,
        said_at=desk.now,
        text=desk.say("data.place_is", place=shorten(place, LONGEST_PLACE)),
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


async def _done(desk: Desk, caller: Caller) -> None:
    request = await requests.take(desk, caller.person, "correct", done=True)
    await desk.tell(caller.spot, "data.corrected", receipt=requests.receipt(desk, request))


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "own.correct": menu,
    "own.fix": fix,
}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = {
    NAME: take_name,
    YOU: take_you,
    PLACE: take_place,
}
