"""What was pressed under a preview is done: to the resident, as a question, or kept inside."""

from dataclasses import dataclass
from functools import partial

from handlers import acts, asking, card, deadline, extending, ways
from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.message import NOWHERE, Outgoing
from handlers.officials import apologising, checking, finding, preview, promising
from handlers.officials.checking import NOTHING_DECIDED, Decided
from handlers.officials.resident_reads import resident_reads
from handlers.saying import files_of
from handlers.wording import HERE, shorten
from storage.models import Act as Said
from storage.models import Case, Entry, Event, State


@dataclass(frozen=True, slots=True)
class Sending:
    """One way in which an official's words reach the resident."""

    act: Act
    entry: Said
    sort: str
    """Which of officials.to_resident they read, and of officials.done the officials."""
    what: str
    also: tuple[State, ...] = ()
    """States in which it is said although it moves nothing."""


ANSWER = Sending(Act.ANSWER, Said.ANSWER, "answer", "answer")
MORE = Sending(Act.CORRECT, Said.ANSWER, "more", "answer")
CORRECTION = Sending(Act.CORRECT, Said.CORRECTION, "correction", "correction")
QUESTION = Sending(Act.ASK_BACK, Said.QUESTION, "question", "question", also=acts.DONE)
REFUSAL = Sending(Act.REFUSE, Said.REASON, "refuse", "refused")
FORWARDING = Sending(Act.FORWARD, Said.REASON, "forward", "forwarded")
ENDS = (ANSWER, REFUSAL, FORWARDING)
"""After these the resident is asked how they were served."""

ANSWERS = (ANSWER, MORE, CORRECTION)
LAST_WORDS = (ANSWER, REFUSAL, FORWARDING)
"""These end a case: a late one apologises."""

# What a button does: the first that the case's state allows.
SENDINGS: dict[str, tuple[Sending, ...]] = {
    "reply.send": (ANSWER, MORE),
    "reply.correct": (CORRECTION, ANSWER),
    "reply.ask": (QUESTION,),
    "refuse.go": (REFUSAL,),
    "forward.go": (FORWARDING,),
}
NEWS = (
    Act.CLAIM, Act.ANSWER, Act.CORRECT, Act.ASK_BACK, Act.ADD, Act.TRANSFER, Act.REFUSE,
    Act.FORWARD, Act.WITHDRAW, Act.CONFIRM, Act.REOPEN, Act.EXTEND, Act.LAPSE, Act.FORGET,
)  # fmt: skip
"""Acts that who decides ought to know of first."""
QUOTED = 300


async def undecided(desk: Desk, caller: Caller, arg: str, verb: str) -> tuple[Entry, Case] | None:
    """The words that a press is about and their case, both locked, if it may be done now.

    None, and the presser is told: decided already, changed meanwhile, not theirs, or something
    happened to the case that they have not seen.
    """
    number, seen, code = (*arg.split(":"), "", "")[:3]
    entry = await _entry(desk, number)
    if entry is None or entry.replaced or entry.case_id is None:
        await desk.remark(caller.spot, "common.stale")
        return None
    case = await finding.pressed(desk, caller, str(entry.case_id))
    if case is None:
        return None
    if entry.act != Said.REPLY:
        await desk.remark(caller.spot, "officials.decided_already")
        return None
    news = await _news(desk, caller, case, int(seen) if seen.isdecimal() else 0)
    if news and verb not in INSIDE:
        still = (f"{verb}!",) if await _possible(desk, case, entry, verb) else ()
        await preview.warn(desk, caller.spot, case, entry, news, still, Decided.of(code))
        return None
    return entry, case


async def _possible(desk: Desk, case: Case, entry: Entry, verb: str) -> bool:
    """Say whether a button can do anything now."""
    if verb == "move.go":
        return acts.possible(case, Act.TRANSFER) and not entry.form.endswith(f":{case.unit}")
    if verb == "extend.go":
        wish = extending.read(desk, case, entry.text, entry.said_at)
        return not isinstance(wish, extending.Fault)
    ways_left = _ways_of(case, verb)
    return bool(ways_left) and (
        ways_left[0] is not QUESTION or await ways.reaches_anybody(desk, case)
    )


def _ways_of(case: Case, verb: str) -> list[Sending]:
    """The ways of a verb that the case's state allows."""
    return [one for one in SENDINGS[verb] if acts.possible(case, one.act) or case.state in one.also]


async def _entry(desk: Desk, number: str) -> Entry | None:
    return await desk.store.drafts.entry(int(number), lock=True) if number.isdecimal() else None


async def _news(desk: Desk, caller: Caller, case: Case, seen: int) -> str:
    """What happened to the case since the presser saw it; empty when nothing did."""
    unseen = [
        event
        for event in await desk.store.cases.history(case.id or 0)
        if (event.id or 0) > seen
        and event.act in NEWS
        and not (event.act == Act.CLAIM and event.actor_id == caller.person_id)
    ]
    return "\n".join([await told(desk, event) for event in unseen[-3:]] + await _sent(desk, unseen))


