"""Alembic runs inside the connection that storage/db.py hands over."""

from alembic import context
from sqlmodel import SQLModel

import storage.models  # noqa: F401  # fills the metadata

connection = context.config.attributes.get("connection")
if connection is None:
    message = "Run migrations through `python -m bot migrate`."
    raise SystemExit(message)
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
