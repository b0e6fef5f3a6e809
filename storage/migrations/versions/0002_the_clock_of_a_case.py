"""The clock of a case"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNAPOLOGISED = "state in ('received','assigned','in_progress','reopened') and apologies <= reopened"


HELD = (
    "holder_id is not null and"
    " state in ('received','assigned','in_progress','waiting_resident','reopened')"
)


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("numbers_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calmed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["person.id"], name=op.f("fk_alarm_acknowledged_by_person")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_alarm_case_id_case")),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_alarm_chat_id_chat")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_alarm_draft_id_draft")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_alarm_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alarm_running",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "apology",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("new_date", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("in_answer", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_apology_case_id_case")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_apology_confirmed_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apology")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_apology_case_id_round")),
    )
    with op.batch_alter_table("apology", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apology_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_apology_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at is not null"),
            postgresql_where=sa.text("next_at is not null"),
        )

    op.create_table(
        "direction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_reminder_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_direction_case_id_case")),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["person.id"], name=op.f("fk_direction_leader_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direction")),
    )
    with op.batch_alter_table("direction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_direction_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_direction_next",
            ["next_reminder_at"],
            unique=False,
            sqlite_where=sa.text("next_reminder_at is not null"),
            postgresql_where=sa.text("next_reminder_at is not null"),
        )

    op.create_table(
        "unit_list",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_unit_list")),
    )
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unit_says", sa.String(), nullable=True),
        sa.Column("resident_says", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_to", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_promise_case_id_case")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_promise_entry_id_entry")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_promise_made_by_person")),
        sa.ForeignKeyConstraint(
            ["moved_to"], ["promise.id"], name=op.f("fk_promise_moved_to_promise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_promise_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at is not null"),
            postgresql_where=sa.text("next_at is not null"),
        )

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claim_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("next_nudge_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("nudges", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("runs_out_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("extensions", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("snoozed_for", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("apologies", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.create_index(
            "ix_case_holder",
            ["holder_id"],
            unique=False,
            sqlite_where=sa.text(HELD),
            postgresql_where=sa.text(HELD),
        )
        batch_op.create_index(
            "ix_case_snoozed",
            ["snoozed_until"],
            unique=False,
            sqlite_where=sa.text("snoozed_until is not null"),
            postgresql_where=sa.text("snoozed_until is not null"),
        )
        batch_op.create_index(
            "ix_case_unapologised",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text(UNAPOLOGISED),
            postgresql_where=sa.text(UNAPOLOGISED),
        )
        batch_op.create_index(
            "ix_case_nudge",
            ["next_nudge_at"],
            unique=False,
            sqlite_where=sa.text("next_nudge_at is not null"),
            postgresql_where=sa.text("next_nudge_at is not null"),
        )

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_event_counted",
            ["at"],
            unique=False,
            sqlite_where=sa.text("act in ('extend','lapse')"),
            postgresql_where=sa.text("act in ('extend','lapse')"),
        )


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_column("emergency")

    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_alarm_running",
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.drop_table("alarm")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_event_counted",
            sqlite_where=sa.text("act in ('extend','lapse')"),
            postgresql_where=sa.text("act in ('extend','lapse')"),
        )

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_holder",
            sqlite_where=sa.text(HELD),
            postgresql_where=sa.text(HELD),
        )
        batch_op.drop_index(
            "ix_case_snoozed",
            sqlite_where=sa.text("snoozed_until is not null"),
            postgresql_where=sa.text("snoozed_until is not null"),
        )
        batch_op.drop_index(
            "ix_case_unapologised",
            sqlite_where=sa.text(UNAPOLOGISED),
            postgresql_where=sa.text(UNAPOLOGISED),
        )
        batch_op.drop_index(
            "ix_case_nudge",
            sqlite_where=sa.text("next_nudge_at is not null"),
            postgresql_where=sa.text("next_nudge_at is not null"),
        )
        batch_op.drop_column("apologies")
        batch_op.drop_column("emergency")
        batch_op.drop_column("escalated_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("snoozed_for")
        batch_op.drop_column("snoozed_until")
        batch_op.drop_column("extensions")
        batch_op.drop_column("first_due_at")
        batch_op.drop_column("runs_out_at")
        batch_op.drop_column("clock_from")
        batch_op.drop_column("nudges")
        batch_op.drop_column("next_nudge_at")
        batch_op.drop_column("paused_at")
        batch_op.drop_column("claimed_at")
        batch_op.drop_column("claim_due_at")

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_promise_next",
            sqlite_where=sa.text("next_at is not null"),
            postgresql_where=sa.text("next_at is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_promise_case_id"))

    op.drop_table("unit_list")
    op.drop_table("promise")
    with op.batch_alter_table("direction", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_direction_next",
            sqlite_where=sa.text("next_reminder_at is not null"),
            postgresql_where=sa.text("next_reminder_at is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_direction_case_id"))

    op.drop_table("direction")
    with op.batch_alter_table("apology", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_apology_next",
            sqlite_where=sa.text("next_at is not null"),
            postgresql_where=sa.text("next_at is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_apology_case_id"))

    op.drop_table("apology")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_person_id"))

    op.drop_table("absence")
