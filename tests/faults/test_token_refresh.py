"""The refresh of Zalo's tokens, interrupted everywhere: never locked out where a way back is."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import RetryLater
from bot.channels.zalo_token import ZaloToken
from storage.db import Database, Store
from tests.channels.zalo_grant import TOKENS, Grant, granted

GRACE = timedelta(seconds=30)
LATER = timedelta(minutes=20)
"""After which a refresh that failed is tried again."""


class Killed(Exception):
    """The process ends here; what it held in memory is gone."""


class Doomed(Database):
    """Another process's door to the same database; it dies when it writes."""

    before = True

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[Store]:
        if self.before:
            raise Killed
        async with super().unit_of_work() as store:
            yield store
        raise Killed


@pytest.fixture
async def grant(database: Database) -> AsyncIterator[Grant]:
    """Zalo answers slowly enough to be given up on."""
    async with granted(database, read_timeout=0.3) as made:
        yield made


@pytest.fixture
async def doomed(database: Database, database_url: str, tmp_path: Path) -> AsyncIterator[Doomed]:
    """Beside the real one."""
    made = Doomed(database_url, database.vault, tmp_path / "files")
    yield made
    await made.close()


async def alive(grant: Grant, keeper: ZaloToken | None = None) -> bool:
    """Whether a process that starts now gets a token that Zalo takes."""
    keeper = keeper or grant.keeper()
    stale = await keeper.current()
    token = stale if stale == grant.zalo.access_token else await keeper.renewed(stale)
    return token == grant.zalo.access_token and await grant.agrees()


async def test_killed_before_the_request(grant: Grant) -> None:
    grant.zalo.faults.drop(path=TOKENS, times=2)
    with pytest.raises(RetryLater):
        await grant.keeper().renewed(grant.zalo.access_token)
    assert await alive(grant)


async def test_killed_before_the_commit_where_zalo_repeats_itself(
    grant: Grant, doomed: Doomed
) -> None:
    grant.zalo.tokens.grace = GRACE
    with pytest.raises(Killed):
        await grant.keeper(doomed).renewed(grant.zalo.access_token)
    assert not await grant.agrees()
    assert await alive(grant)


async def test_killed_before_the_commit_where_zalo_does_not(grant: Grant, doomed: Doomed) -> None:
    with pytest.raises(Killed):
        await grant.keeper(doomed).renewed(grant.zalo.access_token)
    keeper = grant.keeper()
    with pytest.raises(RetryLater, match="consent"):
        await keeper.renewed(await keeper.current())
    assert (await grant.stored()).lost_at == grant.clock.now()
    await grant.seed()  # the only way back is a person
    assert await alive(grant, keeper)


async def test_killed_after_the_commit(grant: Grant, doomed: Doomed) -> None:
    doomed.before = False
    with pytest.raises(Killed):
        await grant.keeper(doomed).renewed(grant.zalo.access_token)
    assert await grant.agrees()
    assert await alive(grant)
    assert grant.refreshes() == 1


async def test_a_database_that_is_away_when_the_pair_comes(grant: Grant, doomed: Doomed) -> None:
    """The process lives on: it stores the pair as soon as it can, and asks for no other."""
    keeper, stale = grant.keeper(doomed), grant.zalo.access_token
    with pytest.raises(Killed):
        await keeper.renewed(stale)
    keeper.database = grant.database
    assert await keeper.renewed(stale) == grant.zalo.access_token
    assert await grant.agrees()
    assert grant.refreshes() == 1


async def test_stopped_in_the_middle_it_writes_down_what_comes(grant: Grant) -> None:
    grant.zalo.faults.late(timedelta(seconds=1), path=TOKENS)
    keeper = grant.keeper()
    async with asyncio.TaskGroup() as group:
        renewing = group.create_task(keeper.renewed(grant.zalo.access_token))
        await asked(grant)
        renewing.cancel()
        await asyncio.sleep(0)
        grant.clock.advance(timedelta(seconds=1))
    assert renewing.cancelled()
    assert await grant.agrees()


async def asked(grant: Grant) -> None:
    """Zalo has made the pair, and takes its time to say so."""
    while grant.clock.next_wake() is None:  # noqa: ASYNC110  # it runs in this very loop
        await asyncio.sleep(0)


