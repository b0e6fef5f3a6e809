"""Alembic runs inside the connection that storage/steps.py hands over."""

from typing import Literal

from alembic import context
from sqlmodel import SQLModel

import storage.models  # noqa: F401  # fills the metadata

connection = context.config.attributes.get("connection")
if connection is None:
    message = "Run migrations through `python -m bot migrate`."
    raise SystemExit(message)


def _plainly(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Steps name database types only, so that old steps never depend on a library's version."""
    if kind == "type" and type(thing).__name__ in PLAIN:
        return PLAIN[type(thing).__name__]
    return False


PLAIN = {"AutoString": "sa.String()", "UTCDateTime": "sa.DateTime(timezone=True)"}

context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=_plainly,
)
context.run_migrations()
