"""A history nobody can bend"""

from datetime import UTC
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.chain import START, hash_of, sealed_note

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PAGE = 1_000
KEPT = ("day_seal", "day_seal_case")
"""Tables in which nothing is ever changed; in event only a note may be forgotten."""
FIXED = (
    "id", "case_id", "number", "at", "act", "actor_id", "role", "before", "after", "changes",
    "note_sha256", "key", "previous", "sha256",
)  # fmt: skip


def upgrade() -> None:
    """Step forward."""
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("changes", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("salt", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("note_sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("previous", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sha256", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "chain",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_chain_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_chain")),
    )
    op.create_index(
        "ix_chain_unsealed",
        "chain",
        ["case_id"],
        sqlite_where=sa.text("number > sealed"),
        postgresql_where=sa.text("number > sealed"),
    )
    op.create_table(
        "day_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_seal")),
        sa.UniqueConstraint("day", name=op.f("uq_day_seal_day")),
    )
    op.create_table(
        "day_seal_case",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "case_id", name=op.f("pk_day_seal_case")),
    )
    _chain_what_is_there()
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_event_case_id_number"), ["case_id", "number"]
        )
    _guard()  # last: a batch makes the table anew, without its triggers


def _chain_what_is_there() -> None:
    """Events from before have no changes, but they are chained as they stand."""
    connection = op.get_bind()
    event = sa.Table("event", sa.MetaData(), autoload_with=connection)
    chain = sa.Table("chain", sa.MetaData(), autoload_with=connection)
    case = sa.table("case", sa.column("id", sa.Integer))
    last = 0
    while True:
        cases = [
            one[0]
            for one in connection.execute(
                sa.select(case.c.id).where(case.c.id > last).order_by(case.c.id).limit(PAGE)
            )
        ]
        if not cases:
            return
        last = cases[-1]
        found = connection.execute(
            sa.select(event).where(event.c.case_id.in_(cases)).order_by(event.c.case_id, event.c.id)
        ).mappings()
        changed, heads = [], []
        for case_id, events in groupby(found.all(), lambda one: one["case_id"]):
            head = START
            number = 0
            for number, old in enumerate(events, 1):
                row = _chained(dict(old), number, head)
                head = row["sha256"]
                changed.append(row)
            heads.append({"case_id": case_id, "number": number, "sha256": head, "sealed": 0})
        if heads:
            _write(connection, event, changed)
            connection.execute(chain.insert(), heads)


def _chained(row: dict[str, Any], number: int, head: str) -> dict[str, Any]:
    salt, note_sha256 = sealed_note(row["note"])
    if row["at"].tzinfo is None:  # SQLite keeps UTC without saying so
        row["at"] = row["at"].replace(tzinfo=UTC)
    row |= {"number": number, "salt": salt, "note_sha256": note_sha256, "previous": head}
    return row | {"sha256": hash_of(row)}


def _write(connection: sa.Connection, event: sa.Table, rows: list[dict[str, Any]]) -> None:
    names = ("number", "salt", "note_sha256", "previous", "sha256")
    statement = (
        event.update()
        .where(event.c.id == sa.bindparam("of_id"))
        .values({name: sa.bindparam(f"to_{name}") for name in names})
    )
    values = [{"of_id": one["id"]} | {f"to_{name}": one[name] for name in names} for one in rows]
    connection.execute(statement, values)


def _guard() -> None:
    if op.get_bind().dialect.name == "sqlite":
        same = " and ".join(f"new.{one} is old.{one}" for one in _quoted())
        op.execute(
            "create trigger event_stays before update on event when not"
            f" (new.note is null and new.salt is null and {same})"
            " begin select raise(abort, 'the history is append-only'); end"
        )
        op.execute(
            "create trigger event_is_kept before delete on event"
            " begin select raise(abort, 'the history is append-only'); end"
        )
        for table in KEPT:
            for act in ("update", "delete"):
                op.execute(
                    f"create trigger {table}_no_{act} before {act} on {table}"
                    " begin select raise(abort, 'the history is append-only'); end"
                )
        return
    op.execute(
        "create function the_history_stays() returns trigger language plpgsql as $$ begin"
        " raise exception 'the history is append-only'; end $$"
    )
    op.execute(
        "create function an_event_stays() returns trigger language plpgsql as $$ begin"
        " old.note := null; old.salt := null;"
        " if new is distinct from old then raise exception 'the history is append-only'; end if;"
        " return new; end $$"
    )
    op.execute(
        "create trigger event_stays before update on event"
        " for each row execute function an_event_stays()"
    )
    op.execute(
        "create trigger event_is_kept before delete on event"
        " for each row execute function the_history_stays()"
    )
    for table in KEPT:
        op.execute(
            f"create trigger {table}_stays before update or delete on {table}"
            " for each row execute function the_history_stays()"
        )
    for table in ("event", *KEPT):
        op.execute(
            f"create trigger {table}_is_not_emptied before truncate on {table}"
            " for each statement execute function the_history_stays()"
        )


def _quoted() -> list[str]:
    return [f'"{one}"' for one in FIXED]


def downgrade() -> None:
    """Step back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop trigger event_stays")
        op.execute("drop trigger event_is_kept")
    else:
        for name in ("event_stays", "event_is_kept", "event_is_not_emptied"):
            op.execute(f"drop trigger {name} on event")
    for table in ("day_seal_case", "day_seal", "chain"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("drop function an_event_stays()")
        op.execute("drop function the_history_stays()")
    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.drop_column("role_until")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_event_case_id_number"), type_="unique")
        for name in ("sha256", "previous", "note_sha256", "salt", "changes", "number"):
            batch_op.drop_column(name)
