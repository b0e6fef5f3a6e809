"""Which act moves which state: the one table that everything else asks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.desk import Desk
from storage.models import OPEN_STATES, Case, State

WORKING = (State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED)
DONE = (State.ANSWERED, State.CONFIRMED)
CLOSED = (*DONE, State.REFUSED, State.FORWARDED_OUT, State.WITHDRAWN, State.MERGED)


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


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act is possible, and to which it leads (None: it stays)."""

    start: tuple[State, ...]
    end: State | None


MOVES: dict[Act, Move] = {
    Act.ASSIGN: Move((State.RECEIVED,), State.ASSIGNED),
    Act.CLAIM: Move(OPEN_STATES, State.IN_PROGRESS),
    Act.RELEASE: Move((State.IN_PROGRESS, State.WAITING_RESIDENT), State.ASSIGNED),
    Act.ANSWER: Move(OPEN_STATES, State.ANSWERED),
    Act.CORRECT: Move(DONE, None),
    Act.ASK_BACK: Move(OPEN_STATES, State.WAITING_RESIDENT),
    Act.INTERNAL: Move(tuple(State), None),
    Act.ADD: Move(tuple(State), None),  # and see `heard`: who owed a word owes it no longer
    Act.TRANSFER: Move(OPEN_STATES, State.ASSIGNED),
    Act.REFUSE: Move(OPEN_STATES, State.REFUSED),
    Act.FORWARD: Move(OPEN_STATES, State.FORWARDED_OUT),
    Act.WITHDRAW: Move(OPEN_STATES, State.WITHDRAWN),
    Act.CONFIRM: Move((State.ANSWERED,), State.CONFIRMED),
    Act.REOPEN: Move((*DONE, State.REFUSED, State.FORWARDED_OUT), State.REOPENED),
    Act.REMIND: Move(OPEN_STATES, None),
    Act.UNMASK: Move(tuple(State), None),
}


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
    if end is not None:
        case.state = end
        _clock(case, end, desk.now)
    desk.store.cases.save(case)
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


def _clock(case: Case, end: State, now: datetime) -> None:
    if end in CLOSED:
        case.closed_at = now
        case.next_reminder_at = None
    if end is State.ANSWERED:
        case.answered_at = now
    if end is State.REOPENED:
        case.closed_at = None
        case.reopened += 1


async def heard(desk: Desk, case: Case, by: Actor) -> None:
    """The resident said something: a case that waited for them goes on."""
    if case.state == State.WAITING_RESIDENT:
        case.state = State.IN_PROGRESS if case.holder_id else State.ASSIGNED
        desk.store.cases.save(case)
    await desk.store.cases.note(
        case, Act.ADD, desk.now, actor_id=by.person_id, role=by.role, after=case.state
    )
