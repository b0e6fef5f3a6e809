"""Statements that every message runs, built once: building one costs more than running it.

Measured on the way of a report (make bench): two thirds of the time went into building. They
work on tables, not on objects; values are bound by name.
"""

from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Executable,
    Table,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import (
    Absence,
    Case,
    Chat,
    Delivery,
    Draft,
    Entry,
    Inbox,
    Outbox,
    Person,
    Posted,
    Room,
    Taken,
    Way,
    exactly,
    is_open,
)
from storage.session import Session, beside

INSERTS: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": postgres_insert}


def table(model: type[SQLModel]) -> Table:
    """The table behind a class."""
    found: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not say so
    return found


async def run(session: AsyncSession, statement: Executable, values: Any) -> CursorResult[Any]:  # noqa: ANN401  # one set of values or a list of them
    """Run a statement on the session's own connection, in its transaction."""
    return await cast(Session, session).run(statement, values)


async def put(session: AsyncSession, row: Any, *, unless: str = "") -> bool:  # noqa: ANN401  # a row of any table with an id
    """Store a new row now and learn its id: a flush for one row costs several times as much.

    False: another row has the same in the (unique) column `unless`. What else has changed is not
    written before it.
    """
    statement = _put(table(type(row)), engine_of(session), unless)
    found = (await run(session, statement, row.model_dump(exclude={"id"}))).scalar()
    if found is None:
        return False
    row.id = found
    make_transient_to_detached(row)  # it is in the table; what changes now is an update
    session.add(row)
    return True


@cache
def _put(into: Table, engine: str, unless: str) -> Executable:
    insert = INSERTS[engine](into)
    if unless:
        insert = insert.on_conflict_do_nothing(index_elements=[unless])
    made: Executable = beside(insert.returning(into.c.id))
    return made


