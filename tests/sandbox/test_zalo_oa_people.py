"""What people do with Zalo's OA, what of it the app is told, and what no app lets them do."""

from collections.abc import Callable
from hashlib import md5
from typing import Any

import pytest

from bot.sandbox.zalo_oa import Impossible, Person, ZaloOaSandbox, picture
from tests.sandbox.oa import Caller, Hook, Json, buttons, form, media, said


@pytest.fixture
def lan(oa: ZaloOaSandbox) -> Person:
    """A resident."""
    return oa.person("Lan")


async def told(oa: ZaloOaSandbox, hook: Hook) -> Json:
    """The newest event of a person's."""
    await oa.wait_quiet()
    return hook.events[-1]


async def test_a_message_is_told_with_ids_that_no_float_can_hold(
    oa: ZaloOaSandbox, hook: Hook, lan: Person
) -> None:
    message = lan.says("đèn hỏng")
    event = await told(oa, hook)
    assert event == {
        "app_id": oa.app_id,
        "sender": {"id": lan.id},
        "recipient": {"id": oa.oa_id},
        "user_id_by_app": lan.account.by_app,
        "event_name": "user_send_text",
        "message": {"msg_id": message.id, "text": "đèn hỏng"},
        "timestamp": str(message.stamp),
    }
    assert int(lan.id) > 2**53
    assert str(int(float(lan.id))) != lan.id
    assert (message.sender, message.from_bot, message.chat.messages) == ("Lan", False, [message])
    assert (message.thread, message.edited, message.gone) == (None, False, False)


ATTACHED: list[tuple[str, Callable[[Person], Any], Json]] = [
    ("gif", lambda lan: lan.sends_gif(), {"thumbnail": "URL", "url": "URL"}),
    ("audio", lambda lan: lan.sends_voice(), {"url": "URL"}),
    ("audio", lambda lan: lan.sends_audio(), {"url": "URL"}),
    ("video", lambda lan: lan.sends_video(), {"thumbnail": "URL", "description": "", "url": "URL"}),
    ("sticker", lambda lan: lan.sends_sticker(), {"id": "ID", "url": "URL"}),
    (
        "location",
        lambda lan: lan.sends_location(10.76, 106.68),
        {"coordinates": {"latitude": "10.76", "longitude": "106.68"}},
    ),
    (
        "file",
        lambda lan: lan.sends_document(b"x" * 20, name="Đơn.DOCX"),
        {
            "url": "URL",
            "size": "20",
            "name": "Đơn.DOCX",
            "checksum": md5(b"x" * 20, usedforsecurity=False).hexdigest(),
            "type": "docx",
        },
    ),
    (
        "link",
        lambda lan: lan.sends_link("https://a.vn", description="d"),
        {"thumbnail": "", "description": "d", "url": "https://a.vn"},
    ),
]


@pytest.mark.parametrize(("kind", "act", "payload"), ATTACHED)
async def test_everything_that_can_be_sent(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person,
    kind: str, act: Callable[[Person], Any], payload: Json,
) -> None:  # fmt: skip
    act(lan)
    event = await told(oa, hook)
    assert event["event_name"] == f"user_send_{kind}"
    ((attachment),) = event["message"]["attachments"]
    assert attachment["type"] == kind
    found = attachment["payload"]
    assert found.keys() == payload.keys()
    for name, value in payload.items():
        assert value in ("URL", "ID") or found[name] == value
        if value == "URL":
            assert (await app.http.get(found[name])).content == lan.last.files[0].content


async def test_a_card_looks_like_a_link(oa: ZaloOaSandbox, hook: Hook, lan: Person) -> None:
    lan.sends_business_card("Minh", "0912345678")
    event = await told(oa, hook)
    assert event["event_name"] == "user_send_business_card"
    assert event["message"]["attachments"][0]["type"] == "link"
    assert "0912345678" in event["message"]["attachments"][0]["payload"]["description"]


async def test_photos_come_one_by_one_and_may_lose_their_words(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person
) -> None:
    lan.sends_album([picture(1), picture(2)], caption="ổ gà")
    oa.wire.images_without_text = True
    lan.sends_photo(picture(3), caption="ổ gà")
    await oa.wait_quiet()
    assert hook.names == ["user_send_image"] * 3
    messages = [event["message"] for event in hook.events]
    assert [one.get("text") for one in messages] == ["ổ gà", None, None]
    urls = [one["attachments"][0]["payload"]["url"] for one in messages]
    assert [(await app.http.get(url)).content for url in urls] == [picture(i) for i in (1, 2, 3)]
    assert (await app.http.get(f"{urls[0]}x")).status_code == 404
    assert len(lan.sends_album(3)) == 3


