"""An official writes about a case: shown back first, sent only by an explicit press."""

from handlers import acts, asking, card, deadline
from handlers.caller import Caller
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.message import Kind, Outgoing
from handlers.officials.rights import case_named, case_pressed, may_touch
from handlers.saying import count_files, files_of, saying
from handlers.wording import shorten
from storage.drafts import Saying
from storage.models import Act, Case, Entry, Side

PROMPTS = {"answer": "officials.prompt_answer", "ask": "officials.prompt_ask"}
FORMS = ("send", "ask", "keep")


async def prompt(desk: Desk, caller: Caller, number: str, what: str) -> None:
    """Invite a reply: the answer, or a question to the resident."""
    case = await case_pressed(desk, caller, number)
    if case is None:
        return
    allowed = acts.Act.ANSWER if what == "answer" else acts.Act.ASK_BACK
    if not (acts.possible(case, allowed) or (what == "answer" and case.state in acts.DONE)):
        await desk.remark(caller.spot, "officials.over", code=case.code)
        return
    text = desk.say(PROMPTS[what], code=case.code, words=shorten(case.text, 80))
    note = Note(what=f"prompt.{what}", case=case)
    await desk.post(caller.spot, Outgoing(card.NOWHERE, text, asks_reply=True), note=note)


async def answer(desk: Desk, caller: Caller, number: str) -> None:
    """The card's answer button."""
    await prompt(desk, caller, number, "answer")


async def ask(desk: Desk, caller: Caller, number: str) -> None:
    """The card's ask-back button."""
    await prompt(desk, caller, number, "ask")


async def reply(desk: Desk, caller: Caller, case: Case) -> None:
    """Keep what was said and show it back with the three choices."""
    said = saying(caller, Side.OFFICIAL, Act.REPLY)
    entry = await desk.store.drafts.say(said, case_id=case.id)
    await preview(desk, caller, case, entry)


async def preview(desk: Desk, caller: Caller, case: Case, entry: Entry) -> None:
    """Show an official's words back: send to the resident, ask the resident, keep internal."""
    files = count_files(desk, files_of([entry]))
    lines = [desk.say("officials.preview", code=case.code)]
    if entry.text:
        lines.append(desk.say("officials.preview_words", words=shorten(entry.text, 600)))
    if files:
        lines.append(desk.say("officials.preview_files", files=files))
    if not caller.named:
        lines.append(desk.say("officials.preview_anonymous"))
    out = Outgoing(
        card.NOWHERE,
        "\n".join(lines),
        _choices(desk, caller, case, entry),
        reply_to=caller.message.edits or caller.message.external_id,
    )
    note = Note(what="preview", case=case, slot=f"preview:{entry.id}")
    await desk.post(caller.spot, out, note=note)


def _choices(desk: Desk, caller: Caller, case: Case, entry: Entry) -> Rows:
    closed = case.state in acts.DONE
    send = "officials.send_correction" if closed else "officials.send"
    made = {
        "send": desk.choice(f"reply.send:{entry.id}", send),
        "ask": desk.choice(f"reply.ask:{entry.id}", "officials.ask_resident"),
        "keep": desk.choice(f"reply.keep:{entry.id}", "officials.keep_internal"),
    }
    asked = caller.about is not None and caller.about.what == "prompt.ask"
    order = ("ask", "send", "keep") if asked else FORMS
    if closed:
        order = ("send", "keep")
    return tuple((made[one],) for one in order)


async def undecided(
    desk: Desk, caller: Caller, number: str
) -> tuple[Entry, Case] | None:
    """The reply of a preview while nobody has decided about it, and its case."""
    entry = await desk.store.drafts.entry(int(number)) if number.isdecimal() else None
    case = await desk.store.cases.by_id(entry.case_id, lock=True) if entry and entry.case_id else None
    if entry is None or case is None or not may_touch(caller, case):
        await desk.remark(caller.spot, "common.stale")
        return None
    if entry.act != Act.REPLY or entry.replaced:
        await desk.remark(caller.spot, "officials.decided_already")
        return None
    return entry, case


async def send(desk: Desk, caller: Caller, number: str) -> None:
    """Send it to the resident; when a colleague was faster, say so first."""
    found = await undecided(desk, caller, number)
    if found is None:
        return
    entry, case = found
    if await _colleague_was_faster(desk, caller, case, entry):
        return
    await deliver(desk, caller, case, entry)


async def send_anyway(desk: Desk, caller: Caller, number: str) -> None:
    """Send it although a colleague has answered."""
    found = await undecided(desk, caller, number)
    if found is not None:
        await deliver(desk, caller, found[1], found[0])


async def _colleague_was_faster(desk: Desk, caller: Caller, case: Case, entry: Entry) -> bool:
    answered_since = case.answered_at is not None and case.answered_at >= entry.said_at
    other = case.answered_by if answered_since else case.holder_id
    if other is None or other in (caller.person_id, entry.author_id):
        return False
    if not answered_since and case.closed_at is not None:
        return False
    entries = await desk.store.drafts.of_case(case.id or 0)
    answers = [one.text for one in entries if one.act == Act.ANSWER]
    rows = (
        (
            desk.choice(f"reply.anyway:{entry.id}", "officials.send_anyway"),
            desk.choice(f"reply.keep:{entry.id}", "officials.keep_internal"),
        ),
    )
    key = "officials.answered_by_other" if answered_since else "officials.held_by_other"
    await desk.tell(
        caller.spot,
        key,
        choices=rows,
        note=Note(what="preview", case=case),
        code=case.code,
        other=await card.name_of(desk, other),
        when=desk.wording.moment(case.answered_at) if case.answered_at else "",
        words=shorten(answers[-1], 200) if answers else "",
    )
    return True


