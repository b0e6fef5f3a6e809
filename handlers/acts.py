"""Which act moves which state: the one table that everything else asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers import clock, directions
from handlers.desk import Desk
from storage.models import OPEN_STATES, Case, State

WAITING = (State.WAITING_RESIDENT,)
DONE = (State.ANSWERED, State.CONFIRMED, State.REFUSED, State.FORWARDED_OUT)
"""The office has said its word, which it can correct and ask about."""
TO_PASS_ON = (State.ANSWERED, State.REFUSED, State.FORWARDED_OUT)
"""What a proxy brings to whom they filed for."""
CLOSED = (*DONE, State.WITHDRAWN, State.MERGED, State.LAPSED)


class Act(StrEnum):
    """What can be done with a case. Event.act holds these words."""

    SEND = "send"  # by the resident: the case begins
    ASSIGN = "assign"  # its card stands before the unit
    CLAIM = "claim"
    RELEASE = "release"
    ANSWER = "answer"
    CORRECT = "correct"
    ASK_BACK = "ask_back"
    INTERNAL = "internal"
    ADD = "add"  # by the resident
    TRANSFER = "transfer"
    REFUSE = "refuse"
    FORWARD = "forward"
    WITHDRAW = "withdraw"  # by the resident
    CONFIRM = "confirm"  # by the resident: it is done
    REOPEN = "reopen"  # by the resident: it is not done
    REMIND = "remind"
    UNMASK = "unmask"
    FOLLOW = "follow"  # the resident, from another channel too
    EXTEND = "extend"
    APOLOGISE = "apologise"  # the deadline has passed
    PROMISE = "promise"  # a date is named to the resident
    ACCOUNT = "account"  # what became of that date is said, by the unit or the resident
    OVERRIDE = "override"  # sent although something was missing: the note says what
    GO_ON = "go_on"  # by the bot: without the word that the resident owes
    SNOOZE = "snooze"  # it waits for an event: no reminders until a day
    WAKE = "wake"  # by the bot: that day has come
    ESCALATE = "escalate"  # by the bot: leaders are told
    URGE = "urge"  # by a leader
    DIRECT = "direct"  # by a leader
    CARRY_OUT = "carry_out"  # what a leader ordered is done
    LAPSE = "lapse"  # by the bot: the resident does not answer what was asked
    ALARM = "alarm"  # the resident's words speak of danger
    ACKNOWLEDGE = "acknowledge"  # somebody has the emergency in hand
    CALM = "calm"  # it is no emergency
    PAUSE = "pause"  # by the bot: the question reached the resident, the clock stands
    MOVE = "move"  # answers go to another chat of the resident
    UNREACHED = "unreached"  # by the bot: what we say waits for the resident's next word
    REACHED = "reached"  # by the bot: it has arrived
    UNDELIVERED = "undelivered"  # by the bot: something will never arrive
    HAND_ON = "hand_on"  # by a proxy: the person concerned knows of the answer
    CHANGE = "change"  # by the bot: what changed beside any act (storage.history.UNTOLD)
    FORGET = "forget"  # the resident wants to be forgotten: the case is nobody's now
    CONSOLE = "console"  # somebody wrote to the resident by hand, past the desk


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act is possible, and to which it leads (None: it stays)."""

    start: tuple[State, ...]
    end: State | None
    keeps: tuple[State, ...] = ()
    """States in which the act is possible and changes nothing: the resident owes a word still."""


