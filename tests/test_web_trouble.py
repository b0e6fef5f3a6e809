"""The front door in trouble: a full disk is told, who hangs up or sends nonsense does no harm."""

import asyncio
from typing import Any

import httpx
import pytest

from bot.sandbox.serve import serve
from bot.sandbox.town import Town
from bot.web import Front
from storage.db import Database
from storage.models import Taken
from tests.test_web import HOOK, UPDATE, at, signed


async def test_a_full_disk_is_told_by_health_and_nothing_is_confirmed(town: Town) -> None:
    app = town.app
    front = Front(
        app.database, app.receive, app.channels, town.settings, town.clock, intake=app.intake
    )
    async with serve(front.app) as url, at(url) as client:
        await room_for(app.database, pages=1)  # that is: no more than there are
        answers = [await _brought(client, town, n) for n in range(40)]
        assert answers[-1] == 503
        health = await client.get("/health")
        assert health.status_code == 503
        assert "database or disk is full" in health.json()["error"]
        await room_for(app.database, pages=1_000_000)
        assert await _brought(client, town, 39) == 200
        assert (await client.get("/health")).json()["well"] is True


async def room_for(database: Database, *, pages: int) -> None:
    """So large may the file become; smaller than it is it does not."""
    async with database.unit_of_work() as store:
        connection = await store.session.connection()
        await connection.exec_driver_sql(f"pragma max_page_count={pages}")


async def _brought(client: httpx.AsyncClient, town: Town, number: int) -> int:
    said: Any = UPDATE["message"]
    message = said | {"message_id": 500 + number, "text": "hư " * 1000}
    update = UPDATE | {"update_id": 9000 + number, "message": message}
    return (await client.post(HOOK, json=update, headers=signed(town))).status_code


async def test_who_hangs_up_amid_a_call_leaves_no_trace(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    app = town.app
    front = Front(app.database, app.receive, app.channels, town.settings, town.clock)
    async with serve(front.app) as url, at(url) as client:
        host, _, port = url.removeprefix("http://").partition(":")
        _, line = await asyncio.open_connection(host, int(port))
        line.write(f"POST {HOOK} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nabc".encode())
        await line.drain()
        assert (await client.get("/health")).status_code == 200  # the other call has begun
        line.close()
        await line.wait_closed()
        for _ in range(100):
            metrics = (await client.get("/metrics")).text
            if 'answer="400"} 1.0' in metrics:
                break
        assert 'webhook_updates_total{answer="400"} 1.0' in metrics
    assert caplog.text == ""


@pytest.mark.parametrize("number", ["9" * 4000, 10**4000, "a\x00b", -1, True])
async def test_what_cannot_be_read_is_set_aside_whatever_its_number(
    both_towns: Town, number: object
) -> None:
    app, town = both_towns.app, both_towns
    front = Front(app.database, app.receive, app.channels, town.settings, town.clock)
    update = {"update_id": number, "message": {"chat": 1}}
    async with serve(front.app) as url, at(url) as client:
        answer = await client.post(HOOK, json=update, headers=signed(town))
    assert answer.status_code == 200
    async with both_towns.app.database.reading() as store:
        assert await store.inbox.count(Taken.ASIDE) == 1
