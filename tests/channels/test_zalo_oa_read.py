"""The OA's events, as documented and as the stand-in brings them, are understood."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.base import Unreadable
from bot.channels.zalo_oa_read import Reader, at_home, moment
from bot.channels.zalo_oa_unheard import NOBODY
from bot.sandbox.zalo_oa import Impossible, picture
from handlers.message import Address, AttachmentKind, Incoming, Kind, Place
from tests.channels.conftest import Oa, mark

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STAMP = str(int((NOW - timedelta(minutes=1)).timestamp() * 1000))
USER, OA, GROUP = "8246845883529197922", "388613280878808645", "f414c8f76fa586fbdfb4"
reader = Reader(OA, mark, lambda: NOW)


def event(name: str, **more: Any) -> dict[str, Any]:
    return {
        "app_id": "360846524940903967",
        "sender": {"id": USER},
        "recipient": {"id": OA},
        "user_id_by_app": "552177279717587730",
        "event_name": name,
        "timestamp": STAMP,
        **more,
    }


def said(name: str, attachment: dict[str, Any] | None = None, **message: Any) -> Incoming:
    parts = {"attachments": [attachment]} if attachment else {}
    read = reader.read(event(name, message={"msg_id": "96d3cdf3af150460909", **message, **parts}))
    assert read is not None
    assert read.external_id == "96d3cdf3af150460909"
    assert read.address == Address("zalo_oa", USER)
    assert read.private
    return read


def test_a_text_is_told_with_who_when_and_what_it_answers() -> None:
    read = said("user_send_text", text=" Đèn đường hư\u0000 \r\nở ngõ 5 ", quote_msg_id="77")
    assert (read.kind, read.text, read.reply_to) == (Kind.TEXT, "Đèn đường hư \nở ngõ 5", "77")
    assert (read.sender.user_id, read.sender.name) == (USER, "")
    assert read.sent_at == NOW - timedelta(minutes=1)


@pytest.mark.parametrize(
    "quote",
    [{"quote_msg_id": "77"}, {"quote_message_id": 77}, {"quote_msg": {"msg_id": "77"}}],
)
def test_every_way_to_name_what_is_answered_is_understood(quote: dict[str, Any]) -> None:
    assert said("user_send_text", text="Rồi ạ", **quote).reply_to == "77"


@pytest.mark.parametrize(
    ("name", "payload", "kind"),
    [
        ("image", {"thumbnail": "https://a.zdn.vn/t", "url": "https://a.zdn.vn/1"}, "photo"),
        ("gif", {"thumbnail": "https://a.zdn.vn/t", "url": "https://a.zdn.vn/1"}, "animation"),
        ("audio", {"url": "https://a.zdn.vn/1"}, "voice"),
        ("video", {"url": "https://a.zdn.vn/1", "description": ""}, "video"),
        ("sticker", {"url": "https://a.zdn.vn/1", "id": "8"}, "sticker"),
        ("file", {"url": "https://a.zdn.vn/1", "size": "23410", "name": "đơn.docx"}, "document"),
    ],
)
def test_every_file_is_an_attachment(name: str, payload: dict[str, Any], kind: str) -> None:
    read = said(f"user_send_{name}", {"type": name, "payload": payload})
    (file,) = read.attachments
    assert (read.kind, file.kind, file.remote) == (Kind.MEDIA, kind, "https://a.zdn.vn/1")
    if name == "file":
        assert (file.name, file.size) == ("đơn.docx", 23410)
        assert file.mime.endswith("wordprocessingml.document")


def test_a_picture_without_words_and_one_with_a_caption() -> None:
    payload = {"type": "image", "payload": {"url": "https://a.zdn.vn/1"}}
    assert said("user_send_image", payload).text == ""
    assert said("user_send_image", payload, text="Ổ gà").text == "Ổ gà"


def test_pictures_of_the_same_minutes_are_one_album_and_others_are_not() -> None:
    payload = {"type": "image", "payload": {"url": "https://a.zdn.vn/1"}}
    first = said("user_send_image", payload)
    assert first.album is not None
    assert said("user_send_image", payload).album == first.album
    later = str(int(STAMP) - 10 * 60 * 1000)
    raw = event("user_send_image", message={"msg_id": "2", "attachments": [payload]})
    read = reader.read(raw | {"timestamp": later})
    assert read is not None
    assert read.album != first.album
    video = {"type": "video", "payload": {"url": "https://a.zdn.vn/1"}}
    assert said("user_send_video", video).album is None


def test_a_place_comes_as_words_and_is_a_point() -> None:
    point = {"coordinates": {"latitude": "10.7643", "longitude": "106.6822"}}
    read = said("user_send_location", {"type": "location", "payload": point}, text="")
    assert (read.kind, read.place) == (Kind.LOCATION, Place(10.7643, 106.6822))


@pytest.mark.parametrize("number", ["NaN", "91", "", None])
def test_a_place_that_is_none_is_set_aside(number: str | None) -> None:
    point = {"coordinates": {"latitude": number, "longitude": "106.6822"}}
    raw = {"msg_id": "1", "attachments": [{"type": "location", "payload": point}]}
    with pytest.raises(Unreadable):
        reader.read(event("user_send_location", message=raw))


def test_a_link_is_words() -> None:
    payload = {"url": "https://bao.vn/1", "description": "Đường hỏng", "thumbnail": ""}
    read = said("user_send_link", {"type": "link", "payload": payload}, text="Xem này")
    assert (read.kind, read.text) == (Kind.TEXT, "Xem này\nĐường hỏng\nhttps://bao.vn/1")


def test_a_card_is_somebody_elses_number_and_an_unknown_one_says_so() -> None:
    told = '{"phone":"0912345678","caption":"Bác Sáu"}'
    payload = {"type": "link", "payload": {"description": told, "url": ""}}
    read = said("user_send_business_card", payload, text="Bác Sáu")
    assert (read.kind, read.phone, read.own_phone) == (Kind.CONTACT, "0912345678", False)
    assert read.text == "Bác Sáu"
    bare = {"type": "link", "payload": {"description": '{"phone":"0912345678"}', "url": ""}}
    assert said("user_send_business_card", bare, text="Bác Sáu ở ấp 3").text == "Bác Sáu ở ấp 3"
    odd = {"type": "link", "payload": {"description": "[1", "url": "https://zalo.me/1"}}
    read = said("user_send_business_card", odd)
    assert (read.kind, read.form) == (Kind.OTHER, "contact")
    assert "https://zalo.me/1" in read.text


@pytest.mark.parametrize("name", ["user_send_file", "user_send_image", "user_send_hologram"])
def test_what_has_no_address_or_a_new_name_is_still_something_said(name: str) -> None:
    read = said(name, {"type": "x", "payload": {}})
    assert (read.kind, read.form) == (Kind.OTHER, name.rpartition("_")[2])


def test_a_tap_on_our_button_is_a_choice_and_a_forged_one_chooses_nothing() -> None:
    ours = said("user_send_text", text=f"bam:{mark(USER, 'draft.send:12')}:draft.send:12")
    assert (ours.choice, ours.text) == ("draft.send:12", "")
    assert said("user_send_text", text="bam:0123456789ab:draft.send:12").choice == ""
    assert said("user_send_text", text="bam: chọn gì đây").choice is None


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ({"event_name": "follow", "follower": {"id": USER}, "source": "oa_profile"}, Kind.OPENED),
        ({"event_name": "user_click_chatnow", "user_id": USER}, Kind.OPENED),
        ({"event_name": "user_withdraw", "user_id": USER}, Kind.WITHDRAWN),
    ],
)
def test_who_opens_the_chat_is_heard(raw: dict[str, Any], kind: Kind) -> None:
    read = reader.read({"oa_id": OA, "app_id": "3", "timestamp": STAMP, **raw})
    assert read is not None
    assert (read.kind, read.address.chat_id, read.private) == (kind, USER, True)


@pytest.mark.parametrize("phone", ["84912345678", 84912345678, "+84912345678", "0912345678"])
@pytest.mark.parametrize(
    "more", [{"full_address": {"user_ward": "1"}}, {"address": "", "city": ""}]
)
def test_a_form_filled_in_is_the_persons_own_number(phone: object, more: dict[str, Any]) -> None:
    read = reader.read(event("user_submit_info", info={"name": "Lan", "phone": phone, **more}))
    assert read is not None
    assert (read.kind, read.phone, read.own_phone) == (Kind.CONTACT, "0912345678", True)
    assert read.external_id == f"user_submit_info:{STAMP}:{USER}"


def test_a_form_without_a_number_is_no_number() -> None:
    read = reader.read(event("user_submit_info", info={"name": "Lan", "phone": 0}))
    assert read is not None
    assert read.kind is Kind.OTHER


@pytest.mark.parametrize(
    ("name", "more", "opens"),
    [
        ("user_call_oa", {"user_id": USER, "talk_time": 41_000}, True),
        ("user_call_oa", {"user_id": USER, "talk_time": "41000"}, True),
        ("user_call_oa", {"user_id": USER}, True),  # nobody says how long they talked
        ("user_call_oa", {"sender": {"id": USER}, "recipient": {"id": OA}}, True),
        ("user_call_oa", {"user_id": USER, "talk_time": 0}, False),
        ("oa_call_user", {"user_id": USER, "talk_time": 41_000}, True),
        ("oa_call_user", {"sender": {"id": OA}, "recipient": {"id": USER}, "talk_time": 9}, True),
        ("oa_call_user", {"user_id": USER, "talk_time": 0}, False),
        ("oa_call_user", {"user_id": USER}, False),
        ("oa_call_user", {"phone": "84912345678", "talk_time": 41_000}, False),
    ],
)
def test_a_call_that_was_picked_up_is_a_word(name: str, more: dict[str, Any], opens: bool) -> None:
    read = reader.read({"oa_id": OA, "event_name": name, "timestamp": STAMP, **more})
    assert (read is not None) is opens
    if read is not None:
        assert (read.kind, read.address.chat_id, read.private) == (Kind.OPENED, USER, True)


@pytest.mark.parametrize("what", ["text", "image", "file", "sticker"])
def test_who_has_no_account_is_heard_in_their_conversation_and_nothing_is_fetched(
    what: str,
) -> None:
    file = {"type": what, "payload": {"url": "https://a.zdn.vn/1", "id": "8"}}
    message = {"msg_id": "5", "conversation_id": "c7", "text": "Đèn hư", "attachments": [file]}
    read = reader.read(event(f"anonymous_send_{what}", message=message))
    assert read is not None
    assert (read.kind, read.form, read.text) == (Kind.OTHER, what, "Đèn hư")
    assert (read.address.chat_id, read.external_id) == (f"nameless:{USER}:c7", "5")
    assert (read.sender.anonymous, read.private, read.attachments) == (True, True, ())


@pytest.mark.parametrize("name", [*sorted(NOBODY), "permission_revoked"])
def test_what_concerns_nobody_is_passed_over(name: str) -> None:
    assert reader.read({"event_name": name, "timestamp": STAMP}) is None


def test_our_own_words_come_back_unheard_and_a_persons_at_the_console_are_heard() -> None:
    echo = event("oa_send_text", message={"msg_id": "5", "text": "Chào bà"})
    echo |= {"sender": {"id": OA}, "recipient": {"id": USER}}
    assert reader.read(echo) is None
    read = reader.read(echo | {"sender": {"id": OA, "admin_id": "446"}})
    assert read is not None
    assert (read.kind, read.text) == (Kind.CONSOLE, "Chào bà")
    assert (read.address.chat_id, read.sender.user_id) == (USER, "446")


def test_in_a_group_the_recipient_is_the_group() -> None:
    raw = event("user_send_group_text", message={"msg_id": "1", "text": "#7K4Q xong"})
    read = reader.read(raw | {"recipient": {"id": GROUP}, "oa_id": OA})
    assert read is not None
    assert (read.address.chat_id, read.private) == (f"group:{GROUP}", False)
    assert (read.sender.user_id, read.text) == (USER, "#7K4Q xong")


def test_the_oa_itself_in_a_group_is_heard_only_when_a_person_writes() -> None:
    raw = event("oa_send_group_text", message={"msg_id": "1", "text": "Ghi nhận"})
    raw |= {"sender": {"id": OA}, "recipient": {"id": GROUP}}
    assert reader.read(raw) is None
    read = reader.read(raw | {"sender": {"id": OA, "admin_id": "446"}})
    assert read is not None
    assert (read.sender.anonymous, read.private, read.kind) == (True, False, Kind.TEXT)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("create_group", Kind.OPENED),
        ("disperse_group", Kind.BLOCKED),
        ("delete_group", Kind.BLOCKED),
    ],
)
@pytest.mark.parametrize("where", [{"group_id": GROUP}, {"recipient": {"id": GROUP}}])
def test_a_group_comes_and_goes_under_both_names(
    name: str, kind: Kind, where: dict[str, Any]
) -> None:
    read = reader.read({"event_name": name, "oa_id": OA, "timestamp": STAMP, **where})
    assert read is not None
    assert (read.kind, read.address.chat_id, read.private) == (kind, f"group:{GROUP}", False)
    assert reader.read({"event_name": name, "oa_id": OA, "timestamp": STAMP}) is None


@pytest.mark.parametrize("name", ["user_out_group", "user_leave_group"])
@pytest.mark.parametrize("who", [{"sender": {"id": USER}}, {"users": [{"id": USER}]}])
def test_who_leaves_a_group_is_named_if_the_event_names_them(
    name: str, who: dict[str, Any]
) -> None:
    raw = {"event_name": name, "oa_id": OA, "timestamp": STAMP, "group_id": GROUP}
    read = reader.read(raw | who)
    assert read is not None
    assert (read.kind, read.sender.user_id) == (Kind.LEFT, USER)
    assert (read.address.chat_id, read.private) == (f"group:{GROUP}", False)
    assert reader.read(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"event_name": None},
        {"event_name": "anonymous_send_text", "message": {"msg_id": "1", "text": "a"}},
        {"event_name": "user_call_oa", "user_id": USER, "talk_time": "long"},
        {"event_name": "something_new"},
        {"event_name": "user_send_text"},
        {"event_name": "user_send_text", "sender": {"id": ""}, "message": {}},
        {"event_name": "user_send_text", "sender": "x", "message": {"msg_id": "1"}},
        {"event_name": "user_send_image", "sender": {"id": "1"}, "message": []},
        {"event_name": "follow"},
    ],
)
def test_what_cannot_be_read_is_set_aside_and_never_breaks(raw: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        reader.read(raw)


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        (STAMP, NOW - timedelta(minutes=1)),
        (int(STAMP), NOW - timedelta(minutes=1)),
        (str(int(NOW.timestamp()) - 60), NOW - timedelta(minutes=1)),
        ("154390853474", NOW),  # the documentation's own sample is in 1974
        (str(int(NOW.timestamp() * 1000) + 60_000), NOW),
        ("soon", NOW),
        (None, NOW),
        ("9" * 30, NOW),
    ],
)
def test_a_time_that_cannot_be_is_now(stamp: object, at: datetime) -> None:
    assert moment(stamp, NOW) == at


@pytest.mark.parametrize(
    ("given", "dialled"),
    [("84912345678", "0912345678"), ("02838123456", "02838123456"), ("1", "1")],
)
def test_numbers_are_written_as_they_are_dialled_here(given: str, dialled: str) -> None:
    assert at_home(given) == dialled


async def test_everything_that_a_person_can_do_in_the_app_is_heard(oa: Oa) -> None:
    lan = oa.lan
    question = oa.zalo.admin_writes(lan, "Dạ?")
    lan.says("Đèn hư", reply_to=question)
    lan.sends_photo(picture(1), caption="Đây")
    lan.sends_gif()
    lan.sends_video()
    lan.sends_audio()
    lan.sends_document(name="đơn.pdf")
    lan.sends_sticker()
    lan.sends_link("https://bao.vn/1")
    lan.sends_location(10.7, 106.6)
    lan.sends_business_card("Bác Sáu", "0912345678")
    lan.opens_chat()
    lan.reacts(question)
    lan.reads(question)
    lan.unfollows()
    kinds = [one.kind for one in oa.heard()]
    assert kinds == [
        Kind.OPENED, Kind.CONSOLE, Kind.TEXT, Kind.MEDIA, Kind.MEDIA, Kind.MEDIA, Kind.MEDIA,
        Kind.MEDIA, Kind.MEDIA, Kind.TEXT, Kind.LOCATION, Kind.CONTACT, Kind.OPENED,
    ]  # fmt: skip
    assert oa.heard()[2].reply_to == question.id
    assert {one.sender.user_id for one in oa.heard()} - {lan.id} == {oa.heard()[1].sender.user_id}
    with pytest.raises(Impossible):
        lan.submits_info("Lan", "0912345678")


async def test_both_accounts_of_a_groups_life_are_understood(oa: Oa) -> None:
    for old in (False, True):
        oa.zalo.wire.old_group_names = old
        group = oa.zalo.group("Tổ", members=[oa.lan])
        oa.lan.says("#7K4Q xong", in_=group)
        assert oa.news.address == oa.place(group)
        assert oa.heard()[-2].kind is Kind.OPENED


async def test_a_file_is_fetched_from_known_hosts_only(oa: Oa) -> None:
    oa.lan.sends_photo(picture(3))
    (photo,) = oa.news.attachments
    assert photo.kind is AttachmentKind.PHOTO
    assert await oa.channel.fetch(photo) == picture(3)


def test_events_are_plain_json_all_the_way(oa: Oa) -> None:
    oa.lan.says("\U0001f600 ạ")
    raw = json.loads(json.dumps(oa.zalo.webhook.told[-1]))
    assert (read := oa.channel.read(raw)) is not None
    assert read.text == "\U0001f600 ạ"
