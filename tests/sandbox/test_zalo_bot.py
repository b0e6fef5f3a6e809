"""The stand-in for the Zalo Bot Platform is as strict and as odd as the real one is told to be."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.trust import certificates
from bot.sandbox.clock import SandboxClock
from bot.sandbox.serve import serve
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_bot import Impossible, Message, Person, ZaloBotSandbox

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SECRET = "12345678"


@dataclass(frozen=True, slots=True)
class Bot:
    """Calls methods as a bot would, with raw HTTP; Lan has written once."""

    http: httpx.AsyncClient
    zalo: ZaloBotSandbox
    clock: SandboxClock
    lan: Person

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:  # any JSON
        answer = await self.http.post(method, json=params)
        assert answer.status_code == 200
        body: dict[str, Any] = answer.json()
        return body

    async def ok(self, method: str, **params: Any) -> Any:  # noqa: ANN401  # any JSON
        body = await self.raw(method, **params)
        assert body["ok"], body
        return body.get("result")

    async def code(self, method: str, **params: Any) -> int:  # any JSON
        body = await self.raw(method, **params)
        assert not body["ok"]
        return int(body["error_code"])

    async def next(self) -> dict[str, Any]:
        update: dict[str, Any] = await self.ok("getUpdates", timeout=0)
        return update


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    clock = SandboxClock(START)
    zalo = ZaloBotSandbox(clock)
    lan = zalo.person("Lan")
    lan.says("Xin chào")
    async with (
        zalo.serve() as url,
        httpx.AsyncClient(
            base_url=f"{url}/bot{zalo.token}", verify=certificates(), trust_env=False
        ) as http,
    ):
        yield Bot(http, zalo, clock, lan)


async def test_a_wrong_token_is_an_error_under_http_200(bot: Bot) -> None:
    answer = await bot.http.post(str(bot.http.base_url).replace("sandbox", "wrong") + "getMe")
    assert answer.status_code == 200
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_404(bot: Bot) -> None:
    assert await bot.code("editMessage") == 404
    assert await bot.code("getme") == 404, "names are case-sensitive"


@pytest.mark.parametrize("how", ["json", "query", "form"])
async def test_parameters_in_every_way(bot: Bot, how: str) -> None:
    params = {"chat_id": bot.lan.id, "text": "Dạ"}
    calls = {
        "json": bot.http.post("sendMessage", json=params),
        "query": bot.http.get("sendMessage", params=params),
        "form": bot.http.post("sendMessage", data=params),
    }
    chosen = calls.pop(how)
    for other in calls.values():
        other.close()
    assert (await chosen).json()["ok"]
    assert bot.lan.last.text == "Dạ"


async def test_updates_come_one_by_one_and_once(bot: Bot) -> None:
    bot.lan.says("Đèn hỏng")
    texts = [(await bot.next())["message"]["text"] for _ in range(2)]
    assert texts == ["Xin chào", "Đèn hỏng"]
    assert not bot.zalo.quiet, "who has not asked for the next is at work on the last"
    assert await bot.code("getUpdates", timeout=0) == 408
    await bot.zalo.wait_quiet()


@pytest.mark.parametrize("seconds", [30, "30"])
async def test_a_poll_waits_for_news_or_its_time(bot: Bot, seconds: object) -> None:
    await bot.next()
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.raw("getUpdates", timeout=seconds))
        await bot.zalo.until(lambda: bot.zalo.parked)
        bot.clock.advance(timedelta(seconds=29))
        assert bot.zalo.quiet
        bot.clock.advance(timedelta(seconds=1))
    assert poll.result()["error_code"] == 408
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.raw("getUpdates", timeout=seconds))
        await bot.zalo.until(lambda: bot.zalo.parked)
        bot.lan.says("Alô")
    assert poll.result()["result"]["message"]["text"] == "Alô"


async def test_a_poll_that_was_given_up_swallows_nothing(bot: Bot) -> None:
    await bot.next()
    with pytest.raises(httpx.ReadTimeout):
        await bot.http.post("getUpdates", json={"timeout": 30}, timeout=0.1)
    await bot.zalo.until(lambda: not bot.zalo.parked)
    bot.lan.says("Alô")
    assert (await bot.next())["message"]["text"] == "Alô"


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.ok("setWebhook", url="https://bot.example.vn/zalo", secret_token=SECRET)
    assert await bot.code("getUpdates", timeout=0) == 400


async def test_what_nobody_polls_for_may_be_lost(bot: Bot) -> None:
    await bot.next()
    bot.zalo.world.loses = True
    bot.lan.says("ngay sau đó")
    assert (await bot.next())["message"]["text"] == "ngay sau đó"
    bot.clock.advance(timedelta(minutes=30))
    bot.lan.says("giữa chừng")
    assert await bot.code("getUpdates", timeout=0) == 408


async def test_each_event_as_it_is_described(bot: Bot) -> None:
    await bot.next()
    lan = bot.lan
    lan.sends_photo(caption="Đèn")
    lan.sends_voice()
    lan.sends_sticker()
    lan.sends_document()
    lan.sends_video()
    lan.sends_location()
    lan.sends_contact()
    told = [await bot.next() for _ in range(7)]
    assert [one["event_name"].split(".")[1] for one in told] == [
        "image", "voice", "sticker", "unsupported", "unsupported", "unsupported", "unsupported",
    ]  # fmt: skip
    base = {"from", "chat", "message_id", "date"}
    extra = [set(one["message"]) - base for one in told]
    assert extra == [{"photo_url", "caption"}, {"voice_url"}, {"sticker", "url"}, *[set()] * 4]
    content = await bot.http.get(told[0]["message"]["photo_url"])
    assert content.content == lan.messages[1].photos[0]


async def test_the_switches_for_what_sources_disagree_about(bot: Bot) -> None:
    await bot.next()
    world = bot.zalo.world
    world.photo_key, world.seconds, world.twice = "photo", True, True
    bot.lan.sends_photo()
    first, second = await bot.next(), await bot.next()
    assert first == second
    assert "photo" in first["message"]
    assert first["message"]["date"] == int(START.timestamp())


async def test_what_a_child_sends_is_hidden(bot: Bot) -> None:
    await bot.next()
    bot.lan.protected = True
    bot.lan.says("Em bị bắt nạt")
    told = await bot.next()
    assert told["event_name"] == "message.unsupported.received"
    assert "text" not in told["message"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"text": ""}, 400),
        ({"text": "x" * 2001}, 400),
        ({"text": "😀" * 1001}, 400),
        ({"text": "a", "parse_mode": "MarkdownV2"}, 400),
        ({"text": "ab", "text_styles": [{"start": 1, "len": 2, "st": ["b"]}]}, 400),
        ({"text": "ab", "text_styles": [{"start": 0, "len": 1, "st": ["blink"]}]}, 400),
        ({"text": "ab", "text_styles": "b"}, 400),
        ({"text": "a", "chat_id": "nobody"}, 400),
        ({"text": "a", "chat_id": 7}, 400),
    ],
)
async def test_what_is_no_message(bot: Bot, params: dict[str, Any], code: int) -> None:
    assert await bot.code("sendMessage", **{"chat_id": bot.lan.id, **params}) == code
    assert len(bot.lan.messages) == 1


async def test_a_message_stands_under_a_hex_id(bot: Bot) -> None:
    sent = await bot.ok("sendMessage", chat_id=bot.lan.id, text="Dạ", parse_mode="html")
    assert len(sent["message_id"]) == 20
    int(sent["message_id"], 16)
    assert sent["date"] == int(START.timestamp() * 1000)
    assert (bot.lan.last.id, bot.lan.last.from_bot) == (sent["message_id"], True)


async def test_who_never_wrote_cannot_be_written_to(bot: Bot) -> None:
    assert await bot.code("sendMessage", chat_id=bot.zalo.person("Mới").id, text="Dạ") == 400


async def test_photos_go_by_address_and_voices_in_private_only(bot: Bot) -> None:
    bot.zalo.world.files["a.png"] = picture()
    url = f"{bot.zalo.world.base}/media/a.png"
    await bot.ok("sendPhoto", chat_id=bot.lan.id, photo=url, caption="Ảnh")
    assert (bot.lan.last.photos, bot.lan.last.text) == ([picture()], "Ảnh")
    for wrong in ("file_id", "ftp://x/a.png", f"{url}x", None):
        assert await bot.code("sendPhoto", chat_id=bot.lan.id, photo=wrong) == 400
    group = bot.zalo.group("Phòng", members=[bot.lan])
    await bot.ok("sendVoice", chat_id=bot.lan.id, voice_url=url)
    await bot.ok("sendVoice", chat_id=group.id, voice_url=url)
    assert bot.lan.last.voice == url
    assert group.messages == []


async def test_sticker_and_typing(bot: Bot) -> None:
    await bot.ok("sendSticker", chat_id=bot.lan.id, sticker="b8b0")
    assert bot.lan.last.sticker == "b8b0"
    assert await bot.code("sendSticker", chat_id=bot.lan.id) == 400
    assert await bot.raw("sendChatAction", chat_id=bot.lan.id, action="typing") == {"ok": True}


async def test_in_a_group_only_what_is_said_to_the_bot_is_heard(bot: Bot) -> None:
    await bot.next()
    group = bot.zalo.group("Phòng", admins=[bot.lan])
    await bot.ok("sendMessage", chat_id=group.id, text="Thẻ")
    card = group.last
    bot.lan.says("chuyện riêng", in_=group, mention=False)
    bot.lan.says("#7K4Q xong", in_=group)
    bot.lan.says("xong", in_=group, mention=False, reply_to=card)
    bot.lan.sends_photo(in_=group, mention=False)
    first, second = await bot.next(), await bot.next()
    assert first["message"]["text"] == "@Bot Tiếp Dân #7K4Q xong"
    assert first["message"]["chat"] == {"id": group.id, "chat_type": "GROUP"}
    assert second["message"]["text"] == "xong"
    assert "reply_to" not in str(second)
    assert await bot.code("getUpdates", timeout=0) == 408


async def test_the_name_may_be_missing_from_a_groups_words(bot: Bot) -> None:
    await bot.next()
    bot.zalo.world.prefixes = False
    group = bot.zalo.group("Phòng", admins=[bot.lan])
    bot.lan.says("#7K4Q xong", in_=group)
    assert (await bot.next())["message"]["text"] == "#7K4Q xong"
    assert group.last.text == "@Bot Tiếp Dân #7K4Q xong"


async def test_a_bot_that_is_put_out_hears_and_says_nothing(bot: Bot) -> None:
    await bot.next()
    group = bot.zalo.group("Phòng", admins=[bot.lan])
    group.kick_bot()
    bot.lan.says("Còn đó không?", in_=group)
    assert await bot.code("sendMessage", chat_id=group.id, text="Dạ") == 400
    assert await bot.code("getUpdates", timeout=0) == 408
    stranger = bot.zalo.person("Lạ")
    with pytest.raises(Impossible):
        stranger.says("Chào", in_=group)
    group.joins(stranger)
    stranger.says("Chào", in_=group)
    group.leaves(stranger)
    with pytest.raises(Impossible):
        stranger.says("Chào", in_=group)


async def test_a_free_bots_limits(bot: Bot) -> None:
    bot.zalo.quota.messages = bot.zalo.quota.used["2026-11"] + 1
    await bot.ok("sendMessage", chat_id=bot.lan.id, text="Dạ")
    assert await bot.code("sendMessage", chat_id=bot.lan.id, text="Dạ") == 429
    bot.clock.advance(timedelta(days=7))
    await bot.ok("sendMessage", chat_id=bot.lan.id, text="Dạ")
    bot.zalo.quota.users = 1
    await bot.next()
    bot.zalo.person("Người thứ hai").says("Có ai không?")
    assert await bot.code("getUpdates", timeout=0) == 408
    for number in range(3):
        bot.zalo.group(f"Nhóm {number}")
    with pytest.raises(Impossible):
        bot.zalo.group("Nhóm thứ tư")
    bot.zalo.quota.on = False
    bot.zalo.group("Nhóm thứ tư")


async def test_a_person_presses_by_typing_a_number(bot: Bot) -> None:
    text = "1. Việc cũ\nChọn:\n\n1. Gửi\n2. Thêm\nNhắn số ạ."
    await bot.ok("sendMessage", chat_id=bot.lan.id, text=text)
    asked = bot.lan.last
    assert asked.labels == ["Gửi", "Thêm"]
    assert bot.lan.presses(asked, "Thêm").text == "2"
    with pytest.raises(Impossible):
        bot.lan.presses(asked, "Bỏ")
    assert bot.lan.presses(asked, "Bỏ", stale=True).text == "Bỏ"


async def test_in_a_group_the_number_goes_under_the_code_that_is_asked_for(bot: Bot) -> None:
    group = bot.zalo.group("Phòng", admins=[bot.lan])
    texts = ("«#2222»\n\n1. Nhận việc\n2. Trả lời\nGõ #7K4Q và số", "«#2222»\n\n1. Gửi\nGõ số")
    said: list[Message] = []
    for text, label in zip(texts, ("Trả lời", "Gửi"), strict=True):
        await bot.ok("sendMessage", chat_id=group.id, text=text)
        said.append(bot.lan.presses(group.last, label))
    assert [one.text for one in said] == ["@Bot Tiếp Dân #7K4Q 2", "@Bot Tiếp Dân 1"]


async def test_who_blocks_the_bot_is_not_reached(bot: Bot) -> None:
    bot.lan.blocks()
    assert await bot.code("sendMessage", chat_id=bot.lan.id, text="Dạ") == 400
    bot.lan.unblocks()
    await bot.ok("sendMessage", chat_id=bot.lan.id, text="Dạ")


async def test_faults_on_order(bot: Bot) -> None:
    faults, params = bot.zalo.faults, {"chat_id": bot.lan.id, "text": "Dạ"}
    faults.error(403, chat_id=bot.lan.id)
    faults.flood(method="sendMessage")
    assert [await bot.code("sendMessage", **params) for _ in range(2)] == [403, 429]
    faults.outage(504)
    page = await bot.http.post("sendMessage", json=params)
    assert (page.status_code, page.headers["content-type"][:9]) == (504, "text/html")
    faults.drop()
    with pytest.raises(httpx.RemoteProtocolError):
        await bot.http.post("sendMessage", json=params)
    assert len(bot.lan.messages) == 1
    faults.drop(done=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await bot.http.post("sendMessage", json=params)
    faults.hang()
    with pytest.raises(httpx.ReadTimeout):
        await bot.http.post("sendMessage", json=params, timeout=0.1)
    assert [one.text for one in bot.lan.messages[1:]] == ["Dạ", "Dạ"]
    faults.error(500, times=9)
    faults.clear()
    await bot.ok("sendMessage", **params)
    assert [call.ok for call in bot.zalo.calls("sendMessage")][-1]


async def test_webhooks_are_checked_told_and_taken_away(bot: Bot) -> None:
    assert await bot.code("getWebhookInfo") == 404
    assert await bot.code("deleteWebhook") == 400
    url = "https://bot.example.vn/zalo"
    assert await bot.code("setWebhook", url=url, secret_token="short") == 400
    assert await bot.code("setWebhook", url="http://bot.example.vn", secret_token=SECRET) == 400
    stamp = int(START.timestamp() * 1000)
    told = await bot.ok("setWebhook", url=url, secret_token=SECRET)
    assert told == {"url": url, "updated_at": stamp}
    assert await bot.ok("getWebhookInfo") == told
    assert (await bot.ok("deleteWebhook"))["url"] == ""


async def test_a_webhook_gets_all_in_order_with_the_secret(bot: Bot) -> None:
    got: list[tuple[str, str]] = []
    answers = iter([500, 200, 200, 200, 200])

    async def take(request: Request) -> Response:
        body = await request.json()
        bot_said = request.headers["x-bot-api-secret-token"]
        got.append((bot_said, body["result"]["message"]["text"]))
        return Response(status_code=next(answers))

    app = Starlette(routes=[Route("/hook", take, methods=["POST"])])
    async with serve(app) as url:
        await bot.ok("setWebhook", url=f"{url}/hook", secret_token=SECRET)
        await bot.zalo.until(lambda: got)
        bot.lan.says("Đèn hỏng")
        while bot.clock.next_wake() is None:  # noqa: ASYNC110  # it waits in this very loop
            await asyncio.sleep(0)
        assert got == [(SECRET, "Xin chào")]
        bot.clock.advance(timedelta(seconds=1))
        await bot.zalo.wait_quiet()
    assert got == [(SECRET, "Xin chào"), (SECRET, "Xin chào"), (SECRET, "Đèn hỏng")]
