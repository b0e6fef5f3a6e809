"""What somebody sees who scanned a counter's poster, all faces of one message."""

from typing import Any

from handlers.caller import Caller
from handlers.counters import Counter, by_code
from handlers.desk import Desk, Note, Rows
from handlers.message import NOWHERE, Choice, Outgoing
from handlers.office import PledgeItem
from handlers.residents import commenting
from storage.models import Visit
from storage.states import UNHAPPY


async def ask(desk: Desk, caller: Caller, visit: Visit) -> None:
    """The question itself; who never spoke with us is told who asks."""
    person = caller.person
    day, counter = desk.wording.day(desk.now), name(desk, visit)
    parts = (
        "" if person.greeted_at else desk.say("residents.greeting"),
        desk.say("visits.ask", day=day, counter=counter),
        desk.say("visits.surveys_off") if person.surveys_off else "",
    )
    person.greeted_at = person.greeted_at or desk.now
    desk.store.people.save(person)
    said = "\n\n".join(one for one in parts if one)
    await _post(desk, caller, visit, said, levels(desk, visit, "visit"), fresh=True)


async def which(desk: Desk, caller: Caller) -> None:
    """There is no such counter: all that there are, to choose from."""
    rows = tuple((Choice(f"visit.at:{one.code}", one.name),) for one in desk.office.counters)
    await desk.tell(caller.spot, "visits.unknown", choices=rows, note=Note(what="visit"))


async def known(desk: Desk, caller: Caller, visit: Visit) -> None:
    """Rated already on this occasion: it can be changed."""
    rows = change(desk, visit)
    counter, rating = name(desk, visit), level(desk, visit)
    said = desk.say("visits.rated_before", counter=counter, level=rating)
    await _post(desk, caller, visit, said, rows, fresh=True)


async def again(desk: Desk, caller: Caller, visit: Visit) -> None:
    """The levels once more."""
    rows = levels(desk, visit, "visit.to")
    await show(desk, caller, visit, "visits.again", rows, counter=name(desk, visit))


async def pledge(desk: Desk, caller: Caller, visit: Visit) -> None:
    """The pledge to tick; what only applies to who had to wait comes when they say so."""
    ticked, offered = visit.items or (), visit.offered or ()
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"visit.tick:{visit.id}:{one.code}", _marked(desk, put(one), one.code in ticked)),)
        for one in desk.office.pledge.items
        if one.code in offered
    ]
    if late := when_late(desk):
        said = _marked(desk, desk.say("visits.waited"), late <= set(offered))
        rows.append((Choice(f"visit.waited:{visit.id}", said),))
    end = desk.choice(f"visit.finish:{visit.id}", "survey.finish" if ticked else "residents.skip")
    ((change_it,),) = change(desk, visit)
    key = "visits.rated_low" if visit.satisfaction in UNHAPPY else "visits.rated"
    await show(desk, caller, visit, key, (*rows, (end, change_it)), level=level(desk, visit))


async def a_word(desk: Desk, caller: Caller, visit: Visit) -> None:
    """A word more, typed or spoken, if they like."""
    low = visit.satisfaction in UNHAPPY
    key = "survey.what_is_missing" if low else "survey.a_word"
    rows = ((desk.choice(f"visit.skip:{visit.id}", "survey.no_word"),), *change(desk, visit))
    await show(desk, caller, visit, key, rows)


async def thank(
    desk: Desk,
    caller: Caller,
    visit: Visit,
    more: Rows = (),
    meant: dict[str, Any] | None = None,
) -> None:
    """The last screen; what was tapped can still be changed."""
    fresh = caller.message.pressed_on is None
    note = Note("visit", meant or commenting.meant(caller), slot=f"visit:{visit.id}", fresh=fresh)
    out = Outgoing(NOWHERE, desk.say("survey.thanks"), (*more, *change(desk, visit)))
    await desk.post(caller.spot, out, note=note)


async def thank_for(desk: Desk, caller: Caller, visit: Visit, words: dict[str, Any]) -> None:
    """The same, to words that may have been meant as a report."""
    desk.store.visits.save(visit)
    value = f"visit.matter:{visit.id}:{words[commenting.BEGINS]}"
    await thank(desk, caller, visit, ((desk.choice(value, "survey.another_matter"),),), words)


def change(desk: Desk, visit: Visit) -> Rows:
    """The button for who thinks better of it: on every screen, for a day."""
    return ((desk.choice(f"visit.again:{visit.id}", "survey.change"),),)


async def show(
    desk: Desk, caller: Caller, visit: Visit, key: str, rows: Rows, **values: object
) -> None:
    """Change the message where it stands; who typed instead of tapping sees the face below."""
    fresh = caller.message.pressed_on is None
    await _post(desk, caller, visit, desk.say(key, **values), rows, fresh=fresh)


async def _post(  # which face, with what under it
    desk: Desk, caller: Caller, visit: Visit, said: str, rows: Rows, *, fresh: bool
) -> None:
    note = Note("visit", commenting.meant(caller), slot=f"visit:{visit.id}", fresh=fresh)
    await desk.post(caller.spot, Outgoing(NOWHERE, said, rows), note=note)


def levels(desk: Desk, visit: Visit, verb: str) -> Rows:
    """The five levels, the lowest first: a number that is typed is the level."""
    return tuple(
        (Choice(f"{verb}:{visit.id}:{one.level}", one.label),) for one in desk.office.scale
    )


def level(desk: Desk, visit: Visit) -> str:
    """The level in the office's words."""
    return next((one.label for one in desk.office.scale if one.level == visit.satisfaction), "")


def name(desk: Desk, visit: Visit) -> str:
    """The counter in the office's words; one that is no longer there by its code."""
    found: Counter | None = by_code(desk.office.counters, visit.counter)
    return found.name if found else visit.counter


def put(item: PledgeItem) -> str:
    """How an item is asked of somebody who was there."""
    return item.ask_counter or item.ask


def when_late(desk: Desk) -> set[str]:
    """Codes of the items that apply only to who had to wait."""
    return {one.code for one in desk.office.pledge.items if one.only_when_late}


def _marked(desk: Desk, words: str, ticked: bool) -> str:  # noqa: FBT001  # a mark or none
    return desk.say("survey.ticked", ask=words) if ticked else words