async def test_an_answer_names_the_message(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person
) -> None:
    lan.says("x")
    await app.sends(lan.id, text="ở đâu?")
    asked = lan.last
    lan.says("ở chợ", reply_to=asked)
    assert (await told(oa, hook))["message"]["quote_msg_id"] == asked.id


async def test_a_tap_says_its_payload_and_only_show_is_seen(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person
) -> None:
    lan.says("x")
    hide = {"title": "Gửi", "type": "oa.query.hide", "payload": "#gui"}
    page = {"title": "Web", "type": "oa.open.url", "payload": {"url": "https://a.vn"}}
    await app.sends(lan.id, text="Chọn", attachment=buttons(hide, "Bỏ", page))
    menu = lan.last
    assert menu.labels == ["Gửi", "Bỏ", "Web"]
    assert menu.buttons == [[("Gửi", "#gui")], [("Bỏ", "Bỏ")], [("Web", "https://a.vn")]]
    lan.presses(menu, "Gửi")
    assert (await told(oa, hook))["message"]["text"] == "#gui"
    assert lan.last is menu
    lan.presses(menu, "Bỏ")
    assert said(lan.messages[-1:]) == [("Bỏ", False)]
    events = len(hook.events) + 1
    assert lan.presses(menu, "Web") is None
    await oa.wait_quiet()
    assert len(hook.events) == events
    for message, label in ((menu, "Khác"), (lan.messages[0], "Gửi")):
        with pytest.raises(Impossible, match="no button"):
            lan.presses(message, label)
    with pytest.raises(Impossible, match="no button"):
        oa.person("Minh").presses(menu, "Gửi")


async def test_where_there_are_no_buttons_a_number_is_typed(
    oa: ZaloOaSandbox, app: Caller, lan: Person
) -> None:
    group = oa.group("Tổ", admins=[lan])
    lan.says("1. a")
    assert lan.last.labels == []
    listed = "Chọn 1 trong:\n1. cũ\n\n1. Gửi\n2. Bỏ\nXin gõ #7K4Q và số."
    await app.sends(lan.id, text=listed)
    await app.writes(group.id, text=listed)
    assert lan.last.labels == group.last.labels == ["Gửi", "Bỏ"]
    assert lan.last.buttons == []
    card = group.last
    said = [
        lan.presses(lan.last, "Bỏ"),
        lan.presses(card, "Bỏ"),
        lan.presses(card, "Nhận", stale=True),
    ]
    assert [one and (one.text, one.chat.title) for one in said] == [
        ("2", "Lan"),
        ("#7K4Q 2", "Tổ"),
        ("Nhận", "Tổ"),
    ]
    with pytest.raises(Impossible, match="no button"):
        lan.presses(card, "Nhận")
    group.leaves(lan)
    with pytest.raises(Impossible, match="not a member"):
        lan.presses(card, "Bỏ")


@pytest.mark.parametrize(("flat", "number"), [(False, False), (True, True)])
async def test_a_form_is_filled_in(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person, flat: bool, number: bool
) -> None:
    lan.says("x")
    with pytest.raises(Impossible, match="form"):
        lan.submits_info("Lan", "0912345678")
    await app.sends(lan.id, attachment=form(title="Số điện thoại"))
    assert lan.last.asks_info
    oa.wire.flat_info, oa.wire.phone_as_number = flat, number
    lan.submits_info("Lan", "0912345678", address="Tổ 5")
    event = await told(oa, hook)
    assert event["event_name"] == "user_submit_info"
    assert (event["sender"]["id"], event["recipient"]["id"]) == (lan.id, oa.oa_id)
    info = event["info"]
    assert info["phone"] == (84912345678 if number else "84912345678")
    assert (info if flat else info["full_address"])["address" if flat else "user_address"] == "Tổ 5"
    detail = (await app.get("/v3.0/oa/user/detail", user_id=lan.id)).json()["data"]
    assert detail["shared_info"]["phone"] == 84912345678


async def test_the_forms_picture_may_be_left_out_where_zalo_allows_it(
    oa: ZaloOaSandbox, app: Caller, lan: Person
) -> None:
    lan.says("x")
    assert await app.sends(lan.id, attachment=form(image_url=None)) == -201
    oa.wire.info_needs_image = False
    assert await app.sends(lan.id, attachment=form(image_url=None)) == 0


