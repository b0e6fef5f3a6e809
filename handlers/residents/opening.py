"""A draft becomes a case: it gets its code, its unit and its clock, and the resident a receipt."""

from dataclasses import replace

from handlers import alarms, card, clock, deadline, masking
from handlers.acts import Act as CaseAct
from handlers.calendar import DAY, calendar_of
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.folding import fold
from handlers.residents import on_behalf, papers, unhappy
from handlers.residents.draft import place_of
from handlers.residents.guess import is_urgent
from handlers.saying import nameless, saying, told_of
from handlers.wording import HERE
from storage.models import Act, Case, Draft, Entry, Side
from storage.places import Whereabouts


async def keep_words(
    desk: Desk, caller: Caller, draft: Draft, question: str, act: Act = Act.DETAIL
) -> None:
    """An answer to one of our questions is kept as it was said, beside what we made of it."""
    said = replace(saying(caller, Side.RESIDENT, act), form=question)
    entry = await desk.store.drafts.say(said, draft_id=draft.id)
    if draft.emergency:
        await alarms.more(desk, entry, None, None)


async def open_case(desk: Desk, to: Spot, draft: Draft, entries: list[Entry]) -> Case:
    """File the draft. The clock runs from the moment in which the resident sent it."""
    await papers.settle(desk, entries)
    said = told_of(one for one in entries if one.act != Act.DETAIL)
    case = _case_of(desk, draft, await nameless(desk.store, said, draft.person_id))
    proxy = await on_behalf.takes_over(desk, draft, case)
    if proxy is not None:  # only now it is known whose it is
        case.text = await nameless(desk.store, case.text, case.person_id)
        case.folded = await nameless(desk.store, case.folded, case.person_id)
    deadline.set_clock(desk, case)
    month = f"{desk.now.astimezone(HERE):%y%m}"
    await desk.store.cases.open(case, desk.office.kind(draft.kind).prefix, month)
    case.folded = f"{case.folded} {fold(case.code)}"
    await desk.store.drafts.give_to_case(draft.id or 0, case.id or 0)
    draft.closed_at, draft.case_id = desk.now, case.id
    desk.store.drafts.save(draft)
    await desk.store.cases.note(
        case,
        CaseAct.SEND,
        desk.now,
        actor_id=draft.person_id,
        role="proxy" if proxy else "resident",
        after=case.state,
    )
    if case.emergency:
        await desk.store.cases.note(case, CaseAct.ALARM, desk.now, after=case.state)
    await receipt(desk, to, case)
    if proxy is not None:
        await on_behalf.opened(desk, proxy, case)
    await card.show(desk, case, entries)
    if proxy is None:  # who files for neighbours is nobody's complaint
        await unhappy.reported_again(desk, case)
    return case


def _case_of(desk: Desk, draft: Draft, words: str) -> Case:
    """What the draft says, with its unit and the day by which an answer is due."""
    office = desk.office
    category = office.category(draft.category or "") or office.category(office.fallback_category)
    assert category is not None  # noqa: S101  # the office file was checked
    urgent = draft.emergency or is_urgent(words, category, office)
    words, area = masking.masked(words), office.area(draft.area or "")
    proposal, addressee = (masking.masked(one or "") for one in (draft.proposal, draft.addressee))
    searched = (words, area.name if area else "", category.label, proposal, addressee)
    case = Case(
        code="",
        kind=draft.kind,
        category=category.code,
        unit=category.unit,
        area=draft.area,
        text=words,
        folded=fold(" ".join(one for one in searched if one)),
        proposal=proposal or None,
        addressee=addressee or None,
        urgent=urgent,
        emergency=draft.emergency,
        anonymous=draft.anonymous,
        person_id=draft.person_id,
        chat_id=draft.chat_id,
        sent_at=desk.said_at,
        due_at=deadline.due_for(office, draft.kind, category, desk.said_at, urgent=urgent).at,
        claim_due_at=clock.first_word_due(office, category, desk.said_at, urgent=urgent),
    )
    there = desk.store.places.of(draft)
    filed = Whereabouts(masking.masked(place_of(desk, draft)), there.pin)
    desk.store.places.file(case, filed, fold(filed.words) if there.words else "")
    return case


async def receipt(desk: Desk, to: Spot, case: Case) -> None:
    """Thank, and say code, unit and the day by which an answer is due."""
    office = desk.office
    category = office.category(case.category)
    text = "residents.receipt_urgent" if case.urgent else "residents.receipt"
    await desk.tell(
        to,
        text,
        choices=((desk.choice(f"case.status:{case.id}", "residents.see_status"),),),
        note=Note(what="receipt", case=case),
        kind=office.kind(case.kind).label.lower(),
        code=case.code,
        category=category.label if category else case.category,
        unit=office.unit_name(case.unit),
        readers=readers(desk, case.unit),
        due=deadline.stated(desk, case),
        late=_late(desk, case),
        closed=_closed(desk),
        police=office.emergency.police,
        fire=office.emergency.fire,
        ambulance=office.emergency.ambulance,
        rescue=office.emergency.rescue,
    )


def readers(desk: Desk, unit: str) -> str:
    """Who alone reads it, in a line of its own; empty for what goes its usual way."""
    if unit not in desk.office.kept_apart:
        return ""
    return desk.say("residents.readers", unit=desk.office.unit_name(unit))


def _late(desk: Desk, case: Case) -> str:
    """Why the day has passed before anything was done; empty when it has not."""
    if not clock.is_late(case, desk.now):
        return ""
    return desk.say("residents.came_late", sent=desk.wording.moment(case.sent_at))


def _closed(desk: Desk) -> str:
    """When the office opens, and which holidays keep it shut until then; empty while it is open."""
    calendar = calendar_of(desk.office)
    if calendar.is_open(desk.now):
        return ""
    opens, today = calendar.next_opening(desk.now), desk.now.astimezone(HERE).date()
    days = calendar.passed_over(today - DAY, opens.astimezone(HERE).date())
    names = deadline.holidays(desk, days)
    why = desk.say("residents.closed_for", days=names) if names else ""
    return desk.say("residents.closed_now", opens=desk.wording.moment(opens), why=why)
