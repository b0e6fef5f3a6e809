"""A resident writes of danger: first whom to call, then all who can help; one tap undoes it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from handlers import alarms, card, masking
from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.emergencies import recognise, usual
from handlers.message import Kind
from handlers.office_emergency import EmergencyKind
from handlers.residents import adding, filing, gating, opening, report, sealing
from handlers.residents import draft as drafts
from handlers.residents.guess import guess_category
from storage.models import Alarm, Case, Draft, Entry

AGAIN = timedelta(minutes=10)
"""After which the same numbers are said once more."""
SPOKEN = (Kind.TEXT, Kind.MEDIA)
KEEPS = frozenset({*filing.STEPS, *adding.STEPS, *sealing.STEPS})
"""Steps that put what is said where it belongs; any other (a survey's) must wait."""


async def heard(desk: Desk, caller: Caller) -> EmergencyKind | None:
    """Say at once whom to call when the words speak of danger; None when they do not."""
    if caller.message.kind not in SPOKEN:
        return None
    kind = recognise(caller.words, desk.office)
    if kind is None:
        return None
    alarm = await desk.store.alarms.running(caller.person_id)
    if alarm is None or alarm.kind != kind.code or desk.now - alarm.numbers_at >= AGAIN:
        caller.person.greeted_at = desk.now  # who is in danger reads no greeting
        desk.store.people.save(caller.person)
        await desk.tell(
            caller.spot,
            "emergency.call",
            note=Note("emergency"),
            numbers=alarms.numbers(desk, kind),
            advice=_advice(desk, kind),
        )
    return kind


def _advice(desk: Desk, kind: EmergencyKind) -> str:
    known = kind.code in {one.code for one in usual().kinds}
    return desk.say(f"emergency.advice.{kind.code}") if known else ""


async def follow(
    desk: Desk, caller: Caller, kind: EmergencyKind, *, confided: bool = False
) -> None:
    """After the words have gone their usual way: tell the officials, once for each emergency.

    `confided`: they went to named recipients, nobody else may read them.
    """
    said = caller.message.edits or caller.message.external_id
    entry = await desk.store.drafts.said_at(caller.spot.chat_id, said)
    draft, case = await _draft_of(desk, entry), await _case_of(desk, entry)
    alarm = await desk.store.alarms.running(caller.person_id)
    # Somebody must come, but not read who is accused.
    sealed = confided or gating.grave(desk, caller.words)
    if alarm is None:
        alarm = _new(desk, caller, kind, draft, case, guess=not confided)
        if sealed:
            desk.store.alarms.put_words(alarm, desk.say("gate.alarm_words"))
            alarm.draft_id = None
        await alarms.raise_(desk, alarm, None if sealed else entry)
    elif not sealed and entry is not None and (draft is None or not draft.emergency):
        await alarms.more(desk, entry, None, None)
    if alarm.kind != kind.code or desk.now - alarm.numbers_at >= AGAIN:
        alarm.kind, alarm.numbers_at = kind.code, desk.now
    alarm.heard_at = desk.now
    await _mark(desk, caller, alarm, None if sealed else draft, case)


async def _draft_of(desk: Desk, entry: Entry | None) -> Draft | None:
    draft = await desk.store.drafts.by_id(entry.draft_id) if entry and entry.draft_id else None
    return draft if draft is not None and draft.closed_at is None else None


async def _case_of(desk: Desk, entry: Entry | None) -> Case | None:
    case_id = entry.case_id if entry else None
    return await desk.store.cases.by_id(case_id, lock=True) if case_id else None


def _new(
    desk: Desk, caller: Caller, kind: EmergencyKind, draft: Draft | None, case: Case | None,
    *, guess: bool,
) -> Alarm:  # fmt: skip
    office = desk.office
    code = (
        (guess_category(caller.words, office) if guess else None)
        or kind.category
        or (draft.category if draft else None)
        or office.fallback_category
    )
    category = office.category(code) or office.category(office.fallback_category)
    assert category is not None  # noqa: S101  # the office file was checked
    if draft is not None:
        draft.category = category.code
    alarm = Alarm(
        person_id=caller.person_id,
        chat_id=caller.spot.chat_id,
        kind=kind.code,
        unit=case.unit if case else category.unit,
        draft_id=draft.id if draft else None,
        case_id=case.id if case else None,
        raised_at=desk.said_at,
        heard_at=desk.now,
        numbers_at=desk.now,
        called_at=desk.now,
    )
    desk.store.alarms.put_words(alarm, masking.masked(caller.words))
    return alarm


async def _mark(
    desk: Desk, caller: Caller, alarm: Alarm, draft: Draft | None, case: Case | None
) -> None:
    """Mark what the words went into; a draft offers to take the mark off when it is shown."""
    if draft is not None:
        alarm.draft_id = draft.id
        draft.emergency = True
        desk.store.drafts.save(draft)
    if case is not None and not case.emergency:
        alarm.case_id, case.emergency, case.urgent = case.id, True, True
        desk.store.cases.save(case)
        await desk.store.cases.note(
            case, Act.ALARM, desk.now, actor_id=caller.person_id, role="resident", after=case.state
        )
        await card.show(desk, case)
        rows = ((desk.choice(f"alarm.calm:{alarm.id}", "emergency.calm"),),)
        note = Note("emergency")
        await desk.tell(caller.spot, "emergency.in_case", choices=rows, note=note, code=case.code)
    desk.store.alarms.save(alarm)


async def press_calm(desk: Desk, caller: Caller, number: str) -> None:
    """The resident taps that it is no emergency."""
    alarm = await desk.store.alarms.by_id(int(number)) if number.isdecimal() else None
    if alarm is None or alarm.person_id != caller.person_id:
        await desk.remark(caller.spot, "common.stale")
    elif alarm.calmed_by is not None or alarm.ended_at is not None:
        await desk.remark(caller.spot, "emergency.not_running")
    else:
        await _calmed(desk, caller, alarm)


async def calm(desk: Desk, caller: Caller, _draft: str = "") -> None:
    """The resident says so, by a tap on the draft or in words."""
    alarm = await desk.store.alarms.running(caller.person_id)
    if alarm is None:
        await desk.remark(caller.spot, "emergency.not_running")
    else:
        await _calmed(desk, caller, alarm)


async def said_calm(desk: Desk, caller: Caller) -> bool:
    """The same in words; False when there is nothing that they could mean."""
    if await desk.store.alarms.running(caller.person_id) is None:
        return False
    await calm(desk, caller)
    return True


async def _calmed(desk: Desk, caller: Caller, alarm: Alarm) -> None:
    due = await alarms.call_off(desk, alarm, caller.resident)
    await desk.tell(caller.spot, "emergency.calmed", note=Note("emergency"), due=due)
    draft = await desk.store.drafts.open_draft(caller.person_id)
    if draft is not None and draft.id == alarm.draft_id:
        await report.show(desk, caller, draft)


async def sweep(desk: Desk) -> int:
    """Look after what runs: file it, tell the next in line, let what is long over be over."""
    return sum([await _look_after(desk, one) for one in await desk.store.alarms.all_running()])


async def _look_after(desk: Desk, alarm: Alarm) -> int:
    done = await _file(desk, alarm)
    case = await alarms.case_of(desk, alarm)
    over = timedelta(minutes=desk.office.emergency.over_after_minutes)
    if desk.now >= alarm.heard_at + over or (case is not None and case.closed_at is not None):
        alarm.ended_at = desk.now
        desk.store.alarms.save(alarm)
        return done + 1
    return done + await alarms.call_next(desk, alarm)


async def _file(desk: Desk, alarm: Alarm) -> int:
    """What the resident leaves unsent becomes a case by itself: nothing of it is lost."""
    draft = await desk.store.drafts.by_id(alarm.draft_id) if alarm.draft_id else None
    quiet = timedelta(minutes=desk.office.emergency.file_after_minutes)
    if draft is None or draft.closed_at is not None:
        return 0
    if desk.now < max(draft.touched_at, alarm.heard_at) + quiet:
        return 0
    entries = await desk.store.drafts.of_draft(draft.id or 0)
    drafts.understand(desk, draft, entries)
    person = await desk.store.people.person_by_id(draft.person_id)
    if person.about == draft.id:
        person.step = person.about = None
        desk.store.people.save(person)
    spot = Spot(draft.chat_id)
    await desk.tell(spot, "emergency.filed", note=Note("emergency"))
    desk.hear(alarm.raised_at)
    case = await opening.open_case(desk, spot, draft, entries)
    await alarms.line(desk, alarm, "emergency.case_opened", code=case.code)
    return 1


PRESSES: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "alarm.calm": press_calm,
    "draft.calm": calm,
}