def engine_of(session: AsyncSession) -> str:
    """Name the engine: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


CHATS = select_rows(Chat).where(
    tuple_(col(Chat.channel), col(Chat.key)).in_(bindparam("keys", expanding=True))
)
PEOPLE = select_rows(Person).where(
    tuple_(col(Person.channel), col(Person.key)).in_(bindparam("keys", expanding=True))
)
ABOUT = select_rows(Posted).where(
    tuple_(col(Posted.chat_id), col(Posted.external_id)).in_(bindparam("places", expanding=True))
)
OPEN_DRAFTS = (
    select_rows(Draft)
    .where(
        col(Draft.person_id).in_(bindparam("people", expanding=True)),
        col(Draft.closed_at).is_(None),
    )
    .order_by(col(Draft.id).desc())
)
IN_SLOT = (
    select_rows(Posted)
    .where(col(Posted.chat_id) == bindparam("chat_id"), col(Posted.slot) == bindparam("slot"))
    .order_by(col(Posted.id).desc())
)
STANDING = (
    select_rows(Posted)
    .where(
        col(Posted.case_id) == bindparam("case_id"),
        col(Posted.slot).startswith(bindparam("slot")),
    )
    .order_by(col(Posted.id))
)
OF_DRAFTS = beside(
    select_rows(Entry)
    .where(
        col(Entry.draft_id).in_(bindparam("drafts", expanding=True)), col(Entry.replaced).is_(False)
    )
    .order_by(col(Entry.said_at), col(Entry.id))
)
OF_CASE = (
    select_rows(Entry)
    .where(col(Entry.case_id) == bindparam("about"), col(Entry.replaced).is_(False))
    .order_by(col(Entry.said_at), col(Entry.id))
)
SAID_SINCE = (
    select(func.count())
    .select_from(table(Entry))
    .where(
        table(Entry).c.chat_id == bindparam("chat"),
        table(Entry).c.author_id == bindparam("author"),
        table(Entry).c.said_at >= bindparam("since"),
    )
)
OF_PERSON = (
    select_rows(Case)
    .where(
        col(Case.id).in_(  # two questions, each with an index: "or" would have none
            union_all(
                select(table(Case).c.id).where(table(Case).c.person_id == bindparam("person_id")),
                select(table(Way).c.case_id).where(
                    table(Way).c.person_id == bindparam("person_id")
                ),
            )
        )
    )
    .order_by(col(Case.id).desc())
    .limit(20)
)
OPEN_OF_PERSON = OF_PERSON.where(is_open())
ROOMS = select_rows(Room).where(col(Room.closed_at).is_(None)).order_by(col(Room.id))

ONE_CASE = select_rows(Case).where(col(Case.id) == bindparam("of"))
LOCKED_CASE = ONE_CASE.with_for_update().execution_options(populate_existing=True)
ABSENCES = (
    select_rows(Absence)
    .where(
        col(Absence.ended_at).is_(None),
        col(Absence.since) <= bindparam("today"),
        or_(col(Absence.until).is_(None), col(Absence.until) >= bindparam("today")),
    )
    .order_by(col(Absence.id).desc())
)
ABSENCES_OF = ABSENCES.where(col(Absence.person_id) == bindparam("whose"))

DUE = (
    select_rows(Outbox, Chat)
    .join(Chat, col(Chat.id) == col(Outbox.chat_id))
    .where(
        col(Outbox.state) == exactly(Delivery.QUEUED),
        col(Outbox.not_before) <= bindparam("now"),
        col(Outbox.chat_id).not_in(bindparam("but", expanding=True)),
    )
    .order_by(col(Outbox.priority), col(Outbox.id))
    .limit(bindparam("most"))
)
NEXT_AT = select(func.min(table(Outbox).c.not_before)).where(
    table(Outbox).c.state == exactly(Delivery.QUEUED),
    table(Outbox).c.not_before > bindparam("after"),
)
TAKE = {
    name: insert(table(Inbox)).on_conflict_do_nothing().returning(table(Inbox).c.id)
    for name, insert in INSERTS.items()
}
LINE = (
    select(table(Inbox).c.id)
    .where(table(Inbox).c.state == exactly(Taken.WAITING))
    .order_by(table(Inbox).c.id)
    .limit(bindparam("most"))
)
LETTERS = select(table(Inbox)).where(table(Inbox).c.id.in_(bindparam("ids", expanding=True)))
STILL_WAITING = (
    select(table(Inbox).c.id)
    .where(
        table(Inbox).c.id.in_(bindparam("ids", expanding=True)),
        table(Inbox).c.state == exactly(Taken.WAITING),
    )
    .order_by(table(Inbox).c.id)  # always in one order: who waits here holds no later row
    .with_for_update()
)
HANDLED = (
    update(table(Inbox))
    .where(table(Inbox).c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=exactly(Taken.DONE),
        handled_at=bindparam("now"),
        attempts=table(Inbox).c.attempts + 1,
    )
)
VERSIONS = (
    select(table(Outbox).c.id, table(Outbox).c.version)
    .where(table(Outbox).c.id.in_(bindparam("ids", expanding=True)))
    .order_by(table(Outbox).c.id)
    .with_for_update()
)
SENT = (
    update(table(Outbox))
    .where(table(Outbox).c.id == bindparam("of"))
    .values(
        state=exactly(Delivery.SENT),
        sent_at=bindparam("now"),
        charged=bindparam("charge"),
        attempts=table(Outbox).c.attempts + 1,
    )
)
WAITING_FACES = select(table(Outbox).c.chat_id, table(Outbox).c.slot).where(
    tuple_(table(Outbox).c.chat_id, table(Outbox).c.slot).in_(bindparam("faces", expanding=True)),
    table(Outbox).c.state == exactly(Delivery.QUEUED),
)
NEWER_FACE = (
    update(table(Outbox))
    .where(
        table(Outbox).c.chat_id == bindparam("of_chat"),
        table(Outbox).c.slot == bindparam("of_slot"),
        table(Outbox).c.state == exactly(Delivery.QUEUED),
    )
    .values(
        version=table(Outbox).c.version + 1,
        **{
            name: bindparam(name)
            for name in ("topic", "key", "case_id", "what", "data", "weight", "body")
        },
    )
)
QUEUE = {
    name: insert(table(Outbox)).on_conflict_do_nothing(index_elements=["key"])
    for name, insert in INSERTS.items()
}


def _post(name: str) -> Executable:
    statement = INSERTS[name](table(Posted))
    change = {one: statement.excluded[one] for one in ("what", "data", "choices")}
    made: Executable = statement.on_conflict_do_update(
        index_elements=["chat_id", "external_id"], set_=change
    )
    return made


POST = {name: _post(name) for name in INSERTS}
GIVE_TO_CASE = (
    update(table(Entry))
    .where(table(Entry).c.draft_id == bindparam("of_draft"))
    .values(case_id=bindparam("to_case"))
)
SAID_IN = select(table(Entry).c.id).where(
    table(Entry).c.draft_id.in_(bindparam("drafts", expanding=True))
)
