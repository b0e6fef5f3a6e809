"""What Telegram's errors mean for the desk, and how it polls, starts and is set up."""

import asyncio
import logging
from datetime import timedelta

import pytest
from telegram.error import TimedOut

from bot.channels.base import (
    ChatMoved,
    Raw,
    Refused,
    RetryLater,
    SendError,
    TopicGone,
)
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_setup import HEARD
from bot.channels.telegram_transport import Line as Transport
from bot.channels.telegram_transport import may_have_arrived
from handlers.message import Address, Outgoing
from tests.channels.conftest import Line

BAD = "Bad Request: "
BLOCK_PAGE = "<html><body>Trang web bị chặn</body></html>"
"""What stands between us and Telegram answers in its stead."""


async def failure(line: Line, to: Address | None = None) -> SendError:
    with pytest.raises(SendError) as failed:
        await line.channel.send(Outgoing(to or line.home, "Dạ"))
    assert line.tg.token not in repr(failed.value)
    return failed.value


@pytest.mark.parametrize(
    ("code", "description", "closed"),
    [
        (403, "Forbidden: bot was blocked by the user", True),
        (403, "Forbidden: user is deactivated", True),
        (403, "Forbidden: bot was kicked from the supergroup chat", True),
        (403, "Forbidden: bot is not a member of the supergroup chat", True),
        (403, "Forbidden: bot can't initiate conversation with a user", True),
        (400, BAD + "chat not found", True),
        (400, BAD + "group chat was deleted", True),
        (400, BAD + "group chat was deactivated", True),
        (400, BAD + "user is deactivated", True),
        (400, BAD + "bot was kicked from the group chat", True),
        (400, BAD + "PEER_ID_INVALID", True),
        (400, BAD + "BUTTON_DATA_INVALID", False),
        (400, BAD + "message is too long", False),
        (400, BAD + "not enough rights to send photos to the chat", False),
        (400, BAD + "wrong file identifier/HTTP URL specified", False),
    ],
)
async def test_what_will_never_arrive_is_refused(
    line: Line, code: int, description: str, closed: bool
) -> None:
    line.tg.faults.error(code, description)
    error = await failure(line)
    assert isinstance(error, Refused)
    assert error.closed is closed


@pytest.mark.parametrize(
    "words", ["message thread not found", "TOPIC_DELETED", "TOPIC_CLOSED", "TOPIC_ID_INVALID"]
)
async def test_a_lost_topic_is_told_apart(line: Line, words: str) -> None:
    line.tg.faults.error(400, BAD + words)
    assert isinstance(await failure(line), TopicGone)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (500, "Internal Server Error"),
        (502, "Bad Gateway"),  # a proxy's page, no JSON
        (401, "Unauthorized"),  # the token was revoked: nothing may be lost
        (404, "Not Found"),
        (409, "Conflict: terminated by other getUpdates request"),
        (302, "Found"),
        (400, BLOCK_PAGE),
        (401, BLOCK_PAGE),
        (403, BLOCK_PAGE),
        (404, BLOCK_PAGE),
        (451, BLOCK_PAGE),
    ],
)
async def test_what_may_pass_is_tried_again(line: Line, code: int, description: str) -> None:
    line.tg.faults.error(code, description)
    error = await failure(line)
    assert isinstance(error, RetryLater)
    assert (error.after, error.unsure) == (None, False)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (400, BAD + "not enough rights to send text messages to the chat"),
        (403, "Forbidden: not enough rights to send text messages to the chat"),
        (400, BAD + "have no rights to send a message"),
        (400, BAD + "CHAT_RESTRICTED"),
        (403, "Forbidden: CHAT_WRITE_FORBIDDEN"),
    ],
)
async def test_where_we_may_not_write_now_somebody_hears_of_it(
    line: Line, code: int, description: str
) -> None:
    line.tg.faults.error(code, description)
    error = await failure(line)
    assert isinstance(error, RetryLater)
    assert error.alarm


async def test_telegram_says_how_long_to_wait(line: Line) -> None:
    line.tg.faults.flood(37)
    error = await failure(line)
    assert isinstance(error, RetryLater)
    assert error.after == timedelta(seconds=37)


@pytest.mark.parametrize("done", [False, True])
async def test_a_broken_line_leaves_us_unsure(line: Line, done: bool) -> None:
    line.tg.faults.drop(done=done, method="sendMessage")
    error = await failure(line)
    assert isinstance(error, RetryLater)
    assert error.unsure


async def test_an_answer_that_does_not_come_leaves_us_unsure(line: Line) -> None:
    line.tg.faults.late(method="sendMessage")
    error = await failure(line)
    assert isinstance(error, RetryLater)
    assert error.unsure
    assert line.lan.last.text == "Dạ"


async def test_a_closed_door_means_that_nothing_arrived(line: Line) -> None:
    elsewhere = TelegramChannel(
        line.tg.token, now=line.tg.world.clock.now, api_url="http://127.0.0.1:9"
    )
    with pytest.raises(RetryLater) as failed:
        await elsewhere.start()
    assert not failed.value.unsure


async def test_waiting_too_long_for_a_free_connection_means_that_nothing_left(line: Line) -> None:
    line.tg.faults.late(method="getMe")
    narrow = Transport(line.tg.token, connections=1, connect=0.1, read=0.5)
    await narrow.initialize()
    url = f"{line.url}/bot{line.tg.token}/getMe"
    errors = await asyncio.gather(narrow.post(url), narrow.post(url), return_exceptions=True)
    await narrow.shutdown()
    told = [error for error in errors if isinstance(error, TimedOut)]
    assert sorted(may_have_arrived(error) for error in told) == [False, True]
    assert all(line.tg.token not in f"{one} {one!r} {one.__cause__}" for one in told)


