"""On behalf of somebody else"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS = "next_at is not null"


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "proxy_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("proxy_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_proxy_entry_case_id_case")),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_proxy_entry_draft_id_draft")
        ),
        sa.ForeignKeyConstraint(
            ["proxy_id"], ["person.id"], name=op.f("fk_proxy_entry_proxy_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy_entry")),
        sa.UniqueConstraint("case_id", name=op.f("uq_proxy_entry_case_id")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_proxy_entry_draft_id")),
    )
    op.create_index("ix_proxy_entry_proxy_id", "proxy_entry", ["proxy_id"])
    op.create_index(
        "ix_proxy_entry_next",
        "proxy_entry",
        ["next_at"],
        sqlite_where=sa.text(WAITS),
        postgresql_where=sa.text(WAITS),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_table("proxy_entry")
