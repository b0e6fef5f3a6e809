"""The survey's screens, all faces of one message: is it done, the pledge to tick, thanks."""

from dataclasses import replace
from typing import Any

from handlers import asking
from handlers.caller import Caller
from handlers.desk import Desk, Rows
from handlers.message import NOWHERE, Choice, Outgoing
from handlers.residents import commenting
from handlers.residents.owning import next_question
from storage.models import Case, Survey
from storage.states import UNHAPPY

DONE = ("yes", "partly", "no")
COMMENT, WORD = "survey.comment", "survey.word"
"""Steps: the next words may be a comment; they are asked for in so many words."""
LISTENING = (COMMENT, WORD)


def unhappy(survey: Survey) -> bool:
    """Say whether something is missing: the way they were treated, or the matter itself."""
    return survey.satisfaction in UNHAPPY or survey.done in ("partly", "no")


async def next_screen(desk: Desk, caller: Caller, survey: Survey, case: Case) -> None:
    """Ask what has not been asked yet: whether it is done, then the pledge."""
    if survey.about == "answered" and survey.done is None:
        await _done(desk, caller, survey, case)
    else:
        await pledge(desk, caller, survey, case)


async def _done(desk: Desk, caller: Caller, survey: Survey, case: Case) -> None:
    rows = tuple(
        (desk.choice(f"sat.done:{survey.id}:{one}", f"survey.done_{one}"),) for one in DONE
    )
    low = unhappy(survey)
    more = (*reopen(desk, survey), *change(desk, survey)) if low else change(desk, survey)
    key = "survey.ask_done_low" if low else "survey.ask_done"
    await show(desk, caller, survey, case, key, (*rows, *more), level=label(desk, survey))


async def pledge(desk: Desk, caller: Caller, survey: Survey, case: Case) -> None:
    """The one optional screen; only what can apply is on it."""
    ticked = survey.items or ()
    rows: list[tuple[Choice, ...]] = [
        (
            Choice(
                f"pledge:{survey.id}:{item.code}",
                desk.say("survey.ticked", ask=item.ask) if item.code in ticked else item.ask,
            ),
        )
        for item in desk.office.pledge.items
        if item.code in (survey.offered or ())
    ]
    low = unhappy(survey)
    if low:
        rows = [*reopen(desk, survey), *rows]
    end = desk.choice(f"sat.finish:{survey.id}", "survey.finish" if ticked else "residents.skip")
    ((change_it,),) = change(desk, survey)
    key = "survey.rated_low" if low else "survey.rated"
    values = {"level": label(desk, survey), "aside": _not_applicable(desk, survey)}
    await show(desk, caller, survey, case, key, (*rows, (end, change_it)), **values)


def _not_applicable(desk: Desk, survey: Survey) -> str:
    """Why an item of the pledge is not on the screen."""
    offered = survey.offered or ()
    left = [one.label for one in desk.office.pledge.items if one.code not in offered]
    return desk.say("survey.not_applicable", items=", ".join(left)) if left else ""


async def thank(  # whom, for what, with what under it
    desk: Desk,
    caller: Caller,
    survey: Survey,
    case: Case,
    more: Rows = (),
    meant: dict[str, Any] | None = None,
) -> None:
    """The last screen; what was tapped can still be changed."""
    rows = (*more, *reopen(desk, survey)) if unhappy(survey) else more
    rows = (*rows, *change(desk, survey))
    out = Outgoing(NOWHERE, desk.say("survey.thanks"), choices=rows)
    note = asking.note(survey, case, fresh=caller.message.pressed_on is None)
    await desk.post(caller.spot, out, note=replace(note, data=meant or commenting.meant(caller)))


def reopen(desk: Desk, survey: Survey) -> Rows:
    """The button for who is not content."""
    return ((desk.choice(f"sat.undone:{survey.id}", "residents.reopen"),),)


def change(desk: Desk, survey: Survey) -> Rows:
    """The button for who thinks better of it: on every screen, for a day."""
    return ((desk.choice(f"sat.again:{survey.id}", "survey.change"),),)


async def show(  # which face, with what under it
    desk: Desk,
    caller: Caller,
    survey: Survey,
    case: Case,
    key: str,
    rows: Rows,
    **values: object,
) -> None:
    """Change the message where it stands; who typed instead of tapping sees the face below."""
    out = Outgoing(NOWHERE, desk.say(key, **values), choices=rows)
    fresh = caller.message.pressed_on is None
    note = replace(asking.note(survey, case, fresh=fresh), data=commenting.meant(caller))
    await desk.post(caller.spot, out, note=note)


def label(desk: Desk, survey: Survey) -> str:
    """The level in the office's words."""
    return next((one.label for one in desk.office.scale if one.level == survey.satisfaction), "")


async def listen(desk: Desk, caller: Caller, survey: Survey | None, step: str = COMMENT) -> None:
    """Take the next words as a comment on this survey; with None no longer."""
    person = caller.person
    if survey is not None:
        person.step, person.about = step, survey.id
        desk.store.people.save(person)
    elif person.step in LISTENING:
        await next_question(desk, caller)
