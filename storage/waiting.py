"""Which jobs have something to do: one look for all, for nearly every look finds nothing.

A question may say yes in vain (it is night, somebody else was faster), never no in vain: the job
looks itself, locks and decides. Each is as cheap as its index on what is due, and the whole as its
answers: it is made once and planned once, or a tick costs several times as much.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.appointments import TRIES
from storage.chases import still_owed
from storage.models import (
    Absence,
    Alarm,
    Apology,
    Appointment,
    Case,
    Chat,
    DataRequest,
    DaySeal,
    Delivery,
    Direction,
    Draft,
    Form,
    Inbox,
    Move,
    OfficeVersion,
    Outbox,
    Person,
    PersonRole,
    PlatformToken,
    Promise,
    ProxyEntry,
    ReportOrder,
    RetentionRun,
    Role,
    Room,
    RoomKind,
    Scrub,
    SealedReport,
    Survey,
    Taken,
    UnitList,
    Wish,
    exactly,
    is_open,
)
from storage.states import is_unapologised

NOW: Any = bindparam("now")


def _any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(*conditions)


def _by_now(moment: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401  # a column of a moment
    """Not `exists`: PostgreSQL, which plans once for all moments, would read the whole table."""
    first = select(func.min(moment)).where(col(moment) <= NOW, *conditions)
    return first.scalar_subquery().is_not(None)


def _holds(role: Role) -> ColumnElement[bool]:
    still = or_(col(PersonRole.until).is_(None), col(PersonRole.until) > NOW)
    return _any(col(PersonRole.role) == role, still)


QUESTIONS: dict[str, ColumnElement[bool]] = {
    "letters": _any(col(Inbox.state) == exactly(Taken.WAITING)),
    "office file": _any(col(OfficeVersion.id) > bindparam("office")),
    "erased bytes": _any(col(Scrub.done_at).is_(None)),
    "emergencies": _any(col(Alarm.ended_at).is_(None)),
    "owing": _by_now(Case.next_nudge_at),
    "absences": _any(
        col(Absence.ended_at).is_(None),
        or_(col(Absence.kind) == "away", col(Absence.kind) == "left"),
        _any(col(Case.holder_id) == col(Absence.person_id), is_open()),
    ),
    "reminders": or_(_by_now(Case.next_reminder_at), _by_now(Direction.next_reminder_at)),
    "thanks": _any(
        col(UnitList.thanked_at).is_(None),
        ~still_owed(col(UnitList.unit), col(UnitList.since), NOW),
    ),
    "apologies": or_(_by_now(Case.due_at, is_unapologised()), _by_now(Apology.next_at)),
    "promises": _by_now(Promise.next_at),
    "wishes": _by_now(Wish.next_at),
    "drafts": _by_now(
        Draft.touched_at, col(Draft.closed_at).is_(None), col(Draft.offered_at).is_(None)
    ),
    "rescued": _any(col(Draft.rescued_at).is_not(None)),
    "surveys": _by_now(Survey.remind_at),
    "sealed": _by_now(SealedReport.next_at),
    "appointments": _any(
        col(Appointment.day) > bindparam("today"),
        col(Appointment.day) <= bindparam("in_a_month"),
        col(Appointment.cancelled_at).is_(None),
        col(Appointment.booked_at) < bindparam("midnight"),
    ),
    "windows": or_(
        _by_now(Chat.window_at),
        _any(col(Chat.shut_at).is_not(None)),
        _any(col(Case.unreached_at).is_not(None)),
    ),
    "moves": _any(col(Move.settled_at).is_(None)),
    "consents": _any(col(PlatformToken.lost_at).is_not(None)),
    "holidays": or_(
        _any(col(Room.kind) == RoomKind.DUTY, col(Room.closed_at).is_(None)), _holds(Role.ADMIN)
    ),
    "unreadable": _any(
        col(Inbox.state) == exactly(Taken.ASIDE),
        col(Inbox.received_at) >= bindparam("day_before"),
        col(Inbox.received_at) < bindparam("midnight"),
    ),
    "sealing": ~_any(col(DaySeal.day) >= bindparam("yesterday")),
    "proxies": _by_now(ProxyEntry.next_at),
    "data requests": _by_now(DataRequest.next_reminder_at),
    "forgetting": _any(col(Person.leaving_at).is_not(None)),
    "digest": _holds(Role.LEADER),
    "drawing": _by_now(ReportOrder.next_at),
    "forms": _any(col(Form.sha256).is_(None), col(Form.tries) < exactly(TRIES)),
    "retention": ~_any(
        # Not when the clock, which was wrong, is set back: a run that is still to come is none.
        col(RetentionRun.ran_at) >= bindparam("midnight"),
        col(RetentionRun.ran_at) <= NOW,
    ),
    "post": _any(col(Outbox.state) == exactly(Delivery.QUEUED), col(Outbox.not_before) <= NOW),
}
"""By the name of the chore or job in bot/schedule.py. What the digest and the holidays wait for is
no row: they ask whether anybody would hear of it."""
ASK = select(*(question.label(f"q{n}") for n, question in enumerate(QUESTIONS.values())))


class Waiting:
    """What waits for the jobs, seen from inside one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def jobs(
        self, now: datetime, midnight: datetime, yesterday: date, office: int
    ) -> set[str]:
        """Name the jobs for which something waits; `midnight` began the office's day.

        `office`: the version of the office file by which the asker works.
        """
        values: dict[str, Any] = {"now": now, "midnight": midnight, "yesterday": yesterday}
        values["office"] = office
        values["day_before"] = midnight - timedelta(days=1)
        values["today"] = yesterday + timedelta(days=1)
        # The job reminds of the next working day: no office stays shut for longer than this.
        values["in_a_month"] = yesterday + timedelta(days=31)
        row = (await hot.run(self._session, ASK, values)).one()
        return {name for name, yes in zip(QUESTIONS, row, strict=True) if yes}