async def deliver(desk: Desk, caller: Caller, case: Case, entry: Entry) -> None:
    """The answer (or, when there is one already, its correction) goes to the resident."""
    correction = case.state in acts.DONE
    act = acts.Act.CORRECT if correction else acts.Act.ANSWER
    if not await acts.move(desk, case, act, caller.official):
        await desk.remark(caller.spot, "officials.over", code=case.code)
        return
    entry.act = Act.CORRECTION if correction else Act.ANSWER
    desk.store.drafts.save_entry(entry)
    case.answered_by = caller.person_id
    if case.holder_id is None:
        case.holder_id = caller.person_id
    desk.store.cases.save(case)
    key = "officials.correction_to_resident" if correction else "officials.answer_to_resident"
    await _to_resident(desk, case, entry, key, "answer")
    if not correction:
        await asking.ask(desk, case)
    await _settled(desk, caller, case, "officials.sent")
    await card.show(desk, case)


async def ask_resident(desk: Desk, caller: Caller, number: str) -> None:
    """Ask the resident; the clock waits for their word."""
    found = await undecided(desk, caller, number)
    if found is None:
        return
    entry, case = found
    if not await acts.move(desk, case, acts.Act.ASK_BACK, caller.official):
        await desk.remark(caller.spot, "officials.over", code=case.code)
        return
    entry.act = Act.QUESTION
    desk.store.drafts.save_entry(entry)
    deadline.set_clock(desk, case)
    await _to_resident(desk, case, entry, "officials.question_to_resident", "question")
    await _settled(desk, caller, case, "officials.asked")
    await card.show(desk, case)


async def keep(desk: Desk, caller: Caller, number: str) -> None:
    """Keep it among colleagues."""
    found = await undecided(desk, caller, number)
    if found is None:
        return
    entry, case = found
    entry.act = Act.INTERNAL
    desk.store.drafts.save_entry(entry)
    await acts.move(desk, case, acts.Act.INTERNAL, caller.official)
    await _settled(desk, caller, case, "officials.kept")


async def _to_resident(desk: Desk, case: Case, entry: Entry, key: str, what: str) -> None:
    text = desk.say(key, code=case.code, words=entry.text, unit=desk.office.unit_name(case.unit))
    out = Outgoing(card.NOWHERE, text, attachments=files_of([entry]))
    note = Note(what=what, case=case)
    await desk.post(Spot(case.chat_id), out, note=note, priority=Priority.NOW)


async def _settled(desk: Desk, caller: Caller, case: Case, key: str) -> None:
    """The preview tells what became of it, and loses its buttons."""
    name = await card.name_of(desk, caller.person_id)
    text = desk.say(key, code=case.code, by=name, when=desk.wording.moment(desk.now))
    out = Outgoing(card.NOWHERE, text, edits=caller.message.pressed_on)
    await desk.post(caller.spot, out, note=Note(what="settled", case=case))


async def edited(desk: Desk, caller: Caller) -> bool:
    """An official mended their words: the preview shows the new ones; sent ones can be corrected."""
    old = await desk.store.drafts.said_at(caller.spot.chat_id, caller.message.edits or "")
    if old is None or old.side != Side.OFFICIAL or old.case_id is None:
        return False
    case = await desk.store.cases.by_id(old.case_id, lock=True)
    said: Saying = saying(caller, Side.OFFICIAL, Act.REPLY)
    if case is None or not may_touch(caller, case) or said.text == old.text:
        return True
    entry = await desk.store.drafts.new_version(old, said)
    desk.store.drafts.save_entry(entry)
    if old.act != Act.REPLY:
        old.replaced = False  # what was sent stays said; the new words are a proposal
        desk.store.drafts.save_entry(old)
    await preview(desk, caller, case, entry)
    return True


async def by_command(desk: Desk, caller: Caller, words: str) -> None:
    """/traloi CODE words: the same as a reply to the card."""
    case = await case_named(desk, caller, words)
    if case is None:
        await desk.tell(caller.spot, "officials.no_such_case", code=words[:30])
        return
    said = saying(caller, Side.OFFICIAL, Act.REPLY)
    rest = words.split(maxsplit=1)
    text = rest[1] if len(rest) > 1 else ""
    if not text and caller.message.kind is Kind.TEXT:
        await prompt(desk, caller, str(case.id), "answer")
        return
    plain = Saying(
        said.chat_id, said.external_id, said.side, said.act, said.said_at, text, said.attachments,
        said.form, said.author_id,
    )  # fmt: skip
    entry = await desk.store.drafts.say(plain, case_id=case.id)
    await preview(desk, caller, case, entry)


PRESSES = {
    "card.answer": answer,
    "card.ask": ask,
    "reply.send": send,
    "reply.anyway": send_anyway,
    "reply.ask": ask_resident,
    "reply.keep": keep,
}
COMMANDS = {"traloi": by_command}
