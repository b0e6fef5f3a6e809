"""What a tick asks for"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LISTED = sa.text("state in ('received','assigned','in_progress','waiting_resident','reopened')")
LEFT_ALONE = sa.text("closed_at is null and offered_at is null")
INDEXES = (
    ("ix_case_listed", "case", ["unit", "reminded_at"], LISTED),
    ("ix_draft_left_alone", "draft", ["touched_at"], LEFT_ALONE),
)


def upgrade() -> None:
    """Step forward."""
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Step back."""
    for name, table, _columns, _where in INDEXES:
        op.drop_index(name, table)
