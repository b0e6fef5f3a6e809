"""Rows from before: names of files and ids of chats are taken out by a step of the tables."""

import json
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.db import Database

COPY = {"kind": "copy", "remote": "7700112233:55", "channel": "telegram", "name": ""}
LETTER = {"kind": "document", "remote": "BQAC", "channel": "telegram", "sha256": "ab",
          "name": "Don cua Nguyen Thi Tu.pdf"}  # fmt: skip
LARGE = LETTER | {"sha256": None, "name": "Nguyen Thi Tu"}
INSERT = text(
    "insert into entry (id, side, act, chat_id, external_id, text, attachments, form, replaced,"
    " said_at) values (:id, :side, 'report', 1, :id2, '', :files, '', false,"
    " '2026-11-16 01:00:00')"
)


def put(connection: Connection) -> None:
    connection.execute(
        text("insert into chat (id, channel, key, sealed, private, you) values"
             " (1, 't', 'k', '', true, '')")
    )  # fmt: skip
    for number, side in ((1, "resident"), (2, "official")):
        files = json.dumps([COPY, LETTER, LARGE])
        values = {"id": number, "id2": str(number), "side": side, "files": files}
        connection.execute(INSERT, values)


def read(connection: Connection) -> list[list[dict[str, Any]]]:
    rows = connection.execute(text("select attachments from entry order by id")).scalars()
    return [json.loads(one) if isinstance(one, str) else one for one in rows]


async def test_up_down_and_up_again(empty: Database) -> None:
    await empty.migrate("0014")
    engine = create_async_engine(empty.url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(put)
        for step in ("0015", "-1", "0015"):
            await empty.migrate(step)
            async with engine.connect() as connection:
                theirs, ours = await connection.run_sync(read)
            assert [one["remote"] for one in theirs] == ["#1:55", "", "BQAC"]
            assert [one["name"] for one in theirs] == ["", "document.pdf", "document"]
            assert [one["name"] for one in ours] == ["", LETTER["name"], LARGE["name"]]
            assert "7700112233" not in repr((theirs, ours))
    finally:
        await engine.dispose()
