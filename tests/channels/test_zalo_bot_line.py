"""The channel for the Zalo Bot Platform against its strict stand-in: polling, sending, refusals."""

import asyncio
import logging
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.base import Forged, Raw, Refused, RetryLater, SendError, Unreadable
from bot.channels.text import units
from bot.channels.zalo_bot import ZaloBotChannel
from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_bot import Person, ZaloBotSandbox
from handlers.message import BOLD, PLAIN, Address, Attachment, AttachmentKind, Choice, Outgoing

SECRET = "eight-or-more"
OURS = Attachment(AttachmentKind.PHOTO, "x", "telegram", sha256="0a")
LETTER = Attachment(AttachmentKind.DOCUMENT, "y", "telegram", name="don.pdf", sha256="0b")


@dataclass(frozen=True, slots=True)
class Line:
    channel: ZaloBotChannel
    zalo: ZaloBotSandbox
    clock: SandboxClock
    lan: Person
    url: str
    pauses: list[float]

    @property
    def home(self) -> Address:
        return Address("zalo_bot", self.lan.id)

    async def says(self, text: str = "Dạ", **what: object) -> None:
        await self.channel.send(Outgoing(self.home, text, **what))  # type: ignore[arg-type]  # fields by name

    async def fails(self, text: str = "Dạ") -> SendError:
        with pytest.raises(SendError) as failed:
            await self.says(text)
        assert self.zalo.token not in repr(failed.value)
        return failed.value

    async def next(self) -> Raw:
        return await anext(self.batches())

    async def batches(self) -> AsyncIterator[Raw]:
        async for batch in self.channel.updates():
            assert len(batch) == 1
            yield batch[0]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    clock = SandboxClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    zalo = ZaloBotSandbox(clock)
    lan = zalo.person("Lan")
    lan.says("Xin chào")
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    async with zalo.serve() as url:
        channel = ZaloBotChannel(
            zalo.token,
            api_url=url,
            now=clock.now,
            open_file=lambda _: b"ours",
            media_hosts=("127.0.0.1",),
            webhook_secret=SECRET,
            pause=pause,
            read_timeout=0.5,
        )
        await channel.start()
        yield Line(channel, zalo, clock, lan, url, pauses)
        await channel.stop()


async def test_a_wrong_token_stops_the_start(line: Line) -> None:
    wrong = ZaloBotChannel("1:no", api_url=line.url, now=line.clock.now)
    with pytest.raises(Refused, match="token"):
        await wrong.start()
    await wrong.stop()


@pytest.mark.parametrize("code", [502, 504])
async def test_a_platform_that_is_away_does_not_stop_the_start(line: Line, code: int) -> None:
    line.zalo.faults.outage(code, method="getMe")
    await line.channel.start()
    assert line.channel.read(await line.next()) is not None


async def test_updates_come_one_by_one_in_order(line: Line) -> None:
    line.lan.says("Đèn hỏng")
    line.lan.says("từ hôm qua")
    heard = []
    async for raw in line.batches():
        heard.append(line.channel.read(raw))
        if len(heard) == 3:
            break
    assert [one.text for one in heard if one] == ["Xin chào", "Đèn hỏng", "từ hôm qua"]
    assert line.pauses == []


async def test_an_idle_poll_is_no_trouble(line: Line) -> None:
    await line.next()

    def idle(times: int) -> bool:
        return sum(not call.ok for call in line.zalo.calls("getUpdates")) == times

    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(line.next())
        for number in (1, 2):
            await line.zalo.until(lambda: line.zalo.parked)
            line.clock.advance(timedelta(seconds=31))
            await line.zalo.until(partial(idle, number))
        line.lan.says("Còn đó không?")
    assert waiting.result()["message"]["text"] == "Còn đó không?"
    assert line.pauses == []