async def test_following_has_a_follower_and_no_sender(
    oa: ZaloOaSandbox, hook: Hook, lan: Person
) -> None:
    lan.follows()
    event = await told(oa, hook)
    assert event["event_name"] == "follow"
    assert (event["oa_id"], event["follower"]) == (oa.oa_id, {"id": lan.id})
    assert "sender" not in event
    lan.unfollows()
    assert (await told(oa, hook))["event_name"] == "unfollow"
    lan.opens_chat()
    assert (await told(oa, hook))["event_name"] == "user_click_chatnow"


async def test_signs_and_reading(oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person) -> None:
    lan.says("x")
    oa.wire.receipts = True
    await app.sends(lan.id, text="Đã nhận")
    assert (await told(oa, hook))["event_name"] == "user_received_message"
    lan.reacts(lan.last, "/-heart")
    event = await told(oa, hook)
    assert event["event_name"] == "user_reacted_message"
    assert event["message"] == {"msg_id": lan.last.id, "react_icon": "/-heart"}
    lan.reads(lan.last)
    event = await told(oa, hook)
    assert event["event_name"] == "user_seen_message"
    assert event["message"] == {"msg_ids": [lan.last.id]}


async def test_who_blocks_gets_nothing_and_says_nothing(app: Caller, lan: Person) -> None:
    lan.says("x")
    lan.blocks()
    assert await app.sends(lan.id, text="y") == -217
    with pytest.raises(Impossible, match="blocked"):
        lan.says("z")
    lan.unblocks()
    lan.says("z")
    assert await app.sends(lan.id, text="y") == 0


async def test_the_oas_own_words_come_back_as_echoes(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person
) -> None:
    lan.says("x")
    await app.sends(lan.id, text="Đã nhận")
    await app.sends(lan.id, attachment=media(url="https://a.vn/x.jpg"))
    await app.sends(lan.id, attachment=form())
    await oa.wait_quiet()
    assert hook.names[1:] == ["oa_send_text", "oa_send_image", "oa_send_template"]
    echoed = oa.webhook.told[1]
    assert (echoed["sender"], echoed["recipient"]) == ({"id": oa.oa_id}, {"id": lan.id})
    assert echoed["message"]["msg_id"] == lan.messages[1].id
    assert lan.messages[2].photos == ["https://a.vn/x.jpg"]
    oa.wire.echo = False
    await app.sends(lan.id, text="Đã nhận")
    await oa.wait_quiet()
    assert len(hook.names) == 4


async def test_a_human_in_the_console_has_a_name_in_the_event(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person
) -> None:
    lan.says("x")
    oa.wire.echo = False
    oa.admin_writes(lan, "Chào bà Lan")
    await oa.wait_quiet()
    event = oa.webhook.told[-1]
    assert hook.names[-1] == "oa_send_text"
    assert event["sender"]["admin_id"] not in {"", oa.oa_id}
    assert (lan.last.from_bot, lan.last.admin) == (True, event["sender"]["admin_id"])
    asked = {"user_id": lan.id, "offset": 0, "count": 1}
    (item,) = (await app.get("/v2.0/oa/conversation", **asked)).json()["data"]
    assert (item["src"], item["message"]) == (0, "Chào bà Lan")


async def test_who_has_no_account_is_told_in_their_conversation_and_nowhere_else(
    oa: ZaloOaSandbox, app: Caller, hook: Hook
) -> None:
    visitor = oa.visitor()
    visitor.says("Alo")
    event = await told(oa, hook)
    assert event["event_name"] == "anonymous_send_text"
    assert event["sender"] == {"id": visitor.id}
    assert event["message"]["conversation_id"] == visitor.conversation
    place = {"anonymous_id": visitor.id, "conversation_id": visitor.conversation}
    send = "/v2.0/oa/message"
    assert await app.code(send, recipient=place, message={"text": "Dạ"}) == 0
    assert await app.code(send, recipient=place, message={"text": "a" * 2001}) == -210
    assert await app.code(send, recipient=place | {"conversation_id": "no"}, message={}) == -201
    assert await app.code(send, recipient={"user_id": visitor.id}, message={"text": "Dạ"}) == -240
    assert await app.sends(visitor.id, text="Dạ") == -201
    assert said(visitor.messages) == [("Alo", False), ("Dạ", True)]


async def test_a_call_opens_the_window_when_somebody_picks_it_up(
    oa: ZaloOaSandbox, app: Caller, hook: Hook, lan: Person
) -> None:
    lan.calls(0)
    assert (await told(oa, hook))["talk_time"] == 0
    assert await app.sends(lan.id, text="Dạ") != 0
    lan.calls(7)
    event = await told(oa, hook)
    assert (event["event_name"], event["user_id"]) == ("user_call_oa", lan.id)
    assert event["talk_time"] == 7_000
    assert await app.sends(lan.id, text="Dạ") == 0
