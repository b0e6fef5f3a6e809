"""Figures of a unit"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_case_unit_sent": ["unit", "sent_at"],
    "ix_case_unit_answered": ["unit", "answered_at"],
    "ix_case_unit_closed": ["unit", "closed_at"],
}


def upgrade() -> None:
    """Step forward."""
    for name, columns in INDEXES.items():
        op.create_index(name, "case", columns)


def downgrade() -> None:
    """Step back."""
    for name in INDEXES:
        op.drop_index(name, "case")
