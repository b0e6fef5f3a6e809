"""A resident confides something to named recipients: no case, no card, no name with it."""

from dataclasses import replace

from handlers import sealed
from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, Desk, Note, Rows
from handlers.emergencies import recognise
from handlers.message import NOWHERE, Outgoing
from handlers.office_gate import Denunciations
from handlers.residents import filing, gate_screens, unsaying
from handlers.residents.owning import own_draft
from handlers.saying import files_of, held_of, unnamed, words_of
from storage.models import Draft, Person, SealedReport
from storage.sealed import Confided, Word

HELD = "held"
"""By whom a word is that its sender was asked about: no recipient is shown it."""


async def seal(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Ask first whether it is about those who would read it.

    Nothing is kept of the answer: whom it is about never learns that somebody asked.
    """
    people = await sealed.recipients(desk)
    if not people or desk.office.denunciation is None:
        await _nobody(desk, caller, draft)
        return
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    rows = (
        (desk.choice(f"seal.them:{draft.id}", "sealed.about_them"),),
        (desk.choice(f"seal.others:{draft.id}", "sealed.about_others"),),
    )
    text = await _question(desk, words_of(desk, entries), people)
    await desk.post(caller.spot, Outgoing(NOWHERE, text, rows), note=Note(what="gate"))


async def _question(desk: Desk, words: str, people: list[Person]) -> str:
    lines = [desk.say("sealed.ask_line", name=one) for one in sealed.names(desk, people)]
    text = desk.say("sealed.ask_about", lines="\n".join(lines))
    if await sealed.speaks_of_them(desk, words, people):
        text += desk.say("sealed.named_them")
    return text


async def _nobody(desk: Desk, caller: Caller, draft: Draft) -> None:
    """Nobody receives under seal here: nothing goes anywhere, and what is possible is said."""
    rows = (
        (
            desk.choice(f"way.where:{draft.id}", "gate.where_button"),
            desk.choice(f"way.erase:{draft.id}", "gate.erase"),
        ),
    )
    where = gate_screens.address(desk)
    await desk.tell(caller.spot, "gate.kept_sealed", choices=rows, note=Note("gate"), address=where)


async def about_them(desk: Desk, caller: Caller, number: str) -> None:
    """Nobody here is told; the province's address, and what was written is gone."""
    draft, rule = await own_draft(desk, caller, number), desk.office.denunciation
    if draft is None:
        return
    if rule is None:  # the office has another file since it was asked
        await _nobody(desk, caller, draft)
        return
    await unsaying.forget(desk, caller, draft)
    await desk.tell(caller.spot, "sealed.to_province", province=rule.province)
    await filing.next_draft(desk, caller)


async def about_others(desk: Desk, caller: Caller, number: str) -> None:
    """Seal it, forget the draft, and tell the recipients that there is something."""
    draft = await own_draft(desk, caller, number)
    if draft is None:
        return
    people, rule = await sealed.recipients(desk), desk.office.denunciation
    if not people or rule is None:
        await _nobody(desk, caller, draft)
        return
    report = await _keep(desk, draft, rule)
    await unsaying.forget(desk, caller, draft, sealed=True)
    await sealed.tell(desk, report, "sealed.arrived", once=f"sealed:{report.id}:arrived")
    await desk.tell(
        caller.spot,
        "sealed.sent",
        choices=_after(desk, report),
        note=Note(what="sealed", data={"sealed": report.id}),
        names=", ".join(sealed.names(desk, people)),
    )
    await filing.next_draft(desk, caller)


async def _keep(desk: Desk, draft: Draft, rule: Denunciations) -> SealedReport:
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    there = desk.store.places.of(draft)
    said = [words_of(desk, entries), there.words]
    if there.pin is not None:
        said.append("{:.6f}, {:.6f}".format(*there.pin))
    files = ATTACHMENTS.dump_python((*files_of(entries), *held_of(entries)), mode="json")
    word = Word(
        "resident", desk.now.isoformat(), "\n".join(one for one in said if one), tuple(files)
    )
    return await desk.store.sealed.add(
        draft.person_id,
        Confided(draft.chat_id, (word,)),
        desk.now,
        due_at=sealed.due(desk, rule),
        next_at=sealed.tomorrow(desk),
    )


def _after(desk: Desk, report: SealedReport) -> Rows:
    return (
        (
            desk.choice(f"seal.more:{report.id}", "sealed.more"),
            desk.choice(f"seal.take_back:{report.id}", "sealed.take_back"),
        ),
    )


async def _theirs(desk: Desk, caller: Caller, number: object) -> SealedReport | None:
    """The caller's own report; otherwise they are told and it is None."""
    own = {str(one.id) for one in await desk.store.sealed.of_person(caller.person_id)}
    report = await desk.store.sealed.by_id(int(str(number))) if str(number) in own else None
    if report is None or report.closed_at is not None:
        await desk.remark(caller.spot, "sealed.over" if report else "common.stale")
        return None
    return report


async def press_more(desk: Desk, caller: Caller, number: str) -> None:
    """Invite more words where nothing can be quoted."""
    if report := await _theirs(desk, caller, number):
        caller.person.step, caller.person.about = "seal.more", report.id
        desk.store.people.save(caller.person)
        await desk.tell(caller.spot, "sealed.say_more")


async def step_more(desk: Desk, caller: Caller) -> bool:
    """The next thing said after the invitation."""
    number, caller.person.step, caller.person.about = caller.person.about, None, None
    desk.store.people.save(caller.person)
    return await _add(desk, caller, number)


def confides(caller: Caller) -> bool:
    """Whether what is said now goes to the recipients: a reply, or after the invitation."""
    replies = caller.about is not None and caller.about.what == "sealed"
    return replies or caller.person.step in STEPS


async def replied(desk: Desk, caller: Caller) -> bool:
    """A reply to any message about a sealed report goes the same way; False when it is none."""
    about = caller.about
    if about is None or about.what != "sealed":
        return False
    return await _add(desk, caller, (about.data or {}).get("sealed"))


async def _add(desk: Desk, caller: Caller, number: object) -> bool:
    report = await _theirs(desk, caller, number)
    if report is None:
        return True
    sent = tuple(unnamed(one) for one in caller.message.attachments)
    files = ATTACHMENTS.dump_python(sent, mode="json")
    word = Word("resident", desk.now.isoformat(), caller.words, tuple(files))
    people = await sealed.recipients(desk)
    asks = await sealed.speaks_of_them(desk, caller.words, people)
    said = desk.store.sealed.open(report)
    await desk.store.sealed.keep(report, said.with_word(replace(word, by=HELD) if asks else word))
    message = caller.message
    await desk.store.unsaid.forget_message(
        caller.chat, message.external_id, message.album, desk.now
    )
    if asks:
        rows = (
            (desk.choice(f"seal.more_them:{report.id}", "sealed.about_them"),),
            (desk.choice(f"seal.more_others:{report.id}", "sealed.about_others"),),
        )
        text = await _question(desk, caller.words, people)
        await desk.post(caller.spot, Outgoing(NOWHERE, text, rows), note=_about(report))
    else:
        await _passed_on(desk, caller, report, caller.words)
    return True


async def _passed_on(desk: Desk, caller: Caller, report: SealedReport, words: str) -> None:
    cries = recognise(words, desk.office) is not None
    await sealed.tell(desk, report, "sealed.cries" if cries else "sealed.more_arrived")
    await desk.tell(caller.spot, "sealed.added", note=_about(report))


def _about(report: SealedReport) -> Note:
    return Note(what="sealed", data={"sealed": report.id})


async def more_about_them(desk: Desk, caller: Caller, number: str) -> None:
    """What was added is gone; whom it is about learns nothing, the province's address stands."""
    if await _held(desk, caller, number, pass_on=False) and desk.office.denunciation is not None:
        await desk.tell(
            caller.spot, "sealed.to_province", province=desk.office.denunciation.province
        )


async def more_about_others(desk: Desk, caller: Caller, number: str) -> None:
    """It goes where the rest has gone."""
    if held := await _held(desk, caller, number, pass_on=True):
        report, words = held
        await _passed_on(desk, caller, report, words)


async def _held(
    desk: Desk, caller: Caller, number: str, *, pass_on: bool
) -> tuple[SealedReport, str] | None:
    """Decide on what waits for the sender's answer; None when nothing does, and they are told."""
    report = await _theirs(desk, caller, number)
    if report is None:
        return None
    said = desk.store.sealed.open(report)
    held = [one for one in said.words if one.by == HELD]
    if not held:
        await desk.remark(caller.spot, "common.stale")
        return None
    decided = (replace(one, by="resident") if one.by == HELD else one for one in said.words)
    stays = (one for one in said.words if one.by != HELD)
    words = tuple(decided if pass_on else stays)
    await desk.store.sealed.keep(report, Confided(said.chat_id, words))
    return report, "\n".join(one.text for one in held)


async def press_take_back(desk: Desk, caller: Caller, number: str) -> None:
    """Gone, as long as nobody has opened it."""
    report = await _theirs(desk, caller, number)
    if report is None:
        return
    if report.opened_at is not None:
        await desk.tell(caller.spot, "sealed.opened_already")
        return
    report.closed_at, report.next_at, report.outcome = desk.now, None, "taken_back"
    report.key = None
    await desk.store.sealed.keep(report, Confided(None, ()))
    await sealed.tell(desk, report, "sealed.withdrawn")
    await desk.tell(caller.spot, "sealed.taken_back")


PRESSES = {
    "seal.them": about_them,
    "seal.others": about_others,
    "seal.more": press_more,
    "seal.more_them": more_about_them,
    "seal.more_others": more_about_others,
    "seal.take_back": press_take_back,
}
STEPS = {"seal.more": step_more}
