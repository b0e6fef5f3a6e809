"""What was said"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.add_column("entry", sa.Column("witness", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Step back: what the history says of words cannot be proved any more."""
    op.drop_column("entry", "witness")
