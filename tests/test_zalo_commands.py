"""`python -m bot zalo …`: a pair comes in unseen, and how it stands is said in plain sentences."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.app import SystemClock
from bot.grant import consenting, keeper
from bot.sandbox.serve import serve
from bot.sandbox.zalo_oa import ZaloOaSandbox
from bot.settings import Settings
from storage.db import Database
from storage.tokens import Pair
from storage.vault import Vault
from tests.forking import PIPE, Forks, surroundings

SECRET = "a secret of the command line, 32 letters or more"
ACCESS, REFRESH = "An-Access-Token-0123456789", "A-Refresh-Token-0123456789"
APP = {"ZALO_APP_ID": "360846524940903967", "ZALO_APP_SECRET": "AppSecret0123456789"}
HERE = APP | {"SECRET_KEY": SECRET, "PUBLIC_URL": "https://desk.example"}


class Ended:
    """How a command ended."""

    def __init__(self, code: int | None, out: bytes, err: bytes) -> None:
        self.code, self.out, self.err = code, out.decode(), err.decode()


Zalo = Callable[..., Coroutine[Any, Any, Ended]]


@pytest.fixture
def zalo(tmp_path: Path, bot_forks: Forks) -> Zalo:
    """Runs `python -m bot zalo …` in an empty folder, with these settings and no others."""

    async def run(*arguments: str, typed: str = "", **settings: str) -> Ended:
        process = await bot_forks.start(
            "zalo", *arguments, cwd=tmp_path, env=surroundings(settings), stdin=PIPE
        )
        out, err = await process.communicate(typed.encode())
        return Ended(process.returncode, out, err)

    return run


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The one that the commands use."""
    made = Database(f"sqlite:///{tmp_path}/data/desk.db", Vault(SECRET), tmp_path / "data/files")
    await made.migrate()
    yield made
    await made.close()


async def kept(database: Database) -> Pair | None:
    async with database.reading() as store:
        return await store.tokens.pair(f"zalo_oa:{APP['ZALO_APP_ID']}")


async def test_seed_takes_a_pair_from_a_pipe_and_shows_it_nowhere(
    zalo: Zalo, database: Database
) -> None:
    ended = await zalo("seed", typed=f"{ACCESS}\n{REFRESH}\n", **HERE)
    assert ended.code == 0, ended.err
    pair = await kept(database)
    assert pair is not None
    assert (pair.access, pair.refresh) == (ACCESS, REFRESH)
    assert pair.expires_at <= SystemClock().now()  # how old it is nobody knows: renewed at once
    assert not [one for one in (ACCESS, REFRESH) if one in ended.out + ended.err]


@pytest.mark.parametrize("typed", ["", f"{ACCESS}\n", f"{ACCESS}\n{ACCESS}\n", "a b\nc\n"])
async def test_seed_wants_two_lines(zalo: Zalo, database: Database, typed: str) -> None:
    ended = await zalo("seed", typed=typed, **HERE)
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert ACCESS not in ended.err
    assert await kept(database) is None


async def test_seed_takes_no_token_that_lands_in_the_shells_history(zalo: Zalo) -> None:
    ended = await zalo("seed", ACCESS, REFRESH, **HERE)
    assert ended.code == 2


@pytest.mark.parametrize("command", ["seed", "authorise", "status"])
async def test_without_an_app_every_command_says_what_is_missing(zalo: Zalo, command: str) -> None:
    ended = await zalo(command, typed=f"{ACCESS}\n{REFRESH}\n", SECRET_KEY=SECRET)
    assert ended.code == 2
    assert "ZALO_APP_ID" in ended.err
    assert ended.err.count("\n") == 1


async def test_status_before_and_after_and_when_lost(zalo: Zalo, database: Database) -> None:
    nobody = await zalo("status", **HERE)
    assert (nobody.code, "authorise" in nobody.err) == (1, True)
    now = SystemClock().now()
    pair = Pair(ACCESS, REFRESH, now + timedelta(hours=25), now + timedelta(days=90), now)
    async with database.unit_of_work() as store:
        await store.tokens.keep(f"zalo_oa:{APP['ZALO_APP_ID']}", pair)
    well = await zalo("status", **HERE)
    assert well.code == 0, well.err
    assert "serves until" in well.out
    async with database.unit_of_work() as store:
        await store.tokens.lose(f"zalo_oa:{APP['ZALO_APP_ID']}", 1, now)
    lost = await zalo("status", **HERE)
    assert (lost.code, "lost" in lost.err, "authorise" in lost.err) == (1, True, True)
    for ended in (nobody, well, lost):
        assert not [one for one in (ACCESS, REFRESH, SECRET) if one in ended.out + ended.err]


async def test_a_pair_that_nobody_has_renewed_for_long_is_not_well(
    zalo: Zalo, database: Database
) -> None:
    now = SystemClock().now()
    old = Pair(ACCESS, REFRESH, now, now + timedelta(days=20), now - timedelta(days=70))
    async with database.unit_of_work() as store:
        await store.tokens.keep(f"zalo_oa:{APP['ZALO_APP_ID']}", old)
    assert (await zalo("status", **HERE)).code == 1


async def test_without_a_public_address_there_is_no_way_back_from_the_page(zalo: Zalo) -> None:
    ended = await zalo("authorise", **APP, SECRET_KEY=SECRET)
    assert ended.code == 2
    assert "PUBLIC_URL" in ended.err
    assert "seed" in ended.err


async def test_authorise_from_the_page_to_the_first_token(zalo: Zalo, database: Database) -> None:
    """The command prints the page, the admin consents, the desk takes the answer up."""
    platform = ZaloOaSandbox(SystemClock(), pace=False)
    async with platform.serve() as url:
        asked = {"ZALO_APP_ID": platform.app_id, "ZALO_APP_SECRET": platform.app_secret}
        settings = {**asked, "SECRET_KEY": SECRET, "ZALO_OAUTH_URL": url}
        ours = Settings(
            _env_file=None,
            **{name.lower(): value for name, value in settings.items()},  # type: ignore[arg-type]  # by name
        )
        desk = Starlette()
        async with serve(desk) as here:
            ours.public_url = here
            pages = consenting(ours, SystemClock(), database)
            desk.router.routes.append(Route("/zalo/callback", pages.callback))
            ended = await zalo("authorise", "--no-wait", **settings, PUBLIC_URL=here)
            assert ended.code == 0, ended.err
            async with httpx.AsyncClient(follow_redirects=True) as browser:
                page = await browser.get(ended.out.strip())
        assert page.status_code == 200, page.text
        assert "Đã kết nối" in page.text
        assert await keeper(ours, SystemClock(), database).current() == platform.access_token


async def test_authorise_waits_until_somebody_has_consented(zalo: Zalo, database: Database) -> None:
    now, account = SystemClock().now(), f"zalo_oa:{APP['ZALO_APP_ID']}"
    pair = Pair(ACCESS, REFRESH, now + timedelta(hours=25), now + timedelta(days=90), now)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        waiting = group.create_task(zalo("authorise", **HERE))
        while not await link_in(database, account):  # noqa: ASYNC110  # another process makes it
            await asyncio.sleep(0.05)
        async with database.unit_of_work() as store:
            await store.tokens.keep(account, pair)
    ended = waiting.result()
    assert ended.code == 0, ended.err
    assert "Done." in ended.out
    assert "/v4/oa/permission?" in ended.out


async def link_in(database: Database, account: str) -> str | None:
    async with database.reading() as store:
        return await store.tokens.consent_link(account, SystemClock().now())
