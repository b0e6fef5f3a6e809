"""The front door for machines: a forged webhook is refused, 200 only when it is stored."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.channels.base import Channel, Raw
from bot.platforms import webhook_secret
from bot.sandbox.serve import serve
from bot.sandbox.town import Town
from bot.web import LARGEST_UPDATE, Front
from storage.models import Taken

UPDATE = {
    "update_id": 9_000_001,
    "message": {
        "message_id": 71,
        "date": 1_763_254_800,
        "chat": {"id": 777, "type": "private", "first_name": "Lan"},
        "from": {"id": 777, "is_bot": False, "first_name": "Lan"},
        "text": "Đèn đường hư",
    },
}
HOOK = "/webhook/telegram"
SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def front(both_towns: Town) -> Front:
    town = both_towns
    return Front(town.app.database, town.app.receive, town.app.channels, town.settings, town.clock)


@pytest.fixture
async def client(front: Front) -> AsyncIterator[httpx.AsyncClient]:
    async with serve(front.app) as url, httpx.AsyncClient(base_url=url) as made:
        yield made


def signed(town: Town) -> dict[str, str]:
    return {SECRET: webhook_secret(town.settings)}


async def kept(town: Town) -> int:
    async with town.app.database.reading() as store:
        return await store.inbox.count(Taken.DONE) + await store.inbox.count(Taken.WAITING)


async def test_an_update_is_stored_before_it_is_answered(
    both_towns: Town, client: httpx.AsyncClient
) -> None:
    before = await kept(both_towns)
    answer = await client.post(HOOK, json=UPDATE, headers=signed(both_towns))
    assert answer.status_code == 200
    assert await kept(both_towns) == before + 1


async def test_the_same_update_again_changes_nothing(
    both_towns: Town, client: httpx.AsyncClient
) -> None:
    for _ in range(3):
        answer = await client.post(HOOK, json=UPDATE, headers=signed(both_towns))
        assert answer.status_code == 200
    await both_towns.app.settled()
    assert await kept(both_towns) == 1


@pytest.mark.parametrize("headers", [{}, {SECRET: "guess"}, {SECRET: ""}, {SECRET: "ệ".encode()}])
async def test_a_forged_webhook_is_refused_and_stores_nothing(
    both_towns: Town, client: httpx.AsyncClient, headers: dict[str, Any]
) -> None:
    answer = await client.post(HOOK, json=UPDATE, headers=headers)
    assert answer.status_code == 403
    assert await kept(both_towns) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b'{"a": "' + b"x" * LARGEST_UPDATE + b'"}', 413),
        (b"{}", 200),  # a probe that says nothing
    ],
)
async def test_what_is_no_update_is_refused_politely(
    both_towns: Town, client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    answer = await client.post(HOOK, content=body, headers=signed(both_towns))
    assert answer.status_code == status


async def test_an_unreadable_update_is_kept_aside_and_answered(
    both_towns: Town, client: httpx.AsyncClient
) -> None:
    odd = json.loads(json.dumps(UPDATE))
    odd["message"]["date"] = "yesterday"
    answer = await client.post(HOOK, json=odd, headers=signed(both_towns))
    assert answer.status_code == 200
    async with both_towns.app.database.reading() as store:
        assert await store.inbox.count(Taken.ASIDE) == 1


async def test_when_the_store_fails_telegram_is_asked_to_come_again(town: Town) -> None:
    async def broken(_channel: Channel, _batch: list[Raw]) -> None:
        raise OSError

    app = town.app
    front = Front(app.database, broken, app.channels, town.settings, town.clock)
    async with serve(front.app) as url, httpx.AsyncClient(base_url=url) as client:
        answer = await client.post(HOOK, json=UPDATE, headers=signed(town))
    assert answer.status_code == 503


async def test_health_and_metrics_tell_what_waits(
    both_towns: Town, client: httpx.AsyncClient
) -> None:
    await client.post(HOOK, json=UPDATE, headers=signed(both_towns))
    health = await client.get("/health")
    assert health.status_code == 200
    assert health.json()["well"] is True
    metrics = await client.get("/metrics")
    assert 'webhook_updates_total{answer="200"} 1.0' in metrics.text
    assert 'messages{box="inbox",state="failed"} 0.0' in metrics.text
    assert both_towns.telegram.token not in metrics.text


async def test_telegram_itself_brings_updates_to_the_webhook(town: Town) -> None:
    app = town.app
    front = Front(app.database, app.receive, app.channels, town.settings, town.clock)
    async with serve(front.app) as url:
        await front.channels["telegram"].register(url + HOOK)
        lan = town.telegram.person("Lan")
        lan.says("Đèn đường hư")
        await town.telegram.until(lambda: "Trợ lý đã ghi" in lan.last.text)
