"""How letter box and outbox are emptied: what must happen only once is still known to have."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.models import Chat, Delivery, Inbox, Outbox, Posted, Taken
from storage.vault import GONE, Vault

PAGE = 500

Redact = Callable[[str], str]
"""Takes whatever names a person out of a text."""


class Emptying:
    """Both boxes, in one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def letters(
        self, chat: Chat, *which: ColumnElement[bool], state: Taken, at: datetime | None = None
    ) -> None:
        """Of these letters of a chat stays that they came."""
        left = {"body": GONE, "state": state} | ({"handled_at": at} if at else {})
        await self._session.exec(update(Inbox).where(*letters_of(chat), *which).values(**left))

    async def echoes(self, chat_id: int, what: Iterable[str], since: datetime) -> None:
        """What we said in a chat of these sorts: what waits is not sent, what was sent is blank."""
        lately = and_(col(Outbox.chat_id) == chat_id, col(Outbox.created_at) >= since)
        echo = and_(lately, col(Outbox.what).in_(what))
        await self._session.exec(delete(Outbox).where(echo, _waits()))
        await self._blank(echo)

    async def all_of(self, chat: Chat, cases: Iterable[int]) -> None:
        """A chat, and what was said elsewhere of its cases."""
        here = col(Outbox.chat_id) == chat.id
        await self._session.exec(delete(Inbox).where(*letters_of(chat)))
        await self._session.exec(delete(Posted).where(col(Posted.chat_id) == chat.id))
        await self._session.exec(delete(Outbox).where(here, col(Outbox.key).is_(None)))
        await self._blank(or_(here, col(Outbox.case_id).in_(cases) & ~_waits()))
        await self._session.exec(update(Outbox).where(here).values(data=None))
        await self._session.exec(update(Outbox).where(here, _waits()).values(state=Delivery.FAILED))

    async def handled(self, chat: Chat, cases: Iterable[int]) -> None:
        """What came in a chat and was handled, and what was said of its cases and has arrived."""
        await self.letters(chat, col(Inbox.state) == Taken.DONE, state=Taken.DONE)
        here = or_(col(Outbox.chat_id) == chat.id, col(Outbox.case_id).in_(cases))
        await self._blank(here, ~_waits())

    async def mentions(self, since: datetime, redact: Redact) -> None:
        """What others wrote, and what we said elsewhere, that names the person."""
        done = (Inbox.state == Taken.DONE, col(Inbox.received_at) >= since)
        settled = (~_waits(), col(Outbox.created_at) >= since)
        for model, where in ((Inbox, done), (Outbox, settled)):
            rows = await self._session.stream(
                select(model.id, model.body).where(*where).execution_options(yield_per=PAGE)
            )
            named = [number async for number, body in rows if self._names(body, redact)]
            at = col(model.id).in_(named)
            if model is Inbox:
                await self._session.exec(delete(Inbox).where(at))
            else:
                await self._blank(at)

    async def _blank(self, *where: ColumnElement[bool]) -> None:
        await self._session.exec(update(Outbox).where(*where).values(body=GONE, error=None))

    def _names(self, body: bytes, redact: Redact) -> bool:
        said = self._vault.unseal(bytes(body)).decode(errors="replace") if body else ""
        return redact(said) != said


def letters_of(chat: Chat) -> tuple[ColumnElement[bool], ...]:
    """Whatever arrived in a chat."""
    return (col(Inbox.channel) == chat.channel, col(Inbox.chat_key) == chat.key)


def _waits() -> ColumnElement[bool]:
    return col(Outbox.state).in_((Delivery.QUEUED, Delivery.HELD))