BAD: dict[str, str | dict[str, object]] = {
    "an error with HTTP 200": {"error": -14002, "error_name": "Invalid app id"},
    "HTML": "<html><body>502 Bad Gateway</body></html>",
    "garbage": "\x00\xff{",
    "nothing": "",
    "a list": "[]",
    "a bare word": '"ok"',
    "empty tokens": {"access_token": "", "refresh_token": "", "expires_in": "90000"},
    "one token": {"access_token": "a-new-one", "expires_in": "90000"},
    "undefined": {"access_token": "undefined", "refresh_token": "undefined"},
    "numbers": {"access_token": 1, "refresh_token": 2},
    "an error and nulls": {"error": "?", "access_token": None, "refresh_token": None},
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("status", [200, 502])
async def test_an_answer_that_is_no_pair_leaves_the_old_one(
    grant: Grant, name: str, status: int
) -> None:
    before = await grant.stored()
    grant.zalo.faults.answer(BAD[name], status, times=2, path=TOKENS)
    keeper = grant.keeper()
    with pytest.raises(RetryLater):
        await keeper.renewed(before.access)
    assert await grant.stored() == before
    with pytest.raises(RetryLater):
        await keeper.renewed(before.access)  # at once: nobody is asked again
    assert grant.refreshes() <= 2
    grant.zalo.faults.clear()
    grant.clock.advance(LATER)
    assert await keeper.renewed(before.access) == grant.zalo.access_token
    assert await grant.agrees()


LIVES = {"90000": 90_000, "": 90_000, "soon": 90_000, "-1": 90_000, "3600": 3_600}


@pytest.mark.parametrize("said", LIVES)
async def test_a_pair_counts_whatever_comes_with_it(grant: Grant, said: str) -> None:
    body = {"access_token": "a" * 40, "refresh_token": "r" * 40, "expires_in": said, "error": 0}
    grant.zalo.faults.answer(json.dumps(body), 500, path=TOKENS)
    assert await grant.keeper().renewed(grant.zalo.access_token) == "a" * 40
    pair = await grant.stored()
    assert pair.refresh == "r" * 40
    assert pair.expires_at == grant.clock.now() + timedelta(seconds=LIVES[said])


@pytest.mark.parametrize("how", ["late", "drop"])
async def test_no_answer_after_the_pair_was_made(grant: Grant, how: str) -> None:
    """Once more with the old token: where Zalo repeats itself, nothing is lost."""
    grant.zalo.tokens.grace = GRACE
    order = grant.zalo.faults.late if how == "late" else grant.zalo.faults.drop
    order(done=True, path=TOKENS)
    keeper, stale = grant.keeper(), grant.zalo.access_token
    assert await keeper.renewed(stale) == grant.zalo.access_token != stale
    assert await grant.agrees()
    assert grant.refreshes() == 2


async def test_two_silences_end_in_the_dark_and_the_old_token_is_kept(grant: Grant) -> None:
    grant.zalo.tokens.grace = LATER * 2
    before = await grant.stored()
    grant.zalo.faults.drop(done=True, path=TOKENS, times=2)
    keeper = grant.keeper()
    with pytest.raises(RetryLater):
        await keeper.renewed(before.access)
    assert await grant.stored() == before
    grant.clock.advance(LATER)
    assert await keeper.renewed(before.access) == grant.zalo.access_token
    assert await grant.agrees()


async def test_a_grant_that_is_lost_is_told_and_costs_no_more_calls(grant: Grant) -> None:
    grant.zalo.faults.drop(done=True, path=TOKENS)
    keeper, stale = grant.keeper(), grant.zalo.access_token
    for _ in range(3):
        with pytest.raises(RetryLater, match="consent"):
            await keeper.renewed(stale)
        with pytest.raises(RetryLater, match="consent"):
            await keeper.current()
        await keeper.keep_fresh()
    assert grant.refreshes() == 2  # one in the dark, one that said so
    async with grant.database.reading() as store:
        (lost,) = await store.tokens.lost(grant.clock.now())
    assert lost.since == grant.clock.now()
    assert lost.link.startswith(f"{grant.app.oauth_url}/v4/oa/permission?")


async def test_the_page_for_the_alarm_is_never_an_old_one(grant: Grant) -> None:
    grant.zalo.revoke()
    keeper = grant.keeper()
    with pytest.raises(RetryLater):
        await keeper.renewed(await keeper.current())
    links = set()
    for _ in range(4):
        async with grant.database.reading() as store:
            (lost,) = await store.tokens.lost(grant.clock.now() + timedelta(hours=23))
        assert lost.link
        links.add(lost.link)
        grant.clock.advance(timedelta(hours=24))
        await keeper.keep_fresh()
    assert len(links) > 1


async def test_while_the_access_token_lives_a_lost_grant_stops_nothing(grant: Grant) -> None:
    keeper = grant.keeper()
    async with grant.database.unit_of_work() as store:
        await store.tokens.lose(grant.app.account, 1, grant.clock.now())
    assert await keeper.current() == grant.zalo.access_token


async def test_four_refreshers_race(
    grant: Grant, database: Database, database_url: str, tmp_path: Path
) -> None:
    """On PostgreSQL four processes' doors to one database; on SQLite there is one process."""
    stale = grant.zalo.access_token
    async with AsyncExitStack() as stack:
        doors = [database]
        if not database.sqlite:
            for _ in range(3):
                door = Database(database_url, database.vault, tmp_path / "files")
                stack.push_async_callback(door.close)
                doors.append(door)
        keepers = [grant.keeper(doors[n % len(doors)]) for n in range(4)]
        for _ in range(5):
            async with asyncio.TaskGroup() as group:
                racing = [group.create_task(one.renewed(stale)) for one in keepers * 2]
            assert {one.result() for one in racing} == {grant.zalo.access_token}
            stale = grant.zalo.access_token
    assert grant.refreshes() == 5
    assert await grant.agrees()


async def test_a_pair_that_was_brought_meanwhile_is_not_written_over(grant: Grant) -> None:
    grant.zalo.faults.late(timedelta(seconds=1), path=TOKENS)
    keeper = grant.keeper()
    async with asyncio.TaskGroup() as group:
        renewing = group.create_task(keeper.renewed(grant.zalo.access_token))
        await asked(grant)
        await grant.seed("brought by hand", "brought by hand too")
        grant.clock.advance(timedelta(seconds=1))
    assert renewing.result() == "brought by hand"
    assert (await grant.stored()).refresh == "brought by hand too"
