"""What residents think"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("about", sa.String(), nullable=False, server_default="answered")
        )
        batch_op.add_column(sa.Column("channel", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("skipped", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("offered", sa.JSON(), nullable=True))
        batch_op.create_index(
            "ix_survey_remind",
            ["remind_at"],
            unique=False,
            sqlite_where=sa.text("remind_at is not null"),
            postgresql_where=sa.text("remind_at is not null"),
        )


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_survey_remind",
            sqlite_where=sa.text("remind_at is not null"),
            postgresql_where=sa.text("remind_at is not null"),
        )
        for name in ("offered", "reminded_at", "remind_at", "skipped", "channel", "about"):
            batch_op.drop_column(name)
