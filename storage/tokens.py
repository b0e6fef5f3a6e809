"""A platform's tokens and the consents that renew them: sealed, and newer beats older."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import PlatformToken
from storage.vault import Vault
from storage.ways import Consent


@dataclass(frozen=True, slots=True)
class Pair:
    """An account's two tokens as they are kept. The refresh token works once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    """Until when the access token serves."""
    refresh_until: datetime
    """Until when the refresh token can be used."""
    changed_at: datetime
    version: int = 0
    lost_at: datetime | None = None
    """Since when the platform takes the refresh token no more: a person must consent again."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An account to which somebody must consent again, and the page where, if there is one."""

    account: str
    since: datetime
    link: str = field(repr=False)


class Tokens:
    """The platforms' tokens of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def pair(self, account: str) -> Pair | None:
        """Fetch the pair in force. Raises WrongKey."""
        query = select(PlatformToken).where(PlatformToken.account == account)
        found = (await self._session.exec(query)).first()
        if found is None:
            return None
        tokens = json.loads(self._vault.unseal(found.sealed))
        return Pair(
            access=tokens["access"],
            refresh=tokens["refresh"],
            expires_at=found.expires_at,
            refresh_until=found.refresh_until,
            changed_at=found.changed_at,
            version=found.version,
            lost_at=found.lost_at,
        )

    async def keep(self, account: str, pair: Pair) -> None:
        """Put a pair in force that a person has brought: whatever was there is over."""
        query = select(PlatformToken).where(PlatformToken.account == account).with_for_update()
        found = (await self._session.exec(query)).first()
        if found is None:
            found = PlatformToken(
                account=account,
                sealed=b"",
                version=0,
                expires_at=pair.expires_at,
                refresh_until=pair.refresh_until,
                changed_at=pair.changed_at,
            )
        found.sqlmodel_update(self._values(pair))
        found.version += 1
        self._session.add(found)

    async def replace(self, account: str, pair: Pair) -> bool:
        """Put the pair in force that came for the one of `pair.version`.

        False, and nothing changed, when that one is in force no longer: a newer one came first.
        """
        result = await self._session.exec(
            update(PlatformToken)
            .where(
                col(PlatformToken.account) == account, col(PlatformToken.version) == pair.version
            )
            .values(**self._values(pair), version=pair.version + 1)
        )
        return bool(result.rowcount)

    async def lose(self, account: str, version: int, now: datetime) -> bool:
        """Write down that the platform takes this pair no more; False when it was known."""
        result = await self._session.exec(
            update(PlatformToken)
            .where(
                col(PlatformToken.account) == account,
                col(PlatformToken.version) == version,
                col(PlatformToken.lost_at).is_(None),
            )
            .values(lost_at=now)
        )
        return bool(result.rowcount)

    def _values(self, pair: Pair) -> dict[str, object]:
        tokens = json.dumps({"access": pair.access, "refresh": pair.refresh})
        return {
            "sealed": self._vault.seal(tokens.encode()),
            "expires_at": pair.expires_at,
            "refresh_until": pair.refresh_until,
            "lost_at": None,
            "changed_at": pair.changed_at,
        }

    async def ask_consent(  # what comes back, what proves it is ours, how long it holds
        self, account: str, state: str, verifier: str, link: str, now: datetime, until: datetime
    ) -> None:
        """Remember that a consent was asked for, until it is given or too old."""
        kept = json.dumps({"verifier": verifier, "link": link})
        self._session.add(
            Consent(
                account=account,
                key=self._vault.key("consent", account, state),
                sealed=self._vault.seal(kept.encode()),
                made_at=now,
                expires_at=until,
            )
        )

    async def take_consent(self, account: str, state: str, now: datetime) -> str | None:
        """Use up the consent that was asked for with this state; its verifier, or None."""
        key = self._vault.key("consent", account, state)
        query = (
            select(Consent)
            .where(
                Consent.account == account,
                col(Consent.used_at).is_(None),
                Consent.expires_at > now,
            )
            .with_for_update()
        )
        # Compared here and not by the database: each comparison takes as long as the other.
        open_ones = (await self._session.exec(query)).all()
        asked = [one for one in open_ones if compare_digest(one.key, key)]
        if not asked:
            return None
        asked[0].used_at = now
        self._session.add(asked[0])
        return str(json.loads(self._vault.unseal(asked[0].sealed))["verifier"])

    async def consent_link(self, account: str, now: datetime) -> str | None:
        """Find the page of the consent that was asked for last and still holds."""
        query = (
            select(Consent)
            .where(
                Consent.account == account,
                col(Consent.used_at).is_(None),
                Consent.expires_at > now,
            )
            .order_by(col(Consent.expires_at).desc(), col(Consent.id).desc())
        )
        found = (await self._session.exec(query)).first()
        return None if found is None else json.loads(self._vault.unseal(found.sealed))["link"]

    async def lost(self, now: datetime) -> list[Lost]:
        """List the accounts to which somebody must consent again."""
        query = select(PlatformToken.account, PlatformToken.lost_at).where(
            col(PlatformToken.lost_at).is_not(None)
        )
        rows = (await self._session.exec(query)).all()
        return [
            Lost(account, since, await self.consent_link(account, now) or "")
            for account, since in rows
            if since is not None
        ]
