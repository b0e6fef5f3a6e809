"""What people have allowed us to do with their data, and what may not be shown before they do."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import hot
from storage.models import Agreement, Withheld
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits for its sender's yes: what it is, and the case to which it belongs."""

    id: int
    case_id: int
    saying: dict[str, Any]


OF_PEOPLE = (
    select(Agreement)
    .where(col(Agreement.person_id).in_(bindparam("people", expanding=True)))
    .order_by(col(Agreement.id))
)


class Agreements:
    """The agreements of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._newest: dict[int, dict[str, Agreement]] = {}

    async def expect(self, people: Sequence[int]) -> None:
        """Look up at once what these people have said yes or no to."""
        self._newest |= {one: {} for one in people}
        for row in await self._session.exec(OF_PEOPLE, params={"people": people}):
            self._newest[row.person_id][row.purpose] = row

    async def newest(self, person_id: int, purpose: str) -> Agreement | None:
        """What the person said last about a purpose."""
        if person_id not in self._newest:
            await self.expect([person_id])
        return self._newest[person_id].get(purpose)

    async def all_of(self, person_id: int) -> list[Agreement]:
        """Everything that the person ever said yes or no to, oldest first."""
        query = (
            select(Agreement).where(Agreement.person_id == person_id).order_by(col(Agreement.id))
        )
        return list((await self._session.exec(query)).all())

    async def note(self, agreement: Agreement) -> None:
        """Write a yes or no down."""
        await hot.put(self._session, agreement)
        if agreement.person_id in self._newest:
            self._newest[agreement.person_id][agreement.purpose] = agreement

    async def withhold(
        self, person_id: int, case_id: int, purpose: str, saying: dict[str, Any], now: datetime
    ) -> None:
        """Keep something sealed until the person has said yes or no."""
        sealed = self._vault.seal(json.dumps(saying, ensure_ascii=False).encode())
        self._session.add(
            Withheld(
                person_id=person_id, case_id=case_id, purpose=purpose, sealed=sealed, came_at=now
            )
        )
        await self._session.flush()

    async def withheld(self, person_id: int, purpose: str | None = None) -> list[Held]:
        """What waits for the person's yes (to one purpose), oldest first."""
        query = select(Withheld).where(Withheld.person_id == person_id).order_by(col(Withheld.id))
        if purpose is not None:
            query = query.where(Withheld.purpose == purpose)
        return [
            Held(row.id or 0, row.case_id, json.loads(self._vault.unseal(row.sealed)))
            for row in (await self._session.exec(query)).all()
        ]

    async def let_go(self, held: Held) -> None:
        """It waits no longer: it was put into its case, or thrown away."""
        await self._session.exec(delete(Withheld).where(col(Withheld.id) == held.id))
