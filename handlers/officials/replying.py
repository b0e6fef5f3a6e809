"""An official replies to a card or to anything about a case: the words are shown back, not sent."""

from dataclasses import replace
from functools import partial

from handlers import extending
from handlers.caller import Caller
from handlers.desk import Desk, Note
from handlers.message import NOWHERE, Outgoing
from handlers.officials import (
    alarming,
    apology_words,
    finding,
    preview,
    promised,
    promising,
    snoozing,
)
from handlers.officials.resident_reads import body_and_reason
from handlers.officials.typed import spoken
from handlers.saying import saying
from storage.drafts import Saying
from storage.models import Act, Case, Posted, Side

LISTENERS: dict[str, finding.Listener] = {
    **apology_words.LISTENERS,
    **promised.LISTENERS,
    **promising.LISTENERS,
    **snoozing.LISTENERS,
}
"""Messages of ours whose replies may be no words about the case."""
PROMPTS = {"answer": "", "correct": "", "ask": "ask"}
"""Prompts whose replies are meant otherwise than the prompt is called."""


async def hear(desk: Desk, caller: Caller) -> None:
    """A reply to one of our messages."""
    about = caller.about
    if about is None:
        return
    case = await desk.store.cases.by_id(about.case_id) if about.case_id else None
    if case is None:
        if not await alarming.replied(desk, caller):
            await desk.tell(caller.spot, "officials.about_no_case")
        return
    if not finding.reaches(desk, caller, case):
        await finding.not_ours(desk, caller, case)
        return
    await take(desk, caller, case, spoken(caller.message), meant_by(about))


def meant_by(about: Posted | None) -> str:
    """What words are meant for that answer this message of ours: Entry.form."""
    if about is None or not about.what.startswith("prompt."):
        return ""
    prompt = about.what.removeprefix("prompt.")
    meant = PROMPTS.get(prompt, prompt)
    return f"{meant}:{(about.data or {}).get('unit', '')}" if meant == "transfer" else meant


async def answer_by_code(desk: Desk, caller: Caller, words: str) -> None:
    """`/traloi CODE words`: an answer, whatever was asked in the message it replies to."""
    case, rest = await finding.named(desk, caller, words, prose=True)
    if case is not None:
        await take(desk, replace(caller, about=None), case, rest)


async def take(desk: Desk, caller: Caller, case: Case, words: str, meant: str = "") -> None:
    """Write the words down and show them back."""
    about = caller.about
    theirs = about is not None and about.case_id == case.id  # a code may name another case
    listener = LISTENERS.get(about.what) if about is not None and theirs else None
    if listener is not None and await listener(desk, caller, case, words):
        return
    said = replace(
        saying(caller, Side.OFFICIAL, Act.REPLY),
        text=words,
        form=meant,
        author_id=caller.person_id if caller.named else None,
    )
    if await faulty(desk, caller, case, said):
        return
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await preview.show(desk, caller.spot, case, entry)


async def faulty(desk: Desk, caller: Caller, case: Case, said: Saying) -> bool:
    """Say what is missing or wrong in words for what they are meant, if anything is."""
    fault = _missing(said)
    wish = extending.read(desk, case, said.text, desk.now) if said.form == "extend" else None
    if isinstance(wish, extending.Fault):
        fault = wish
    if fault is not None:
        values = {"code": case.code, **fault.values}
        await desk.tell(caller.spot, fault.key, note=_renewed(case, said.form), **values)
    return fault is not None


def _missing(said: Saying) -> extending.Fault | None:
    """What is missing for what is meant; of a wish for more time extending.read says it."""
    if said.form == "extend":
        return None
    if said.form == "forward" and not all(body_and_reason(said.text)):
        return extending.Fault("officials.forward_how")
    if said.form not in ("", "ask") and not said.text:
        return extending.Fault("officials.reason_needed")
    return None if said.text or said.attachments else extending.Fault("officials.words_needed")


def _renewed(case: Case, meant: str) -> Note:
    """A request that is made once more: a reply to it is meant as the words before were."""
    sort, _, unit = meant.partition(":")
    return Note(what=f"prompt.{sort or 'answer'}", data={"unit": unit} if unit else {}, case=case)


async def prompt(
    desk: Desk, caller: Caller, case: Case, sort: str, *, edits: str | None = None, unit: str = ""
) -> None:
    """Ask for words: one of PROMPTS, "transfer" (to `unit`), "refuse", "forward" or "extend"."""
    text = desk.say(
        f"officials.prompt.{sort}", code=case.code, unit=desk.office.unit_name(unit) if unit else ""
    )
    out = Outgoing(NOWHERE, text, edits=edits, asks_reply=edits is None)
    data = {"unit": unit} if unit else {}
    note = Note(what=f"prompt.{sort}", data=data, case=case)
    await desk.post(caller.spot, out, note=note)


async def press(desk: Desk, caller: Caller, number: str, *, sort: str) -> None:
    """Ask for an answer, what corrects one, or a question."""
    if case := await finding.pressed(desk, caller, number):
        await prompt(desk, caller, case, sort)


PRESSES = {f"card.{sort}": partial(press, sort=sort) for sort in PROMPTS}
COMMANDS = {"traloi": answer_by_code}