async def told(desk: Desk, event: Event) -> str:
    """Say who did what when, for officials; a resident is never named."""
    who = desk.say(f"officials.who.{event.role}") if event.role in ("resident", "bot") else ""
    return desk.say(
        "officials.event",
        who=who or await card.name(desk, event.actor_id),
        did=desk.say(f"officials.did.{event.act}"),
        at=f"{event.at.astimezone(HERE):%H:%M %d/%m}",
    )


async def _sent(desk: Desk, events: list[Event]) -> list[str]:
    """Quote what was sent last, when something was."""
    if not any(event.act in (Act.ANSWER, Act.CORRECT, Act.ASK_BACK) for event in events):
        return []
    entries = await desk.store.drafts.of_case(events[0].case_id)
    sent = [one.text for one in entries if one.act in (Said.ANSWER, Said.CORRECTION, Said.QUESTION)]
    return [f"«{shorten(sent[-1], QUOTED)}»"] if sent else []


async def send(desk: Desk, caller: Caller, arg: str, *, verb: str) -> None:
    """Send the words to the resident, in the first way of the verb that the state allows."""
    found = await undecided(desk, caller, arg, verb)
    if found is None:
        return
    entry, case = found
    open_ones = _ways_of(case, verb)
    if not open_ones:
        await desk.remark(caller.spot, "officials.closed_already", code=case.code)
        return
    if open_ones[0] is QUESTION and not await ways.reaches_anybody(desk, case):
        await desk.remark(caller.spot, "officials.nobody_to_ask", code=case.code)
        return
    decided = NOTHING_DECIDED
    if verb in checking.CHECKED:
        decided = Decided.of((*arg.split(":"), "", "")[2])
        if checking.look(desk, case, entry, decided).holds_back:
            await preview.show(desk, caller.spot, case, entry, decided=decided)
            return
        if not await promising.may(desk, caller, case, decided):
            await desk.remark(caller.spot, "promises.needs_leader", code=case.code)
            return
    await _carry_out(desk, caller, case, entry, open_ones[0], decided)


async def _carry_out(
    desk: Desk, caller: Caller, case: Case, entry: Entry, sending: Sending, decided: Decided
) -> None:
    late = await apologising.in_answer(desk, case, entry.text) if sending in LAST_WORDS else ""
    reads = late + resident_reads(desk, case, entry, sending.sort)
    if sending in ANSWERS:
        reads += await promising.confirmed(desk, caller, case, entry, decided)
    if sending is ANSWER:
        case.answered_by = caller.person_id
    await _move(desk, caller, case, entry, sending)
    decide(desk, caller, entry, sending.entry)
    out = Outgoing(NOWHERE, reads, attachments=files_of([entry]), asks_reply=sending is QUESTION)
    reached = await desk.post(Spot(case.chat_id), out, note=Note(what=sending.what, case=case))
    if sending in ENDS:
        await asking.ask(desk, case)
    if sending is QUESTION:
        await acts.expect_word(desk, case)
    by = await card.name(desk, caller.person_id)
    at = f"{desk.now.astimezone(HERE):%H:%M}"
    key, did = f"officials.done.{sending.sort}", desk.say(f"officials.did.{sending.act}")
    key = key if reached else "officials.done.nobody"
    await preview.finish(desk, caller.spot, case, entry, key, by=by, at=at, did=did)
    await card.show(desk, case)


async def _move(desk: Desk, caller: Caller, case: Case, entry: Entry, sending: Sending) -> None:
    reason = entry.text if sending.entry == Said.REASON else None
    if not await acts.move(desk, case, sending.act, caller.official, note=reason):
        await desk.store.cases.note(
            case,
            sending.act,
            desk.now,
            actor_id=caller.person_id,
            role=caller.official.role,
            before=case.state,
            after=case.state,
        )
    deadline.set_clock(desk, case)


def decide(desk: Desk, caller: Caller, entry: Entry, act: Said) -> None:
    """Write down what became of the words; a hidden author is named by the press."""
    entry.act = act
    if entry.author_id is None:
        entry.author_id = caller.person_id
    desk.store.drafts.save_entry(entry)


async def keep(desk: Desk, caller: Caller, arg: str) -> None:
    """The words stay among officials, in the case's history."""
    if found := await undecided(desk, caller, arg, "reply.keep"):
        entry, case = found
        decide(desk, caller, entry, Said.INTERNAL)
        await acts.move(desk, case, Act.INTERNAL, caller.official)
        await preview.finish(desk, caller.spot, case, entry, "officials.done.keep")


async def drop(desk: Desk, caller: Caller, arg: str) -> None:
    """Nothing is done with the words."""
    if found := await undecided(desk, caller, arg, "reply.drop"):
        entry, case = found
        decide(desk, caller, entry, Said.DISCARDED)
        await preview.finish(desk, caller.spot, case, entry, "officials.done.drop")


INSIDE = ("reply.keep", "reply.drop")
PRESSES: dict[str, finding.Press] = {
    **{verb: partial(send, verb=verb) for verb in SENDINGS},
    "reply.keep": keep,
    "reply.drop": drop,
}
