"""People can send everything that Telegram knows, and bots can do the rarer things."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.telegram import Impossible, Person, TelegramSandbox
from bot.sandbox.telegram_chats import Message
from tests.sandbox.conftest import Caller


@pytest.mark.parametrize(
    ("send", "field"),
    [
        (lambda p: p.sends_photo(), "photo"),
        (lambda p: p.sends_video(), "video"),
        (lambda p: p.sends_voice(), "voice"),
        (lambda p: p.sends_document(), "document"),
        (lambda p: p.sends_sticker(), "sticker"),
        (lambda p: p.sends_file("audio", b"x", caption="bài"), "audio"),
        (lambda p: p.sends_file("animation", b"x"), "animation"),
        (lambda p: p.sends_file("video_note", b"x"), "video_note"),
        (lambda p: p.sends_location(10.5, 106.7), "location"),
        (lambda p: p.sends_location(10.5, 106.7, title="Chợ"), "venue"),
        (lambda p: p.sends_contact("0900"), "contact"),
        (lambda p: p.sends_poll("Mấy giờ?", ["7", "8"]), "poll"),
        (lambda p: p.sends_dice(), "dice"),
    ],
)
async def test_everything_a_person_sends_arrives_and_can_be_copied(
    tg: TelegramSandbox, bot: Caller, send: Callable[[Person], Message], field: str
) -> None:
    lan = tg.person("Lan")
    sent = send(lan)
    (update,) = await bot.ok("getUpdates")
    assert update["message"][field] == sent.data[field]
    told: dict[str, Any] = {"from_chat_id": lan.id, "message_id": sent.id, "caption": "xem"}
    await bot.ok("copyMessage", chat_id=lan.id, **told)
    assert lan.last.data[field] == sent.data[field]
    assert lan.last.text == "xem"


async def test_a_contact_says_whose_it_is(tg: TelegramSandbox) -> None:
    lan, an = tg.person("Lan"), tg.person("An", username="an_cb")
    assert lan.sends_contact("0900").data["contact"]["user_id"] == lan.id
    assert lan.sends_contact("0901", of=an).data["contact"]["first_name"] == "An"


async def test_a_deactivated_person_hears_nothing(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    lan.starts()
    lan.deactivates()
    told = await bot.refused("sendMessage", chat_id=lan.id, text="x")
    assert told == "Forbidden: user is deactivated"


async def test_keyboards_that_replace_the_persons_own_are_shown(
    tg: TelegramSandbox, bot: Caller
) -> None:
    lan = tg.person("Lan")
    lan.starts()
    keyboard = {"keyboard": [[{"text": "Gửi vị trí", "request_location": True}]]}
    await bot.ok("sendMessage", chat_id=lan.id, text="Ở đâu?", reply_markup=keyboard)
    assert lan.last.keyboard == keyboard["keyboard"]
    with pytest.raises(Impossible, match="send the place"):
        lan.presses(lan.last, "Gửi vị trí")


async def test_captions_places_contacts_pins_and_reactions(
    tg: TelegramSandbox, bot: Caller
) -> None:
    tg.pace.on = False
    lan = tg.person("Lan")
    said = lan.sends_photo(caption="a")
    photo = said.data["photo"][-1]["file_id"]
    sent = await bot.ok("sendPhoto", chat_id=lan.id, photo=photo, caption="a")
    where = {"chat_id": lan.id, "message_id": sent["message_id"]}
    await bot.ok("editMessageCaption", **where, caption="b")
    assert lan.last.text == "b"
    assert "no text in the message" in await bot.refused("editMessageText", **where, text="c")
    await bot.ok("pinChatMessage", **where)
    assert lan.chat.pinned == sent["message_id"]
    await bot.ok("unpinChatMessage", chat_id=lan.id)
    await bot.ok("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
    await bot.ok("deleteMessage", chat_id=lan.id, message_id=said.id)
    await bot.ok("sendLocation", chat_id=lan.id, latitude=10, longitude=106.5)
    await bot.ok("sendContact", chat_id=lan.id, phone_number="0900", first_name="UBND")
    await bot.ok("sendChatAction", chat_id=lan.id, action="typing")
    await bot.ok("setMyDescription", description="Tiếp nhận phản ánh")


async def test_what_an_app_would_not_offer_is_impossible(tg: TelegramSandbox) -> None:
    an, lan = tg.person("An"), tg.person("Lan")
    group = tg.group("Tổ", admins=[an], members=[lan])
    with pytest.raises(Impossible, match="supergroup"):
        an.says("x", in_=group, anonymous=True)
    with pytest.raises(Impossible, match="topic"):
        an.says("x", in_=group, topic=5)
    with pytest.raises(Impossible, match="topics"):
        group.make_topic("x")
    group.leaves(lan)
    with pytest.raises(Impossible, match="member"):
        lan.says("x", in_=group)
    with pytest.raises(Impossible, match="edit"):
        lan.edits(an.says("x", in_=group), "y")
    new = group.migrate()
    with pytest.raises(Impossible, match="supergroup"):
        an.says("x", in_=group)
    new.topics_on()
    assert an.says("x", in_=new, topic=new.make_topic("Mới")).thread is not None


async def test_topics_reopen_and_go_when_they_are_switched_off(
    tg: TelegramSandbox, bot: Caller
) -> None:
    an = tg.person("An")
    group = tg.group("Diễn đàn", admins=[an], forum=True, bot_admin=True)
    topic = group.make_topic("Cũ")
    where = {"chat_id": group.id, "message_thread_id": topic}
    await bot.ok("editForumTopic", **where, name="Mới")
    await bot.ok("closeForumTopic", **where)
    await bot.ok("reopenForumTopic", **where)
    await bot.ok("sendMessage", **where, text="x")
    group.topics_off()
    assert "thread not found" in await bot.refused("sendMessage", **where, text="x")


async def test_a_group_is_left_joined_again_demoted_and_deleted(
    tg: TelegramSandbox, bot: Caller
) -> None:
    group = tg.group("Tổ", bot=False)
    told = await bot.refused("sendMessage", chat_id=group.id, text="x")
    assert told == "Forbidden: bot is not a member of the group chat"
    group.add_bot(admin=True)
    group.demote_bot()
    group.joins(tg.person("Lan"))
    await bot.ok("sendMessage", chat_id=group.id, text="x")
    assert "not enough rights" in await bot.refused(
        "pinChatMessage", chat_id=group.id, message_id=group.last.id
    )
    group.delete()
    told = await bot.refused("sendMessage", chat_id=group.id, text="x")
    assert told == "Forbidden: the group chat was deleted"


async def test_rare_markup_is_kept(tg: TelegramSandbox, bot: Caller) -> None:
    lan = tg.person("Lan")
    lan.starts()
    html = '<a href="https://x.vn">trang</a> <code>PA-1</code>'
    menu = {"inline_keyboard": [[{"text": "Mở", "url": "https://x.vn"}]]}
    await bot.ok("sendMessage", chat_id=lan.id, text=html, parse_mode="HTML", reply_markup=menu)
    assert lan.last.html == html
    assert lan.last.labels == ["Mở"]
    assert lan.last.sender == "Trợ lý tự động"
