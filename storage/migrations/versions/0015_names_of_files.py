"""Names of files

What people sent before is kept as what they send now: under no name of their own, and what only
its platform can repeat by our number of its chat (handlers/saying.py).
"""

from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PAGE = 500
OURS = "#"
ENTRY = sa.table(
    "entry",
    sa.column("id", sa.Integer),
    sa.column("chat_id", sa.Integer),
    sa.column("side", sa.String),
    sa.column("attachments", sa.JSON),
)
VOICES = tuple(
    sa.table(name, sa.column("id", sa.Integer), sa.column("voice", sa.JSON))
    for name in ("survey", "visit")
)


def upgrade() -> None:
    """Step forward."""
    _all(ENTRY, ENTRY.c.attachments, ENTRY.c.side, ENTRY.c.chat_id)
    for table in VOICES:
        _all(table, table.c.voice)


def downgrade() -> None:
    """A name that is gone stays gone, and what is written now the step before reads as well."""


def _all(table: sa.TableClause, files: Any, *more: Any) -> None:  # noqa: ANN401  # columns
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(table.c.id, files.label("files"), *more).where(table.c.id > last)
        rows = connection.execute(query.order_by(table.c.id).limit(PAGE)).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        for row in rows:
            if not row["files"]:
                continue
            theirs = row.get("side", "resident") == "resident"
            kept = [_kept(dict(one), row.get("chat_id"), theirs=theirs) for one in row["files"]]
            if kept != row["files"]:
                there = sa.update(table).where(table.c.id == row["id"])
                connection.execute(there.values({files.name: kept}))


def _kept(file: dict[str, Any], chat_id: int | None, *, theirs: bool) -> dict[str, Any]:
    remote, name = file.get("remote") or "", file.get("name") or ""
    if file.get("kind") == "copy" and chat_id and not remote.startswith(OURS):
        file["remote"] = f"{OURS}{chat_id}:{remote.rpartition(':')[2]}"
    if theirs and name and file.get("kind") != "sticker":
        ending = PurePath(name).suffix
        plain = ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= 6
        file["name"] = f"{file['kind']}{ending if plain else ''}"
        if file.get("sha256"):
            file["remote"] = ""
    return file
