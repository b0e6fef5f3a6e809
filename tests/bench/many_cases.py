"""Fills the tables with years of work in seconds: the database makes the rows, by one statement."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.desk import Desk
from storage.models import Case, Role, RoomKind
from storage.people import Identity

UNITS = ("van_phong", "kinh_te", "van_hoa", "ttpvhcc", "cong_an")
CATEGORIES = ("dan_chu_dong_gop", "dien_chieu_sang", "an_sinh", "ho_tich_chung_thuc", "an_ninh")
PEOPLE = 200
MONTHS = 37
"""Prime to ten, so that each month has open and closed cases of all units."""
LONG = timedelta(days=365)
OPEN_PART, FEW, OPEN_OF_FEW = 10, 10_000, 2
"""One case in ten is open; one in two of the first ten thousand, or too few could be due."""
UTC_TIME: Any = Case.__table__.c.sent_at.type  # type: ignore[attr-defined]  # SQLModel does not say so

NUMBERS = """
with recursive number(n) as (
    select cast(:first as integer) union all select n + :step from number where n + :step <= :last
)"""
CASES = f"""
insert into "case" (
    code, kind, category, unit, text, folded, urgent, state, anonymous, person_id, chat_id,
    sent_at, due_at, answered_at, closed_at, claimed_at, reopened, reminders, next_reminder_at,
    nudges, extensions, emergency, apologies, holder_id
){NUMBERS}
select 'PA-' || n, 'report',
    case n / 10 % 5 when 0 then :category0 when 1 then :category1 when 2 then :category2
               when 3 then :category3 else :category4 end,
    case n / 10 % 5 when 0 then :unit0 when 1 then :unit1 when 2 then :unit2
               when 3 then :unit3 else :unit4 end,
    'Đèn đường trước nhà số ' || n || ' hỏng cả tuần nay, tối quá',
    'den duong truoc nha so ' || n || ' hong ca tuan nay toi qua',
    {{no}}, case when n % :part = 0 then 'in_progress' else 'confirmed' end, {{no}},
    1 + n % :people, 1 + n % :people,
    :sent, :due,
    case when n % :part = 0 then null else cast(:sent as {{moment}}) end,
    case when n % :part = 0 then null else cast(:sent as {{moment}}) end,
    :sent, 0, 0, case when n % :part = 0 then cast(:later as {{moment}}) end, 0, 0, {{no}}, 0,
    case when n % :part = 0 then :people + 1 end
from number"""  # noqa: S608  # made of constants
EVENTS = f"""
insert into event (case_id, at, act, role){NUMBERS}
select id, sent_at, 'send', 'resident' from "case" join number on code = 'PA-' || n"""  # noqa: S608  # likewise
DRAFTS = f"""
insert into draft (
    person_id, chat_id, kind, kind_chosen, anonymous, emergency, category_asked, place_asked,
    started_at, touched_at, closed_at, case_id
){NUMBERS}
select person_id, chat_id, kind, {{no}}, anonymous, emergency, {{no}}, {{no}},
    sent_at, sent_at, sent_at, id from "case" join number on code = 'PA-' || n"""  # noqa: S608  # likewise
QUIET = """
update "case" set next_reminder_at = :later where next_reminder_at < :soon"""
DUE = """
update "case" set next_reminder_at = :since, sent_at = :since,
    due_at = case when id % 4 = 0 then cast(:late as {moment}) else cast(:today as {moment}) end,
    apologies = 1
where id in (
    select id from "case" where state = 'in_progress'
    order by cast(id as bigint) * 7919 % 100003 limit :count
)"""
"""Some here, some there: not those that lie together."""


async def staff(desk: Desk) -> None:
    """People who report; each unit has its room and its head. Leaders' reports: another figure."""
    people, offices = desk.store.people, desk.store.offices
    for n in range(PEOPLE):
        await people.person(
            "telegram", Identity(f"{n}", f"Lan {n}"), desk.now, await _home(desk, n)
        )
    for n, unit in enumerate(UNITS, PEOPLE):
        room = await people.chat("telegram", f"-{n}", private=False)
        await offices.open_room(RoomKind.UNIT, room.id or 0, None, unit, desk.now)
        who = Identity(f"{n}", f"Minh {n}")
        head = await people.person("telegram", who, desk.now, await _home(desk, n))
        await people.give_role(head.id or 0, Role.HEAD, desk.now, unit)


async def _home(desk: Desk, number: int) -> int | None:
    return (await desk.store.people.chat("telegram", f"{number}", private=True)).id


async def fill(session: AsyncSession, first: int, last: int, now: datetime) -> None:
    """Cases number `first` to `last`, a part of them open and due in weeks, with their history
    and the drafts that they were; those that are open are in somebody's hands.

    They came in the course of years, not lately: the leaders' reports are another figure.
    """
    for month in range(MONTHS):
        sent = now - timedelta(days=90 + 30 * month)
        numbers = {"first": first + month, "last": last, "step": MONTHS}
        values = numbers | {
            "sent": sent, "due": now + timedelta(days=60), "later": now + LONG,
            "part": OPEN_OF_FEW if last <= FEW else OPEN_PART, "people": PEOPLE,
        }  # fmt: skip
        values |= {f"unit{n}": unit for n, unit in enumerate(UNITS)}
        values |= {f"category{n}": one for n, one in enumerate(CATEGORIES)}
        await _run(session, CASES, values)
        await _run(session, DRAFTS, numbers)
        await _run(session, EVENTS, numbers)
    if not _is_sqlite(session):  # as the server does by itself after a while
        await session.execute(text("analyze"))


async def make_due(session: AsyncSession, count: int, now: datetime) -> None:
    """So many open cases are due now, a quarter late, the others until tonight; no others are."""
    await _run(session, QUIET, {"soon": now + timedelta(days=30), "later": now + LONG})
    values = {
        "since": now - timedelta(hours=1), "late": now - timedelta(days=2),
        "today": now + timedelta(hours=8), "count": count,
    }  # fmt: skip
    await _run(session, DUE, values)


async def _run(session: AsyncSession, statement: str, values: Mapping[str, Any]) -> None:
    sqlite = _is_sqlite(session)
    moment, no = ("text", "0") if sqlite else ("timestamptz", "false")
    times = [
        bindparam(name, type_=UTC_TIME) for name, one in values.items() if isinstance(one, datetime)
    ]
    ready = text(statement.format(moment=moment, no=no)).bindparams(*times)
    await session.execute(ready, values)


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"
