"""A named recipient opens a sealed report for a reason, answers its sender, says how it ended."""

from typing import Any

from handlers.caller import Caller
from handlers.desk import ATTACHMENTS, Desk, Note, Priority, Spot
from handlers.message import NOWHERE, Attachment, Kind, Outgoing
from handlers.roles import Deed
from handlers.saying import count_files
from storage.models import SealedReport
from storage.sealed import Word

SHORTEST_REASON = 10
LONGEST = 1_500
"""Characters of what a recipient writes."""
SHOWN = ("resident", "recipient")
"""Whose words are shown; what its sender or we still hold back is not."""
ENDS = ("guided", "passed_on", "nothing")


async def _report(desk: Desk, caller: Caller, number: object) -> SealedReport | None:
    """An open report that the caller may read; otherwise they are told and it is None."""
    if not await caller.may(desk, Deed.OPEN_SEALED):
        await desk.remark(caller.spot, "sealed.only")
        return None
    known = str(number).isdecimal()
    report = await desk.store.sealed.by_id(int(str(number))) if known else None
    if report is None or report.closed_at is not None:
        await desk.remark(caller.spot, "sealed.closed" if report else "common.stale")
        return None
    return report


def _expect(desk: Desk, caller: Caller, step: str | None, report: SealedReport | None) -> None:
    caller.person.step, caller.person.about = step, report.id if report else None
    desk.store.people.save(caller.person)


async def press_open(desk: Desk, caller: Caller, number: str) -> None:
    """Ask why."""
    if report := await _report(desk, caller, number):
        _expect(desk, caller, "kin.reason", report)
        await desk.tell(caller.spot, "sealed.why", ref=report.ref)


async def typed_reason(desk: Desk, caller: Caller) -> bool:
    """The reason is written down, then the seal is broken."""
    if caller.message.kind is not Kind.TEXT:
        return False
    report = await _report(desk, caller, caller.person.about)
    if report is None:
        _expect(desk, caller, None, None)
        return True
    if len(caller.words) < SHORTEST_REASON:
        await desk.tell(caller.spot, "sealed.why_short")
        return True
    _expect(desk, caller, None, None)
    await desk.store.sealed.note_opening(report, caller.person_id, caller.words, desk.now)
    await _show(desk, caller.spot, report)
    return True


async def _show(desk: Desk, spot: Spot, report: SealedReport) -> None:
    words = [one for one in desk.store.sealed.open(report).words if one.by in SHOWN]
    lines: list[str] = []
    files: list[Attachment] = []
    for one in words:
        attached = ATTACHMENTS.validate_python(one.files)
        files += attached
        told = " + ".join(part for part in (one.text, count_files(desk, attached)) if part)
        lines.append(desk.say(f"sealed.said_{one.by}", words=told))
    text = desk.say(
        "sealed.content",
        ref=report.ref,
        at=desk.wording.moment(report.sent_at),
        due=desk.wording.day(report.due_at),
        lines="\n".join(lines),
    )
    rows = (
        (desk.choice(f"kin.write:{report.id}", "sealed.write"),),
        (desk.choice(f"kin.close:{report.id}", "sealed.close"),),
    )
    note = Note(what="sealed_content", data={"sealed": report.id})
    await desk.post(spot, Outgoing(NOWHERE, text, rows), note=note)
    if files:
        below = Outgoing(NOWHERE, "", attachments=tuple(files))
        await desk.post(spot, below, note=Note(what="sealed_files"))


async def press_write(desk: Desk, caller: Caller, number: str) -> None:
    """Ask for the words."""
    if report := await _report(desk, caller, number):
        _expect(desk, caller, "kin.words", report)
        await desk.tell(caller.spot, "sealed.write_how")


async def typed_words(desk: Desk, caller: Caller) -> bool:
    """Show them back before anything is sent."""
    number = caller.person.about
    _expect(desk, caller, None, None)
    return await _take(desk, caller, number)


async def replied(desk: Desk, caller: Caller) -> bool:
    """A reply to what was shown is for its sender; False when it is no such reply."""
    about = caller.about
    if about is None or about.what != "sealed_content":
        return False
    return await _take(desk, caller, (about.data or {}).get("sealed"))


