"""The stand-in for Zalo's OA brings events as the real one: signed, retried, sometimes badly."""

import asyncio
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.clock import SandboxClock
from bot.sandbox.serve import serve
from bot.sandbox.zalo_oa import Impossible, ZaloOaSandbox
from bot.sandbox.zalo_oa_wire import Signing
from tests.sandbox.oa import Caller, Hook, open_app

CHAT, RECENT = "/v2.0/oa/conversation", "/v2.0/oa/listrecentchat"


def mac(first: str, raw: bytes, stamp: str, secret: str) -> str:
    """The signature, written out once more."""
    return sha256(first.encode() + raw + stamp.encode() + secret.encode()).hexdigest()


async def test_the_signature_is_over_the_raw_bytes(oa: ZaloOaSandbox, hook: Hook) -> None:
    oa.person("Lan").says("đèn hỏng")
    await oa.wait_quiet()
    ((headers, raw),) = hook.got
    stamp = json.loads(raw)["timestamp"]
    expected = mac(oa.app_id, raw, stamp, oa.webhook_secret)
    assert headers["x-zevent-signature"] == f"mac={expected}"
    assert headers["content-type"] == "application/json"
    assert "num_retry" not in headers
    assert "đèn hỏng".encode() in raw


@pytest.mark.parametrize(
    "signing",
    [
        Signing(first="oa_id"),
        Signing(stamp="header"),
        Signing(prefix=False),
        Signing(key="app"),
        Signing(first="oa_id", stamp="header", prefix=False, key="app"),
    ],
)
async def test_every_variant_of_the_signature(
    oa: ZaloOaSandbox, hook: Hook, signing: Signing
) -> None:
    oa.wire.signing = signing
    oa.person("Lan").says("x")
    await oa.wait_quiet()
    ((headers, raw),) = hook.got
    first = oa.app_id if signing.first == "app_id" else oa.oa_id
    body_stamp = json.loads(raw)["timestamp"]
    stamp = headers.get("x-zevent-timestamp", body_stamp)
    assert (stamp == body_stamp) == (signing.stamp == "body")
    secret = oa.webhook_secret if signing.key == "oa" else oa.app_secret
    prefix = "mac=" if signing.prefix else ""
    assert headers["x-zevent-signature"] == prefix + mac(first, raw, stamp, secret)


async def test_a_wrong_signature(oa: ZaloOaSandbox, hook: Hook) -> None:
    oa.wire.signing = Signing(key="wrong")
    oa.person("Lan").says("x")
    await oa.wait_quiet()
    ((headers, raw),) = hook.got
    stamp = json.loads(raw)["timestamp"]
    right = {mac(oa.app_id, raw, stamp, one) for one in (oa.webhook_secret, oa.app_secret)}
    assert headers["x-zevent-signature"].removeprefix("mac=") not in right


async def test_the_console_asks_before_it_saves(oa: ZaloOaSandbox) -> None:
    seen = []

    async def answer(request: Request) -> Response:
        signed = "x-zevent-signature" in request.headers
        seen.append((request.method, await request.body(), signed))
        return Response(status_code=200 if request.url.path == "/yes" else 401)

    routes = [Route("/{path}", answer, methods=["GET", "POST"])]
    async with oa.serve(), serve(Starlette(routes=routes)) as url:
        await oa.set_webhook(f"{url}/yes")
        assert seen == [("GET", b"", False), ("POST", b"{}", False)]
        with pytest.raises(Impossible, match="401"):
            await oa.set_webhook(f"{url}/no")
        assert oa.webhook.url == f"{url}/yes"
        for wrong in ("http://a.vn/x", "https://a.vn:8443/x", "a.vn"):
            with pytest.raises(Impossible, match="https"):
                await oa.set_webhook(wrong)
        await oa.set_webhook("")
        oa.person("Lan").says("x")
        assert [event["event_name"] for event in oa.webhook.lost] == ["user_send_text"]


async def test_a_failed_event_comes_again_and_then_the_webhook_is_off(
    oa: ZaloOaSandbox, hook: Hook, clock: SandboxClock
) -> None:
    hook.status = 500
    lan = oa.person("Lan")
    lan.says("một")
    await oa.wait_quiet()
    for minutes in (0.5, 5, 15, 30, 60):
        before = len(hook.got)
        clock.advance(timedelta(minutes=minutes) - timedelta(seconds=1))
        await clock.caught_up()
        await oa.wait_quiet()
        assert len(hook.got) == before
        clock.advance(timedelta(seconds=1))
        await clock.caught_up()
        await oa.wait_quiet()
        assert len(hook.got) == before + 1
    numbers = [headers.get("num_retry") for headers, _ in hook.got]
    assert numbers == [None, "1", "2", "3", "4", "5"]
    assert len({raw for _, raw in hook.got}) == 1
    assert len({headers["x-zevent-signature"] for headers, _ in hook.got}) == 1
    assert not oa.webhook.enabled
    hook.status = 200
    lan.says("hai")
    assert [event["message"]["text"] for event in oa.webhook.lost] == ["một", "hai"]
    await oa.set_webhook(hook.url)
    lan.says("ba")
    await oa.wait_quiet()
    assert hook.events[-1]["message"]["text"] == "ba"


async def test_all_that_waits_is_lost_with_the_webhook(oa: ZaloOaSandbox, hook: Hook) -> None:
    hook.status, oa.webhook.ladder = 500, ()
    for name in ("Lan", "Minh"):
        oa.person(name).says(name)
    await oa.wait_quiet()
    assert sorted(event["message"]["text"] for event in oa.webhook.lost) == ["Lan", "Minh"]
    assert (len(hook.got), oa.webhook.waiting) == (2, 0)


