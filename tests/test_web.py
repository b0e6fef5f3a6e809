"""The front door for machines: a forged webhook is refused, 200 only when it is stored."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from socket import gaierror
from typing import Any

import httpx
import pytest

from bot.channels.base import Channel, Raw
from bot.channels.trust import certificates
from bot.commands.speaking import explained
from bot.media import SHOWN_FOR
from bot.platforms import PLATFORMS, make_channels, shelf, webhook_secret
from bot.sandbox.serve import serve
from bot.sandbox.town import Town
from bot.settings import WrongSettings
from bot.web import LARGEST_UPDATE, Front, serve_front
from handlers.leaders import sheet
from storage.files import keep_bytes
from storage.models import Taken
from storage.vault import Vault
from tests.conftest import OpenTown

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


def at(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, verify=certificates())


@pytest.fixture
async def client(front: Front) -> AsyncIterator[httpx.AsyncClient]:
    async with serve(front.app) as url, at(url) as made:
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
        (b"[" * 100_000, 400),  # deeper than can be read
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
    async with serve(front.app) as url, at(url) as client:
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


@pytest.fixture
async def oa_town(open_a_town: OpenTown) -> Town:
    """An office on the Official Account alone."""
    return await open_a_town(platforms=("zalo_oa",))


def event(town: Town, **more: Any) -> bytes:
    told = {
        "app_id": town.zalo_oa.app_id,
        "sender": {"id": "8246845883529197922"},
        "recipient": {"id": town.zalo_oa.oa_id},
        "event_name": "user_send_text",
        "message": {"text": "Đèn đường hư", "msg_id": "96d3cdf3af150460909"},
        "timestamp": "1795482000001",
    }
    return json.dumps(told | more, ensure_ascii=False).encode()


def oa_door(town: Town) -> str:
    return PLATFORMS["zalo_oa"].doors(town.settings)[0]


async def at_the_door(
    town: Town, method: str = "POST", path: str = "", **request: Any
) -> httpx.Response:
    async with at(town.settings.public_url) as client:
        return await client.request(method, path or oa_door(town), **request)


async def test_the_oa_is_heard_at_a_path_that_nobody_guesses(oa_town: Town) -> None:
    assert len(oa_door(oa_town).rpartition("/")[2]) == 32
    answer = await at_the_door(oa_town, content=event(oa_town))
    assert answer.status_code == 200
    assert await kept(oa_town) == 1
    for path in ("/webhook/zalo-oa", "/webhook/zalo-oa/guess"):
        assert (await at_the_door(oa_town, path=path, content=event(oa_town))).status_code == 404
    assert await kept(oa_town) == 1


@pytest.mark.parametrize(
    ("method", "body"), [("GET", b""), ("POST", b"{}"), ("POST", b""), ("HEAD", b"")]
)
async def test_the_consoles_probes_are_answered_and_store_nothing(
    oa_town: Town, method: str, body: bytes
) -> None:
    answer = await at_the_door(oa_town, method, content=body)
    assert answer.status_code == 200
    assert await kept(oa_town) == 0


async def test_a_retry_and_a_double_are_one_message(oa_town: Town) -> None:
    for number in range(4):
        headers = {"num_retry": str(number)} if number else {}
        answer = await at_the_door(oa_town, content=event(oa_town), headers=headers)
        assert answer.status_code == 200
    await oa_town.settle()
    assert await kept(oa_town) == 1


async def test_several_events_that_cannot_be_read_are_each_kept(oa_town: Town) -> None:
    bodies = [event(oa_town, event_name=f"new_{n}") for n in range(2)] + [b"no json", b"[1]"]
    for body in (*bodies, bodies[0]):
        assert (await at_the_door(oa_town, content=body)).status_code == 200
    async with oa_town.app.database.reading() as store:
        assert await store.inbox.count(Taken.ASIDE) == 4


async def test_where_signatures_are_enforced_a_forged_event_is_refused(oa_town: Town) -> None:
    app = oa_town.app
    settings = oa_town.settings.model_copy(update={"zalo_oa_signature": "enforce"})
    channels = make_channels(settings, oa_town.clock, app.database)
    front = Front(app.database, app.receive, channels, settings, oa_town.clock)
    body = event(oa_town)
    wire = oa_town.zalo_oa.wire.signing
    good = wire.headers(oa_town.zalo_oa.world.who, body, "1795482000001")
    async with serve(front.app) as url, at(url) as client:
        for path in PLATFORMS["zalo_oa"].doors(settings):
            assert (await client.post(path, content=body)).status_code == 403
            assert (await client.post(path, content=b"{}")).status_code == 200
        assert await kept(oa_town) == 0
        answer = await client.post("/webhook/zalo-oa", content=body, headers=good)
    assert answer.status_code == 200
    assert await kept(oa_town) == 1
    await channels["zalo_oa"].stop()


async def test_when_the_store_fails_zalo_is_asked_to_come_again(oa_town: Town) -> None:
    async def broken(_channel: Channel, _batch: list[Raw]) -> None:
        raise OSError

    app = oa_town.app
    front = Front(app.database, broken, app.channels, oa_town.settings, oa_town.clock)
    async with serve(front.app) as url, at(url) as client:
        answer = await client.post(oa_door(oa_town), content=event(oa_town))
    assert answer.status_code == 503


async def test_the_consents_way_back_is_open(oa_town: Town) -> None:
    answer = await at_the_door(oa_town, "GET", "/zalo/callback")
    assert answer.status_code == 400  # nobody has asked for a consent


BOOK = sheet.write([sheet.Page("x", ["y"], [["z"]])], datetime(2026, 11, 23, tzinfo=UTC))
JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.mark.parametrize(
    ("content", "kind", "how"),
    [
        (JPEG, "image/jpeg", "inline"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "inline"),
        (b"GIF89a", "image/gif", "inline"),
        (b"%PDF-1.7", "application/pdf", "inline"),
        (b"<html><script>alert(1)</script>", "application/octet-stream", "attachment"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream", "attachment"),
        (b"", "application/octet-stream", "attachment"),
        (b"PK\x03\x04 no archive", "application/octet-stream", "attachment"),
        (BOOK, "application/octet-stream", 'attachment; filename="bao-cao.xlsx"'),
    ],
)
async def test_a_kept_file_is_shown_under_its_sealed_name_as_what_it_is(
    oa_town: Town, content: bytes, kind: str, how: str
) -> None:
    sha256 = keep_bytes(oa_town.app.database.files_dir, content)
    address = shelf(oa_town.settings).address(sha256, oa_town.clock.now())
    assert sha256 not in address
    async with httpx.AsyncClient(verify=certificates()) as client:
        answer = await client.get(address)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == how
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_shown_to_nobody_who_guesses_and_not_for_ever(oa_town: Town) -> None:
    sha256 = keep_bytes(oa_town.app.database.files_dir, JPEG)
    here, vault = shelf(oa_town.settings), Vault(oa_town.settings.secret)
    address = here.address(sha256, oa_town.clock.now())
    missing = here.address("0" * 64, oa_town.clock.now())
    other = vault.seal(b"somebody's name").decode().rstrip("=")
    guesses = [address[:-1], address + "A", missing, f"{oa_town.settings.public_url}/media/x"]
    guesses += [f"{oa_town.settings.public_url}/media/{one}" for one in (sha256, other, "%2e%2e")]
    async with httpx.AsyncClient(verify=certificates()) as client:
        for guess in guesses:
            assert (await client.get(guess)).status_code == 404
        oa_town.clock.advance(SHOWN_FOR)
        assert (await client.get(address)).status_code == 404


async def test_without_an_address_of_our_own_nothing_is_shown(
    town: Town, client: httpx.AsyncClient
) -> None:
    name = shelf(town.settings).address("0" * 64, town.clock.now()).rpartition("/")[2]
    assert (await client.get(f"/media/{name}")).status_code == 404
    assert town.settings.public_url == ""


async def test_an_address_that_telegram_does_not_call_is_named_and_not_the_token(
    town: Town,
) -> None:
    app = town.app
    settings = town.settings.model_copy(update={"public_url": "http://desk.example"})
    front = Front(app.database, app.receive, app.channels, settings, town.clock)
    with pytest.raises(WrongSettings, match=r"(?i)PUBLIC_URL is refused by telegram: .*https"):
        await front.register()


async def test_a_listen_that_names_no_place_is_told_as_such(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    app, nowhere = town.app, {"listen": "nowhere.invalid:8080"}
    settings = town.settings.model_copy(update=nowhere)
    async with serve_front(Front(app.database, app.receive, app.channels, settings, town.clock)):
        assert "is taken" not in caplog.text
    settings = settings.model_copy(update={"public_url": "https://desk.example"})
    with pytest.raises(gaierror) as caught:
        async with serve_front(
            Front(app.database, app.receive, app.channels, settings, town.clock)
        ):
            pass
    assert explained(caught.value)[0].startswith("LISTEN nowhere.invalid:8080: ")


async def test_a_platform_that_is_away_is_told_later_where_to_bring_updates(town: Town) -> None:
    app = town.app
    settings = town.settings.model_copy(update={"public_url": "https://desk.example"})
    front = Front(app.database, app.receive, app.channels, settings, town.clock)
    town.telegram.faults.error(method="setWebhook")
    await front.register()
    assert town.telegram.world.updates.webhook_url == ""
    await front.register()
    assert town.telegram.world.updates.webhook_url == "https://desk.example/webhook/telegram"
    calls = len(town.telegram.calls("setWebhook"))
    await front.register()
    assert len(town.telegram.calls("setWebhook")) == calls
