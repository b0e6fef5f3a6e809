"""Cases filed for a person without a phone: for whom, with what consent, and passed on or not."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Case, ProxyEntry
from storage.scope import Scope, between, count
from storage.vault import Vault

OF_DRAFTS = select(ProxyEntry).where(
    col(ProxyEntry.draft_id).in_(bindparam("drafts", expanding=True))
)
OF_CASE = select(ProxyEntry).where(ProxyEntry.case_id == bindparam("case_id"))
OWED = (
    update(hot.table(ProxyEntry))
    .where(hot.table(ProxyEntry).c.case_id == bindparam("of_case"))
    .values(next_at=bindparam("since"), asked=0, told_at=None)
)


class Proxies:
    """Proxy entries of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._of_draft: dict[int, ProxyEntry | None] = {}  # None: it is for nobody else

    async def expect(self, drafts: Sequence[int]) -> None:
        """Look up at once which of these drafts are for somebody else."""
        self._of_draft |= dict.fromkeys(drafts)
        for entry in await self._session.exec(OF_DRAFTS, params={"drafts": drafts}):
            self._of_draft[entry.draft_id] = entry

    async def begin(self, draft_id: int, proxy_id: int) -> ProxyEntry:
        """A proxy begins a draft for somebody else."""
        entry = ProxyEntry(draft_id=draft_id, proxy_id=proxy_id)
        self._session.add(entry)
        await self._session.flush()
        self._of_draft[draft_id] = entry
        return entry

    def save(self, entry: ProxyEntry) -> None:
        """Keep a change."""
        self._session.add(entry)

    def set_aside(self, entry: ProxyEntry, name: str, phone: str) -> None:
        """Keep who it is for, sealed, until it is known whether they agree."""
        entry.sealed = self._vault.seal(json.dumps({"name": name, "phone": phone}).encode())
        self._session.add(entry)

    def take_out(self, entry: ProxyEntry) -> Mapping[str, str]:
        """Who it is for; nothing of it stays here."""
        found = json.loads(self._vault.unseal(entry.sealed)) if entry.sealed else {}
        entry.sealed = None
        self._session.add(entry)
        return {"name": "", "phone": ""} | found

    async def of_draft(self, draft_id: int) -> ProxyEntry | None:
        """Whether a draft is for somebody else."""
        if draft_id not in self._of_draft:
            await self.expect([draft_id])
        return self._of_draft[draft_id]

    async def of_case(self, case_id: int) -> ProxyEntry | None:
        """Whether a case was brought by a proxy."""
        return (await self._session.exec(OF_CASE, params={"case_id": case_id})).first()

    async def by_id(self, number: int) -> ProxyEntry | None:
        """Fetch one."""
        return await self._session.get(ProxyEntry, number)

    async def owe(self, case_id: int, now: datetime | None) -> None:
        """There is something to pass on since now (None: no longer)."""
        await hot.run(self._session, OWED, {"of_case": case_id, "since": now})

    async def due(self, now: datetime, limit: int = 50) -> list[ProxyEntry]:
        """Take those whose proxy is to be asked by now."""
        query = (
            select(ProxyEntry)
            .where(col(ProxyEntry.next_at) <= now)
            .order_by(col(ProxyEntry.next_at), col(ProxyEntry.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def count(self, start: datetime, end: datetime, scope: Scope) -> tuple[int, int]:
        """How many cases proxies brought in [start, end), and of how many an answer is not passed
        on."""
        owed = and_(col(ProxyEntry.asked) > 0, col(ProxyEntry.told_at).is_(None))
        query = (
            select(func.count(), count(owed))
            .select_from(ProxyEntry)
            .join(Case, col(Case.id) == col(ProxyEntry.case_id))
            .where(between(col(Case.sent_at), start, end), *scope.of_cases())
        )
        n, waits = (await self._session.exec(query)).one()
        return n, waits
