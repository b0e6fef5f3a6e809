"""Seals everything anew under another key, a page at a time; what was interrupted goes on."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from sqlalchemy import Column, LargeBinary, Table, bindparam, select, update
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.db import Database
from storage.files import sealed_files
from storage.models import Case, Chat, Consent, Inbox, Invite, KeyChange, Person, SealedReport
from storage.places import found_by
from storage.vault import Vault, WrongKey

PAGE = 500
LAPSING: tuple[type[Any], ...] = (Invite, Consent)


@dataclass
class Rekeyed:
    """What was done. `lapsed`: one-time codes and consents under way, which only their key knew."""

    cells: dict[str, int] = field(default_factory=dict)
    keys: int = 0
    lapsed: int = 0
    files: int = 0


def sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that holds sealed bytes: all binary ones do, and a test sees to it."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                yield table, column


class Rekeying:
    """From one key to another on one database. The desk must be closed meanwhile."""

    def __init__(self, database: Database, new: Vault) -> None:
        self._database = database
        self._old = database.vault
        self._new = new
        self._either = MultiFernet([new.fernet, database.vault.fernet])

    async def run(self, now: datetime) -> Rekeyed:
        """Do it all; done twice, the second time finds nothing. Raises WrongKey."""
        done = Rekeyed()
        await self._begin(now)
        # Keys first: they are made from what is sealed, whichever key seals it at the moment.
        done.keys = await self._rename()
        done.lapsed = await self._lapse(now)
        for table, column in sealed_columns():
            done.cells[f"{table.name}.{column.name}"] = await self._column(table, column)
        done.files = await asyncio.to_thread(self._files)
        await self._database.rewrite()
        async with self._database.unit_of_work() as store:
            open_ones = col(KeyChange.done_at).is_(None)
            await store.session.exec(update(KeyChange).where(open_ones).values(done_at=now))
        return done

    async def _begin(self, now: datetime) -> None:
        async with self._database.unit_of_work() as store:
            if await under_way(store.session) is None:
                store.session.add(KeyChange(started_at=now))

    async def _column(self, table: Table, column: Column[Any]) -> int:
        """Seal one column anew; returns how many cells were under the old key."""
        key, after, done = next(iter(table.primary_key.columns)), None, 0
        change = update(table).where(key == bindparam("at")).values({column: bindparam("cell")})
        while True:
            async with self._database.unit_of_work() as store:
                page = select(key, column).order_by(key).limit(PAGE)
                connection = await store.session.connection()
                found = page if after is None else page.where(key > after)
                rows = (await connection.execute(found)).all()
                anew = [{"at": at, "cell": made} for at, cell in rows if (made := self._anew(cell))]
                if anew:
                    await connection.execute(change, anew)
            if not rows:
                return done
            after, done = rows[-1][0], done + len(anew)

    def _anew(self, cell: bytes) -> bytes | None:
        """The cell under the new key; None: there is nothing to do."""
        if not cell:
            return None
        try:
            self._new.unseal(bytes(cell))
        except WrongKey:
            return self._new.seal(self._open(cell))
        return None

    def _open(self, cell: bytes) -> bytes:
        """What is sealed with either key."""
        try:
            return self._either.decrypt(bytes(cell))
        except InvalidToken as error:
            raise WrongKey from error

    async def _rename(self) -> int:
        """Find people, chats and letters under the new key's hashes."""
        found = 0
        for model, key_of in (
            (Chat, self._chat),
            (Person, self._person),
            (Inbox, self._letter),
            (Case, self._place),
        ):
            found += await self._rows(model, key_of)
        return found + await self._confided()

    async def _confided(self) -> int:
        """Sealed reports are found by who sent them: a hash of our own number of the person."""
        done = 0
        async with self._database.unit_of_work() as store:
            people = (await store.session.exec(select_rows(Person.id))).all()
            known = {self._database.vault.key("sealed", str(one)): str(one) for one in people}
            for report in (await store.session.exec(select_rows(SealedReport))).all():
                if report.key in known:
                    report.key = self._new.key("sealed", known[report.key])
                    store.session.add(report)
                    done += 1
        return done

    def _files(self) -> int:
        """Copies of files that only named recipients may open."""
        done = 0
        for path in sealed_files(self._database.files_dir):
            anew = self._anew(path.read_bytes())
            if anew is not None:
                part = path.with_suffix(".part")
                part.write_bytes(anew)
                part.replace(path)
                done += 1
        return done

    async def _rows(self, model: Any, rename: Callable[[Any], bool]) -> int:  # noqa: ANN401  # a table
        after, done = 0, 0
        while True:
            async with self._database.unit_of_work() as store:
                query = select_rows(model).where(col(model.id) > after).order_by(col(model.id))
                rows = (await store.session.exec(query.limit(PAGE))).all()
                done += sum(rename(row) for row in rows)
                store.session.add_all(rows)
            if not rows:
                return done
            after = rows[-1].id

    def _chat(self, chat: Chat) -> bool:
        if chat.erased_at is not None:
            return False
        new = self._new.key("chat", chat.channel, self._open(chat.sealed).decode())
        old, chat.key = chat.key, new
        return old != new

    def _person(self, person: Person) -> bool:
        if person.erased_at is not None:
            return False
        user_id = json.loads(self._open(person.sealed))["user_id"]
        old, person.key = person.key, self._new.key("person", person.channel, user_id)
        return old != person.key

    def _place(self, case: Case) -> bool:
        if not case.whereabouts:
            return False
        new = found_by(self._new, json.loads(self._open(case.whereabouts))["folded"])
        old = (case.place_key, case.place_words)
        case.place_key, case.place_words = new
        return old != new

    def _letter(self, letter: Inbox) -> bool:
        """By the chat that stands in it; where none does, nobody can guess it from the old hash.

        It is sealed anew at once: that is how a second round knows it.
        """
        if not letter.body:  # taken back: it is known by nothing else
            letter.chat_key = self._new.key("old", letter.chat_key)
            return False
        if self._anew(letter.body) is None:
            return False
        body = self._open(letter.body)
        where = _chat_in(body)
        parts = ("chat", letter.channel, where) if where else ("old", letter.chat_key)
        letter.chat_key, letter.body = self._new.key(*parts), self._new.seal(body)
        return True

    async def _lapse(self, now: datetime) -> int:
        """What is only known by its hash cannot be found again: codes, consents under way."""
        lapsed = 0
        async with self._database.unit_of_work() as store:
            for model in LAPSING:
                waiting = col(model.used_at).is_(None) & (col(model.expires_at) > now)
                rows = (await store.session.exec(select_rows(model).where(waiting))).all()
                for row in rows:
                    row.key, row.expires_at = self._new.key("old", row.key), now
                    store.session.add(row)
                lapsed += len(rows)
        return lapsed


def _chat_in(body: bytes) -> str | None:
    """The platform's chat id in a letter that was understood."""
    try:
        return str(json.loads(body)["address"]["chat_id"])
    except (ValueError, KeyError, TypeError):
        return None


async def under_way(session: AsyncSession) -> datetime | None:
    """Since when the key is being changed; None: it is not."""
    query = select_rows(KeyChange.started_at).where(col(KeyChange.done_at).is_(None))
    return (await session.exec(query)).first()
