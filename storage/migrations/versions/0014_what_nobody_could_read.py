"""What nobody could read"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ASIDE = sa.text("state = 'aside'")


def upgrade() -> None:
    """Step forward."""
    op.create_index(
        "ix_inbox_aside", "inbox", ["received_at"], sqlite_where=ASIDE, postgresql_where=ASIDE
    )


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_inbox_aside", "inbox")
