"""A session that spares SQLAlchemy's trips between its two worlds for what is at hand.

What need not be seen yet waits, and is written together: before the next question, at the latest
before the end. Measured on the way of a report (make bench): half of its time went into
statements, most of them a row each.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Engine, Executable, QueuePool, inspect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import greenlet_spawn
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.dialects import Sqlite

HELD, TAKEN = "connection", "taken"
BESIDE = "beside"

Statement = TypeVar("Statement", bound=Executable)
Write = Callable[[list[Any]], Awaitable[None]]


def beside(statement: Statement) -> Statement:
    """A question or a change that need not see what waits: it looks only at what a message itself
    has written, or at what no other message of its page changes."""
    return statement.execution_options(**{BESIDE: True})


class Session(AsyncSession):
    """One transaction of the desk; it has one connection from its first question to its end.

    What answers `at_once` (SQLite) is asked without SQLAlchemy's trip to its other world.
    """

    def __init__(self, *given: Any, **named: Any) -> None:  # SQLAlchemy's own
        super().__init__(*given, **named)
        self._engine = cast(Engine, self.sync_session.bind)
        self.at_once = isinstance(self._engine.dialect, Sqlite)
        self._behind = False
        self._waiting: dict[Write, list[Any]] = {}

    def later(self, write: Write, row: Any) -> None:  # noqa: ANN401  # whatever it writes
        """Have a row written, together with others of its sort."""
        self._waiting.setdefault(write, []).append(row)

    def fall_behind(self) -> None:
        """Let what has changed of objects wait, too."""
        self._behind = True

    async def catch_up(self, statement: Executable | None = None) -> None:
        """Write what waits; not for a statement that is beside it."""
        if statement is not None and statement.get_execution_options().get(BESIDE):
            return
        if self._behind:
            self._behind = False
            await self.flush()
        waiting, self._waiting = self._waiting, {}
        for write, rows in waiting.items():
            await write(rows)

    if not TYPE_CHECKING:  # the types are SQLModel's

        async def exec(self, statement: Executable, **how: object) -> object:
            """Ask, of all that has been said before."""
            await self.catch_up(statement)
            if not self.at_once:
                return await super().exec(statement, **how)
            await self._take()
            return self.sync_session.exec(statement, **how)

    async def run(self, statement: Executable, values: Any) -> CursorResult[Any]:  # noqa: ANN401  # one set of values or a list of them
        """Have a statement run that knows of tables only."""
        await self.catch_up(statement)
        if self.at_once:
            return (await self._take()).execute(statement, values)
        return await (await self.connection()).execute(statement, values)

    async def _take(self) -> Connection:
        """The connection; only where none is free it is waited for."""
        if TAKEN not in self.info:
            ask = self.sync_session.connection
            free = cast(QueuePool, self._engine.pool).checkedin()
            self.info[TAKEN] = ask() if free else await greenlet_spawn(ask)
        taken: Connection = self.info[TAKEN]
        return taken

    async def connection(self, *given: Any, **named: Any) -> AsyncConnection:  # SQLAlchemy's own
        """The connection, asked for once."""
        if given or named:
            return await super().connection(*given, **named)
        if HELD not in self.info:
            self.info[HELD] = await super().connection()
        held: AsyncConnection = self.info[HELD]
        return held

    def add(self, instance: object, **how: bool) -> None:
        """Keep a change; what is held is not looked through again for all that hangs on it."""
        if instance not in self.sync_session:
            super().add(instance, **how)

    async def flush(self, objects: Any = None) -> None:  # noqa: ANN401  # SQLAlchemy's own
        """Write what has changed, if anything has."""
        if self.new or self.deleted or any(True for _ in self.dirty):
            await self._do(self.sync_session.flush, objects)

    async def get(self, entity: Any, ident: Any, **how: Any) -> Any:  # noqa: ANN401  # SQLAlchemy's own
        """The row with this number, as it is held or as it is fetched."""
        if not how:
            key = inspect(entity).identity_key_from_primary_key((ident,))
            state = self.sync_session.identity_map.fast_get_state(key)
            if state is not None and not state.expired and (held := state.obj()) is not None:
                return held
        return await self._do(partial(self.sync_session.get, **how), entity, ident)

    async def close(self) -> None:
        """Give the connection back."""
        if self.at_once:
            self.sync_session.close()
        else:
            await super().close()

    async def __aexit__(self, *error: object) -> None:
        if self.at_once:
            self.sync_session.close()
            await asyncio.sleep(0)  # what answers at once lets nobody else have a turn
        else:
            await super().__aexit__(*error)

    async def _do(self, work: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401  # whatever it is
        if not self.at_once:
            return await greenlet_spawn(work, *given)
        await self._take()
        return work(*given)
