"""Where it was asked which of their cases is meant, words about one of them choose it."""

from dataclasses import replace

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import gating
from handlers.residents.everyday import names
from handlers.residents.yes_or_no import asked_last
from storage.models import Case

ASKS = ("case.withdraw", "case.reopen")
"""What is asked with a list of cases to choose from."""


async def chosen(desk: Desk, caller: Caller) -> Caller:
    """Read "cái rác" as the choice of the one case that was about rubbish."""
    offered = asked_last(caller)
    verbs = {value.partition(":")[0] for value, *_ in offered}
    if len(offered) < 2 or len(verbs) > 1 or not verbs <= {*ASKS}:
        return caller
    if gating.weighs(desk, caller.words):
        return caller
    known = await desk.store.cases.of_person(caller.person_id)
    meant = {f"{verb}:{one.id}" for verb in verbs for one in named(desk, caller.words, known)}
    values = [value for value, *_ in offered if value in meant]
    if len(values) != 1:
        return caller
    return replace(caller, message=replace(caller.message, choice=values[0]))


def named(desk: Desk, words: str, cases: list[Case]) -> list[Case]:
    """Those of the cases that the words are about, saying no more than was said of them."""
    return [one for one in cases if names(words, _told(desk, one))]


def _told(desk: Desk, case: Case) -> str:
    category = desk.office.category(case.category)
    return f"{case.text} {category.label}" if category else case.text