async def _take(desk: Desk, caller: Caller, number: object) -> bool:
    if caller.message.kind is not Kind.TEXT or caller.message.edits is not None:
        return False
    report = await _report(desk, caller, number)
    if report is None:
        return True
    if len(caller.words) > LONGEST:
        await desk.tell(caller.spot, "directions.too_long", most=LONGEST)
        return True
    said = desk.store.sealed.open(report)
    waiting = Word("pending", desk.now.isoformat(), caller.words)
    others = tuple(one for one in said.words if one.by != "pending")
    await desk.store.sealed.keep(report, type(said)(said.chat_id, (*others, waiting)))
    rows = (
        (
            desk.choice(f"kin.send:{report.id}", "sealed.send"),
            desk.choice(f"kin.drop:{report.id}", "sealed.drop"),
        ),
    )
    await desk.tell(caller.spot, "sealed.preview", choices=rows, ref=report.ref, words=waiting.text)
    return True


async def press_send(desk: Desk, caller: Caller, number: str) -> None:
    """The sender reads it; a second tap finds nothing that waits."""
    await _decide(desk, caller, number, send=True)


async def press_drop(desk: Desk, caller: Caller, number: str) -> None:
    """Nothing is sent."""
    await _decide(desk, caller, number, send=False)


async def _decide(desk: Desk, caller: Caller, number: str, *, send: bool) -> None:
    report = await _report(desk, caller, number)
    if report is None:
        return
    said = desk.store.sealed.open(report)
    waiting = [one for one in said.words if one.by == "pending"]
    if not waiting:
        await desk.remark(caller.spot, "common.stale")
        return
    sent = tuple(Word("recipient", one.at, one.text) for one in waiting) if send else ()
    others = tuple(one for one in said.words if one.by != "pending")
    await desk.store.sealed.keep(report, type(said)(said.chat_id, (*others, *sent)))
    if not send:
        await desk.tell(caller.spot, "sealed.dropped")
    elif await _answer(desk, report, said.chat_id, "sealed.to_resident", words=waiting[-1].text):
        await desk.tell(caller.spot, "sealed.written", ref=report.ref)
    else:
        await desk.tell(caller.spot, "sealed.no_way", ref=report.ref)


async def _answer(
    desk: Desk, report: SealedReport, chat_id: int | None, key: str, **values: Any
) -> bool:
    """Write to the sender; False when there is nowhere to write to."""
    if chat_id is None or (await desk.store.people.chat_by_id(chat_id)).closed_at is not None:
        return False
    note = Note(what="sealed", data={"sealed": report.id})
    return await desk.tell(Spot(chat_id), key, note=note, priority=Priority.CARD, **values)


async def press_close(desk: Desk, caller: Caller, number: str) -> None:
    """Ask how it ended."""
    if report := await _report(desk, caller, number):
        rows = tuple(
            (desk.choice(f"kin.end:{report.id}:{one}", f"sealed.end_{one}"),) for one in ENDS
        )
        await desk.tell(caller.spot, "sealed.which_end", choices=rows, ref=report.ref)


async def press_end(desk: Desk, caller: Caller, arg: str) -> None:
    """It is done; the sender hears so."""
    number, _, how = arg.partition(":")
    report = await _report(desk, caller, number)
    if report is None:
        return
    if how not in ENDS:
        await desk.remark(caller.spot, "common.stale")
        return
    report.closed_at, report.next_at, report.outcome = desk.now, None, how
    desk.store.sealed.save(report)
    rule = desk.office.denunciation
    said = desk.store.sealed.open(report)
    address = rule.address if rule else desk.office.name
    await _answer(desk, report, said.chat_id, f"sealed.told_{how}", address=address)
    end = desk.say(f"sealed.end_{how}").lower()
    await desk.tell(caller.spot, "sealed.ended", ref=report.ref, how=end)


PRESSES = {
    "kin.open": press_open,
    "kin.write": press_write,
    "kin.send": press_send,
    "kin.drop": press_drop,
    "kin.close": press_close,
    "kin.end": press_end,
}
STEPS = {"kin.reason": typed_reason, "kin.words": typed_words}
