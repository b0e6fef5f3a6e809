"""Pace limits and ordered faults: what a bot must live with."""

from datetime import timedelta

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox.clock import SandboxClock
from bot.sandbox.serve import serve
from bot.sandbox.telegram import TelegramSandbox, picture
from tests.sandbox.conftest import Caller


async def test_a_private_chat_bears_three_at_once_and_then_one_a_second(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan = tg.person("Lan")
    lan.starts()
    for _ in range(3):
        await bot.ok("sendMessage", chat_id=lan.id, text="x")
    answer = await bot.raw("sendMessage", chat_id=lan.id, text="x")
    assert answer["parameters"] == {"retry_after": 1}
    for _ in range(5):
        clock.advance(timedelta(seconds=1))
        await bot.ok("sendMessage", chat_id=lan.id, text="x")
    assert tg.count_429 == 1


async def test_a_group_bears_twenty_in_any_minute_with_edits_and_album_items(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    group, lan = tg.group("Tổ"), tg.person("Lan")
    sent = await bot.ok("sendMessage", chat_id=group.id, text="0")
    photo = lan.sends_photo().data["photo"][-1]["file_id"]
    clock.advance(timedelta(seconds=20))
    await bot.ok("sendMediaGroup", chat_id=group.id, media=[{"type": "photo", "media": photo}] * 10)
    for i in range(1, 10):
        await bot.ok(
            "editMessageText", chat_id=group.id, message_id=sent["message_id"], text=str(i)
        )
    answer = await bot.raw("sendMessage", chat_id=group.id, text="x")
    assert answer["description"] == "Too Many Requests: retry after 40"
    assert answer["parameters"] == {"retry_after": 40}
    clock.advance(timedelta(seconds=40))
    await bot.ok("sendMessage", chat_id=group.id, text="x")
    await bot.refused("sendMessage", chat_id=group.id, text="x")


async def test_all_chats_together_bear_thirty_a_second(tg: TelegramSandbox, bot: Caller) -> None:
    people = [tg.person(f"N{i}") for i in range(31)]
    for person in people:
        person.starts()
    for person in people[:30]:
        await bot.ok("sendMessage", chat_id=person.id, text="x")
    told = await bot.refused("sendMessage", chat_id=people[30].id, text="x")
    assert told == "Too Many Requests: retry after 1"


async def test_without_pace_nothing_is_too_fast(tg: TelegramSandbox, bot: Caller) -> None:
    tg.pace.on = False
    group = tg.group("Tổ")
    for _ in range(25):
        await bot.ok("sendMessage", chat_id=group.id, text="x")


async def test_ordered_errors_come_as_often_as_ordered_and_only_where_ordered(
    tg: TelegramSandbox, bot: Caller
) -> None:
    lan, group = tg.person("Lan"), tg.group("Tổ")
    lan.starts()
    tg.faults.flood(137, chat_id=group.id, method="sendMessage")
    tg.faults.forbid(chat_id=group.id, times=2)
    await bot.ok("sendMessage", chat_id=lan.id, text="x")
    answers = [await bot.raw("sendMessage", chat_id=group.id, text="x") for _ in range(4)]
    assert [answer.get("error_code") for answer in answers] == [429, 403, 403, None]
    assert answers[0]["parameters"] == {"retry_after": 137}
    tg.faults.error(502)
    answer = await bot.http.get("getMe")
    assert (answer.status_code, answer.headers["content-type"][:9]) == (502, "text/html")
    assert tg.count_429 == 0


@pytest.mark.parametrize("done", [False, True])
async def test_a_cut_line_before_and_after_the_deed(
    tg: TelegramSandbox, bot: Caller, *, done: bool
) -> None:
    lan = tg.person("Lan")
    lan.starts()
    tg.faults.drop(done=done)
    with pytest.raises(httpx.TransportError):
        await bot.ok("sendMessage", chat_id=lan.id, text="x")
    assert lan.last.from_bot is done
    await bot.ok("sendMessage", chat_id=lan.id, text="y")


async def test_a_late_answer_times_out_though_the_message_arrived(
    tg: TelegramSandbox, bot: Caller
) -> None:
    lan = tg.person("Lan")
    lan.starts()
    tg.faults.late()
    with pytest.raises(httpx.ReadTimeout):
        await bot.http.post("sendMessage", json={"chat_id": lan.id, "text": "x"}, timeout=0.05)
    assert lan.last.text == "x"
    await tg.until(lambda: not tg.world.under_way)


async def test_calls_are_remembered_with_their_answers(tg: TelegramSandbox, bot: Caller) -> None:
    await bot.refused("sendMessage", chat_id=5, text="x")
    (call,) = tg.calls("sendMessage")
    assert (call.params, call.ok, call.status) == ({"chat_id": 5, "text": "x"}, False, 400)


async def test_a_taken_port_is_said(tg: TelegramSandbox) -> None:
    async with tg.serve() as url:
        with pytest.raises(OSError, match="in use"):
            async with serve(tg.app, int(url.rpartition(":")[2])):
                pass


async def test_python_telegram_bot_feels_at_home(tg: TelegramSandbox) -> None:
    lan, group = tg.person("Lan"), tg.group("Tổ", forum=True, bot_admin=True)
    plain = tg.group("Nhóm")
    async with (
        tg.serve() as url,
        Bot(tg.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as bot,
    ):
        sent_photo = lan.sends_photo(picture(3), caption="ổ gà")
        updates = await bot.get_updates(timeout=1, allowed_updates=["message", "callback_query"])
        photo = updates[-1].message and updates[-1].message.photo[-1]
        assert photo
        assert bytes(await (await bot.get_file(photo)).download_as_bytearray()) == picture(3)
        menu = InlineKeyboardMarkup([[InlineKeyboardButton("Nhận", callback_data="take:1")]])
        sent = await bot.send_message(lan.id, "<b>Đã nhận</b>", "HTML", reply_markup=menu)
        assert sent.text_html == "<b>Đã nhận</b>"
        topic = await bot.create_forum_topic(group.id, "Môi trường")
        media = [InputMediaPhoto(picture(i), caption=f"ảnh {i}") for i in range(2)]
        album = await bot.send_media_group(
            group.id, media, message_thread_id=topic.message_thread_id
        )
        assert [message.caption for message in album] == ["ảnh 0", "ảnh 1"]
        assert [m.files[0].content for m in group.messages] == [picture(0), picture(1)]
        await bot.copy_message(group.id, lan.id, sent_photo.id)
        lan.presses(lan.last, "Nhận")
        press = (await bot.get_updates(offset=updates[-1].update_id + 1))[-1].callback_query
        assert press
        assert await press.answer("Được")
        with pytest.raises(BadRequest, match="not modified"):
            await sent.edit_text("<b>Đã nhận</b>", "HTML", reply_markup=menu)
        lan.blocks()
        with pytest.raises(Forbidden, match="blocked"):
            await bot.send_message(lan.id, "x")
        new = plain.migrate()
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(plain.id, "x")
        assert moved.value.new_chat_id == new.id
