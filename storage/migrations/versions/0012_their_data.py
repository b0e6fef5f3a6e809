"""Their data"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PARTIAL = {
    "ix_person_leaving": ("person", "leaving_at", "leaving_at is not null"),
    "ix_data_request_next": ("data_request", "next_reminder_at", "next_reminder_at is not null"),
    "ix_scrub_open": ("scrub", "id", "done_at is null"),
}


def _when(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(table: str) -> tuple[sa.Column[Any], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "chat": (
            sa.Column("you", sa.String(), nullable=False, server_default=""),
            _when("erased_at"),
        ),
        "person": (
            sa.Column("nameless", sa.Boolean(), nullable=False, server_default=sa.false()),
            _when("leaving_at"),
            _when("erased_at"),
        ),
        "draft": (sa.Column("notice", sa.String(), nullable=True),),
    }


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "agreement",
        *_id("agreement"),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        _when("said_at", nullable=False),
        _of("agreement", "person_id", "person"),
    )
    op.create_index("ix_agreement_person", "agreement", ["person_id", "purpose"])
    op.create_table(
        "withheld",
        *_id("withheld"),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _when("came_at", nullable=False),
        _of("withheld", "person_id", "person"),
        _of("withheld", "case_id", "case"),
    )
    op.create_index(op.f("ix_withheld_person_id"), "withheld", ["person_id"])
    op.create_table(
        "data_request",
        *_id("data_request"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        _when("asked_at", nullable=False),
        _when("acknowledge_by", nullable=False),
        _when("acknowledged_at"),
        _when("due_at", nullable=False),
        _when("done_at"),
        sa.Column("done_by", sa.Integer(), nullable=True),
        _when("next_reminder_at"),
        sa.Column("reminders", sa.Integer(), nullable=False),
        _of("data_request", "person_id", "person"),
        _of("data_request", "done_by", "person"),
        sa.UniqueConstraint("code", name=op.f("uq_data_request_code")),
    )
    op.create_index(op.f("ix_data_request_person_id"), "data_request", ["person_id"])
    op.create_table(
        "retention_run",
        *_id("retention_run"),
        _when("ran_at", nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=True),
    )
    op.create_table("scrub", *_id("scrub"), _when("asked_at", nullable=False), _when("done_at"))
    op.create_table(
        "key_change", *_id("key_change"), _when("started_at", nullable=False), _when("done_at")
    )
    for table, columns in _columns().items():
        for column in columns:  # in place: a batch would drop a table that others refer to
            op.add_column(table, column)
    for name, (table, indexed, where) in PARTIAL.items():
        condition = sa.text(where)
        op.create_index(name, table, [indexed], sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_person_leaving", table_name="person")
    for table, columns in _columns().items():
        for column in columns:
            op.drop_column(table, column.name)
    for table in ("key_change", "scrub", "retention_run", "data_request", "withheld", "agreement"):
        op.drop_table(table)
