"""Reminders of a unit"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME, WHERE = "ix_case_unit_reminder", sa.text("next_reminder_at is not null")


def upgrade() -> None:
    """Step forward."""
    op.create_index(
        NAME, "case", ["unit", "next_reminder_at"], sqlite_where=WHERE, postgresql_where=WHERE
    )


def downgrade() -> None:
    """Step back."""
    op.drop_index(NAME, "case")
