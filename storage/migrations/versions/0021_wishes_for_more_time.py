"""Wishes for more time"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WAITS = sa.text("next_at is not null")


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_wish_entry_id_entry")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_wish_case_id_case")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_wish_entry_id")),
    )
    op.create_index(op.f("ix_wish_case_id"), "wish", ["case_id"])
    op.create_index("ix_wish_next", "wish", ["next_at"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    """Step back."""
    op.drop_table("wish")