async def test_events_that_nobody_can_read(oa: ZaloOaSandbox, hook: Hook) -> None:
    oa.poison()
    oa.poison({"event_name": "user_asks_for_data"})
    await oa.wait_quiet()
    assert hook.names == ["user_send_text", "user_asks_for_data"]


async def test_others_pass_an_event_that_waits(
    oa: ZaloOaSandbox, hook: Hook, clock: SandboxClock
) -> None:
    lan = oa.person("Lan")
    oa.webhook.down = True
    lan.says("một")
    await oa.wait_quiet()
    assert (hook.got, oa.webhook.waiting) == ([], 1)
    oa.webhook.down = False
    lan.says("hai")
    await oa.wait_quiet()
    clock.advance(timedelta(seconds=30))
    await clock.caught_up()
    await oa.wait_quiet()
    assert [event["message"]["text"] for event in hook.events] == ["hai", "một"]
    assert [attempt.status for attempt in oa.webhook.attempts] == [0, 200, 200]


async def test_an_answer_that_takes_too_long_is_none(oa: ZaloOaSandbox) -> None:
    slow = asyncio.Event()
    came = []

    async def answer(request: Request) -> Response:
        if await request.body() not in {b"", b"{}"}:
            came.append(request.headers.get("num_retry"))
            await slow.wait()
        return Response()

    routes = [Route("/zalo", answer, methods=["GET", "POST"])]
    async with oa.serve(), serve(Starlette(routes=routes)) as url:
        await oa.set_webhook(f"{url}/zalo")
        assert oa.webhook.deadline == 2
        oa.webhook.deadline = 0.05
        oa.person("Lan").says("x")
        await oa.wait_quiet()
        slow.set()
        assert (came, oa.webhook.waiting) == ([None], 1)


async def test_what_waits_survives_a_closed_door(oa: ZaloOaSandbox, clock: SandboxClock) -> None:
    async with open_app(oa) as (_, hook):
        hook.status = 503
        oa.person("Lan").says("x")
        await oa.wait_quiet()
    async with open_app(oa) as (_, hook):
        clock.advance(timedelta(seconds=30))
        await clock.caught_up()
        await oa.wait_quiet()
        assert hook.names == ["user_send_text"]


async def test_doubled_and_reordered_events(oa: ZaloOaSandbox, hook: Hook) -> None:
    lan, minh = oa.person("Lan"), oa.person("Minh")
    oa.webhook.twice = True
    lan.says("một")
    await oa.wait_quiet()
    assert [event["message"]["text"] for event in hook.events] == ["một"] * 2
    oa.webhook.twice = False
    oa.webhook.hold()
    lan.says("hai")
    minh.says("ba")
    lan.says("bốn")
    await oa.wait_quiet()
    assert len(hook.got) == 2
    oa.webhook.release()
    await oa.wait_quiet()
    assert [event["message"]["text"] for event in hook.events[2:]] == ["bốn", "ba", "hai"]
    oa.webhook.again(hook.events[0])
    await oa.wait_quiet()
    assert hook.got[-1][1] == hook.got[0][1]


async def test_lost_events_are_found_in_the_histories(
    oa: ZaloOaSandbox, at: tuple[Caller, Hook], clock: SandboxClock
) -> None:
    app, hook = at
    lan, minh = oa.person("Lan"), oa.person("Minh")
    oa.webhook.lose = True
    for i in range(12):
        (minh if i % 2 else lan).says(str(i))
        clock.advance(timedelta(seconds=1))
    lan.sends_photo(caption="ổ gà")
    lan.sends_location(10.76, 106.68)
    await oa.wait_quiet()
    assert hook.got == []
    assert len(oa.webhook.lost) == 14
    first = (await app.get(RECENT, offset=0, count=10)).json()["data"]
    second = (await app.get(RECENT, offset=10, count=10)).json()["data"]
    assert [one["type"] for one in first[:3]] == ["location", "photo", "text"]
    assert [one["message"] for one in first[2:] + second] == [str(i) for i in range(11, -1, -1)]
    assert [one["time"] for one in first] == sorted((one["time"] for one in first), reverse=True)
    assert (first[1]["src"], first[1]["from_id"], first[1]["to_id"]) == (1, lan.id, oa.oa_id)
    assert (await app.http.get(first[1]["url"])).content == lan.messages[-2].photos[0]
    chat = (await app.get(CHAT, user_id=minh.id, offset=4, count=10)).json()["data"]
    assert [one["message"] for one in chat] == ["3", "1"]
    assert first[0]["location"] == '{"latitude":10.76,"longitude":106.68}'
    minh.sends_link("https://a.vn", description="d")
    (link,) = (await app.get(CHAT, user_id=minh.id, offset=0, count=1)).json()["data"]
    assert (link["type"], link["url"], link["description"]) == ("link", "https://a.vn", "d")
    oa.wire.recent_src = False
    told = (await app.get(RECENT, offset=0, count=1)).json()["data"]
    assert "src" not in told[0]


async def test_only_ticked_events_come(oa: ZaloOaSandbox, hook: Hook) -> None:
    oa.webhook.wanted = frozenset({"follow"})
    lan = oa.person("Lan", follows=True)
    lan.says("x")
    await oa.wait_quiet()
    assert hook.names == ["follow"]


async def test_a_chat_keeps_its_order_and_chats_go_side_by_side(
    oa: ZaloOaSandbox, hook: Hook
) -> None:
    people = [oa.person(str(i)) for i in range(5)]
    for i in range(4):
        for person in people:
            person.says(str(i))
    await oa.wait_quiet()
    for person in people:
        mine = [one for one in hook.events if one["sender"]["id"] == person.id]
        assert [one["message"]["text"] for one in mine] == list("0123")
    stamps = [int(event["timestamp"]) for event in hook.events]
    assert len(set(stamps)) == 20
