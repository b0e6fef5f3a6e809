"""What is only for named recipients: encrypted, apart from cases; each opening written down."""

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.files import forget_copy, seal_copy
from storage.models import SealedOpening, SealedReport
from storage.office import ALPHABET
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said. `by`: "resident", "recipient"; "pending" before a recipient sends it, "held"
    while its sender is asked whether it is about the recipients.
    """

    by: str
    at: str
    text: str
    files: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Confided:
    """What the seal holds. `chat_id`: where the sender can be answered; None: nowhere any more."""

    chat_id: int | None
    words: tuple[Word, ...]

    def with_word(self, word: Word) -> "Confided":
        """The same with one thing more."""
        return replace(self, words=(*self.words, word))


class SealedReports:
    """The sealed reports of one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault, files: Path) -> None:
        self._session = session
        self._vault = vault
        self._files = files

    async def add(
        self, person_id: int, said: Confided, now: datetime, *, due_at: datetime, next_at: datetime
    ) -> SealedReport:
        """Keep it; the copies of its files are sealed as well."""
        report = SealedReport(
            ref=await self._free_ref(),
            key=self._key(person_id),
            sealed=b"",
            sent_at=now,
            due_at=due_at,
            next_at=next_at,
        )
        await self.keep(report, said)
        await self._session.flush()
        return report

    async def keep(self, report: SealedReport, said: Confided) -> None:
        """Seal what is said in it now; copies of files that nothing sealed speaks of go."""
        before = _files(self.open(report))
        for word in said.words:
            await self._seal_files(word.files)
        report.sealed = self._vault.seal(json.dumps(asdict(said)).encode())
        self._session.add(report)
        if gone := before - _files(said):
            await self._forget_files(gone)

    def open(self, report: SealedReport) -> Confided:
        """Break the seal. Whoever shows this to somebody notes the opening."""
        if not report.sealed:
            return Confided(None, ())
        body = json.loads(self._vault.unseal(report.sealed))
        words = tuple(Word(**(one | {"files": tuple(one["files"])})) for one in body["words"])
        return Confided(body["chat_id"], words)

    def save(self, report: SealedReport) -> None:
        """Keep a change."""
        self._session.add(report)

    async def by_id(self, report_id: int) -> SealedReport | None:
        """Fetch one; nobody else changes it until this transaction ends."""
        await self._session.flush()
        query = select(SealedReport).where(SealedReport.id == report_id).with_for_update()
        found = await self._session.exec(query.execution_options(populate_existing=True))
        return found.first()

    async def of_person(self, person_id: int) -> list[SealedReport]:
        """List what somebody has confided, oldest first."""
        query = select(SealedReport).where(SealedReport.key == self._key(person_id))
        return list((await self._session.exec(query.order_by(col(SealedReport.id)))).all())

    async def forget(self, person_id: int, redact: Callable[[str], str]) -> None:
        """Nobody can tell any more who sent these, or answer them; the words of it stay."""
        for report in await self.of_person(person_id):
            said = (one for one in self.open(report).words if one.by != "held")
            words = tuple(replace(one, text=redact(one.text), files=()) for one in said)
            report.key = None
            await self.keep(report, Confided(None, words))

    async def note_opening(
        self, report: SealedReport, person_id: int, reason: str, now: datetime
    ) -> None:
        """Write down who opens it, and why."""
        assert report.id is not None  # noqa: S101  # it was fetched
        report.opened_at = report.opened_at or now
        self._session.add(report)
        opening = SealedOpening(
            report_id=report.id, person_id=person_id, opened_at=now, reason=reason
        )
        self._session.add(opening)

    async def opened_since(self, since: datetime) -> list[tuple[SealedOpening, SealedReport]]:
        """List who opened which since a time, oldest first."""
        query = (
            select(SealedOpening, SealedReport)
            .join(SealedReport, col(SealedReport.id) == col(SealedOpening.report_id))
            .where(col(SealedOpening.opened_at) >= since)
            .order_by(col(SealedOpening.id))
        )
        return list((await self._session.exec(query)).all())

    async def openings(self, report_id: int) -> Sequence[SealedOpening]:
        """List who opened it, in order."""
        query = select(SealedOpening).where(SealedOpening.report_id == report_id)
        return (await self._session.exec(query.order_by(col(SealedOpening.id)))).all()

    async def to_remind(self, now: datetime, limit: int = 50) -> list[SealedReport]:
        """Take those of which the recipients are to be reminded, oldest first."""
        query = (
            select(SealedReport)
            .where(col(SealedReport.next_at) <= now)
            .order_by(col(SealedReport.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return list((await self._session.exec(query)).all())

    async def closed(self, before: datetime, limit: int) -> list[SealedReport]:
        """Take those that were closed before then and still say something, oldest first."""
        query = select(SealedReport).where(
            col(SealedReport.closed_at) < before, func.length(SealedReport.sealed) > 0
        )
        return list(
            (await self._session.exec(query.order_by(col(SealedReport.id)).limit(limit))).all()
        )

    async def count_closed(self, before: datetime) -> int:
        """How many of them."""
        old = (col(SealedReport.closed_at) < before, func.length(SealedReport.sealed) > 0)
        query = select(func.count()).select_from(SealedReport).where(*old)
        return (await self._session.exec(query)).one()

    async def empty(self, report: SealedReport) -> None:
        """What it said, and who sent it, is gone; that it was opened, and why, stays known."""
        await self.keep(report, Confided(None, ()))
        report.key, report.sealed = None, b""

    async def _forget_files(self, files: set[str]) -> None:
        await self._session.flush()
        for report in (await self._session.exec(select(SealedReport))).all():
            files = files - _files(self.open(report))
        for sha256 in files:
            await asyncio.to_thread(forget_copy, self._files, sha256)

    def _key(self, person_id: int) -> str:
        return self._vault.key("sealed", str(person_id))

    async def _free_ref(self) -> str:
        while True:
            ref = "".join(secrets.choice(ALPHABET) for _ in range(4))
            taken = select(SealedReport.id).where(SealedReport.ref == ref)
            if (await self._session.exec(taken)).first() is None:
                return ref

    async def _seal_files(self, files: Sequence[Mapping[str, Any]]) -> None:
        for one in files:
            if sha256 := one.get("sha256"):
                await asyncio.to_thread(seal_copy, self._files, sha256, self._vault)


def _files(said: Confided) -> set[str]:
    return {one["sha256"] for word in said.words for one in word.files if one.get("sha256")}
