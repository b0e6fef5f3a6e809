"""One question for all jobs: nobody has to look for nothing, and nobody is left unasked."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import SQLModel

from bot.sandbox.clock import SandboxClock
from bot.sandbox.town import Town
from bot.schedule import JOBS, OFTEN_IN_VAIN, POST, ROUNDS, what_waits
from storage import hot
from storage.db import Database, Store
from storage.drafts import Saying
from storage.models import (
    Absence,
    Act,
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
    Side,
    State,
    Survey,
    Taken,
    UnitList,
    Wish,
)
from storage.people import Identity
from storage.waiting import QUESTIONS

NOW = datetime(2026, 11, 17, 1, 0, tzinfo=UTC)
BEFORE, LATER = NOW - timedelta(hours=3), NOW + timedelta(hours=1)
MIDNIGHT, YESTERDAY = datetime(2026, 11, 16, 17, 0, tzinfo=UTC), date(2026, 11, 16)
DAY = timedelta(days=1)
SOON, AFTER_TET = YESTERDAY + 2 * DAY, YESTERDAY + 12 * DAY  # a long holiday
NIGHTLY = {"sealing", "retention"}
"""What is to be done until it was done this night."""


Made = Callable[[Case], SQLModel]


async def office(store: Store, *, night: bool = True) -> Case:
    """A case for which nothing waits, on the morning after a quiet night (if there was one)."""
    store.history.now = NOW
    chat = await store.people.chat("telegram", "1", private=True)
    person = await store.people.person("telegram", Identity("1", "Lan"), NOW, chat.id)
    case = Case(
        code="PA-2611-0001", kind="report", category="khac", unit="kinh_te", text="", folded="",
        person_id=person.id or 0, chat_id=chat.id or 0, sent_at=BEFORE, due_at=LATER,
        holder_id=person.id, next_reminder_at=LATER, next_nudge_at=LATER,
    )  # fmt: skip
    store.session.add(case)
    (await store.drafts.start(person, chat.id or 0, BEFORE)).closed_at = BEFORE
    words = Saying(chat.id or 0, "7", Side.OFFICIAL, Act.REPLY, BEFORE, "30/11 chờ vật tư về")
    if night:
        store.session.add(DaySeal(day=YESTERDAY, at=NOW, cases=0, previous="", sha256="0"))
        store.session.add(RetentionRun(ran_at=MIDNIGHT, dry=True, edition="1"))
    await store.flush()
    await store.session.flush()
    await store.drafts.say(words, case_id=case.id)
    return case


def has(what: type[SQLModel], **how: Any) -> Made:  # the columns of any table
    """A row that belongs to the case; columns that say nothing here have something in them."""
    filled = {bool: False, datetime: BEFORE, date: YESTERDAY, int: 1, bytes: b"", str: ""}

    def make(case: Case) -> SQLModel:
        given = {"case_id": case.id, "person_id": case.person_id, "chat_id": case.chat_id} | how
        row = what()
        for column in hot.table(what).columns:
            if column.name in given:
                setattr(row, column.name, given[column.name])
            elif not column.nullable and not column.primary_key and column.default is None:
                sort = getattr(column.type, "impl_instance", column.type)  # a decorated one
                setattr(row, column.name, filled[sort.python_type])
        return row

    return make


def is_now(**how: Any) -> Made:  # columns of a case
    """The case itself, changed."""
    return lambda case: case.sqlmodel_update(how)


ROWS: list[tuple[str, Made]] = [
    ("", lambda case: case),
    ("emergencies", has(Alarm)),
    ("", has(Alarm, ended_at=BEFORE)),
    ("owing", is_now(next_nudge_at=NOW)),
    ("absences", has(Absence, kind="away")),
    ("absences", has(Absence, kind="left", unit="kinh_te")),
    ("", has(Absence, kind="duty")),
    ("", has(Absence, kind="inside", unit="kinh_te")),
    ("", has(Absence, kind="left_desk")),
    ("", has(Absence, kind="away", ended_at=BEFORE)),
    ("reminders", is_now(next_reminder_at=NOW)),
    ("reminders", has(Direction, leader_id=1, next_reminder_at=NOW)),
    ("", has(Direction, leader_id=1, next_reminder_at=LATER)),
    ("thanks", has(UnitList, unit="kinh_te")),
    ("", has(UnitList, unit="kinh_te", thanked_at=BEFORE)),
    ("apologies", is_now(due_at=BEFORE)),
    ("apologies", has(Apology, next_at=NOW)),
    ("", has(Apology, next_at=LATER)),
    ("", is_now(due_at=BEFORE, state=State.ANSWERED)),
    ("promises", has(Promise, next_at=NOW)),
    ("", has(Promise)),
    ("wishes", has(Wish, entry_id=1, next_at=NOW)),
    ("", has(Wish, entry_id=1)),
    ("drafts", has(Draft)),
    ("", has(Draft, closed_at=BEFORE)),
    ("", has(Draft, offered_at=BEFORE)),
    ("rescued", has(Draft, closed_at=BEFORE, rescued_at=BEFORE)),
    ("surveys", has(Survey, remind_at=NOW)),
    ("", has(Survey)),
    ("sealed", has(SealedReport, ref="7K4Q", next_at=NOW)),
    ("", has(SealedReport, ref="7K4Q")),
    ("appointments", has(Appointment, day=SOON, at=time(8), booked_at=MIDNIGHT - DAY)),
    ("appointments", has(Appointment, day=AFTER_TET, at=time(8), booked_at=MIDNIGHT - DAY)),
    ("", has(Appointment, day=SOON, at=time(8), booked_at=NOW)),
    ("", has(Appointment, day=SOON, at=time(8), booked_at=MIDNIGHT - DAY, cancelled_at=BEFORE)),
    ("", has(Appointment, day=YESTERDAY + DAY, at=time(8), booked_at=MIDNIGHT - DAY)),
    ("windows", has(Chat, channel="zalo_oa", key="2", window_at=NOW)),
    ("windows", has(Chat, channel="zalo_oa", key="2", shut_at=BEFORE)),
    ("windows", is_now(unreached_at=BEFORE)),
    ("", has(Chat, channel="zalo_oa", key="2", window_at=LATER)),
    ("moves", has(Move)),
    ("", has(Move, settled_at=BEFORE)),
    ("consents", has(PlatformToken, lost_at=BEFORE)),
    ("", has(PlatformToken)),
    ("unreadable", has(Inbox, state=Taken.ASIDE, received_at=MIDNIGHT - timedelta(hours=1))),
    ("", has(Inbox, state=Taken.ASIDE, received_at=MIDNIGHT)),
    ("letters", has(Inbox, received_at=MIDNIGHT - timedelta(hours=1))),
    ("", has(Inbox, state=Taken.DONE)),
    ("office file", has(OfficeVersion)),
    ("erased bytes", has(Scrub)),
    ("", has(Scrub, done_at=BEFORE)),
    ("holidays", has(Room, kind=RoomKind.DUTY)),
    ("holidays", has(PersonRole, role=Role.ADMIN)),
    ("", has(Room, kind=RoomKind.DUTY, closed_at=BEFORE)),
    ("", has(Room, kind=RoomKind.UNIT, unit="kinh_te")),
    ("digest", has(PersonRole, role=Role.LEADER)),
    ("digest", has(PersonRole, role=Role.LEADER, until=LATER)),
    ("", has(PersonRole, role=Role.LEADER, until=BEFORE)),
    ("", has(PersonRole, role=Role.HEAD, unit="kinh_te")),
    ("post", has(Outbox, not_before=NOW)),
    ("", has(Outbox, not_before=LATER)),
    ("", has(Outbox, state=Delivery.SENT)),
    ("proxies", has(ProxyEntry, draft_id=1, proxy_id=1, next_at=NOW)),
    ("", has(ProxyEntry, draft_id=1, proxy_id=1)),
    ("data requests", has(DataRequest, next_reminder_at=NOW)),
    ("", has(DataRequest)),
    ("forgetting", has(Person, channel="telegram", key="2", leaving_at=BEFORE)),
    ("drawing", has(ReportOrder, next_at=NOW)),
    ("", has(ReportOrder)),
    ("forms", has(Form, edition="1")),
    ("", has(Form, edition="1", tries=3)),
    ("", has(Form, edition="1", sha256="0")),
]  # fmt: skip


async def asked(store: Store, office: int = 0) -> set[str]:
    return await store.waiting.jobs(NOW, MIDNIGHT, YESTERDAY, office)


async def test_a_job_is_named_when_something_waits_for_it(database: Database) -> None:
    wrong = []
    async with database.unit_of_work() as store:
        case = await office(store)
        for job, row in ROWS:
            alone = await store.session.begin_nested()
            store.session.add(made := row(case))
            await store.session.flush()
            if (found := await asked(store)) != ({job} if job else set()):
                wrong.append((job, made, found))
            await alone.rollback()
            await store.session.refresh(case)
    assert wrong == []


async def test_what_is_done_once_a_night_waits_until_it_was_done(database: Database) -> None:
    async with database.unit_of_work() as store:
        assert await asked(store) == NIGHTLY
        store.session.add(DaySeal(day=YESTERDAY, at=NOW, cases=0, previous="", sha256="0"))
        store.session.add(RetentionRun(ran_at=MIDNIGHT, dry=True, edition="1"))
        await store.session.flush()
        assert await asked(store) == set()


async def test_what_is_done_at_night_is_not_begun_by_day(town: Town) -> None:
    hours = [MIDNIGHT + timedelta(hours=one) for one in range(24)]
    named = [await what_waits(town.app.database, SandboxClock(one), 0) for one in hours]
    assert [hour for hour, jobs in enumerate(named) if "retention" in jobs] == [2, 3, 4]
    assert all("sealing" in jobs for jobs in named)


async def test_an_office_file_is_taken_up_once(database: Database) -> None:
    async with database.unit_of_work() as store:
        await store.offices.load("units = []", "0" * 64, NOW)
        await store.session.flush()
        ours = await store.offices.current_id() or 0
        assert "office file" in await asked(store, ours - 1)
        assert "office file" not in await asked(store, ours)


def test_every_chore_and_job_is_asked_for(town: Town) -> None:
    assert QUESTIONS.keys() == {*town.app.schedule.chores, *JOBS, *ROUNDS, POST}
    assert QUESTIONS.keys() > OFTEN_IN_VAIN
    assert {job for job, _ in ROWS} - {""} | NIGHTLY == QUESTIONS.keys()
