"""What was said in a case is proved by its history: a keyed fingerprint stands in an event.

The key of each is its own, and lies sealed beside the words: who has only the database can make
no fingerprint of other words. With the words the key is forgotten, and nobody can guess them.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, inspect, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.chain import plain, written
from storage.models import Entry
from storage.vault import Vault

KEY_BYTES = 32
LONG = 32
"""Hex digits of a fingerprint: 128 bits."""
SAID = "said"
"""Under which name `changes` holds the fingerprints: {"12": "3f2a…"}, by the entry's number."""
WORDS = ("text", "whereabouts", "attachments")
DECIDED = ("act", "case_id")
ENTRY = hot.table(Entry)
COLUMNS = (
    ENTRY.c.id, ENTRY.c.case_id, ENTRY.c.side, ENTRY.c.author_id, ENTRY.c.said_at, ENTRY.c.text,
    ENTRY.c.whereabouts, ENTRY.c.attachments, ENTRY.c.witness, ENTRY.c.act,
)  # fmt: skip
THESE = (
    select(*COLUMNS)
    .where(
        ENTRY.c.id.in_(bindparam("ids", expanding=True)),
        ENTRY.c.case_id.in_(bindparam("cases", expanding=True)),
    )
    .order_by(ENTRY.c.id)
)
NEW_KEY = update(ENTRY).where(ENTRY.c.id == bindparam("of_entry")).values(witness=bindparam("key"))


def new_key(vault: Vault) -> bytes:
    """A key for one entry, sealed."""
    return vault.seal(secrets.token_bytes(KEY_BYTES))


def fingerprint(vault: Vault, entry: Row[Any]) -> str:
    """Of an entry's words, files, side, author and time. Raises WrongKey."""
    where = vault.unseal(bytes(entry.whereabouts)).decode() if entry.whereabouts else ""
    files = [[one.get("kind"), one.get("sha256") or ""] for one in entry.attachments or ()]
    said = [entry.id, entry.side, entry.author_id, plain(entry.said_at), entry.text, where, files]
    key = vault.unseal(bytes(entry.witness))
    return hmac.new(key, written(said).encode(), hashlib.sha256).hexdigest()[:LONG]


class Sayings:
    """The entries of one transaction whose words its events must tell of."""

    def __init__(self) -> None:
        self._new: set[int] = set()
        self._changed: dict[int, int] = {}

    def add(self, *ids: int) -> None:
        """These were said: the next event of their case tells so, if there is one."""
        self._new.update(ids)

    def look(self, entry: Entry) -> None:
        """An entry of a case is written: it was decided upon, or its words are others now."""
        if entry.id is None or entry.case_id is None:
            return
        changed = inspect(entry).committed_state
        if any(name in changed for name in WORDS):
            self._changed[entry.id] = entry.case_id
        if any(name in changed for name in DECIDED):
            self._new.add(entry.id)

    def untold(self) -> set[int]:
        """The cases of which words have changed, and no event says so yet."""
        return {*self._changed.values()}

    async def tell(
        self, session: AsyncSession, vault: Vault, cases: Collection[int]
    ) -> dict[int, dict[str, str]]:
        """The fingerprints that events of these cases must hold, by case."""
        ids = self._new | self._changed.keys()
        if not ids:
            return {}
        found = (await hot.run(session, THESE, {"ids": list(ids), "cases": list(cases)})).all()
        await self._new_keys(session, vault, found)
        if any(one.witness is None or one.id in self._changed for one in found):
            found = (await hot.run(session, THESE, {"ids": list(ids), "cases": list(cases)})).all()
        told: dict[int, dict[str, str]] = {}
        for one in found:
            told.setdefault(one.case_id, {})[str(one.id)] = fingerprint(vault, one)
            self._new.discard(one.id)
            self._changed.pop(one.id, None)
        return told

    async def _new_keys(
        self, session: AsyncSession, vault: Vault, found: Sequence[Row[Any]]
    ) -> None:
        """Other words get another key: what is forgotten cannot be guessed with the old one."""
        anew = [
            {"of_entry": one.id, "key": new_key(vault)}
            for one in found
            if one.witness is None or one.id in self._changed
        ]
        if anew:
            await hot.run(session, NEW_KEY, anew)


def of(session: AsyncSession) -> Sayings:
    """Those of this transaction."""
    found: Sayings = session.sync_session.info.setdefault(SAID, Sayings())
    return found


def told_in(changes: Mapping[str, Any]) -> dict[str, str]:
    """The fingerprints in the changes of an event."""
    found: dict[str, str] = changes.get(SAID, {})
    return found
