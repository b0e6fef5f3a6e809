"""What heads and leaders are told of cases that a unit leaves lying, with one tap to act."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import card, clock, reminding, resting
from handlers.acts import Act
from handlers.deadline import left
from handlers.desk import Desk, Note, Priority, Rows, Spot
from handlers.face import category, where
from handlers.message import Choice
from handlers.office_steps import To
from handlers.wording import shorten
from storage.models import OPEN_STATES, Case, Event

OTHERS, NAMED = "others", "cases"
MOST_LINES, MOST_BUTTONS, IN_A_ROW = 20, 10, 2
MOST_UNREAD = 200
QUOTED = 300
TOLD = 6
"""Acts of the history that its one line holds."""
PLAIN = frozenset(
    {
        Act.SEND,
        Act.ASSIGN,
        Act.REMIND,
        Act.ESCALATE,
        Act.UNMASK,
        Act.OVERRIDE,
        Act.WAKE,
        Act.PAUSE,
        Act.MOVE,
        Act.UNREACHED,
        Act.REACHED,
        Act.UNDELIVERED,
        Act.CHANGE,
    }
)
"""What happens to every case, or says nothing about who has it: left out of the line."""


async def tell(
    desk: Desk,
    spot: Spot,
    unit: str,
    cases: Sequence[Case],
    to: To | None,
    *,
    once: str,
    more: int = 0,
) -> bool:
    """Tell somebody of a unit's forgotten cases: one in full, several as a list.

    `to`: as a head or a leader; None: they can do nothing here but pass it on. False when it
    has been told before. `more`: how many of the unit's due cases are not looked at here. What
    they have not got yet is told with it, as things stand now.
    """
    cases = [*cases, *await _unread(desk, spot, unit, cases)]
    note = Note("forgotten_list", {NAMED: [case.id for case in cases]}, once=once, fresh=True)
    note = replace(note, slot=_slot(unit), at_work=True)
    if len(cases) == 1 and not more:
        note = replace(note, what="forgotten", case=cases[0])
        return await show(desk, spot, cases[0], to, note=note)
    note.data["lines"] = [case.id for case in cases[:MOST_LINES]]
    return await desk.tell(
        spot,
        f"forgotten.list_{to or OTHERS}",
        choices=_open_buttons(cases[:MOST_BUTTONS]) if to else (),
        note=note,
        priority=Priority.REMINDER,
        unit=desk.office.unit_name(unit),
        n=len(cases),
        lines="\n".join(
            [await card.line(desk, case, at) for at, case in enumerate(cases[:MOST_LINES], 1)]
        ),
        more=_more(desk, len(cases) - MOST_LINES, more),
    )


def _slot(unit: str) -> str:
    return f"forgotten:{unit}"


async def _unread(desk: Desk, spot: Spot, unit: str, known: Sequence[Case]) -> list[Case]:
    """Cases of which somebody was told in a message that still waits, and that are still owed."""
    waiting = await desk.store.postponed.unsent(_slot(unit), spot.chat_id)
    named = {number for row in waiting for number in (row.data or {}).get(NAMED, ())}
    others = await desk.store.cases.by_ids(named - {case.id for case in known}, MOST_UNREAD)
    owed = [case for case in others if case.unit == unit and reminding.awake(case)]
    return sorted(owed, key=lambda case: case.due_at)


def _more(desk: Desk, hidden: int, beyond: int) -> str:
    told = desk.say("forgotten.more", n=hidden) if hidden > 0 else ""
    return told + (desk.say("forgotten.beyond", n=beyond) if beyond else "")


def _open_buttons(cases: Sequence[Case]) -> Rows:
    """One tap to open each; typed, the code's letters stand for it."""
    choices = [Choice(f"lead.open:{case.id}", case.code[-4:]) for case in cases]
    return tuple(tuple(choices[at : at + IN_A_ROW]) for at in range(0, len(choices), IN_A_ROW))


async def show(
    desk: Desk,
    spot: Spot,
    case: Case,
    to: To | None,
    *,
    note: Note | None = None,
) -> bool:
    """Show one case with its history in one line, and what can be done about it.

    Without a `note` the reader has asked, and waits for it: it need not be forgotten.
    """
    directs = to is To.LEADER and case.state in OPEN_STATES
    asked = "forgotten.asked_to_direct" if directs else "forgotten.asked"
    return await desk.tell(
        spot,
        f"forgotten.case_{to or OTHERS}" if note else asked,
        choices=_buttons(desk, case, to),
        note=note or Note(what="forgotten", case=case),
        priority=Priority.REMINDER if note else Priority.NOW,
        code=case.code,
        unit=desk.office.unit_name(case.unit),
        why=await _why(desk, case),
        about=" · ".join(filter(None, (category(desk, case), where(desk, case)))),
        words=shorten(case.text, QUOTED),
        history=await history(desk, case),
    )


def _buttons(desk: Desk, case: Case, to: To | None) -> Rows:
    if to is None or case.state not in OPEN_STATES:
        return ()
    urge = desk.choice(f"lead.urge:{case.id}", "forgotten.urge")
    if to is To.HEAD:
        return ((urge,),)
    return (
        (urge, desk.choice(f"lead.direct:{case.id}", "forgotten.direct")),
        (
            desk.choice(f"lead.move:{case.id}", "forgotten.move"),
            desk.choice(f"lead.take:{case.id}", "forgotten.take"),
        ),
    )


async def _why(desk: Desk, case: Case) -> str:
    """What is wrong with it, and who has it."""
    if case.state not in OPEN_STATES:
        return desk.say(f"officials.state.{case.state}")
    holder = await card.name(desk, case.holder_id)
    who = desk.say("forgotten.held", holder=holder) if holder else desk.say("forgotten.unheld")
    if rests := resting.until(desk, case):
        who = f"{who} · {rests}"
    unclaimed = case.claim_due_at is not None and case.claim_due_at <= desk.now
    if unclaimed and not clock.is_late(case, desk.now):
        return f"{desk.say('forgotten.unclaimed')} · {left(desk, case)}"
    return f"{left(desk, case)} · {who}"


async def history(desk: Desk, case: Case) -> str:
    """What happened, in one line: when it came, who did what when, how often it was asked for."""
    events = await desk.store.cases.history(case.id or 0)
    acts = [one for one in events if one.act not in PLAIN]
    told = [desk.say("forgotten.sent", day=desk.wording.short_day(case.sent_at))]
    told += [desk.say("forgotten.others", n=len(acts) - TOLD)] if len(acts) > TOLD else []
    told += [await _told(desk, one) for one in acts[-TOLD:]]
    if case.reminders and case.reminded_at is not None:
        last = desk.wording.short_day(case.reminded_at)
        told.append(desk.say("forgotten.reminded", n=case.reminders, day=last))
    return " → ".join(told)


async def _told(desk: Desk, event: Event) -> str:
    nameless = event.role in ("resident", "bot")
    who = desk.say(f"officials.who.{event.role}") if nameless else ""
    return desk.say(
        "forgotten.event",
        who=who or await card.name(desk, event.actor_id),
        did=desk.say(f"officials.did.{event.act}"),
        day=desk.wording.short_day(event.at),
    )
