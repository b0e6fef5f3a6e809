"""A resident rates the service: one tap, then the pledge to tick and a word, both optional."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from handlers import acts, asking, card
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import adding, commenting, phrases, reopening, report, screens, unhappy
from handlers.residents.owning import owes_rather
from handlers.residents.screens import COMMENT, DONE, LISTENING, WORD, listen
from storage.models import Case, Survey

CHANGEABLE = timedelta(hours=24)
"""So long after the first tap the last tap counts."""
RATEABLE = timedelta(days=30)
"""So long after the question a first tap is taken."""


async def rate(desk: Desk, caller: Caller, arg: str, *, anew: bool = False) -> None:
    """Tapped a level: it is stored at once, and can be changed for a day."""
    number, _, level = arg.partition(":")
    found = await _open(desk, caller, number)
    if found is None:
        return
    survey, case = found
    if level not in {str(one.level) for one in desk.office.scale}:
        await desk.remark(caller.spot, "common.stale")
        return
    if survey.satisfaction == int(level) and not anew:
        await desk.remark(caller.spot, "survey.noted", level=screens.label(desk, survey))
        return
    survey.satisfaction, survey.rated_at = int(level), survey.rated_at or desk.now
    survey.offered = survey.offered or asking.offered(desk, case)
    survey.edition = survey.edition or desk.office.pledge.edition
    await _noted(desk, caller, survey, case)


async def done(desk: Desk, caller: Caller, arg: str) -> None:
    """Tapped whether the matter itself is done; what they think of the service is another thing."""
    number, _, said = arg.partition(":")
    found = await _open(desk, caller, number)
    if found is None:
        return
    survey, case = found
    if said not in DONE or survey.satisfaction is None:
        await desk.remark(caller.spot, "common.stale")
        return
    survey.done = said
    if said == "yes" and await acts.move(desk, case, acts.Act.CONFIRM, caller.resident):
        await card.show(desk, case)
    await _noted(desk, caller, survey, case)


async def _noted(desk: Desk, caller: Caller, survey: Survey, case: Case) -> None:
    """Keep the tap, let the head know of a case that is not well, and go on."""
    survey.remind_at = None
    desk.store.surveys.save(survey)
    low = screens.unhappy(survey)
    await listen(desk, caller, survey if low else None)
    if low:
        await unhappy.rated_low(desk, survey, case)
    await screens.next_screen(desk, caller, survey, case)


async def again(desk: Desk, caller: Caller, number: str) -> None:
    """Tapped "change": the levels once more."""
    if found := await _open(desk, caller, number):
        survey, case = found
        rows = asking.levels(desk, survey, "sat.to")
        await screens.show(desk, caller, survey, case, "survey.again", rows, code=case.code)


async def tick(desk: Desk, caller: Caller, arg: str) -> None:
    """Ticked, or unticked, items of the pledge; by a button one, by numbers several."""
    number, _, codes = arg.partition(":")
    if found := await _open(desk, caller, number):
        survey, case = found
        ticked = set(survey.items or ()) ^ set(codes.split(","))
        items = [one for one in survey.offered or () if one in ticked]
        survey.items = items or None  # who ticks nothing has passed the screen over
        desk.store.surveys.save(survey)
        await screens.pledge(desk, caller, survey, case)


async def finish(desk: Desk, caller: Caller, number: str) -> None:
    """Done with the pledge: a word more, if they like."""
    if found := await _open(desk, caller, number):
        survey, case = found
        if survey.comment or survey.voice:
            await screens.thank(desk, caller, survey, case)
            return
        await listen(desk, caller, survey, WORD)
        low = screens.unhappy(survey)
        none = desk.choice(f"sat.skip:{survey.id}", "survey.no_word")
        rows = ((none,), *screens.change(desk, survey))
        await screens.show(
            desk,
            caller,
            survey,
            case,
            "survey.what_is_missing" if low else "survey.a_word",
            (*screens.reopen(desk, survey), *rows) if low else rows,
        )


async def skip(desk: Desk, caller: Caller, number: str) -> None:
    """No word more."""
    if found := await _open(desk, caller, number):
        await listen(desk, caller, None)
        await screens.thank(desk, caller, *found)


async def comment(desk: Desk, caller: Caller) -> bool:
    """Typed or spoke a word about the service, soon after rating it; the rest goes its own way."""
    if caller.person.step == COMMENT and await owes_rather(desk, caller, "survey"):
        return await adding.step_answer(desk, caller)
    survey = await desk.store.surveys.by_id(caller.person.about or 0)
    case = await desk.store.cases.by_id(survey.case_id) if survey else None
    if survey is None or case is None or not await _is_comment(desk, caller, survey):
        return False
    short = len(caller.words.split()) <= reopening.BARE
    meant = phrases.ABOUT_ANSWERS if short else phrases.NOT_DONE
    if caller.words and await phrases.answer(desk, caller, meant):
        return True
    words = commenting.keep(survey, caller, COMMENT)
    await listen(desk, caller, None)
    await _thank(desk, caller, survey, case, words)
    return True


async def _thank(
    desk: Desk, caller: Caller, survey: Survey, case: Case, meant: dict[str, Any]
) -> None:
    desk.store.surveys.save(survey)
    value = f"sat.matter:{survey.id}:{meant[commenting.BEGINS]}"
    elsewhere = ((desk.choice(value, "survey.another_matter"),),)
    await screens.thank(desk, caller, survey, case, elsewhere, meant)


async def mend(desk: Desk, caller: Caller, meant: dict[str, Any]) -> bool:
    """They edited what they wrote about the service."""
    survey = await _own(desk, caller, str(meant[commenting.OF]))
    case = await desk.store.cases.by_id(survey.case_id) if survey else None
    if survey is None or case is None or not caller.words:
        return False
    await _thank(desk, caller, survey, case, commenting.mend(survey, caller, meant))
    return True


async def _is_comment(desk: Desk, caller: Caller, survey: Survey) -> bool:
    if not commenting.may_be_one(caller, "survey"):
        return False
    asked = await desk.store.outbox.last_about(caller.spot.chat_id, survey.case_id)
    if asked is None or desk.now - asked > commenting.PATIENCE:
        await listen(desk, caller, None)
        return False
    return await commenting.is_about_nothing_else(desk, caller, asked)


async def matter(desk: Desk, caller: Caller, arg: str) -> None:
    """The comment was meant as a report: it becomes the beginning of one."""
    number, _, begins = arg.partition(":")
    survey = await _own(desk, caller, number)
    said = commenting.said_again(caller.message, survey, begins) if survey else None
    if survey is None or said is None:
        await desk.remark(caller.spot, "common.stale")
        return
    desk.store.surveys.save(survey)
    await report.say(desk, replace(caller, message=said, about=None))


async def undone(desk: Desk, caller: Caller, number: str) -> None:
    """Tapped "not done": the case is opened again, however they rated it."""
    survey = await _own(desk, caller, number)
    case = await desk.store.cases.by_id(survey.case_id, lock=True) if survey else None
    if survey is None or case is None:
        await desk.remark(caller.spot, "common.not_yours")
        return
    if survey.round != case.reopened:
        await desk.remark(caller.spot, "survey.reopened_since", code=case.code)
        return
    survey.done, survey.remind_at = "no", None
    desk.store.surveys.save(survey)
    await unhappy.rated_low(desk, survey, case)
    await reopening.reopen(desk, caller, case)


async def _own(desk: Desk, caller: Caller, number: str) -> Survey | None:
    survey = await desk.store.surveys.by_id(int(number)) if number.isdecimal() else None
    if survey is None or survey.person_id == caller.person_id:
        return survey
    followed = await desk.store.ways.has(survey.case_id, caller.person_id)
    return survey if followed else None


async def _open(desk: Desk, caller: Caller, number: str) -> tuple[Survey, Case] | None:
    """The survey and its case, while it can be answered by this person; otherwise they are told."""
    survey = await _own(desk, caller, number)
    case = await desk.store.cases.by_id(survey.case_id) if survey else None
    if survey is None or case is None:
        await desk.remark(caller.spot, "common.not_yours")
        return None
    rated, now = survey.rated_at, desk.now
    until = survey.asked_at + RATEABLE if rated is None else rated + CHANGEABLE
    rules = (
        (survey.round != case.reopened, "survey.reopened_since"),
        (now > until, "survey.over"),
    )
    refused = next((key for holds, key in rules if holds), None)
    if refused is not None:
        await desk.remark(caller.spot, refused, code=case.code)
        return None
    return survey, case


async def no_more(desk: Desk, caller: Caller, _words: str = "") -> None:
    """`dừng khảo sát`: never ask this person again."""
    caller.person.surveys_off = True
    desk.store.people.save(caller.person)
    await desk.tell(caller.spot, "residents.surveys_off")


COMMANDS = {"dungkhaosat": no_more}
PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "sat": rate,
    "sat.done": done,
    "sat.to": partial(rate, anew=True),
    "sat.again": again,
    "sat.finish": finish,
    "sat.skip": skip,
    "sat.undone": undone,
    "sat.matter": matter,
    "pledge": tick,
}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = dict.fromkeys(LISTENING, comment)