async def test_polling_waits_longer_and_longer_and_says_so(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.zalo.faults.outage(502, times=9, method="getUpdates")
    with caplog.at_level(logging.DEBUG):
        await line.next()
    assert line.pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert line.zalo.token not in caplog.text


async def test_polling_goes_on_when_somebody_has_set_a_webhook(line: Line) -> None:
    updates = line.channel.updates()
    await anext(updates)
    await line.channel.register("https://bot.example.vn/zalo")
    line.lan.says("Alô")
    assert [raw["message"]["text"] for raw in await anext(updates)] == ["Alô"]


async def test_words_arrive_with_bold_as_a_style(line: Line) -> None:
    await line.says(f"Hồ sơ {BOLD}PA-2611-7K4Q{PLAIN} 😀 {BOLD}xong{PLAIN}")
    assert line.lan.last.text == "Hồ sơ PA-2611-7K4Q 😀 xong"
    runs = [
        line.lan.last.text.encode("utf-16-le")[2 * one["start"] :][: 2 * one["len"]]
        for one in line.lan.last.styles
    ]
    assert [run.decode("utf-16-le") for run in runs] == ["PA-2611-7K4Q", "xong"]


async def test_a_refused_style_costs_the_look_and_not_the_words(line: Line) -> None:
    line.zalo.faults.error(400, "Bad request", method="sendMessage")
    await line.says(f"{BOLD}Xong{PLAIN}")
    assert (line.lan.last.text, line.lan.last.styles) == ("Xong", [])


async def test_choices_are_a_numbered_list_with_how_to_choose(line: Line) -> None:
    rows = ((Choice("a", "Gửi"), Choice("b", "Thêm")), (Choice("c", "Bỏ"),))
    await line.says("Đã ghi", choices=rows, how_to_choose="Nhắn số ạ.")
    assert line.lan.last.text == "Đã ghi\n\n1. Gửi\n2. Thêm\n3. Bỏ\nNhắn số ạ."
    assert line.lan.last.labels == ["Gửi", "Thêm", "Bỏ"]


async def test_long_words_are_split_and_the_list_stays_whole(line: Line) -> None:
    decomposed = unicodedata.normalize("NFD", "Đường hỏng nặng. ") * 200
    rows = tuple((Choice(f"c{n}", f"Đơn vị số {n} của phường Hoa Sen"),) for n in range(1, 30))
    await line.says(decomposed, choices=rows)
    said = [one.text for one in line.lan.messages if one.from_bot]
    assert all(units(one) <= 2000 for one in said)
    assert " ".join(said).count("Đường hỏng nặng.") == 200
    assert len(line.lan.last.labels) == 29


async def test_nobody_is_called_by_what_a_resident_wrote(line: Line) -> None:
    await line.says("[@all] đèn hỏng")
    assert "[@" not in line.lan.last.text


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (400, Refused("400 no")),
        (404, Refused("404 no")),
        (426, Refused("426 no")),
        (401, RetryLater("401 no", after=timedelta(minutes=5), alarm=True)),
        (403, RetryLater("403 no", alarm=True)),
        (408, RetryLater("408 no", unsure=True)),
        (429, RetryLater("429 no", after=timedelta(seconds=5), alarm=True)),
        (999, RetryLater("999 no")),
        (7, Refused("7 no")),
    ],
)
async def test_every_code_has_its_meaning(line: Line, code: int, expected: SendError) -> None:
    line.zalo.faults.error(code, "no", method="sendMessage")
    assert await line.fails() == expected


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_an_outage_is_waited_for_however_long(line: Line, code: int) -> None:
    line.zalo.faults.outage(code, times=20, method="sendMessage")
    for _ in range(20):
        assert await line.fails() == RetryLater(f"{code} from a gateway")
    await line.says()
    assert [one.text for one in line.lan.messages if one.from_bot] == ["Dạ"]


async def test_a_flood_slows_us_down_until_something_arrives(line: Line) -> None:
    line.zalo.faults.flood(times=8)
    waits = [getattr(await line.fails(), "after", None) for _ in range(8)]
    assert [one.total_seconds() for one in waits if one] == [5, 10, 20, 40, 80, 160, 300, 300]
    await line.says()
    line.zalo.faults.flood()
    assert getattr(await line.fails(), "after", None) == timedelta(seconds=5)


@pytest.mark.parametrize("cut", ["drop", "hang"])
async def test_what_may_have_arrived_is_repeated_once(line: Line, cut: str) -> None:
    if cut == "drop":
        line.zalo.faults.drop(times=2, method="sendMessage")
    else:
        line.zalo.faults.hang(times=2, method="sendMessage")
    first, second = await line.fails(), await line.fails()
    assert isinstance(first, RetryLater)
    assert isinstance(second, RetryLater)
    assert (first.unsure, first.at_most) == (True, None)
    assert (second.unsure, second.at_most) == (True, 1)


async def test_a_quota_error_of_403_is_not_tried_for_ever(line: Line) -> None:
    line.zalo.faults.error(403, times=4, method="sendMessage")
    told = [await line.fails() for _ in range(4)]
    assert [getattr(one, "at_most", 0) for one in told] == [None, None, None, 1]


async def test_a_line_that_is_down_is_no_doubt(line: Line) -> None:
    away = ZaloBotChannel("1:x", api_url="http://127.0.0.1:9", now=line.clock.now)
    with pytest.raises(RetryLater) as failed:
        await away.send(Outgoing(line.home, "Dạ"))
    assert not failed.value.unsure
    await away.stop()


async def test_a_picture_goes_by_its_address_and_the_rest_in_words(line: Line) -> None:
    photo = line.lan.sends_photo()
    url = f"{line.url}/media/{photo.id}.png"
    theirs = Attachment(AttachmentKind.PHOTO, url, "zalo_bot")
    await line.says("Ảnh đây", attachments=(theirs, LETTER, OURS))
    said = [one for one in line.lan.messages if one.from_bot]
    assert [one.text for one in said[:2]] == ["Ảnh đây", ""]
    assert said[1].photos == photo.photos
    assert "1 tệp, 1 ảnh" in said[2].text
    assert len(said) == 3


