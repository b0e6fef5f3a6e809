"""Somebody who was at a counter scans its poster (or types its name) and says how it was.

No case is made, and nobody is asked unbidden: who scans wants to say something, even who has asked
for no surveys. What looks made up is flagged and kept.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from handlers.caller import Caller
from handlers.counters import PAYLOAD, Counter, by_code, by_words, names_one
from handlers.desk import Desk
from handlers.message import Kind
from handlers.residents import adding, commenting, filing, report, start
from handlers.residents import visit_screens as screens
from handlers.residents.owning import next_question, owes_rather
from storage.models import Visit
from storage.states import UNHAPPY

ONE_IN = timedelta(hours=12)
"""So long one person's answer at one counter is one answer (domain.md §6.5)."""
CHANGEABLE = timedelta(hours=24)
"""So long after the first tap the last tap counts."""
ANSWERABLE = timedelta(hours=24)
"""So long after the scan a first tap is taken: it is about that day."""
QUICK = timedelta(seconds=5)
"""From the question to the last tap: nobody reads and means it in less (domain.md §6.5)."""
BURST, BURST_IN = 3, timedelta(seconds=60)
"""So many first answers of newcomers at one counter within so long are flagged."""
NEW = timedelta(days=1)
"""Whom we have known for less is a newcomer."""
COMMENT, WORD = "visit.comment", "visit.word"
"""Steps: the next words may be a comment; they are asked for in so many words."""
BUSY = frozenset({*filing.STEPS, *adding.STEPS})
"""Steps in which a counter's name answers what was asked."""


async def come_in(desk: Desk, caller: Caller, payload: str) -> None:
    """Came by a link: a poster's leads to its counter, any other to the greeting."""
    if not payload.startswith(PAYLOAD):
        await start.start(desk, caller, payload)
        return
    await at(desk, caller, payload.removeprefix(PAYLOAD))


async def at(desk: Desk, caller: Caller, code: str) -> None:
    """Scanned a poster, or chose a counter from the list."""
    counter = by_code(desk.office.counters, code)
    if counter is not None:
        await _scan(desk, caller, counter)
    elif desk.office.counters:
        await screens.which(desk, caller)
    else:
        await desk.tell(caller.spot, "visits.none")


async def typed(desk: Desk, caller: Caller) -> bool:
    """Typed what a poster says to type; False when the words are something else."""
    message, counters = caller.message, desk.office.counters
    said = message.kind is Kind.TEXT and message.reply_to is None and message.edits is None
    if not said or not counters or caller.person.step in BUSY:
        return False
    counter = by_words(counters, caller.words)
    if counter is not None:
        await _scan(desk, caller, counter)
    elif names_one(counters, caller.words):
        await screens.which(desk, caller)
    else:
        return False
    return True


async def _scan(desk: Desk, caller: Caller, counter: Counter) -> None:
    """Put the question; a second scan on the same occasion leads to what was said."""
    if caller.person.step not in BUSY:
        caller.person.step = None
        desk.store.people.save(caller.person)
    last = await desk.store.visits.newest(caller.person_id, counter.code)
    if last is not None and desk.now - (last.rated_at or last.asked_at) < ONE_IN:
        if last.rated_at is not None:
            await screens.known(desk, caller, last)
            return
        last.asked_at = desk.now
        desk.store.visits.save(last)
        await screens.ask(desk, caller, last)
        return
    new = Visit(
        counter=counter.code,
        unit=counter.unit,
        person_id=caller.person_id,
        channel=caller.chat.channel,
        newcomer=desk.now - caller.person.first_seen < NEW,
        asked_at=desk.now,
    )
    await screens.ask(desk, caller, await desk.store.visits.open(new))


async def rate(desk: Desk, caller: Caller, arg: str, *, anew: bool = False) -> None:
    """Tapped a level: it is stored at once, and can be changed for a day."""
    number, _, level = arg.partition(":")
    visit = await _open(desk, caller, number)
    if visit is None:
        return
    if level not in {str(one.level) for one in desk.office.scale}:
        await desk.remark(caller.spot, "common.stale")
        return
    if visit.satisfaction == int(level) and not anew:
        await desk.remark(caller.spot, "survey.noted", level=screens.level(desk, visit))
        return
    if visit.rated_at is None:
        await _first(desk, caller, visit)
    visit.satisfaction = int(level)
    _keep(desk, visit)
    await _listen(desk, caller, visit if visit.satisfaction in UNHAPPY else None)
    await screens.pledge(desk, caller, visit)


async def _first(desk: Desk, caller: Caller, visit: Visit) -> None:
    """The first tap: what can be ticked, and who gives it, among how many others."""
    if visit.newcomer:
        await _crowd(desk, visit)
    pledge, late = desk.office.pledge, screens.when_late(desk)
    visit.offered = [one.code for one in pledge.items if one.code not in late]
    visit.edition, visit.rated_at = pledge.edition, desk.now
    visit.staff = bool(await desk.store.people.roles(caller.person_id, desk.now))


async def _crowd(desk: Desk, visit: Visit) -> None:
    """Many newcomers who answer at one counter at once are flagged together."""
    together = [
        one
        for one in await desk.store.visits.newcomers(visit.counter, desk.now - ANSWERABLE)
        if one.id == visit.id or (one.rated_at and desk.now - one.rated_at <= BURST_IN)
    ]
    for one in together if len(together) >= BURST else ():
        one.burst = True
        desk.store.visits.save(one)


async def again(desk: Desk, caller: Caller, number: str) -> None:
    """Tapped "change": the levels once more."""
    if visit := await _rated(desk, caller, number):
        await screens.again(desk, caller, visit)


