"""Cries for help

What an alarm began with, and where help is wanted, is sealed. One transaction; back opens it.
"""

import sqlalchemy as sa
from alembic import context, op

from storage.vault import Vault

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ALARM = sa.table(
    "alarm",
    sa.column("id", sa.Integer),
    sa.column("words", sa.Text),
    sa.column("said", sa.LargeBinary),
)


def upgrade() -> None:
    """Step forward."""
    vault: Vault = context.config.attributes["vault"]
    op.add_column("alarm", sa.Column("said", sa.LargeBinary(), nullable=True))
    found = op.get_bind().execute(sa.select(ALARM.c.id, ALARM.c.words)).all()
    for number, words in found:
        _change(number, {"said": vault.seal(words.encode())})
    op.drop_column("alarm", "words")
    if found:  # the file still holds the bytes until it is written anew
        op.execute("insert into scrub (asked_at) values (current_timestamp)")


def downgrade() -> None:
    """Step back."""
    vault: Vault = context.config.attributes["vault"]
    op.add_column("alarm", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    for number, said in op.get_bind().execute(sa.select(ALARM.c.id, ALARM.c.said)).all():
        if said:
            _change(number, {"words": vault.unseal(bytes(said)).decode()})
    op.drop_column("alarm", "said")


def _change(number: int, values: dict[str, object]) -> None:
    op.get_bind().execute(sa.update(ALARM).where(ALARM.c.id == number).values(values))
