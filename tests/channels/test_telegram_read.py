"""What Telegram's updates become in the desk's words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot

from bot.channels.base import Unreadable
from bot.channels.telegram_read import Reader
from handlers.message import Address, AttachmentKind, Incoming, Kind, Place, Sender

SENT = 1_795_000_000
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LAN = {"id": 71, "is_bot": False, "first_name": "Lan", "last_name": "Lê", "username": "lanle"}
LAN_CHAT = {"id": 71, "type": "private", "first_name": "Lan"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Tổ Môi trường", "is_forum": True}
OUR_BOT = {"id": 5, "is_bot": True, "first_name": "Bot", "username": "phan_anh_bot"}
HIDDEN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
FILE = {"file_id": "F1", "file_unique_id": "U1", "file_size": 900}
ROOT = {
    "message_id": 40,
    "date": SENT,
    "chat": GROUP,
    "forum_topic_created": {"name": "Đèn", "icon_color": 1},
}

reader = Reader(Bot("5:token"), lambda: NOW, "phan_anh_bot")


def message(chat: dict[str, Any] = LAN_CHAT, **parts: Any) -> dict[str, Any]:
    return {"message_id": 12, "date": SENT, "chat": chat, "from": LAN, **parts}


def read(**parts: Any) -> Incoming | None:
    return reader.read({"update_id": 1, "message": message(**parts)})


def heard(**parts: Any) -> Incoming:
    incoming = read(**parts)
    assert incoming is not None
    return incoming


def test_a_text_says_who_where_when_and_what() -> None:
    assert read(text="Đèn hỏng") == Incoming(
        address=Address("telegram", "71"),
        external_id="12",
        kind=Kind.TEXT,
        sender=Sender("71", "Lan Lê", "lanle"),
        private=True,
        sent_at=datetime.fromtimestamp(SENT, UTC),
        text="Đèn hỏng",
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("e\u0302\u0301", "ế"),  # NFC
        ("\x02đậm\x03\x00", "đậm"),  # no bold marks of their own
        ("một\r\nhai\tba\n", "một\nhai\tba\n"),
        ("\ud83d", ""),  # half a character, valid in JSON
        ("/start@Phan_Anh_Bot duong", "/start duong"),
        ("/start@other_bot", "/start@other_bot"),  # in private it can only be meant for us
        ("xem /viec@phan_anh_bot", "xem /viec@phan_anh_bot"),
    ],
)
def test_words_are_cleaned(typed: str, text: str) -> None:
    assert heard(text=typed).text == text


@pytest.mark.parametrize(
    ("parts", "kind", "remote", "name", "seconds"),
    [
        (
            {
                "photo": [
                    {**FILE, "file_id": "small", "width": 90, "height": 60},
                    {**FILE, "file_id": "large", "width": 900, "height": 600},
                ]
            },
            AttachmentKind.PHOTO,
            "large",
            "",
            0,
        ),
        (
            {"video": {**FILE, "width": 1, "height": 1, "duration": 7}},
            AttachmentKind.VIDEO,
            "F1",
            "",
            7,
        ),
        ({"voice": {**FILE, "duration": 3}}, AttachmentKind.VOICE, "F1", "", 3),
        (
            {"audio": {**FILE, "duration": 9, "file_name": "a.mp3"}},
            AttachmentKind.AUDIO,
            "F1",
            "a.mp3",
            9,
        ),
        (
            {"document": {**FILE, "file_name": "đơn\x02.pdf"}},
            AttachmentKind.DOCUMENT,
            "F1",
            "đơn.pdf",
            0,
        ),
        (
            {"animation": {**FILE, "width": 1, "height": 1, "duration": 2}, "document": FILE},
            AttachmentKind.ANIMATION,
            "F1",
            "",
            2,
        ),
        (
            {"video_note": {**FILE, "length": 1, "duration": 4}},
            AttachmentKind.VIDEO_NOTE,
            "F1",
            "",
            4,
        ),
        (
            {
                "sticker": {
                    **FILE,
                    "width": 1,
                    "height": 1,
                    "type": "regular",
                    "emoji": "👍",
                    "is_animated": False,
                    "is_video": False,
                }
            },
            AttachmentKind.STICKER,
            "F1",
            "👍",
            0,
        ),
    ],
)
def test_media_keep_their_file_and_caption(
    parts: dict[str, Any], kind: AttachmentKind, remote: str, name: str, seconds: int
) -> None:
    incoming = heard(caption="Tối quá", media_group_id="A1", **parts)
    (thing,) = incoming.attachments
    assert (incoming.kind, incoming.text, incoming.album) == (Kind.MEDIA, "Tối quá", "A1")
    assert (thing.kind, thing.remote, thing.name, thing.seconds) == (kind, remote, name, seconds)
    assert (thing.size, thing.channel) == (900, "telegram")


def test_a_location_is_a_place_and_a_venue_adds_its_words() -> None:
    spot = {"latitude": 10.5, "longitude": 106.5}
    venue = {"location": spot, "title": "Chợ Mới", "address": "1 Lê Lợi"}
    assert heard(location=spot).place == Place(10.5, 106.5)
    assert heard(location=spot, venue=venue).place == Place(10.5, 106.5, "Chợ Mới, 1 Lê Lợi")
    assert heard(location=spot).kind is Kind.LOCATION


@pytest.mark.parametrize(
    ("user_id", "own", "text"), [(71, True, ""), (72, False, "Ba"), (None, False, "Ba")]
)
def test_a_contact_says_whose_phone_it_is(user_id: int | None, own: bool, text: str) -> None:
    contact = {"phone_number": "+84900000001", "first_name": "Ba"}
    incoming = heard(contact=contact if user_id is None else {**contact, "user_id": user_id})
    assert incoming.kind is Kind.CONTACT
    assert (incoming.phone, incoming.own_phone, incoming.text) == ("+84900000001", own, text)


@pytest.mark.parametrize(
    ("parts", "form"),
    [
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        (
            {
                "poll": {
                    "id": "1",
                    "question": "?",
                    "options": [],
                    "total_voter_count": 0,
                    "is_closed": False,
                    "is_anonymous": True,
                    "type": "regular",
                    "allows_multiple_answers": False,
                }
            },
            "poll",
        ),
        ({"story": {"chat": LAN_CHAT, "id": 3}}, "story"),
        ({"rich_message": {"blocks": []}}, "rich_message"),  # newer than the library
        ({}, "empty"),
    ],
)
def test_what_we_cannot_read_can_still_be_copied(parts: dict[str, Any], form: str) -> None:
    incoming = heard(**parts)
    assert (incoming.kind, incoming.form) == (Kind.OTHER, form)
    assert [(one.kind, one.remote) for one in incoming.attachments] == [
        (AttachmentKind.COPY, "71:12")
    ]


@pytest.mark.parametrize(
    "parts",
    [
        {"new_chat_members": [LAN], "new_chat_participant": LAN, "new_chat_member": LAN},
        {"left_chat_member": LAN},
        {"new_chat_title": "Tổ"},
        {"pinned_message": message(GROUP, text="a")},
        {"forum_topic_closed": {}},
        {"video_chat_started": {}},
        {"migrate_from_chat_id": -9},
        {"from": OUR_BOT, "text": "một bot khác"},
        {"from": {**LAN, "id": 777000}, "is_automatic_forward": True, "text": "kênh"},
        {"from": {**LAN, "id": 777000}, "text": "kênh"},
        {
            "from": {**OUR_BOT, "id": 136817688},
            "sender_chat": {"id": -5, "type": "channel"},
            "text": "a",
        },
        {"text": "/viec@other_bot"},
        {"text": "/viec@other_bot", "reply_to_message": message(GROUP, text="a")},
    ],
    ids=lambda parts: "+".join(parts),
)
def test_notices_bots_and_channels_concern_nobody(parts: dict[str, Any]) -> None:
    assert read(chat=GROUP, **parts) is None


@pytest.mark.parametrize(
    ("parts", "topic", "reply_to"),
    [
        ({}, None, None),
        ({"message_thread_id": 40, "is_topic_message": True, "reply_to_message": ROOT}, "40", None),
        (
            {
                "message_thread_id": 40,
                "is_topic_message": True,
                "reply_to_message": {**message(GROUP, text="a"), "message_id": 40},
            },
            "40",
            None,
        ),
        (
            {
                "message_thread_id": 40,
                "is_topic_message": True,
                "reply_to_message": {**message(GROUP, text="a"), "message_id": 44},
            },
            "40",
            "44",
        ),
        # a chain of replies in General has an id that is no topic
        (
            {
                "message_thread_id": 44,
                "reply_to_message": {**message(GROUP, text="a"), "message_id": 44},
            },
            None,
            "44",
        ),
        ({"message_thread_id": 1, "is_topic_message": True}, None, None),
    ],
)
def test_topics_and_replies_in_a_forum(
    parts: dict[str, Any], topic: str | None, reply_to: str | None
) -> None:
    incoming = heard(chat=GROUP, text="Dạ", **parts)
    assert incoming.address == Address("telegram", "-1009", topic)
    assert (incoming.reply_to, incoming.private) == (reply_to, False)


@pytest.mark.parametrize("parts", [{"from": HIDDEN, "sender_chat": GROUP}, {"from": HIDDEN}])
def test_a_hidden_admin_is_anonymous(parts: dict[str, Any]) -> None:
    incoming = heard(chat=GROUP, text="Đã xử lý", author_signature="Tổ trưởng", **parts)
    assert incoming.sender == Sender("-1009", "Tổ trưởng", anonymous=True)


def test_an_edit_is_a_new_version_with_an_id_of_its_own() -> None:
    def edit(text: str) -> Incoming:
        raw = {"update_id": 2, "edited_message": message(text=text, edit_date=SENT + 60)}
        incoming = reader.read(raw)
        assert incoming is not None
        return incoming

    one, same, other = edit("Đèn hỏng 2 bóng"), edit("Đèn hỏng 2 bóng"), edit("Đèn hỏng 3 bóng")
    assert one.edits == "12"
    assert one.external_id.startswith(f"12:e{SENT + 60}:")
    assert one.sent_at == datetime.fromtimestamp(SENT + 60, UTC)
    assert one == same
    assert one.external_id != other.external_id


def test_a_moving_live_position_is_no_edit() -> None:
    spot = {"latitude": 10.5, "longitude": 106.5, "live_period": 900}
    assert reader.read({"update_id": 2, "edited_message": message(location=spot)}) is None


@pytest.mark.parametrize(
    "card",
    [
        message(GROUP, text="Hồ sơ", message_thread_id=40, is_topic_message=True),
        {"message_id": 12, "date": 0, "chat": GROUP},  # too old for Telegram to show it
    ],
)
def test_a_press_says_what_was_chosen_where(card: dict[str, Any]) -> None:
    press = {"id": "99", "from": LAN, "chat_instance": "1", "data": "claim:3", "message": card}
    incoming = reader.read({"update_id": 3, "callback_query": press})
    assert incoming is not None
    assert (incoming.kind, incoming.external_id) == (Kind.PRESS, "press:99")
    assert (incoming.choice, incoming.pressed_on) == ("claim:3", "12")
    assert (incoming.sent_at, incoming.sender.user_id) == (NOW, "71")
    assert incoming.address.topic == ("40" if card["date"] else None)


def test_a_press_without_message_or_value_concerns_nobody() -> None:
    press = {"id": "99", "from": LAN, "chat_instance": "1"}
    game = {**press, "game_short_name": "g", "message": message(text="a")}
    for one in ({**press, "data": "a"}, game):
        assert reader.read({"update_id": 3, "callback_query": one}) is None


GONE = {"user": OUR_BOT, "status": "kicked", "until_date": 0}
LEFT = {"user": OUR_BOT, "status": "left"}
MEMBER = {"user": OUR_BOT, "status": "member"}
ADMIN = {"user": OUR_BOT, "status": "administrator"} | dict.fromkeys(
    (
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)


@pytest.mark.parametrize(
    ("chat", "before", "after", "kind"),
    [
        (LAN_CHAT, MEMBER, GONE, Kind.BLOCKED),
        (LAN_CHAT, GONE, MEMBER, Kind.OPENED),
        (GROUP, LEFT, MEMBER, Kind.OPENED),
        (GROUP, LEFT, ADMIN, Kind.OPENED),
        (GROUP, ADMIN, GONE, Kind.BLOCKED),
        (GROUP, MEMBER, ADMIN, None),  # rights changed, nothing opened
        (GROUP, GONE, LEFT, None),
        ({"id": -7, "type": "channel", "title": "K"}, LEFT, ADMIN, None),
    ],
)
def test_a_chat_opens_and_closes(
    chat: dict[str, Any], before: dict[str, Any], after: dict[str, Any], kind: Kind | None
) -> None:
    change = {
        "chat": chat,
        "from": LAN,
        "date": SENT,
        "old_chat_member": before,
        "new_chat_member": after,
    }
    incoming = reader.read({"update_id": 4, "my_chat_member": change})
    assert (incoming and incoming.kind) == kind
    if incoming:
        assert incoming.external_id == "member:4"


def test_a_group_says_its_new_id_when_it_moves() -> None:
    group = {"id": -9, "type": "group", "title": "Tổ"}
    incoming = heard(chat=group, migrate_to_chat_id=-1009)
    assert (incoming.kind, incoming.moved_to) == (Kind.MOVED, "-1009")
    assert incoming.address.chat_id == "-9"


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "message": {"message_id": 1, "date": SENT, "from": LAN, "text": "a"}},
        {"update_id": 1, "message": message(date="hôm qua", text="a")},
        {"update_id": 1, "message": message(text=5)},
        {"update_id": 1, "message": message(photo=[{"file_id": "x"}])},
        {"update_id": 1, "message": "text"},
        {"update_id": 1, "message": message(date=10**30, text="a")},
        {"message": message(text="a")},
    ],
    ids=lambda raw: json.dumps(raw)[:60],
)
def test_an_odd_update_is_set_aside(raw: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        reader.read(raw)


def test_other_updates_concern_nobody() -> None:
    assert reader.read({"update_id": 1, "channel_post": message(text="a")}) is None
    assert reader.read({"update_id": 1, "something_new": {}}) is None
