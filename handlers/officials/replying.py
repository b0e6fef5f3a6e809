"""An official replies to a card or to anything about a case: the words are shown back, not sent."""

from dataclasses import replace

from handlers import extending
from handlers.caller import Caller
from handlers.card import NOWHERE
from handlers.codes import code_first, coded
from handlers.desk import ATTACHMENTS, Desk, Note
from handlers.message import Outgoing
from handlers.officials import apology_words, finding, preview, promised, promising, snoozing
from handlers.officials.resident_reads import body_and_reason
from handlers.officials.typed import command, spoken
from handlers.saying import saying
from storage.models import Act, Case, Entry, Posted, Side

LISTENERS: dict[str, finding.Listener] = {
    **apology_words.LISTENERS,
    **promised.LISTENERS,
    **promising.LISTENERS,
    **snoozing.LISTENERS,
}
"""Messages of ours whose replies may be no words about the case."""
SENT = (Act.ANSWER, Act.CORRECTION, Act.QUESTION)
PROMPTS = {"answer": "", "ask": "ask"}
"""Prompts whose replies are meant otherwise than the prompt is called."""


async def hear(desk: Desk, caller: Caller) -> None:
    """A reply to one of our messages."""
    about = caller.about
    if about is None:
        return
    case = await desk.store.cases.by_id(about.case_id) if about.case_id else None
    if case is None:
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
    if faulty := _missing(words, meant, files=bool(caller.message.attachments)):
        await desk.tell(caller.spot, faulty, note=_renewed(case, meant), code=case.code)
        return
    if await _wrong_wish(desk, caller, case, words, meant):
        return
    said = replace(
        saying(caller, Side.OFFICIAL, Act.REPLY),
        text=words,
        form=meant,
        author_id=caller.person_id if caller.named else None,
    )
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await preview.show(desk, caller.spot, case, entry)


def _missing(words: str, meant: str, *, files: bool) -> str | None:
    """The key that says what is missing for what is meant."""
    if meant == "forward" and not all(body_and_reason(words)):
        return "officials.forward_how"
    if meant == "extend":
        return None  # extending.read says what is missing
    if meant and meant != "ask" and not words:
        return "officials.reason_needed"
    return None if words or files else "officials.words_needed"


async def _wrong_wish(desk: Desk, caller: Caller, case: Case, words: str, meant: str) -> bool:
    """Say what is wrong with a wish for more time, if it is one."""
    wish = extending.read(desk, case, words, desk.now) if meant == "extend" else None
    if not isinstance(wish, extending.Fault):
        return False
    await desk.tell(caller.spot, wish.key, note=_renewed(case, meant), **wish.values)
    return True


def _renewed(case: Case, meant: str) -> Note:
    """A request that is made once more: a reply to it is meant as the words before were."""
    sort, _, unit = meant.partition(":")
    return Note(what=f"prompt.{sort or 'answer'}", data={"unit": unit} if unit else {}, case=case)


async def edited(desk: Desk, caller: Caller) -> None:
    """A message was changed: what is undecided is shown anew, what was sent can be corrected."""
    message = caller.message
    old = await desk.store.drafts.said_at(caller.spot.chat_id, message.edits or "")
    if old is None or old.side != Side.OFFICIAL or old.case_id is None:
        return
    case = await desk.store.cases.by_id(old.case_id, lock=True)
    if case is None or not finding.reaches(desk, caller, case):
        return
    words = _without_command(desk, spoken(message))
    files = ATTACHMENTS.dump_python(message.attachments, mode="json")
    if message.album is not None:  # an edit brings one picture of the album and its words
        files = old.attachments or files
    if (words, files) == (old.text, old.attachments or []):
        return
    meant = old.form if old.act == Act.REPLY else ""
    if _missing(words, meant, files=bool(files)):
        return
    if await _wrong_wish(desk, caller, case, words, meant):
        return
    said = replace(
        saying(caller, Side.OFFICIAL, Act.REPLY),
        text=words,
        form=meant,
        author_id=old.author_id,
        attachments=files,
    )
    if old.act == Act.REPLY:
        entry = await desk.store.drafts.new_version(old, said)
        await preview.show(desk, caller.spot, case, entry)
    elif old.act in SENT:
        await _drop_earlier(desk, case, old)
        entry = await desk.store.drafts.say(said, case_id=case.id)
        await preview.show(desk, caller.spot, case, entry, fresh=True)


def _without_command(desk: Desk, words: str) -> str:
    name, rest = command(words)
    if name:
        return code_first(rest, desk.office.prefixes)[1]
    return coded(words, desk.office.prefixes)[1]


async def _drop_earlier(desk: Desk, case: Case, sent: Entry) -> None:
    """Of several edits of a message that was sent, only the newest waits for a decision."""
    said_as = sent.external_id.partition(":")[0]
    for entry in await desk.store.drafts.of_case(case.id or 0):
        undecided = entry.act == Act.REPLY and entry.chat_id == sent.chat_id
        if undecided and entry.external_id.partition(":")[0] == said_as:
            entry.act = Act.DISCARDED
            desk.store.drafts.save_entry(entry)


async def prompt(
    desk: Desk, caller: Caller, case: Case, sort: str, *, edits: str | None = None, unit: str = ""
) -> None:
    """Ask for words: "answer", "ask", "transfer" (to `unit`), "refuse", "forward" or "extend"."""
    text = desk.say(
        f"officials.prompt.{sort}", code=case.code, unit=desk.office.unit_name(unit) if unit else ""
    )
    out = Outgoing(NOWHERE, text, edits=edits, asks_reply=edits is None)
    data = {"unit": unit} if unit else {}
    note = Note(what=f"prompt.{sort}", data=data, case=case)
    await desk.post(caller.spot, out, note=note)


async def press_answer(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the answer."""
    if case := await finding.pressed(desk, caller, number):
        await prompt(desk, caller, case, "answer")


async def press_ask(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the question."""
    if case := await finding.pressed(desk, caller, number):
        await prompt(desk, caller, case, "ask")


PRESSES = {"card.answer": press_answer, "card.correct": press_answer, "card.ask": press_ask}
COMMANDS = {"traloi": answer_by_code}
