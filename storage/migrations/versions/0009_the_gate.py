"""The gate"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
ADDED = ("decided", "joins", "aside_at", "rescued_at")
SEEN = ("aside", "rescued")
LIVE = "cancelled_at is null"


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_appointment_person_id_person"
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_appointment_chat_id_chat"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.UniqueConstraint("seat", name="uq_appointment_seat"),
    )
    for name, column in (("ix_appointment_person", "person_id"), ("ix_appointment_day", "day")):
        op.create_index(
            name,
            "appointment",
            [column],
            sqlite_where=sa.text(LIVE),
            postgresql_where=sa.text(LIVE),
        )
    op.create_table(
        "form",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("wanted_at", WHEN, nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("edition", name="pk_form"),
    )
    wanted = sa.text("sha256 is null and tries < 3")
    op.create_index(
        "ix_form_wanted", "form", ["edition"], sqlite_where=wanted, postgresql_where=wanted
    )
    op.add_column("draft", sa.Column("decided", sa.JSON(), nullable=True))
    op.add_column("draft", sa.Column("joins", sa.Integer(), nullable=True))
    for one in SEEN:
        op.add_column("draft", sa.Column(f"{one}_at", WHEN, nullable=True))
        where = sa.text(f"{one}_at is not null")
        op.create_index(
            f"ix_draft_{one}", "draft", [f"{one}_at"], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Step back."""
    for name in SEEN:
        op.drop_index(f"ix_draft_{name}", "draft")
    for name in ADDED:
        op.drop_column("draft", name)
    op.drop_table("form")
    op.drop_table("appointment")