async def tick(desk: Desk, caller: Caller, arg: str) -> None:
    """Ticked, or unticked, items of the pledge; by a button one, by numbers several."""
    number, _, codes = arg.partition(":")
    if visit := await _rated(desk, caller, number):
        _tick(visit, set(visit.items or ()) ^ set(codes.split(",")))
        _keep(desk, visit)
        await screens.pledge(desk, caller, visit)


async def waited(desk: Desk, caller: Caller, number: str) -> None:
    """Had to wait (or had not, after all): whether anybody said sorry can be ticked, or not."""
    if visit := await _rated(desk, caller, number):
        known = set(visit.offered or ()) ^ screens.when_late(desk)
        visit.offered = [one.code for one in desk.office.pledge.items if one.code in known]
        _tick(visit, set(visit.items or ()))
        _keep(desk, visit)
        await screens.pledge(desk, caller, visit)


def _tick(visit: Visit, ticked: set[str]) -> None:
    """Who ticks nothing has passed the screen over."""
    visit.items = [one for one in visit.offered or () if one in ticked] or None


async def finish(desk: Desk, caller: Caller, number: str) -> None:
    """Done with the pledge: a word more, if they like."""
    if visit := await _rated(desk, caller, number):
        _keep(desk, visit)
        if visit.comment or visit.voice:
            await screens.thank(desk, caller, visit)
            return
        await _listen(desk, caller, visit, WORD)
        await screens.a_word(desk, caller, visit)


async def skip(desk: Desk, caller: Caller, number: str) -> None:
    """No word more."""
    if visit := await _rated(desk, caller, number):
        _keep(desk, visit)
        await _listen(desk, caller, None)
        await screens.thank(desk, caller, visit)


async def comment(desk: Desk, caller: Caller) -> bool:
    """Typed or spoke a word about it, soon after rating; anything else goes its own way."""
    if caller.person.step == COMMENT and await owes_rather(desk, caller, "visit"):
        return await adding.step_answer(desk, caller)
    visit = await desk.store.visits.by_id(caller.person.about or 0)
    if visit is None or not await _is_comment(desk, caller, visit):
        return False
    await _listen(desk, caller, None)
    await screens.thank_for(desk, caller, visit, commenting.keep(visit, caller, COMMENT))
    return True


async def mend(desk: Desk, caller: Caller, meant: dict[str, Any]) -> bool:
    """They edited what they wrote about it."""
    visit = await _own(desk, caller, str(meant[commenting.OF]))
    if visit is None or not caller.words:
        return False
    await screens.thank_for(desk, caller, visit, commenting.mend(visit, caller, meant))
    return True


async def _is_comment(desk: Desk, caller: Caller, visit: Visit) -> bool:
    if not commenting.may_be_one(caller, "visit"):
        return False
    if visit.tapped_at is None or desk.now - visit.tapped_at > commenting.PATIENCE:
        await _listen(desk, caller, None)
        return False
    return await commenting.is_about_nothing_else(desk, caller, visit.tapped_at)


async def matter(desk: Desk, caller: Caller, arg: str) -> None:
    """The comment was meant as a report: it becomes the beginning of one."""
    number, _, begins = arg.partition(":")
    visit = await _own(desk, caller, number)
    said = commenting.said_again(caller.message, visit, begins) if visit else None
    if visit is None or said is None:
        await desk.remark(caller.spot, "common.stale")
        return
    desk.store.visits.save(visit)
    await report.say(desk, replace(caller, message=said, about=None))


def _keep(desk: Desk, visit: Visit) -> None:
    visit.tapped_at = desk.now
    visit.fast = visit.tapped_at - visit.asked_at < QUICK
    desk.store.visits.save(visit)


async def _listen(desk: Desk, caller: Caller, visit: Visit | None, step: str = COMMENT) -> None:
    """Take the next words as a comment on this visit; with None no longer."""
    person = caller.person
    if visit is not None:
        person.step, person.about = step, visit.id
        desk.store.people.save(person)
    elif person.step in (COMMENT, WORD):
        await next_question(desk, caller)


async def _own(desk: Desk, caller: Caller, number: str) -> Visit | None:
    visit = await desk.store.visits.by_id(int(number)) if number.isdecimal() else None
    return visit if visit is not None and visit.person_id == caller.person_id else None


async def _open(desk: Desk, caller: Caller, number: str) -> Visit | None:
    """The visit, while it can be answered by this person; otherwise they are told."""
    visit = await _own(desk, caller, number)
    if visit is None:
        await desk.remark(caller.spot, "common.not_yours")
        return None
    until = visit.rated_at + CHANGEABLE if visit.rated_at else visit.asked_at + ANSWERABLE
    if desk.now > until:
        await desk.remark(caller.spot, "visits.over")
        return None
    return visit


async def _rated(desk: Desk, caller: Caller, number: str) -> Visit | None:
    """The same, after a first tap; what comes later was not offered before it."""
    visit = await _open(desk, caller, number)
    if visit is not None and visit.rated_at is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    return visit


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "visit": rate,
    "visit.at": at,
    "visit.to": partial(rate, anew=True),
    "visit.again": again,
    "visit.tick": tick,
    "visit.waited": waited,
    "visit.finish": finish,
    "visit.skip": skip,
    "visit.matter": matter,
}
COMMANDS: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {"start": come_in}
STEPS: dict[str, Callable[[Desk, Caller], Awaitable[bool]]] = dict.fromkeys(
    (COMMENT, WORD), comment
)
