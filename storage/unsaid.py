"""What somebody takes back before anybody has read it: gone from every table, and from the disk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.emptying import Emptying, letters_of
from storage.files import forget_files
from storage.models import (
    Alarm,
    Chat,
    Draft,
    Entry,
    Inbox,
    Posted,
    Scrub,
    Taken,
)
from storage.vault import Vault

ECHOES = ("draft", "draft_files", "gate", "gate_files")
"""What our messages are that may repeat a draft's words."""


class Unsaid:
    """Taking back, in one transaction."""

    def __init__(self, session: AsyncSession, files: Path, vault: Vault) -> None:
        self._session = session
        self._files = files
        self._emptying = Emptying(session, vault)

    async def take_back(self, draft: Draft, now: datetime, *, sealed: bool = False) -> list[Posted]:
        """Forget all that a draft says: words, files, what arrived, what we repeated of it.

        The draft stays, empty. `sealed`: it is kept elsewhere, and what of an album comes late is
        wanted. Returns our messages that stand in the chat and may repeat it.
        """
        chat = await self._session.get_one(Chat, draft.chat_id)
        entries = await self._entries(draft)
        await self._inbox(chat, entries, Taken.DONE if sealed else Taken.UNSAID, now)
        standing = await self._outbox(draft)
        await self._session.exec(
            update(Alarm).where(col(Alarm.draft_id) == draft.id).values(said=None)
        )
        await self._session.exec(delete(Entry).where(col(Entry.draft_id) == draft.id))
        await self._session.flush()
        await forget_files(self._session, self._files, _files_of(entries))
        self._session.add(Scrub(asked_at=now))
        draft.whereabouts = draft.proposal = draft.addressee = None
        self._session.add(draft)
        return standing

    async def forget_message(
        self, chat: Chat, external_id: str, album: str | None, now: datetime
    ) -> None:
        """Nothing stays of what one message (or an album) brought, but that it was handled."""
        brought = [col(Inbox.external_id) == external_id]
        if album is not None:
            brought.append(col(Inbox.album) == album)
        await self._emptying.letters(chat, or_(*brought), state=Taken.DONE)
        self._session.add(Scrub(asked_at=now))

    async def _entries(self, draft: Draft) -> Sequence[Entry]:
        query = select(Entry).where(Entry.draft_id == draft.id)
        return (await self._session.exec(query)).all()

    async def _inbox(
        self, chat: Chat, entries: Iterable[Entry], state: Taken, now: datetime
    ) -> None:
        """What arrived, with the other parts of albums, those too that still wait."""
        said = [one.external_id for one in entries]
        query = select(Inbox).where(*letters_of(chat), col(Inbox.external_id).in_(said))
        albums = {one.album for one in (await self._session.exec(query)).all() if one.album}
        for which in (col(Inbox.external_id).in_(said), col(Inbox.album).in_(albums)):
            await self._emptying.letters(chat, which, state=state, at=now)

    async def _outbox(self, draft: Draft) -> list[Posted]:
        await self._emptying.echoes(draft.chat_id, ECHOES, draft.started_at)
        query = select(Posted).where(
            Posted.chat_id == draft.chat_id, Posted.slot == f"draft:{draft.id}"
        )
        return list((await self._session.exec(query)).all())


def _files_of(entries: Iterable[Entry]) -> set[str]:
    files = (file for one in entries for file in one.attachments or [])
    return {file["sha256"] for file in files if file.get("sha256")}