async def test_our_copy_is_shown_where_it_can_be_fetched(line: Line) -> None:
    content = picture(7)
    line.zalo.world.files["ours.png"] = content
    channel = ZaloBotChannel(
        line.zalo.token,
        api_url=line.url,
        now=line.clock.now,
        open_file=lambda _: b"ours",
        media_url=lambda sha256: f"{line.url}/media/{'ours.png' if sha256 == '0a' else 'none'}",
    )
    await channel.send(Outgoing(line.home, "", attachments=(OURS, LETTER)))
    assert line.lan.messages[-2].photos == [content]
    assert line.lan.last.text == f"📎 don.pdf: {line.url}/media/none"
    await channel.stop()


async def test_a_picture_that_cannot_be_fetched_is_told_in_words(line: Line) -> None:
    gone = Attachment(AttachmentKind.PHOTO, f"{line.url}/media/gone.png", "zalo_bot")
    await line.says("Ảnh đây", attachments=(gone,))
    assert "1 ảnh" in line.lan.last.text


async def test_a_copy_that_is_gone_is_not_promised(line: Line, tmp_path: Path) -> None:
    channel = ZaloBotChannel(
        line.zalo.token,
        api_url=line.url,
        now=line.clock.now,
        open_file=lambda sha256: tmp_path / sha256,
        media_url=lambda sha256: f"{line.url}/media/{sha256}",
    )
    await channel.send(Outgoing(line.home, "", attachments=(LETTER,)))
    assert "http" not in line.lan.last.text
    await channel.stop()


async def test_an_edit_is_a_new_message(line: Line) -> None:
    await line.says("Cũ")
    await line.says("Mới", edits=line.lan.last.id)
    assert [one.text for one in line.lan.messages if one.from_bot] == ["Cũ", "Mới"]


async def test_a_file_is_fetched_at_once(line: Line) -> None:
    await line.next()
    photo = line.lan.sends_photo()
    message = line.channel.read(await line.next())
    assert message is not None
    assert await line.channel.fetch(message.attachments[0]) == photo.photos[0]


@pytest.mark.parametrize(
    ("remote", "why"),
    [
        ("https://evil.example.vn/a.jpg", "host"),
        ("http://127.0.0.1.evil.example.vn/a.jpg", "host"),
        ("file:///etc/passwd", "host"),
        ("{url}/media/nothing.jpg", "not there"),
    ],
)
async def test_files_are_fetched_from_known_hosts_only(line: Line, remote: str, why: str) -> None:
    photo = Attachment(AttachmentKind.PHOTO, remote.format(url=line.url), "zalo_bot")
    with pytest.raises(Refused, match=why):
        await line.channel.fetch(photo)


async def test_a_file_beyond_the_cap_is_not_kept(line: Line) -> None:
    line.zalo.world.files["big.jpg"] = b"x" * (line.channel.limits.fetch_bytes + 1)
    with pytest.raises(Refused, match="large"):
        await line.channel.fetch(
            Attachment(AttachmentKind.PHOTO, f"{line.url}/media/big.jpg", "zalo_bot")
        )


def knocks(line: Line, body: bytes, secret: str = SECRET) -> list[Raw]:
    return line.channel.knock({"x-bot-api-secret-token": secret}, body)


async def test_a_webhook_is_believed_with_the_secret_only(line: Line) -> None:
    assert knocks(line, b"{}") == []
    assert knocks(line, b"") == []
    for wrong in ("", "eight-or-morf", "à"):
        with pytest.raises(Forged):
            knocks(line, b"{}", wrong)
    with pytest.raises(Forged):
        line.channel.knock({}, b"{}")
    for broken in (b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000):
        with pytest.raises(Unreadable):
            knocks(line, broken)


async def test_a_webhook_brings_updates_with_or_without_envelope(line: Line) -> None:
    body = (
        b'{"event_name":"message.text.received","message":{"from":{"id":"u"},"chat":{"id":"u"},'
        b'"text":"Alo","message_id":"m","date":1750316131602}}'
    )
    told = [knocks(line, body), knocks(line, b'{"ok":true,"result":' + body + b"}")]
    read = [line.channel.read(raw) for batch in told for raw in batch]
    assert [one.text for one in read if one] == ["Alo", "Alo"]


async def test_the_door_is_told_with_our_secret(line: Line) -> None:
    channel = ZaloBotChannel(
        line.zalo.token, api_url=line.url, now=line.clock.now, webhook_secret=SECRET
    )
    await channel.register("https://bot.example.vn/webhook/zalo-bot")
    (call,) = line.zalo.calls("setWebhook")
    assert call.params["secret_token"] == SECRET
    await channel.stop()