async def test_a_group_that_moved_says_where(line: Line) -> None:
    group = line.tg.group("Tổ", members=[line.lan])
    new = group.migrate()
    error = await failure(line, Address("telegram", str(group.id)))
    assert error == ChatMoved(str(new.id))


async def test_a_wrong_token_is_refused_and_not_repeated_in_the_error(line: Line) -> None:
    wrong = line.tg.token[:-1] + "_"
    channel = TelegramChannel(wrong, now=line.tg.world.clock.now, api_url=line.url)
    with pytest.raises(Refused) as refused:
        await channel.start()
    seen: BaseException | None = refused.value
    while seen is not None:
        assert wrong not in f"{seen!r} {seen}"
        seen = seen.__cause__ or seen.__context__


@pytest.mark.parametrize("code", [400, 401, 403, 404])
async def test_a_page_in_telegrams_stead_refuses_no_token(line: Line, code: int) -> None:
    line.tg.faults.error(code, BLOCK_PAGE, method="getMe")
    channel = TelegramChannel(line.tg.token, now=line.tg.world.clock.now, api_url=line.url)
    with pytest.raises(RetryLater):
        await channel.start()


async def test_the_token_is_never_logged(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        TelegramChannel(line.tg.token, now=line.tg.world.clock.now, api_url=line.url)
        await line.channel.send(Outgoing(line.home, "Dạ"))
        line.tg.faults.error(502, "Bad Gateway")
        await failure(line)
    assert line.tg.token not in caplog.text


async def test_a_batch_is_confirmed_by_asking_for_the_next(line: Line) -> None:
    updates = line.channel.updates()
    line.tg.poison()
    batch = await anext(updates)
    assert [line.channel.read(raw) is not None for raw in batch[:1]] == [True]
    assert len(line.tg.world.updates.waiting()) == 2  # nothing is confirmed yet
    line.lan.says("Đèn hỏng")
    (raw,) = await anext(updates)
    assert raw["message"]["text"] == "Đèn hỏng"
    assert [one.json for one in line.tg.world.updates.waiting()] == [raw]
    await updates.aclose()
    call = line.tg.calls("getUpdates")[0]
    assert call.params["allowed_updates"] == list(HEARD)
    assert call.params["timeout"] == 30


async def test_polling_outlives_every_trouble_with_growing_pauses(line: Line) -> None:
    line.tg.faults.error(502, "Bad Gateway", method="getUpdates", times=2)
    line.tg.faults.error(409, "Conflict: terminated", method="getUpdates")
    line.tg.faults.drop(method="getUpdates")
    line.tg.faults.error(401, "Unauthorized", method="getUpdates", times=2)
    line.tg.faults.flood(9, method="getUpdates")
    batches: list[list[Raw]] = []
    async for batch in line.channel.updates():
        batches.append(batch)
        break
    assert len(batches[0]) == 1
    assert line.pauses == [1, 2, 4, 8, 16, 30, 9]


@pytest.mark.parametrize("code", [401, 404, 409])
async def test_a_page_in_telegrams_stead_is_not_logged_as_its_refusal(
    line: Line, code: int, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    line.tg.faults.error(code, BLOCK_PAGE, method="getUpdates")
    async for _ in line.channel.updates():
        break
    said = caplog.text + capsys.readouterr().out
    assert "does not answer" in said
    assert "no longer accepts" not in said
    assert "one bot, one program" not in said


async def test_polling_takes_a_forgotten_webhook_away(line: Line) -> None:
    await line.channel.register("https://desk.example/webhook/telegram")
    assert (await line.channel.describe()).webhook == "https://desk.example/webhook/telegram"
    async for _ in line.channel.updates():
        break
    assert (await line.channel.describe()).webhook == ""
    await line.channel.drop_webhook()


async def test_an_operator_learns_rights_and_privacy(line: Line) -> None:
    group = line.tg.group("Tổ", members=[line.lan], forum=True)
    before = await line.channel.rights(str(group.id))
    group.promote_bot()
    after = await line.channel.rights(str(group.id))
    assert (before.title, before.forum, before.status) == ("Tổ", True, "member")
    assert (before.can_manage_topics, before.hears_all) == (False, False)
    assert (after.status, after.can_manage_topics, after.hears_all) == ("administrator", True, True)
    assert not (await line.channel.describe()).can_read_all


async def test_commands_are_shown_by_kind_of_chat(line: Line) -> None:
    await line.channel.set_commands([("start", "Bắt đầu")], [("viec", "Việc đang mở")])
    shown = {
        scope: [one["command"] for one in said] for scope, said in line.tg.world.commands.items()
    }
    assert sorted(shown.values()) == [["start"], ["viec"]]
    assert all("all_private_chats" in scope for scope, said in shown.items() if said == ["start"])
    await line.channel.set_commands([], [])
    assert not line.tg.world.commands


async def test_commands_in_a_group_lose_our_name(line: Line) -> None:
    raw = {"update_id": 1, "message": line.lan.says("/help@phan_anh_bot").data}
    heard = line.channel.read(raw)
    assert heard is not None
    assert heard.text == "/help"
