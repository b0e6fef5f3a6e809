"""Chats in the stand-in live as in the real Telegram: private, groups, topics, moving, privacy."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.clock import SandboxClock
from bot.sandbox.telegram import Group, Impossible, Person, TelegramSandbox
from tests.sandbox.conftest import Caller

PRESSED = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "send:1"}]]}


async def updates(bot: Caller, kind: str = "message") -> list[dict[str, Any]]:
    """What waits for the bot, of one kind, confirmed right away."""
    waiting = await bot.ok("getUpdates")
    if waiting:
        await bot.ok("getUpdates", offset=waiting[-1]["update_id"] + 1)
    return [update[kind] for update in waiting if kind in update]


async def test_a_bot_cannot_begin_a_conversation(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    told = await bot.refused("sendMessage", chat_id=lan.id, text="x")
    assert told == "Forbidden: bot can't initiate conversation with a user"
    lan.starts("pa_dien")
    await bot.ok("sendMessage", chat_id=lan.id, text="x")
    (start,) = await updates(bot)
    assert start["text"] == "/start pa_dien"
    assert start["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_blocking_is_told_and_closes_the_chat(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    lan.starts()
    lan.blocks()
    told = await bot.refused("sendMessage", chat_id=lan.id, text="x")
    assert told == "Forbidden: bot was blocked by the user"
    with pytest.raises(Impossible):
        lan.says("x")
    lan.unblocks()
    await bot.ok("sendMessage", chat_id=lan.id, text="x")
    changes = await updates(bot, "my_chat_member")
    states = [change["new_chat_member"]["status"] for change in changes]
    assert states == ["kicked", "member"]


async def test_message_ids_count_from_one_in_each_chat(tg: TelegramSandbox, bot: Caller) -> None:
    lan, binh = tg.person("Lan"), tg.person("Bình")
    assert [lan.says("a").id, binh.says("b").id, lan.says("c").id] == [1, 1, 2]
    assert (await bot.ok("sendMessage", chat_id=lan.id, text="x"))["message_id"] == 3


async def test_a_press_is_answered_once_and_within_150_seconds(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan = tg.person("Lan")
    lan.starts()
    await bot.ok("sendMessage", chat_id=lan.id, text="Gửi chưa?", reply_markup=PRESSED)
    press = lan.presses(lan.last, "Gửi")
    (query,) = await updates(bot, "callback_query")
    assert (query["data"], query["id"]) == ("send:1", press.id)
    await bot.ok("answerCallbackQuery", callback_query_id=press.id, text="Đã gửi")
    assert press.notice == "Đã gửi"
    too_old = "query is too old and response timeout expired or query ID is invalid"
    assert too_old in await bot.refused("answerCallbackQuery", callback_query_id=press.id)
    late = lan.presses(lan.last, "send:1")
    clock.advance(timedelta(seconds=150))
    assert too_old in await bot.refused("answerCallbackQuery", callback_query_id=late.id)
    assert await updates(bot, "callback_query") == []  # it vanished unseen


async def test_only_buttons_that_are_there_can_be_pressed(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    lan.starts()
    sent = await bot.ok("sendMessage", chat_id=lan.id, text="x", reply_markup=PRESSED)
    message = lan.last
    with pytest.raises(Impossible, match="Gửi"):
        lan.presses(message, "Bỏ")
    await bot.ok("deleteMessage", chat_id=lan.id, message_id=sent["message_id"])
    with pytest.raises(Impossible):
        lan.presses(message, "Gửi")
    lan.presses(message, "Gửi", stale=True)
    (query,) = await updates(bot, "callback_query")
    assert query["message"] == {"chat": message.chat.json(), "message_id": message.id, "date": 0}


async def test_edits_need_a_change_and_a_message_of_ones_own(
    tg: TelegramSandbox, bot: Caller
) -> None:
    tg.pace.on = False
    lan = tg.person("Lan")
    lan.starts()
    sent = await bot.ok("sendMessage", chat_id=lan.id, text="a", reply_markup=PRESSED)
    where = {"chat_id": lan.id, "message_id": sent["message_id"]}
    told = await bot.refused("editMessageText", **where, text="a", reply_markup=PRESSED)
    assert "message is not modified" in told
    await bot.ok("editMessageText", **where, text="a")
    assert (lan.last.buttons, lan.last.edited) == ([], True)
    assert "is not modified" in await bot.refused("editMessageReplyMarkup", **where)
    told = await bot.refused("editMessageCaption", **where, caption="x")
    assert told == "Bad Request: there is no caption in the message to edit"
    asked = await bot.ok(
        "sendMessage", chat_id=lan.id, text="?", reply_markup={"force_reply": True}
    )
    told = await bot.refused(
        "editMessageText", chat_id=lan.id, message_id=asked["message_id"], text="!"
    )
    assert told == "Bad Request: message can't be edited"
    assert lan.last.asks_reply


async def test_a_person_edits_and_the_bot_sees_the_whole_message_again(
    tg: TelegramSandbox, bot: Caller, clock: SandboxClock
) -> None:
    lan = tg.person("Lan")
    said = lan.says("đèn hỏng")
    clock.advance(timedelta(minutes=1))
    lan.edits(said, "đèn hỏng từ hôm qua")
    (edit,) = await updates(bot, "edited_message")
    assert (edit["message_id"], edit["text"]) == (said.id, "đèn hỏng từ hôm qua")
    assert edit["edit_date"] - edit["date"] == 60


async def test_an_album_is_several_updates(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    lan.sends_album(3, caption="ổ gà")
    items = await updates(bot)
    assert len({item["media_group_id"] for item in items}) == 1
    assert [item.get("caption") for item in items] == ["ổ gà", None, None]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("chào cả nhà", False),
        ("/viec", True),
        ("/viec@phan_anh_bot", True),
        ("/viec@other_bot", False),
        ("xem /viec", False),
        ("@phan_anh_bot ơi", False),
    ],
)
async def test_privacy_mode_hides_small_talk(
    tg: TelegramSandbox, bot: Caller, text: str, *, seen: bool
) -> None:
    an = tg.person("An")
    group = tg.group("Tổ", admins=[an])
    await updates(bot)
    an.says(text, in_=group)
    assert bool(await updates(bot)) is seen


@pytest.mark.parametrize("way", ["reply", "admin", "privacy off"])
async def test_what_opens_the_bots_eyes(tg: TelegramSandbox, bot: Caller, way: str) -> None:
    an = tg.person("An")
    group = tg.group("Tổ", admins=[an], privacy=way != "privacy off", bot_admin=way == "admin")
    await bot.ok("sendMessage", chat_id=group.id, text="Hồ sơ mới")
    await updates(bot)
    an.says("để tôi", in_=group, reply_to=group.last if way == "reply" else None)
    (seen,) = await updates(bot)
    assert seen["text"] == "để tôi"


async def test_an_anonymous_admin_is_the_group_but_presses_by_name(
    tg: TelegramSandbox, bot: Caller
) -> None:
    an = tg.person("An")
    group = tg.group("Tổ", admins=[an], supergroup=True)
    await bot.ok("sendMessage", chat_id=group.id, text="x", reply_markup=PRESSED)
    card = group.last
    await updates(bot)
    an.says("/viec", in_=group, anonymous=True)
    an.presses(card, "Gửi")
    said, press = await bot.ok("getUpdates")
    assert said["message"]["from"]["id"] == 1087968824
    assert said["message"]["sender_chat"]["id"] == group.id
    assert press["callback_query"]["from"]["id"] == an.id


async def test_a_kicked_bot_is_told_and_shut_out(tg: TelegramSandbox, bot: Caller) -> None:
    an = tg.person("An")
    group = tg.group("Tổ", admins=[an])
    group.kick_bot()
    an.says("/viec", in_=group)
    told = await bot.refused("sendMessage", chat_id=group.id, text="x")
    assert told == "Forbidden: bot was kicked from the group chat"
    waiting = await bot.ok("getUpdates")
    assert waiting[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_a_group_moves_house(tg: TelegramSandbox, bot: Caller) -> None:
    an = tg.person("An")
    old = tg.group("Tổ", admins=[an])
    await bot.ok("sendMessage", chat_id=old.id, text="thẻ")
    await updates(bot)
    new = old.migrate()
    answer = await bot.raw("sendMessage", chat_id=old.id, text="x")
    assert answer["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    left, came = await updates(bot)
    assert (left["migrate_to_chat_id"], came["migrate_from_chat_id"]) == (new.id, old.id)
    assert (await bot.ok("sendMessage", chat_id=new.id, text="x"))["message_id"] == 2
    told = await bot.refused("editMessageText", chat_id=new.id, message_id=9, text="x")
    assert "not found" in told


@pytest.fixture
def forum(tg: TelegramSandbox, an: Person) -> Group:
    """A group with topics in which the bot is an admin."""
    return tg.group("Diễn đàn", admins=[an], forum=True, bot_admin=True)


@pytest.fixture
def an(tg: TelegramSandbox) -> Person:
    """An official."""
    return tg.person("An")


async def test_topics_are_made_used_closed_and_deleted(
    bot: Caller, forum: Group, an: Person
) -> None:
    topic = (await bot.ok("createForumTopic", chat_id=forum.id, name="Môi trường"))[
        "message_thread_id"
    ]
    where = {"chat_id": forum.id, "message_thread_id": topic}
    sent = await bot.ok("sendMessage", **where, text="thẻ")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    await updates(bot)
    an.says("vâng", in_=forum, topic=topic)
    (said,) = await updates(bot)
    assert said["reply_to_message"]["forum_topic_created"]["name"] == "Môi trường"
    await bot.ok("closeForumTopic", **where)
    assert "TOPIC_NOT_MODIFIED" in await bot.refused("closeForumTopic", **where)
    forum.promote_bot(without=frozenset({"can_manage_topics"}))
    assert "TOPIC_CLOSED" in await bot.refused("sendMessage", **where, text="x")
    assert "not enough rights" in await bot.refused("createForumTopic", chat_id=forum.id, name="x")
    forum.delete_topic(topic)
    told = await bot.refused("sendMessage", **where, text="x")
    assert told == "Bad Request: message thread not found"
    assert forum.messages == []


async def test_an_answer_in_a_supergroup_has_a_thread_id_that_is_no_topic(
    bot: Caller, forum: Group, an: Person
) -> None:
    await bot.ok("sendMessage", chat_id=forum.id, text="thẻ")
    card = forum.last
    await updates(bot)
    an.says("vâng", in_=forum, reply_to=card)
    (said,) = await updates(bot)
    assert said["message_thread_id"] == card.id
    assert "is_topic_message" not in said


async def test_an_answer_to_a_deleted_message_needs_leave_to_stand_alone(
    tg: TelegramSandbox, bot: Caller
) -> None:
    lan = tg.person("Lan")
    said = lan.says("x")
    lan.deletes(said)
    told = {"chat_id": lan.id, "text": "x", "reply_parameters": {"message_id": said.id}}
    assert "message to be replied not found" in await bot.refused("sendMessage", **told)
    told["reply_parameters"] = {"message_id": said.id, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot.ok("sendMessage", **told)


async def test_rights_can_be_asked_for(bot: Caller, forum: Group, tg: TelegramSandbox) -> None:
    me = await bot.ok("getChatMember", chat_id=forum.id, user_id=tg.world.me["id"])
    assert (me["status"], me["can_manage_topics"]) == ("administrator", True)
    assert [one["status"] for one in await bot.ok("getChatAdministrators", chat_id=forum.id)] == [
        "creator"
    ]
    assert (await bot.ok("getChat", chat_id=forum.id))["is_forum"] is True
    await bot.ok("leaveChat", chat_id=forum.id)
    told = await bot.refused("getChat", chat_id=forum.id)
    assert told == "Forbidden: bot is not a member of the supergroup chat"


async def test_copies_and_forwards_show_the_same(tg: TelegramSandbox, bot: Caller) -> None:
    lan, an = tg.person("Lan"), tg.person("An")
    said, _ = lan.says("đèn hỏng"), an.starts()
    told = {"chat_id": an.id, "from_chat_id": lan.id, "message_id": said.id}
    copy = await bot.ok("copyMessage", **told)
    assert (copy, an.last.text) == ({"message_id": an.last.id}, "đèn hỏng")
    sent = await bot.ok("forwardMessage", **told)
    assert sent["forward_origin"]["sender_user"]["id"] == lan.id