MOVES: dict[Act, Move] = {
    Act.ASSIGN: Move((State.RECEIVED,), State.ASSIGNED),
    Act.CLAIM: Move(OPEN_STATES, State.IN_PROGRESS, keeps=WAITING),
    Act.RELEASE: Move((State.IN_PROGRESS, *WAITING), State.ASSIGNED, keeps=WAITING),
    Act.ANSWER: Move(OPEN_STATES, State.ANSWERED),
    Act.CORRECT: Move(DONE, None),
    Act.ASK_BACK: Move(OPEN_STATES, State.WAITING_RESIDENT),
    Act.INTERNAL: Move(tuple(State), None),
    Act.CONSOLE: Move(tuple(State), None),
    Act.ADD: Move(tuple(State), None),  # and see `heard`: who owed a word owes it no longer
    Act.TRANSFER: Move(OPEN_STATES, State.ASSIGNED, keeps=WAITING),
    Act.REFUSE: Move(OPEN_STATES, State.REFUSED),
    Act.FORWARD: Move(OPEN_STATES, State.FORWARDED_OUT),
    Act.WITHDRAW: Move(OPEN_STATES, State.WITHDRAWN),
    Act.CONFIRM: Move((State.ANSWERED,), State.CONFIRMED),
    Act.REOPEN: Move((*DONE, State.LAPSED), State.REOPENED),
    Act.REMIND: Move(OPEN_STATES, None),
    Act.UNMASK: Move(tuple(State), None),
    Act.FOLLOW: Move(tuple(State), None),
    Act.EXTEND: Move(OPEN_STATES, None),
    Act.APOLOGISE: Move(tuple(State), None),
    Act.PROMISE: Move(tuple(State), None),
    Act.ACCOUNT: Move(tuple(State), None),
    Act.OVERRIDE: Move(tuple(State), None),
    Act.SNOOZE: Move(OPEN_STATES, None),
    Act.WAKE: Move(OPEN_STATES, None),
    Act.ESCALATE: Move(OPEN_STATES, None),
    Act.URGE: Move(OPEN_STATES, None),
    Act.DIRECT: Move(OPEN_STATES, None),
    Act.CARRY_OUT: Move(tuple(State), None),
    Act.GO_ON: Move(WAITING, State.IN_PROGRESS),
    Act.LAPSE: Move(WAITING, State.LAPSED),
    Act.PAUSE: Move(WAITING, None),
    Act.MOVE: Move(tuple(State), None),
    Act.UNREACHED: Move(tuple(State), None),
    Act.REACHED: Move(tuple(State), None),
    Act.UNDELIVERED: Move(tuple(State), None),
    Act.HAND_ON: Move(tuple(State), None),
    Act.CHANGE: Move(tuple(State), None),
    Act.ALARM: Move(tuple(State), None),
    Act.ACKNOWLEDGE: Move(tuple(State), None),
    Act.CALM: Move(tuple(State), None),
    Act.FORGET: Move(tuple(State), None),
}
FIRST_WORDS = (Act.CLAIM, Act.ANSWER, Act.ASK_BACK, Act.REFUSE, Act.FORWARD)
"""Each shows that somebody took the case in hand."""
HANDED_ON = (Act.RELEASE, Act.TRANSFER)
WRITING = timedelta(minutes=30)
"""So long after a word of a draft the next one may be of it; a draft left longer takes none."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as "resident", "official", "head", "leader"; None and "bot": the bot."""

    person_id: int | None = None
    role: str = "bot"


BOT = Actor()


def possible(case: Case, act: Act) -> bool:
    """Say whether the act can be done with the case as it stands."""
    return State(case.state) in MOVES[act].start


async def move(
    desk: Desk, case: Case, act: Act, by: Actor = BOT, *, note: str | None = None
) -> bool:
    """Do the act: change the state, stop or start the clock, write the history.

    False, and nothing changed, when the state does not allow it.
    """
    if not possible(case, act):
        return False
    before = case.state
    end = MOVES[act].end
    if act in FIRST_WORDS:
        case.claimed_at, case.claim_due_at = case.claimed_at or desk.now, None
    if end is not None and before not in MOVES[act].keeps:
        await _go_to(desk, case, end)
    if act in HANDED_ON:
        clock.hand_on(case, desk.office, desk.now)
    desk.store.cases.save(case)
    if end in TO_PASS_ON:
        await desk.store.proxies.owe(case.id or 0, desk.now)
    if case.state in CLOSED and before not in CLOSED:
        await directions.settle(desk, case)
    await desk.store.cases.note(
        case,
        act,
        desk.now,
        actor_id=by.person_id,
        role=by.role,
        before=before,
        after=case.state,
        note=note,
    )
    return True


async def _go_to(desk: Desk, case: Case, end: State) -> None:
    """Change the state; while the resident owes a word the clock stands."""
    if end is State.IN_PROGRESS and case.holder_id is None:
        end = State.ASSIGNED
    before, case.state = case.state, end
    if end in WAITING:
        if not clock.is_paused(case):
            case.next_nudge_at = desk.now  # residents.owing looks whether the question arrived
    elif before in WAITING:
        await clock.look_for_arrival(desk, case)
        clock.resume(case, desk.office, desk.said_at)
        if end is State.ASSIGNED:  # handed on while it waited: nobody has it
            clock.hand_on(case, desk.office, desk.now)
    _clock(case, before, end, desk.now)


def _clock(case: Case, before: str, end: State, now: datetime) -> None:
    if end in CLOSED:
        case.closed_at = now
        case.next_reminder_at = case.claim_due_at = None
        case.snoozed_until = case.snoozed_for = case.escalated_at = None
    if end is State.ANSWERED:
        case.answered_at = now
    if end is State.REOPENED:
        case.closed_at = None
        case.reopened += before != State.LAPSED  # that was no complaint


async def heard(desk: Desk, case: Case, by: Actor) -> None:
    """The resident said something: a case that waited for them goes on."""
    if case.state in WAITING:
        await _go_to(desk, case, State.IN_PROGRESS)
        desk.store.cases.save(case)
    await desk.store.cases.note(
        case, Act.ADD, desk.now, actor_id=by.person_id, role=by.role, after=case.state
    )


async def expect_word(desk: Desk, case: Case) -> None:
    """The resident's next word answers the question, unless they write of something else now."""
    person = await desk.store.people.person_in(case.chat_id)
    if person is None or (person.step == "case.add" and person.about != case.id):
        return  # whether they add there, or answer here, is seen when they speak
    draft = await desk.store.drafts.open_draft(person.id or 0)
    if draft is None or desk.now - draft.touched_at > WRITING:
        person.step, person.about = "case.answer", case.id
        desk.store.people.save(person)
